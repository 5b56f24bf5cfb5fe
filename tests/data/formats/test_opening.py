import bz2
import gzip
import hashlib
import io
import json
import lzma
import os
import pickle
import socket
import threading
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from rnngan.config.errors import InputError
from rnngan.data.formats import compression, opening
from rnngan.data.formats.tables import read_table

PLAIN = b"a,b\n1,x\n2,y y\n"
AS_CSV = "Expected a CSV file: export it as CSV."
CUT = "It is damaged or cut off: fetch it again."


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


def encrypted():
    content = bytearray(zipped(a_csv=PLAIN))
    content[6] |= 1  # the flag in the member's own header
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    return bytes(content)


COMPRESSED = {
    "gzip": gzip.compress(PLAIN, mtime=0),
    "two gzip members": gzip.compress(PLAIN[:5], mtime=0) + gzip.compress(PLAIN[5:], mtime=0),
    "bzip2": bz2.compress(PLAIN),
    "xz": lzma.compress(PLAIN),
    "zstd": pa.compress(PLAIN, "zstd", asbytes=True),
    "zip": zipped(inner_csv=PLAIN),
    "zip in a folder": zipped(folder__inner_csv=PLAIN),
}


def message(content, path):
    path.write_bytes(content)
    with pytest.raises(InputError) as caught, opening.opened(path.name):
        pass
    return str(caught.value)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "table.csv"


@pytest.mark.parametrize("content", COMPRESSED.values(), ids=COMPRESSED)
def test_compression_is_found_out_by_content(file, content):
    file.write_bytes(content)
    with opening.opened(file) as source:
        assert source.file.read() == PLAIN
        assert source.size == len(PLAIN)
        assert source.fingerprint == hashlib.sha256(content).hexdigest()


def test_what_macos_adds_to_an_archive_does_not_count(file):
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("folder/", "folder/a.csv", "__MACOSX/folder/._a.csv", "folder/.DS_Store"):
            archive.writestr(name, PLAIN if name == "folder/a.csv" else b"")
    with opening.opened(file) as source:
        assert source.file.read() == PLAIN


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "zstd", "ZIP"])
@pytest.mark.parametrize("left", [0.5, 0.9])
def test_a_torn_archive_is_refused(file, kind, left):
    content = COMPRESSED[kind.lower()]
    found = message(content[: int(len(content) * left)], file)
    assert found.startswith(f"table.csv: can't be read as {kind} data: ")
    assert found.endswith(CUT)


