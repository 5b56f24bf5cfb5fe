import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngan.config.errors import InputError
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import read_table
from rnngan.data.restore import Times, restore

KINDS = pd.DataFrame(
    {
        "int": np.array([1, -2, 30], "int32"),
        "single": np.array([0.1, 2.25, 3.0], "float32"),
        "double": [0.1, -2.25, 3.0],
        "flag": [True, False, True],
        "coded": pd.Categorical(["x", "y", "x"]),
        "text": ["q", "r", "q"],
        "object": pd.Series(["u", "v", "u"], dtype=object),
        "nullable": pd.array([4, 5, 7], "Int64"),
        "zero_one": np.array([0, 1, 1], "uint8"),
        "same": np.array([7, 7, 7], "int16"),
        "same_text": ["k", "k", "k"],
        "again": np.array([1, -2, 30], "int32"),
    }
)


def test_a_data_frame_comes_back_with_its_dtypes(returned):
    frame, _ = returned(KINDS)
    assert list(frame.columns) == ["sequence", *KINDS.columns]
    assert frame.pop("sequence").tolist() == [0, 0, 0]
    pd.testing.assert_frame_equal(frame, KINDS)


def test_datetimes_come_back(returned):
    days = pd.date_range("2024-01-30", periods=3, unit="s")
    frame, _ = returned(pd.DataFrame({"day": days, "v": [1.5, 2.5, 4.0]}))
    assert str(frame["day"].dtype) == "datetime64[s]"
    assert frame["day"].dt.strftime("%m-%d").tolist() == ["01-30", "01-31", "02-01"]
    assert frame["v"].tolist() == [1.5, 2.5, 4.0]


ODD = (
    "when,n,fixed,point,kind,always,again\n"
    '30.01.2024,1,1.50,1.0,"a, ""b""",k,1.50\n'
    "31.01.2024,-20,-0.05,2.25,plain,k,-0.05\n"
    "01.02.2024,300,0.00,3.0,plain,k,0.00\n"
)


def test_a_csv_comes_back_in_its_own_spelling(read, returned, as_csv):
    text = as_csv(*returned(read(ODD)))
    assert text == (
        "sequence,when,n,fixed,point,kind,always,again\n"
        '0,30.01.2024,1,1.50,1.0,"a, ""b""",k,1.50\n'
        "0,31.01.2024,-20,-0.05,2.25,plain,k,-0.05\n"
        "0,01.02.2024,300,0.00,3.0,plain,k,0.00\n"
    )


def test_the_bundled_table_comes_back_from_its_float32_windows(root, config, as_csv):
    table = read_table(root / "data" / "seattle_weather.csv")
    dataset = prepare(table, config())
    windows = dataset.train.values[np.newaxis]
    assert windows.dtype == "float32"
    frame = restore(dataset.schema, dataset.transform, windows, when=Times("2012/01/01"))
    lines = (root / "data" / "seattle_weather.csv").read_text().splitlines()
    expected = ["sequence," + lines[0], *(f"0,{line}" for line in lines[1:])]
    assert as_csv(frame, dataset.schema).splitlines() == expected


IDS = {
    "prefix and digits": (["C00122", "C00123"], "C00124", "C00125"),
    "no padding": (["C99", "C98"], "C100", "C101"),
    "integers": (["8", "9"], 10, 11),
    "padded": (["008", "009"], "010", "011"),
    "free text": (["anna", "bert"], "synthetic-0", "synthetic-1"),
}


@pytest.mark.parametrize(("ids", "third", "fourth"), IDS.values(), ids=IDS)
def test_new_ids_go_on_after_the_last_one(read, config, ids, third, fourth):
    rows = "".join(f"{v},{name}\n" for v, name in enumerate(np.repeat(ids, 2)))
    dataset = prepare(read("v,id\n" + rows), config())
    windows = dataset.train.gather([0, 1])
    frame = restore(dataset.schema, dataset.transform, windows)
    assert frame["id"].tolist() == [third, third, fourth, fourth]
    assert frame["v"].tolist() == [0, 1, 2, 3]
    later = restore(dataset.schema, dataset.transform, windows[:1], first=1)
    assert later["id"].tolist() == [fourth, fourth]
    assert list(frame.columns) == ["v", "id"]


