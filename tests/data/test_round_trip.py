"""Random tables -> schema, features of windows, and back: every cell as it stood in the table."""

import csv
import io
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnngan.config.errors import ConfigError
from rnngan.data.dataset import prepare
from rnngan.data.restore import restore
from rnngan.data.windows import padded

LETTERS = "ab ,\"'\n;é😀|=[]<:\t\\#-"
FEW = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def repeated(values):
    """Return a strategy of lists over a few drawn values, in so many rows that they are kept."""
    return st.lists(values, min_size=2, max_size=4, unique=True).flatmap(st.sampled_from)


def digits(n, places):
    """Return an integer as text with so many decimals, exactly."""
    sign, text = "-" if n < 0 else "", str(abs(n)).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else sign + text


def fixed(places):
    return st.integers(-(10**10), 10**10).map(lambda n: digits(n, places))


def shortest(places):
    bare = fixed(places).map(lambda text: text.rstrip("0").rstrip("."))
    return bare.map(lambda text: "0" if text == "-0" else text)


def european(text):
    """Return 1234567.80 as 1.234.567,80."""
    return f"{float(text):,.2f}".translate(str.maketrans(",.", ".,"))


def comma(text):
    return text.replace(".", ",")


def is_long(text):
    """Return whether a number has more decimals than are counted."""
    return len(text.partition(".")[2]) > 11 or "e-" in text


KINDS = {
    "integers": lambda draw: st.integers(-(10**12), 10**12).map(str),
    "counts": lambda draw: st.integers(0, 12).map(str),
    "fixed": lambda draw: fixed(draw(st.integers(1, 6))),
    "shortest": lambda draw: shortest(draw(st.integers(1, 6))),
    "python": lambda draw: st.integers(-(10**6), 10**6).map(lambda n: str(n / 100)),
    "prices": lambda draw: st.integers(-900, 900).map(lambda n: f"{n / 100 + 0.0:.2f}"),
    "shares": lambda draw: st.integers(0, 100).map(lambda n: f"{n / 100:.2f}"),
    "amounts": lambda draw: st.sampled_from(["0"] * 6 + ["1", "2", "3", "900", "123456"]),
    "few": lambda draw: st.sampled_from(draw(st.lists(fixed(2), min_size=2, max_size=3))),
    "bits": lambda draw: st.sampled_from(["0", "1"]),
    "booleans": lambda draw: st.sampled_from(["True", "False"]),
    "european": lambda draw: fixed(2).map(european),
    "decimal commas": lambda draw: fixed(draw(st.integers(1, 4))).map(comma),
    "unrounded": lambda draw: st.floats(-1e9, 1e9, width=64).map(repr).filter(is_long),
    "words": lambda draw: st.sampled_from(draw(words())),
    "codes": lambda draw: st.sampled_from(["007", "012", "100"]),
    "constant": lambda draw: st.just(draw(st.sampled_from(["k", "1.0", "7", 'a,"b"', "00"]))),
    "empty": lambda draw: st.just(None),
}
DATES = ["dates", "german dates"]
RISING = {"up": 1, "down": -1}
SHAPES = ["any", "any", "static", "missing", "static and missing"]


def days():
    return st.integers(-20_000, 30_000).map(lambda n: date(2001, 5, 17) + timedelta(n))


def words():
    texts = st.text(st.sampled_from(LETTERS), max_size=5).map("x".__add__)
    return st.lists(texts, min_size=2, max_size=4, unique=True)


@st.composite
def columns(draw, counts, kinds):
    """Return the cells of a column (None where missing) of series of `counts` rows."""
    rows, shape = sum(counts), draw(st.sampled_from(SHAPES))
    kind = draw(st.sampled_from(kinds))
    if kind in RISING:
        places = draw(st.integers(0, 3))
        moves = draw(st.lists(st.integers(0, 500), min_size=rows, max_size=rows))
        series = np.split(np.array(moves), np.cumsum(counts)[:-1])
        numbers = np.concatenate([np.cumsum(part) for part in series]) * RISING[kind]
        return [digits(int(n), places) for n in numbers]
    if kind in DATES:
        form = "{:%Y-%m-%d}" if kind == "dates" else "{:%d.%m.%Y}"
        cells = days().map(form.format)
    else:
        cells = KINDS[kind](draw)
    if "static" in shape:
        each = draw(st.lists(cells, min_size=len(counts), max_size=len(counts)))
        found = [cell for cell, count in zip(each, counts, strict=True) for _ in range(count)]
    else:
        found = draw(st.lists(cells, min_size=rows, max_size=rows))
    if "missing" in shape:
        gone = draw(st.lists(st.booleans(), min_size=rows, max_size=rows))
        found = [None if absent else cell for cell, absent in zip(found, gone, strict=True)]
    return found


