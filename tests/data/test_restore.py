import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngan.data.prepare import prepare
from rnngan.data.restore import Times, restore
from rnngan.data.tables import read_table
from rnngan.errors import InputError

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


def test_datetimes_come_back_as_the_following_ones(returned):
    days = pd.date_range("2024-01-30", periods=3, unit="s")
    frame, _ = returned(pd.DataFrame({"day": days, "v": [1.5, 2.5, 4.0]}))
    assert str(frame["day"].dtype) == "datetime64[s]"
    assert frame["day"].dt.strftime("%m-%d").tolist() == ["02-02", "02-03", "02-04"]
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
        '0,02.02.2024,1,1.50,1.0,"a, ""b""",k,1.50\n'
        "0,03.02.2024,-20,-0.05,2.25,plain,k,-0.05\n"
        "0,04.02.2024,300,0.00,3.0,plain,k,0.00\n"
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
    "integers": (["8", "9"], "10", "11"),
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
    assert frame["t"].tolist() == ["2024-01-04", "2024-01-05"] * 2
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


def test_columns_that_were_never_negative_stay_so(read, config):
    dataset = prepare(read("a,b\n0.0,0.0\n1.0,-1.0\n2.5,3.5\n"), config())
    frame = restore(dataset.schema, dataset.transform, np.full((1, 4, 2), -50.0))
    assert frame["a"].tolist() == [0.0] * 4
    assert (frame["b"] < -50).all()


def test_a_negative_zero_is_never_written(read, config, as_csv):
    dataset = prepare(read("a,b,c\n-0.4,-0.04,-4\n1.0,1.55,-1\n2.0,1.5,6\n"), config())
    (a, b, c), half = dataset.transform.blocks, np.zeros((1, 1, 3))
    for block, value in ((a, -0.04), (b, -0.004), (c, -0.4)):
        half[0, 0, block.start] = (value - block.mean) / block.std
    frame = restore(dataset.schema, dataset.transform, half)
    assert as_csv(frame, dataset.schema) == "sequence,a,b,c\n0,0.0,0,0\n"


def whole(draw):
    return st.integers(-(10**9), 10**9).map(str)


def with_decimals(draw):
    places = draw(st.integers(1, 6))
    return st.integers(-(10**10), 10**10).map(lambda n: f"{n / 10**places:.{places}f}")


def shortest(draw):
    places = draw(st.integers(1, 6))
    return st.integers(-(10**10), 10**10).map(
        lambda n: f"{n / 10**places:.{places}f}".rstrip("0").rstrip(".")
    )


def as_python_writes(draw):
    return st.integers(-(10**6), 10**6).map(lambda n: str(n / 100))


def texts(draw):
    letters = st.text(st.sampled_from("ab ,\"'\n;é😀|=[]<"), max_size=5)
    values = draw(st.lists(letters.map("x".__add__), min_size=2, max_size=4, unique=True))
    return st.sampled_from(values)


def pairs(draw):
    words = st.sampled_from([("True", "False"), ("yes", "no"), ("0", "1"), ("-", "+")])
    return st.sampled_from(draw(words))


@st.composite
def csv_columns(draw):
    """Columns of cells as they would stand in a file; the first one always varies."""
    rows = draw(st.integers(2, 8))
    kinds = (whole, with_decimals, shortest, as_python_writes, texts, pairs)
    columns = [[str(i) for i in range(rows)]]
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=4)):
        columns.append(draw(st.lists(kind(draw), min_size=rows, max_size=rows)))
    return columns


@given(csv_columns())
@settings(deadline=None, max_examples=100)
def test_a_csv_of_any_numbers_and_texts_comes_back_cell_by_cell(
    read_any, returned, as_csv, columns
):
    rows = [[f"c{i}" for i in range(len(columns))], *map(list, zip(*columns, strict=True))]
    content = io.StringIO(newline="")
    csv.writer(content, lineterminator="\n").writerows(rows)
    written = as_csv(*returned(read_any(content.getvalue())))
    back = list(csv.reader(io.StringIO(written, newline="")))
    assert back == [["sequence", *rows[0]], *(["0", *row] for row in rows[1:])]


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


@st.composite
def frames(draw):
    rows = draw(st.integers(2, 8))

    def cells(values):
        return draw(st.lists(values, min_size=rows, max_size=rows))

    decimals = draw(st.integers(0, 6))
    number = st.integers(-(10**9), 10**9)
    return pd.DataFrame(
        {
            "row": range(rows),
            "i8": np.array(cells(st.integers(-128, 127)), "int8"),
            "i64": np.array(cells(number), "int64"),
            "f32": np.array(cells(st.integers(-9999, 9999)), "float32") / np.float32(100),
            "f64": [float(f"{n}e-{decimals}") for n in cells(number)],
            "free": cells(st.floats(-1e6, 1e6).map(lambda x: x + 0.0)),
            "flag": cells(st.booleans()),
            "kind": pd.Categorical(cells(st.sampled_from("abc"))),
            "text": cells(st.sampled_from(["x,y", "z", "é"])),
        }
    )


@given(frames())
@settings(deadline=None, max_examples=60)
def test_a_data_frame_of_any_numbers_and_texts_comes_back(returned, frame):
    back, _ = returned(frame)
    exact = frame.columns.drop("free")
    pd.testing.assert_frame_equal(back[exact], frame[exact], check_exact=True)
    np.testing.assert_allclose(back["free"], frame["free"], rtol=1e-12, atol=1e-9)