def test_number_ids_are_texts_where_a_schema_file_gives_a_prefix(read, config):
    table = read("v,id\n0,8\n1,8\n2,9\n3,9\n")
    dataset = prepare(table, config(), wanted={"id": {"prefix": "p"}})
    frame = restore(dataset.schema, dataset.transform, dataset.train.gather([0]))
    assert frame["id"].tolist() == ["p10", "p10"]


@pytest.mark.parametrize(
    ("ids", "dtype", "new"),
    [
        (np.array([3, 8], "int32"), "int32", [9, 9]),
        (pd.array([3, 8], "Int64"), "Int64", [9, 9]),
        (np.array([-8, -3]), "int64", [0, 0]),
        (np.array([3.0, 8.0]), "float64", [9.0, 9.0]),
        (np.array([3, 127], "int8"), "int64", [128, 128]),
        (np.array([True, False]), "str", ["synthetic-0", "synthetic-0"]),
        (pd.Categorical(["u7", "u8"]), "category", ["u9", "u9"]),
    ],
)
def test_new_ids_have_the_dtype_of_the_old_ones_where_it_holds_them(config, ids, dtype, new):
    cells = pd.Series(ids).repeat(2).reset_index(drop=True)
    table = pd.DataFrame({"who": cells, "v": [1.5, 2.5, 3.0, 4.0]})
    dataset = prepare(table, config(id_column="who"))
    frame = restore(dataset.schema, dataset.transform, dataset.train.gather([0]))
    assert frame["who"].tolist() == new
    assert str(frame["who"].dtype) == dtype


def test_without_an_id_sequences_are_numbered_from_the_first(read, config):
    dataset = prepare(read("v,sequence\n1,5\n2,6\n3,8\n"), config(ignore=()))
    windows = dataset.train.gather([0, 1])
    frame = restore(dataset.schema, dataset.transform, windows, first=5)
    assert list(frame.columns) == ["sequence_", "v", "sequence"]
    assert frame["sequence_"].tolist() == [5, 5, 6, 6]
    assert frame["v"].tolist() == [1, 2, 2, 3]


def test_an_ignored_column_does_not_come_back(read, returned):
    frame, _ = returned(read("a,b,c\n1,x,3\n2,y,5\n4,,4\n"), ignore=("b",))
    assert list(frame.columns) == ["sequence", "a", "c"]


def test_every_sequence_begins_at_the_same_time(read, config):
    dataset = prepare(read("t,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,4\n"), config())
    windows = dataset.train.gather([0, 1])
    frame = restore(dataset.schema, dataset.transform, windows)
    assert frame["t"].tolist() == ["2024-01-01", "2024-01-02"] * 2
    frame = restore(dataset.schema, dataset.transform, windows, when=Times("2031-12-31"))
    assert frame["t"].tolist() == ["2031-12-31", "2032-01-01"] * 2


def test_no_sequences_give_the_header_with_all_dtypes(config, as_csv):
    table = KINDS.assign(
        day=pd.date_range("2024-01-01", periods=3), id=["a1", "a1", "a2"], n=[1.5, 2.5, 3.5]
    )
    dataset = prepare(table, config())
    one = restore(dataset.schema, dataset.transform, dataset.train.gather([0]))
    none = restore(dataset.schema, dataset.transform, dataset.train.gather([0])[:0])
    assert len(none) == 0
    assert none.dtypes.to_dict() == one.dtypes.to_dict()
    assert as_csv(none, dataset.schema) == ",".join(table.columns) + "\n"