@st.composite
def tables(draw):
    """Return {column: cells} of a random table; `n` always varies, `id` and `t` may be there."""
    ids = draw(st.booleans())
    counts = (
        draw(st.lists(st.integers(1, 14), min_size=2, max_size=4))
        if ids
        else [draw(st.integers(2, 60))]
    )
    found = {"n": [str((7 * i) % 1009) for i in range(sum(counts))]}
    if ids:
        found["id"] = [f"u{i}" for i, count in enumerate(counts) for _ in range(count)]
    kinds = [*KINDS, *RISING]
    if draw(st.booleans()):
        kinds += DATES  # without a column of times they would be it
        found["t"] = [
            f"2024-01-01 {i // 60:02d}:{i % 60:02d}" for count in counts for i in range(count)
        ]
    for number in range(draw(st.integers(1, 5))):
        found[f"c{number}"] = draw(columns(counts, kinds))
    if draw(st.booleans()):
        found["again"] = found[draw(st.sampled_from([c for c in found if c not in ("id", "t")]))]
    return found


def there_and_back(data, config):
    """Return (the restored table, its schema, which row of the table each row was)."""
    dataset = prepare(data, config)
    schema, rows, transform = dataset.schema, dataset.rows, dataset.transform
    features = transform.transform(schema, rows)
    if transform.length is not None:
        longest = max(end - first for first, end in rows.segments)
        grown, starts = padded(
            features, rows.segments, longest, [np.array([a for a, _ in rows.segments])]
        )
        windows = grown[starts[:, None] + np.arange(longest)]
        return restore(schema, transform, windows), schema, rows.source
    parts = [
        restore(schema, transform, features[np.newaxis, first:end], number)
        for number, (first, end) in enumerate(rows.segments)
    ]
    return pd.concat(parts, ignore_index=True), schema, rows.source


def content_of(found, missing):
    content = io.StringIO(newline="")
    writer = csv.writer(content, lineterminator="\n")
    writer.writerow(found)
    cells = [[missing if cell is None else cell for cell in column] for column in found.values()]
    writer.writerows(zip(*cells, strict=True))
    return content.getvalue()


@pytest.fixture(scope="session")
def settings_of(config):
    """Return a function that gives the settings for a table."""

    def make(found, lengths="auto"):
        named = {"id_column": "id"} if "id" in found else {}
        named |= {"time_column": "t"} if "t" in found else {}
        named |= {"lengths": lengths} if "id" in found else {}
        return config(**named)

    return make


@given(tables(), st.sampled_from(["", "NA"]), st.sampled_from(["learn", "windows"]))
@FEW
def test_a_csv_comes_back_cell_by_cell(read_any, settings_of, as_csv, found, missing, lengths):
    table = read_any(content_of(found, missing))
    if "id" in found and max(found["id"].count(name) for name in set(found["id"])) < 2:
        return  # nothing to learn
    frame, schema, order = there_and_back(table, settings_of(found, lengths))
    lines = list(csv.reader(io.StringIO(as_csv(frame, schema), newline="")))
    back = dict(zip(lines[0], zip(*lines[1:], strict=True), strict=True))
    for name in set(found) - {"id", "t"}:
        expected = [missing if found[name][row] is None else found[name][row] for row in order]
        assert same_texts(back[name], expected, schema.source(schema[name])), schema[name]


def same_texts(back, expected, column):
    """Return whether cells are equal, or nearly so where a number has too many decimals."""
    if getattr(column, "decimals", 0) is not None:
        return list(back) == expected
    numbers = [pd.to_numeric(pd.Series(cells), errors="coerce") for cells in (back, expected)]
    gaps = [cells.isna() for cells in numbers]
    assert gaps[0].equals(gaps[1])
    largest = np.abs(numbers[1]).max()
    return np.allclose(*(cells.dropna() for cells in numbers), rtol=1e-12, atol=1e-12 * largest)


