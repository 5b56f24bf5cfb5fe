import bz2
import gzip
import io
import lzma
import zipfile

import pytest

from rnngan.config.errors import ConfigError
from rnngan.data.formats.outputs import excel_safe, kind_of, opened
from rnngan.data.formats.tables import read_table

PLAIN = b"a,b\n1,2\n"


def unzipped(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = archive.namelist()
        assert name == "new.csv"
        return archive.read(name)


UNPACK = {"gz": gzip.decompress, "bz2": bz2.decompress, "xz": lzma.decompress, "zip": unzipped}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.csv", ("csv", None)),
        ("a.csv.gz", ("csv", "gz")),
        ("a.csv.bz2", ("csv", "bz2")),
        ("a.CSV.XZ", ("csv", "xz")),
        ("folder.parquet/a.csv.zst", ("csv", "zst")),
        ("a.csv.zip", ("csv", "zip")),
        ("a.parquet", ("parquet", None)),
        ("a.feather", ("feather", None)),
        ("a.arrow", ("feather", None)),
        ("a.txt", ("csv", None)),
        ("a", ("csv", None)),
        ("-", ("csv", None)),
    ],
)
def test_the_name_tells_the_kind(name, kind):
    assert kind_of(name) == kind


@pytest.mark.parametrize(("name", "kind"), [("a.csv.gz", None), ("-", None), ("a.feather", "csv")])
def test_a_csv_can_be_made_safe_for_a_spreadsheet(name, kind):
    assert excel_safe(name, kind) == "excel-safe csv"


@pytest.mark.parametrize(("name", "kind"), [("a.parquet", None), ("-", "parquet")])
def test_nothing_else_is_made_safe_for_a_spreadsheet(name, kind):
    with pytest.raises(ConfigError) as caught:
        excel_safe(name, kind)
    assert str(caught.value) == (
        "--excel-safe is for CSV: other formats say what is text. Expected --format csv, or a "
        "file named .csv. Received: parquet"
    )


def packed(compression, name="folder/new.csv.zip"):
    target = io.BytesIO()
    with opened(target, compression, name) as stream:
        stream.write(PLAIN[:3])
        stream.write(memoryview(PLAIN)[3:])
    assert not target.closed
    return target.getvalue()


@pytest.mark.parametrize("compression", UNPACK)
def test_what_is_written_is_unpacked_again(compression):
    assert UNPACK[compression](packed(compression)) == PLAIN


@pytest.mark.parametrize("compression", [None, "gz", "bz2", "xz", "zst", "zip"])
def test_what_is_written_is_read_as_a_table(tmp_path, compression):
    (tmp_path / "table").write_bytes(packed(compression))
    assert read_table(tmp_path / "table").frame.to_dict("list") == {"a": ["1"], "b": ["2"]}


@pytest.mark.parametrize("compression", ["gz", "bz2", "xz", "zst", "zip"])
def test_the_same_content_gives_the_same_bytes_at_any_time(compression, monkeypatch):
    first = packed(compression)
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert packed(compression) == first