def test_columns_keep_between_the_extremes_of_the_table(read, config):
    dataset = prepare(read("a,b\n5.97,0.0\n7.0,-1.0\n9.5,3.5\n"), config())
    for feature, found in ((-50.0, [5.97, -1.0]), (50.0, [9.5, 3.5])):
        frame = restore(dataset.schema, dataset.transform, np.full((1, 4, 2), feature))
        assert frame[["a", "b"]].to_numpy().tolist() == [found] * 4


def test_a_negative_zero_is_never_written(read, config, as_csv):
    dataset = prepare(read("a,b,c\n-0.4,-0.04,-4\n1.0,1.55,-1\n2.0,1.5,6\n"), config())
    (a, b, c), half = dataset.transform.blocks, np.zeros((1, 1, 3))
    for block, value in ((a, -0.04), (b, -0.004), (c, -0.4)):
        half[0, 0, block.start] = (value - block.mean) / block.std
    frame = restore(dataset.schema, dataset.transform, half)
    assert as_csv(frame, dataset.schema) == "sequence,a,b,c\n0,0.0,0,0\n"


MIXED = ["0", "1", "2.50", "-3", "1e-07", "1e300", "inf", "007", "x", "-", "1,5", "yes", "9" * 20]
TIMES = ["2024-01-31", "2024-2-1", "3/2/2024", "13.02.2024 9:05", "2024-01-31T10:00:00Z", "10:20"]


@given(
    st.lists(st.sampled_from(["id", "t", "a", "b c", "loss"]), min_size=1, unique=True),
    st.lists(
        st.lists(st.sampled_from(MIXED + TIMES), min_size=5, max_size=5), min_size=2, max_size=7
    ),
)
@settings(deadline=None, max_examples=150)
def test_any_cells_come_back_as_a_table_or_give_an_input_error(
    read_any, returned, as_csv, names, rows
):
    content = io.StringIO(newline="")
    csv.writer(content).writerows([names, *(row[: len(names)] for row in rows)])
    try:
        frame, schema = returned(read_any(content.getvalue()))
    except InputError:
        return
    lines = list(csv.reader(io.StringIO(as_csv(frame, schema), newline="")))
    assert lines[0][-len(names) :] == names
    assert len(lines) == len(rows) + 1


def made(data, config, chosen=None, length=None, **options):
    """Return the table of some windows of `data` as they were read, and the data set."""
    dataset = prepare(data, config)
    windows = dataset.train.gather(range(len(dataset.train)) if chosen is None else chosen)
    return restore(dataset.schema, dataset.transform, windows[:, :length], **options), dataset


def test_keys_go_on_in_every_row(read, config, as_csv):
    table = read("invoice,v\nR007,1\nR008,2\nR010,5\n")
    frame, dataset = made(table, config(constraints=("unique(invoice)",)))
    assert frame["invoice"].tolist() == ["R011", "R012", "R013", "R014"]
    later = restore(dataset.schema, dataset.transform, dataset.train.gather([0]), first=4)
    assert later["invoice"].tolist() == ["R019", "R020"]  # the fifth sequence of two rows
    numbers = pd.DataFrame({"key": np.array([4, 9, 2], "int16"), "v": [1, 2, 5]})
    frame, _ = made(numbers, config(constraints=("unique(key)",)))
    assert frame["key"].tolist() == [10, 11, 12, 13]
    assert frame["key"].dtype == "int16"


def test_sums_are_computed_and_so_are_sums_of_sums_and_their_duplicates(read, config, as_csv):
    content = "total,net,tax,rebate,again,gross\n7.0,5.25,2.75,1,7.0,8.00\n"
    content += "6.5,4.50,2.50,0.5,6.5,7.00\n1.0,1.25,0.25,0.5,1.0,1.50\n"
    orders = ("total = gross - rebate", "gross = net + tax")
    frame, dataset = made(read(content), config(window=3, constraints=orders))
    kinds = {column.name: column.kind for column in dataset.schema.columns}
    assert [kinds[name] for name in ("total", "gross", "again")] == ["sum", "sum", "duplicate"]
    assert [block.name for block in dataset.transform.blocks] == ["net", "tax", "rebate"]
    expected = content.replace("\n", "\n0,").removesuffix("0,")
    assert as_csv(frame, dataset.schema) == "sequence," + expected


