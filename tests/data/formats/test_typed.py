import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

from rnngan.data import parsing
from rnngan.data.dataset import prepare
from rnngan.data.formats.arrow import FeatherWriter, ParquetWriter
from rnngan.data.formats.csv_writing import CsvWriter
from rnngan.data.formats.tables import Table, from_frame
from rnngan.data.formats.typed import typed
from rnngan.data.restore import restore
from rnngan.data.schema import ConstantColumn, DateColumn, DuplicateColumn, Schema, TimeColumn


def as_typed(column, *cells, dtype="str"):
    frame = pd.DataFrame({column.name: pd.Series(cells, dtype=dtype)})
    schema = Schema(columns=(column,), text=True)
    made = typed(frame, schema)[column.name]
    assert typed(frame[:0], schema)[column.name].dtype == made.dtype  # -n 0 has the same types
    return made


def time(spelled, start="2024-01-01", **more):
    return TimeColumn(name="t", dtype="str", format=spelled, frequency="D", start=start, **more)


def date(**more):
    return DateColumn(name="t", **{"dtype": "str", "minimum": 0, "maximum": 1} | more)


@pytest.mark.parametrize(
    ("column", "cell", "dtype", "value"),
    [
        (time("%d.%m.%Y"), "31.01.2024", "datetime64[us]", "2024-01-31"),
        (time("%b %-d, %Y"), "Feb 3, 2024", "datetime64[us]", "2024-02-03"),
        (time("%Y-%m"), "2024-02", "datetime64[us]", "2024-02-01"),
        (time("%m.%Y"), "02.2024", "datetime64[us]", "2024-02-01"),
        (time("%y%m%d"), "040203", "datetime64[us]", "2004-02-03"),
        (time("%Y%m%dT%H%M"), "20240203T0405", "datetime64[us]", "2024-02-03 04:05"),
        (time("%Y-%m-%d %H:%M:%S.%3f"), "2024-02-03 04:05:06.789", "datetime64[us]", None),
        (time("%Y-%m-%d %H:%M:%S.%9f"), "2024-02-03 04:05:06.123456789", "datetime64[ns]", None),
        (time("%Y-%m-%d"), "9999-12-31", "datetime64[us]", None),
        (time("%Y-%m-%dT%H:%MZ", zone="UTC"), "2024-02-03T04:05Z", "datetime64[us, UTC]", None),
        (
            time("%Y-%m-%dT%H:%M%:z", zone="+05:30"),
            "2024-02-03T04:05+05:30",
            "datetime64[us, UTC+05:30]",
            None,
        ),
    ],
)
def test_times_are_timestamps_in_their_zone(column, cell, dtype, value):
    made = as_typed(column, cell)
    assert str(made.dtype) == dtype
    assert made[0] == pd.Timestamp(value or cell)
    shared = {"name": "t", "dtype": "str", "format": column.format, "zone": column.zone}
    dates = as_typed(DateColumn(**shared, minimum=0, maximum=1, missing=""), cell, None)
    assert str(dates.dtype) == dtype
    assert dates.tolist() == [made[0], pd.NaT]


def test_fractions_of_any_width_take_the_unit_that_holds_the_start():
    start = "2024-01-01 00:00:00.12345678"
    assert as_typed(time("%Y-%m-%d %H:%M:%S.%f", start), start)[0] == pd.Timestamp(start)
    later = time("%Y-%m-%d %H:%M:%S.%f", "2024-01-01 00:00:00.5")
    assert as_typed(later, "2024-01-01 00:00:01.25").dtype == "datetime64[us]"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (time("%Y"), "2024"),
        (time("%Y%m"), "202402"),
        (time("%Y%m%d"), "20240203"),
        (time("%Y%m%d%H%M%S"), "20240203040506"),
        (date(format="%Y%m%d"), "20240203"),
    ],
)
def test_times_in_digits_are_integers(column, cell):
    made = as_typed(column, cell)
    assert (str(made.dtype), made.tolist()) == ("int64", [int(cell)])


def test_dates_in_digits_with_gaps_are_nullable_integers():
    made = as_typed(date(format="%Y%m%d", missing="NA"), "20240203", None)
    assert (str(made.dtype), made.tolist()) == ("Int64", [20240203, pd.NA])
    since = date(dtype="int64", unit="s", missing="")
    for cells in ((1704067200,), (1704067200, None)):  # a chunk with a gap, and one without
        assert as_typed(since, *cells, dtype="Int64").dtype == "Int64"


@pytest.mark.parametrize(
    ("value", "dtype", "expected"),
    [
        ("5", "int64", 5),
        ("-12", "int64", -12),
        ("1.50", "float64", 1.5),
        ("1e3", "float64", 1000.0),
        ("2024-02-03", "datetime64[us]", pd.Timestamp("2024-02-03")),
        ("2024-02-03T04:05Z", "datetime64[us, UTC]", pd.Timestamp("2024-02-03T04:05Z")),
        ("0042", "str", "0042"),
        ("9" * 19, "str", "9" * 19),
        ("1,5", "str", "1,5"),
        ("01/02/2024", "str", "01/02/2024"),  # in February or in January
        ("2024-02", "str", "2024-02"),
        ("north", "str", "north"),
    ],
)
def test_a_constant_has_the_type_of_its_text(value, dtype, expected):
    made = as_typed(ConstantColumn(name="x", dtype="str", value=value), value)
    assert (str(made.dtype), made.tolist()) == (dtype, [expected])