NUMBERS = {
    "int8": st.integers(-128, 127),
    "uint16": st.integers(0, 2**16 - 1),
    "int64": st.integers(-(10**12), 10**12),
    "uint64": st.sampled_from([3, 2**53 + 1, 2**64 - 1]),
    "Int64": st.sampled_from([None, 7, 2**60 + 1, 2**60 + 3]),
    "Int32": st.one_of(st.none(), st.integers(-(10**6), 10**6)),
    "float32": st.one_of(st.none(), st.integers(-9999, 9999).map(lambda n: np.float32(n) / 100)),
    "float64": st.one_of(st.none(), st.integers(-(10**9), 10**9).map(lambda n: n / 1000)),
    "Float64": st.one_of(st.none(), st.integers(-999, 999).map(lambda n: n / 10)),
    "bool": st.booleans(),
    "boolean": st.one_of(st.none(), st.booleans()),
    "str": st.sampled_from([None, "x", "", "é,", "NA"]),
    "object": st.sampled_from(["x", "y", "z"]),
    "category": st.sampled_from([None, "a", "b"]),
    "datetime64[s]": st.one_of(
        st.none(), st.integers(0, 10**9).map(lambda n: pd.Timestamp(n, unit="s"))
    ),
    "datetime64[us, Europe/Berlin]": st.integers(0, 10**6).map(
        lambda n: pd.Timestamp(n * 1800, unit="s", tz="Europe/Berlin")
    ),
    "uint8": st.integers(0, 1),
}


@st.composite
def frames(draw):
    """Return a data frame of random dtypes with missing values; some columns static."""
    counts = draw(st.lists(st.integers(1, 9), min_size=2, max_size=3).filter(lambda c: max(c) > 1))
    rows, found = sum(counts), {}
    for number in range(draw(st.integers(1, 5))):
        dtype, static = draw(st.sampled_from(list(NUMBERS))), draw(st.booleans())
        size = len(counts) if static else rows
        cells = draw(st.lists(NUMBERS[dtype], min_size=size, max_size=size))
        cells = (
            [c for c, n in zip(cells, counts, strict=True) for _ in range(n)] if static else cells
        )
        found[f"c{number}"] = pd.Series(cells, dtype="object").astype(dtype)
    frame = pd.DataFrame({"n": np.arange(rows) * 7 % 5, "again": np.arange(rows) * 7 % 5} | found)
    frame["id"] = np.repeat(np.arange(len(counts)), counts)
    frame["t"] = np.concatenate([np.arange(count) for count in counts])
    return frame


@given(frames(), st.sampled_from(["learn", "windows"]))
@FEW
def test_a_data_frame_comes_back_with_its_dtypes(settings_of, frame, lengths):
    back, schema, order = there_and_back(frame, settings_of(frame, lengths))
    expected = frame.iloc[order].reset_index(drop=True)
    columns = frame.columns.drop(["id", "t"])
    assert schema.names == list(frame)
    pd.testing.assert_frame_equal(back[columns], expected[columns], check_exact=True)


@st.composite
def ordered(draw):
    """Return texts of three columns, of decimals of their own, with low <= middle <= high."""
    rows, places = draw(st.integers(2, 30)), draw(st.tuples(*[st.integers(0, 3)] * 3))
    found = {}
    for name, count in zip(("low", "middle", "high"), places, strict=True):
        found[name] = [
            n * 10.0**-count
            for n in draw(st.lists(st.integers(-3000, 3000), min_size=rows, max_size=rows))
        ]
    if draw(st.booleans()):  # a middle that often equals its neighbour
        found["middle"] = [float(int(cell)) for cell in found["low"]]
    triples = [sorted(row) for row in zip(*found.values(), strict=True)]
    cells = [[f"{cell:.3f}".rstrip("0").rstrip(".") for cell in row] for row in triples]
    return dict(zip(found, zip(*cells, strict=True), strict=True))


@given(ordered())
@FEW
def test_columns_in_order_come_back(read_any, config, as_csv, found):
    """An upper column is learned as a gap over those below it."""
    found["total"] = [
        f"{float(a) + float(b):.3f}" for a, b in zip(found["low"], found["high"], strict=True)
    ]
    found = {name: [*map(str.strip, cells)] for name, cells in found.items()}
    try:
        table = read_any(
            content_of({"n": [str(i % 7) for i in range(len(found["low"]))]} | found, "")
        )
        orders = ("low <= middle", "middle <= high", "total = low + high")
        frame, schema, _ = there_and_back(table, config(constraints=orders))
    except ConfigError:  # a column is constant, or equal to another one
        return
    lines = list(csv.reader(io.StringIO(as_csv(frame, schema), newline="")))
    back = dict(zip(lines[0], zip(*lines[1:], strict=True), strict=True))
    assert {name: list(back[name]) for name in found} == found