def test_a_sum_of_other_values_follows_them(config):
    frame = pd.DataFrame({"a": [1, 2, 4], "b": [5, 3, 8], "c": [6, 5, 12]})
    dataset = prepare(frame, config(constraints=("c = a + b",)))
    blocks = dataset.transform.blocks
    windows = np.array(
        [[[(3 - blocks[0].mean) / blocks[0].std, (9 - blocks[1].mean) / blocks[1].std]]]
    )
    found = restore(dataset.schema, dataset.transform, windows)
    assert found[["a", "b", "c"]].to_numpy().tolist() == [[3, 8, 11]]
    assert found["c"].dtype == "int64"


def test_a_sum_stays_within_its_dtype(config):
    frame = pd.DataFrame({"a": [1, 2, 90], "b": [5, 90, 8], "c": [6, 92, 98]}, dtype="int8")
    dataset = prepare(frame, config(constraints=("c = a + b",)))
    features = [block.scaled(100) for block in dataset.transform.blocks]
    found = restore(dataset.schema, dataset.transform, np.array([[features]]))
    assert found[["a", "b", "c"]].to_numpy().tolist() == [[90, 90, 127]]
    assert found["c"].dtype == "int8"


def test_empty_columns_come_back_empty(read, returned, as_csv):
    content = "a,none,b\n1,NA,\n2,NA,x\n5,NA,y\n"
    text = as_csv(*returned(read(content)))
    assert text == "sequence,a,none,b\n0,1,NA,\n0,2,NA,x\n0,5,NA,y\n"
    frame = pd.DataFrame({"a": [1, 2, 5], "b": np.nan, "c": pd.array([None] * 3, "Int8")})
    frame["d"] = pd.Series([pd.NaT] * 3, dtype="datetime64[s]")
    found, _ = returned(frame)
    pd.testing.assert_frame_equal(found.drop(columns="sequence"), frame)


def test_constant_datetimes_come_back(returned):
    frame = pd.DataFrame({"a": [1, 2, 5], "b": pd.Timestamp("2024-01-01", tz="Europe/Berlin")})
    frame["c"] = pd.Series(pd.Timestamp("2024-01-01 10:30"), index=frame.index).astype("M8[s]")
    found, schema = returned(frame)
    assert schema["c"].kind == "constant"
    pd.testing.assert_frame_equal(found.drop(columns="sequence"), frame)


UNEVEN = "t,v\n2024-01-01 00:00,1\n2024-01-01 00:07,5\n2024-01-03 00:00,2\n2024-01-03 09:13,9\n"


def test_steps_of_time_that_vary_are_generated(read, config):
    dataset = prepare(read(UNEVEN), config(window=4))
    assert dataset.schema["t"].learned
    features = dataset.transform.transform(dataset.schema, dataset.rows)[np.newaxis]
    start = Times("2024-06-01 12:00")
    frame = restore(dataset.schema, dataset.transform, features, when=start)
    assert frame["t"].tolist() == [
        "2024-06-01 12:00", "2024-06-01 12:07", "2024-06-03 12:00", "2024-06-03 21:13",
    ]  # fmt: skip
    hourly = restore(dataset.schema, dataset.transform, features, when=Times(None, "h"))
    hours = pd.to_datetime(hourly["t"]).diff().dropna()
    assert (hours == pd.Timedelta(hours=1)).all()


def days(*of_month):
    return pd.Series(pd.to_datetime([f"2024-01-{day}" for day in of_month]))


def test_sequences_begin_at_their_own_starts(read, config):
    table = read("t,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,4\n2024-01-04,9\n")
    frame, _ = made(table, config(), [0, 1], when=Times(starts=days("03", "01")))
    assert frame["t"].tolist() == ["2024-01-03", "2024-01-04", "2024-01-01", "2024-01-02"]
    weekly, _ = made(table, config(), [0], when=Times(None, "7D", days("02")))
    assert weekly["t"].tolist() == ["2024-01-02", "2024-01-09"]