def test_a_duplicate_has_the_type_of_what_it_repeats():
    columns = (date(format="%d.%m.%Y"), DuplicateColumn(name="again", dtype="str", of="t"))
    frame = pd.DataFrame({"t": ["31.01.2024"], "again": ["31.01.2024"]})
    made = typed(frame, Schema(columns=columns, text=True))
    assert made["again"].tolist() == made["t"].tolist() == [pd.Timestamp("2024-01-31")]


def test_texts_of_a_data_frame_stay_as_they_are():
    frame = pd.DataFrame({"t": ["31.01.2024"]})
    assert typed(frame, Schema(columns=(time("%d.%m.%Y"),))) is frame


DAYS = pd.date_range("2024-01-28", periods=9)
EVERY = pd.DataFrame(  # a CSV with a column of every type
    {
        "id": [7] * 4 + [12] * 5,
        "day": DAYS.strftime("%d.%m.%Y"),
        "x": np.arange(9) / 4,
        "n": pd.array([3, None, 5, 1, 2, 8, 9, 4, 6], "Int64"),
        "kind": ["a", "b", "b"] * 3,
        "flag": [True, False, False] * 3,
        "bit": [0, 1, 1] * 3,
        "due": [None, *(DAYS[:8] - pd.Timedelta("3D")).strftime("%Y/%m/%d")],
        "zip": ["00123", "00456", "00789"] * 3,
        "fee": ["2.50"] * 9,
        "none": [None] * 9,
    }
)
TYPES = {
    "id": "int64", "day": "datetime64[us]", "x": "float64", "n": "Int64", "kind": "str",
    "flag": "str", "bit": "int64", "due": "datetime64[us]", "zip": "str", "fee": "float64",
    "none": "str",
}  # fmt: skip


@pytest.mark.parametrize(
    ("writer", "read_back"),
    [(ParquetWriter, pd.read_parquet), (FeatherWriter, pd.read_feather)],
)
def test_every_column_of_a_csv_is_read_back_with_its_type(read, config, writer, read_back):
    table = read(EVERY.to_csv(index=False))
    dataset = prepare(table, config(window=2))
    frame = restore(dataset.schema, dataset.transform, dataset.train.gather([0, 4]))
    for chunks in ([frame[:3], frame[3:]], []):
        stream = io.BytesIO()
        made = writer(stream, dataset.schema, frame[:0])
        for chunk in chunks:
            made.write(chunk)
        made.close()
        back = read_back(io.BytesIO(stream.getvalue()))
        assert back.dtypes.astype(str).to_dict() == TYPES
    assert len(back) == 0


def test_text_is_text_and_integers_with_gaps_are_integers_to_arrow(read, config):
    dataset = prepare(read(EVERY.to_csv(index=False)), config(window=2))
    frame = restore(dataset.schema, dataset.transform, dataset.train.gather([0]))
    stream = io.BytesIO()
    writer = ParquetWriter(stream, dataset.schema, frame[:0])
    writer.write(frame)
    writer.close()
    types = pa.parquet.read_schema(stream)
    assert pa.types.is_large_string(types.field("kind").type)
    assert types.field("n").type == pa.int64()


def test_what_is_written_is_read_like_the_csv(read, config):
    """A run's Parquet file is compared with its CSV: both give the same values."""
    table = read(EVERY.to_csv(index=False))
    schema = prepare(table, config(window=2)).schema
    text = table.frame.where(table.frame != "")
    numbers = text.astype({"id": "int64", "x": float, "bit": "int64"})
    numbers["n"] = pd.to_numeric(text["n"]).astype("Int64")
    stream = io.BytesIO()
    writer = ParquetWriter(stream, schema, numbers[:0])
    writer.write(numbers)
    writer.close()
    other = from_frame(pd.read_parquet(stream))
    pd.testing.assert_frame_equal(parsing.parse(other, schema), parsing.parse(table, schema))
    assert isinstance(other, Table)


def test_the_csv_is_spelled_as_before(read, config):
    dataset = prepare(read(EVERY.to_csv(index=False)), config(window=2))
    frame = restore(dataset.schema, dataset.transform, dataset.train.gather([0]))
    stream = io.BytesIO()
    CsvWriter(stream, dataset.schema, frame[:0]).write(frame)
    first, second = stream.getvalue().decode().splitlines()[1:]
    assert first == "13,28.01.2024,0.0,3,a,True,0,,00123,2.50,"
    assert second == "13,29.01.2024,0.25,,b,False,1,2024/01/25,00456,2.50,"
