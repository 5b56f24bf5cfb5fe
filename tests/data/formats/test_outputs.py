import gzip

import pandas as pd
import pytest

from rnngan.config.errors import ConfigError, InputError
from rnngan.data.formats import compression
from rnngan.data.formats.outputs import excel_safe, format_of, writing
from rnngan.data.schema import NumberColumn, Schema


@pytest.mark.parametrize(
    ("name", "format", "packed"),
    [
        ("a.csv", "csv", None),
        ("a.csv.gz", "csv", "gzip"),
        ("a.csv.bz2", "csv", "bzip2"),
        ("a.CSV.XZ", "csv", "xz"),
        ("folder.parquet/a.csv.zst", "csv", "zstd"),
        ("a.csv.zip", "csv", "ZIP"),
        ("a.parquet", "parquet", None),
        ("a.parquet.gz", "parquet", "gzip"),
        ("a.feather", "feather", None),
        ("a.arrow", "feather", None),
        ("a.txt", "csv", None),
        ("a.jsonl", "csv", None),
        ("a", "csv", None),
        ("-", "csv", None),
    ],
)
def test_the_name_says_the_format_of_a_table_and_its_compression(name, format, packed):
    assert format_of(name).name == format
    assert compression.by_name(name) == packed


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.txt", "txt"),
        ("a.jsonl", "jsonl"),
        ("A.JSONL.GZ", "jsonl"),
        ("a.csv.zip", "csv"),
        ("a.parquet", "txt"),
        ("a", "txt"),
        ("-", "txt"),
    ],
)
def test_the_name_says_the_format_of_texts(name, format):
    assert format_of(name, modality="text").name == format


def test_what_is_asked_for_goes_before_the_name():
    assert format_of("a.csv", "parquet").name == "parquet"
    assert format_of("a.csv", "jsonl", "text").name == "jsonl"


@pytest.mark.parametrize(
    ("name", "modality", "known"),
    [("jsonl", "table", "csv, feather, parquet"), ("parquet", "text", "csv, jsonl, txt")],
)
def test_a_format_of_the_other_modality_is_refused(name, modality, known):
    with pytest.raises(ConfigError) as caught:
        format_of("-", name, modality)
    assert str(caught.value) == f"--format {name}: {modality}s are written as {known}."


@pytest.mark.parametrize("asked", [None, "csv"])
def test_a_name_of_a_format_that_is_not_written_is_refused(asked):
    with pytest.raises(InputError) as caught:
        format_of("a.XLSX", asked)
    assert str(caught.value) == (
        "a.XLSX: .xlsx files can't be written. Expected one of .csv, .feather, .arrow, .parquet, "
        "or .csv.gz, .csv.bz2, .csv.xz, .csv.zst, .csv.zip."
    )


@pytest.mark.parametrize(
    ("name", "format"), [("a.csv.gz", None), ("-", None), ("a.feather", "csv")]
)
def test_a_csv_can_be_made_safe_for_a_spreadsheet(name, format):
    assert excel_safe(name, format) == "excel-safe csv"
    assert format_of(name, "excel-safe csv").name == "excel-safe csv"


@pytest.mark.parametrize(("name", "format"), [("a.parquet", None), ("-", "parquet")])
def test_nothing_else_is_made_safe_for_a_spreadsheet(name, format):
    with pytest.raises(ConfigError) as caught:
        excel_safe(name, format)
    assert str(caught.value) == (
        "--excel-safe is for CSV: other formats say what is text. Expected --format csv, or a "
        "file named .csv. Received: parquet"
    )


def written(path, error=None):
    column = NumberColumn(name="x", dtype="int64", decimals=0, minimum=0, maximum=9)
    frame = pd.DataFrame({"x": [1, 2]})
    make = format_of(path).table_writer
    with writing(path, make, Schema(columns=(column,)), frame[:0]) as writer:
        writer.write(frame)
        if error:
            raise error


def test_a_file_is_compressed_as_its_name_says(tmp_path):
    written(tmp_path / "a.csv.gz")
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == b"x\n1\n2\n"


def test_a_file_is_whole_or_not_there(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        written(tmp_path / "a.csv.gz", KeyboardInterrupt())
    assert list(tmp_path.iterdir()) == []
