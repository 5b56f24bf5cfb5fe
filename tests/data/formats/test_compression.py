import bz2
import gzip
import io
import lzma
import zipfile

import pytest

from rnngan.data.formats.compression import compressed
from rnngan.data.formats.tables import read_table

PLAIN = b"a,b\n1,2\n"


def unzipped(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = archive.namelist()
        assert name == "new.csv"
        return archive.read(name)


UNPACK = {
    "gzip": gzip.decompress,
    "bzip2": bz2.decompress,
    "xz": lzma.decompress,
    "ZIP": unzipped,
}
ALL = ["gzip", "bzip2", "xz", "zstd", "ZIP"]


def packed(compression, name="folder/new.csv.zip"):
    target = io.BytesIO()
    with compressed(target, compression, name) as stream:
        stream.write(PLAIN[:3])
        stream.write(memoryview(PLAIN)[3:])
    assert not target.closed
    return target.getvalue()


@pytest.mark.parametrize("compression", UNPACK)
def test_what_is_written_is_unpacked_again(compression):
    assert UNPACK[compression](packed(compression)) == PLAIN


@pytest.mark.parametrize("compression", [None, *ALL])
def test_what_is_written_is_read_as_a_table(tmp_path, compression):
    (tmp_path / "table").write_bytes(packed(compression))
    assert read_table(tmp_path / "table").frame.to_dict("list") == {"a": ["1"], "b": ["2"]}


@pytest.mark.parametrize("compression", ALL)
def test_the_same_content_gives_the_same_bytes_at_any_time(compression, monkeypatch):
    first = packed(compression)
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert packed(compression) == first