FOREIGN = [
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff\xe0", "a JPEG picture"),
    (b"GIF89a", "a GIF picture"),
    (b"%PDF-1.7\n", "a PDF document"),
    (b"\x89HDF\r\n", "an HDF5 file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (pickle.dumps({"a": 1}), "a Python pickle"),
    (b'[{"a": 1}, {"a": 2}]', "JSON"),
    (b'\n {\n "a": [1, 2]}', "JSON"),
    (b"\xef\xbb\xbf" + json.dumps([[1, 2]]).encode(), "JSON"),
    (b"<!DOCTYPE html>\n<html>", "a web page (HTML)"),
    (b"\n<HTML>", "a web page (HTML)"),
    (b'<?xml version="1.0"?>', "XML"),
    (gzip.compress(b"\x89PNG", mtime=0), "a PNG picture"),
    (gzip.compress(b"a" * 257 + b"ustar", mtime=0), "a tar archive"),
]


@pytest.mark.parametrize(("content", "what"), FOREIGN)
def test_a_foreign_file_is_told_by_its_content(file, content, what):
    assert message(content, file) == f"table.csv looks like {what}. {AS_CSV}"


def test_a_numpy_array_and_a_workbook_are_told_by_their_content(file):
    stream = io.BytesIO()
    np.save(stream, np.arange(3))
    assert message(stream.getvalue(), file) == f"table.csv looks like a NumPy array. {AS_CSV}"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", "x")
    assert message(stream.getvalue(), file) == f"table.csv looks like an Excel workbook. {AS_CSV}"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    expected = f"table.csv looks like an OpenDocument file. {AS_CSV}"
    assert message(stream.getvalue(), file) == expected


def test_an_archive_must_hold_one_file_that_is_not_encrypted(file):
    assert message(zipped(a_csv=PLAIN, b_csv=PLAIN), file) == (
        "table.csv is a ZIP archive of 2 files: a.csv, b.csv. Expected one CSV file in it: "
        "extract the one that is meant."
    )
    assert message(zipped(), file) == (
        "table.csv is a ZIP archive of 0 files. Expected one CSV file in it: extract the one that "
        "is meant."
    )
    assert message(encrypted(), file) == "table.csv: a.csv is encrypted. Extract it first."


def test_data_is_decompressed_once(file):
    assert message(gzip.compress(bz2.compress(PLAIN)), file) == (
        "table.csv holds bzip2 data inside compressed data. Expected a CSV file compressed once: "
        "decompress it."
    )


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_decompression_is_capped(file, compress, monkeypatch):
    monkeypatch.setattr(compression, "ALWAYS_ALLOWED", 3 * 2**20)
    bomb = compress(b"a,b\n" + b"0,0\n" * 2**21)
    assert message(bomb, file) == (
        "table.csv decompresses to more than 4 MiB, 200 times its own size. Expected a table: "
        "decompress it yourself if it is meant."
    )
    monkeypatch.setattr(compression, "MOST_RATIO", 10**9)
    with opening.opened(file) as source:
        assert source.size == 4 + 4 * 2**21


def test_standard_input_is_read_for_a_dash(monkeypatch):
    monkeypatch.setattr(opening.sys, "stdin", io.TextIOWrapper(io.BytesIO(PLAIN)))
    table = read_table("-")
    assert table.source == "standard input"
    assert table.frame["b"].tolist() == ["x", "y y"]
    assert table.fingerprint == hashlib.sha256(PLAIN).hexdigest()


def test_a_closed_standard_input_is_refused(monkeypatch):
    monkeypatch.setattr(opening.sys, "stdin", None)
    with pytest.raises(InputError) as caught:
        read_table("-")
    expected = "standard input is closed. Pipe a table into it, or name a file."
    assert str(caught.value) == expected


@pytest.mark.parametrize("content", [PLAIN, gzip.compress(PLAIN, mtime=0), COMPRESSED["zip"]])
def test_a_pipe_is_read_once(file, content):
    os.mkfifo(file)
    writer = threading.Thread(target=file.write_bytes, args=(content,))
    writer.start()
    table = read_table(file)
    writer.join()
    assert table.frame["b"].tolist() == ["x", "y y"]
    assert table.fingerprint == hashlib.sha256(content).hexdigest()


def test_an_empty_pipe_and_the_null_device_are_empty(file):
    os.mkfifo(file)
    writer = threading.Thread(target=file.write_bytes, args=(b"",))
    writer.start()
    for name in ("table.csv", os.devnull):
        with pytest.raises(InputError) as caught:
            read_table(name)
        expected = f"{name} is empty. Expected a header line and at least two rows."
        assert str(caught.value) == expected
    writer.join()


def test_a_socket_and_another_device_are_refused(file):
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("table.csv")
        for name, what in (("table.csv", "a socket"), ("/dev/zero", "a device")):
            with pytest.raises(InputError) as caught:
                read_table(name)
            expected = f"{name} is {what}. Expected a file or a pipe: give one CSV file."
            assert str(caught.value) == expected


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(file):
    file.touch(0)
    with pytest.raises(InputError) as caught:
        read_table("table.csv")
    assert str(caught.value) == "table.csv: can't be read: Permission denied."


def test_a_missing_file_is_named_with_its_neighbours(file):
    file.with_name("weather.csv").write_bytes(PLAIN)
    for name, expected in [
        ("wether.csv", "wether.csv: no such file; beside it: weather.csv."),
        ("zzz", "zzz: no such file."),
        ("no/a.csv", "no/a.csv: no such file; the folder no does not exist either."),
        ("a\0b", "a\0b: can't be read: embedded null byte."),
    ]:
        with pytest.raises(InputError) as caught:
            read_table(name)
        assert str(caught.value) == expected


def test_a_folder_and_a_link_to_itself_are_refused(file):
    file.with_name("loop.csv").symlink_to("loop.csv")
    for name, expected in [
        (".", ". is a folder. Give one CSV file."),
        ("loop.csv", "loop.csv: can't be read: Too many levels of symbolic links."),
        ("loop.csv/a", "loop.csv/a: can't be read: Too many levels of symbolic links."),
    ]:
        with pytest.raises(InputError) as caught:
            read_table(name)
        assert str(caught.value) == expected


def test_a_full_disk_is_told(file, monkeypatch):
    class Full:
        def __init__(self, max_size):
            pass

        def write(self, data):
            raise OSError(28, "No space left on device")

        def close(self):
            pass

    file.write_bytes(PLAIN)
    monkeypatch.setattr(opening.tempfile, "SpooledTemporaryFile", Full)
    with pytest.raises(InputError) as caught:
        read_table(file)
    assert str(caught.value) == (
        f"{opening.tempfile.gettempdir()}: No space left on device while the table was kept "
        "there. Make room, or name another folder in the environment variable TMPDIR."
    )


@pytest.mark.parametrize("compress", [bytes, gzip.compress, lzma.compress])
def test_a_large_file_gives_the_same_table(file, compress, monkeypatch):
    frame = pd.DataFrame({"n": range(5000), "text": ["a", "é,", 'q"q', "l\nl", ""] * 1000})
    file.write_bytes(compress(frame.to_csv(index=False).encode()))
    whole = read_table(file)
    monkeypatch.setattr(opening, "STREAMED", 100)
    large = read_table(file)
    pd.testing.assert_frame_equal(large.frame, whole.frame)
    assert list(large.lines) == list(whole.lines)
    assert large.fingerprint == whole.fingerprint
    assert large.notices == [f"{file}: 0 MiB, so it was read block by block"]
    assert whole.notices == []


@pytest.mark.parametrize("kind", ["csv", "parquet", "feather"])
def test_no_thread_of_pyarrow_holds_what_is_pythons(file, kind, monkeypatch):
    """Such a thread aborted the process where it let go of it while the interpreter was ending."""
    seen = []

    class Watched(io.BytesIO):
        def __init__(self, max_size):
            super().__init__()

        def read(self, *size):
            seen.append(threading.current_thread())
            return super().read(*size)

        def readinto(self, target):
            seen.append(threading.current_thread())
            return super().readinto(target)

    frame = pd.DataFrame({"n": range(5000), "x": 0.5})
    options = {"index": False} if kind == "csv" else {}
    getattr(frame, f"to_{kind}")(file, **options)
    monkeypatch.setattr(opening.tempfile, "SpooledTemporaryFile", Watched)
    assert len(read_table(file).frame) == 5000
    assert set(seen) == {threading.main_thread()}


@pytest.mark.parametrize("start", [0, 2, 4])
def test_the_rest_of_a_file_is_given_to_pyarrow(start):
    stream = io.BytesIO(b"abcd")
    stream.seek(start)
    assert opening.native(stream, streamed=False).read() == b"abcd"[start:]
    assert opening.native(stream, streamed=True) is stream
