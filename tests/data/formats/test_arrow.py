import io

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.data.formats.arrow import FeatherWriter, ParquetWriter
from rnngan.data.schema import NumberColumn, Schema


def test_parquet_is_found_out_by_its_content_and_keeps_its_dtypes(read):
    frame = pd.DataFrame({"n": pd.array([1, 2], "int32"), "day": pd.to_datetime(["2024", "2025"])})
    table = read(frame.to_parquet())
    assert not table.text
    assert table.source == "table.csv"
    pd.testing.assert_frame_equal(table.frame, frame)


@pytest.mark.parametrize("compression", ["lz4", "uncompressed"])
def test_feather_is_found_out_by_its_content_and_keeps_its_dtypes(read, compression):
    frame = pd.DataFrame({"n": pd.array([1, 2], "int32"), "day": pd.to_datetime(["2024", "2025"])})
    stream = io.BytesIO()
    frame.to_feather(stream, compression=compression)
    table = read(stream.getvalue())
    assert not table.text
    pd.testing.assert_frame_equal(table.frame, frame)


@pytest.mark.parametrize("length", [4, 6, 200])
def test_a_torn_parquet_file_is_refused(read, length):
    content = pd.DataFrame({"n": range(100)}).to_parquet()
    with pytest.raises(InputError) as caught:
        read(content[:length])
    assert str(caught.value).startswith("table.csv: not readable as Parquet: ")


@pytest.mark.parametrize("length", [8, 20, 300])
def test_a_torn_feather_file_is_refused(read, length):
    stream = io.BytesIO()
    pd.DataFrame({"n": range(100)}).to_feather(stream)
    with pytest.raises(InputError) as caught:
        read(stream.getvalue()[:length])
    assert str(caught.value).startswith("table.csv: not readable as Feather: ")


FORMATS = [(ParquetWriter, pd.read_parquet), (FeatherWriter, pd.read_feather)]


@pytest.mark.parametrize(("make", "read_back"), FORMATS)
def test_arrow_formats_keep_the_dtypes_of_all_chunks_and_of_none(make, read_back):
    column = NumberColumn(name="n", dtype="float64", minimum=-9, maximum=9)
    frame = pd.DataFrame(
        {
            "n": np.array([0.5, 1.0], "float32"),
            "day": pd.date_range("2024-01-01", periods=2),
            "text": ["x", "é"],
            "flag": [True, False],
        }
    )
    for chunks in ([frame[:1], frame[1:]], []):
        stream = io.BytesIO()
        writer = make(stream, Schema(columns=(column,)), frame[:0])
        for chunk in chunks:
            writer.write(chunk)
        writer.close()
        stream.seek(0)
        back = read_back(stream)
        pd.testing.assert_frame_equal(back, frame[: len(back)])
        assert len(back) == 2 * bool(chunks)