def test_another_step_of_time(read, config):
    table = read("t,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,4\n")
    frame, _ = made(table, config(), [0], when=Times("2031-01-31", "7D"))
    assert frame["t"].tolist() == ["2031-01-31", "2031-02-07"]


def test_learned_lengths_cut_the_rows(config):
    frame = pd.DataFrame({"id": [*"aaabc", "c"], "t": [1, 2, 3, 1, 1, 2], "v": [1, 2, 4, 9, 7, 5]})
    found, _ = made(frame, config(lengths="learn", time_column="t"))
    assert found["id"].tolist() == [f"synthetic-{i}" for i in (0, 0, 0, 1, 2, 2)]
    assert found["v"].tolist() == [1, 2, 4, 9, 7, 5]
    assert found["t"].tolist() == [1, 2, 3, 1, 1, 2]
    assert found.index.tolist() == [*range(6)]
    cut, _ = made(frame, config(lengths="learn", time_column="t"), length=2)
    assert cut["v"].tolist() == [1, 2, 9, 7, 5]


def test_orders_are_kept_in_generated_rows(config):
    rng = np.random.default_rng(0)
    low = rng.integers(0, 50, 60)
    frame = pd.DataFrame({"low": low, "high": low + rng.integers(0, 9, 60)})
    dataset = prepare(frame, config())
    assert dataset.schema.constraints == ("high >= low",)
    wild = rng.normal(0, 3, (50, 4, dataset.transform.features))
    found = restore(dataset.schema, dataset.transform, wild)
    assert (found["low"] <= found["high"]).all()


def test_what_holds_between_columns_holds_whatever_the_networks_write(config):
    """Prices in order, a total of two parts, a share: wild features keep to all of it."""
    rng = np.random.default_rng(0)
    base = rng.normal(50, 5, (300, 2)).round(2)
    low, high = base.min(axis=1), base.max(axis=1)
    frame = pd.DataFrame(
        {
            "high": (high + rng.integers(0, 50, 300) / 100).round(2),
            "first": base[:, 0],
            "last": base[:, 1],
            "low": (low - rng.integers(0, 50, 300) / 100).round(2),
            "net": rng.integers(1, 900, 300),
            "tax": rng.integers(0, 90, 300),
            "share": rng.integers(0, 101, 300) / 100,
        }
    )
    frame["total"] = frame["net"] + frame["tax"]
    dataset = prepare(frame, config())
    width = dataset.transform.features + dataset.transform.statics
    wild = rng.normal(0, 3, (200, 8, width))
    made = restore(dataset.schema, dataset.transform, wild)
    assert (made["high"] >= made[["first", "last"]].max(axis=1)).all()
    assert (made["low"] <= made[["first", "last"]].min(axis=1)).all()
    assert (made["total"] == made["net"] + made["tax"]).all()
    assert made["share"].between(0, 1).all()
    assert list(made.columns[1:]) == list(frame.columns)
    assert [str(made[name].dtype) for name in frame] == [str(frame[name].dtype) for name in frame]


def test_sequences_of_learned_steps_begin_where_they_are_told(read, config):
    steps = np.cumsum([0, 1, 4, 2, 7, 3, 1, 9, 2, 5])
    rows = [
        f"{pd.Timestamp('2024-01-01') + pd.Timedelta(days=int(d)):%Y-%m-%d},{d % 4}\n"
        for d in steps
    ]
    dataset = prepare(read("day,x\n" + "".join(rows)), config())
    assert dataset.schema["day"].learned
    windows = np.zeros((2, 3, dataset.transform.features))
    when = Times(starts=days("01", "04"))
    made = restore(dataset.schema, dataset.transform, windows, when=when)
    assert made["day"].iloc[[0, 3]].tolist() == ["2024-01-01", "2024-01-04"]
    assert made.groupby("sequence")["day"].is_monotonic_increasing.all()
