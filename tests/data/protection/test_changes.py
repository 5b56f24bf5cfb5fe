"""Cells that change, by hand; and that the same table comes of the run's own schema."""

import numpy as np
import pandas as pd
import pytest

from rnngan.data.formats.tables import Table, from_frame
from rnngan.data.protection import changes

COLOURS = ["a", "a", "a", "a", "b", "b", "b", "x", "y", "a"]


def test_cells_are_spelled_as_the_table_spells_them(series, protect):
    values = [[f"{n},50", f"{30 - n},25", "12,00"] for n in range(10)]
    frame, schema = protect(series(rows=3, text=True, v=values, c=COLOURS))
    assert schema["v"].decimal == ","
    assert frame["v"].tolist()[:3] == ["1,50", "29,25", "12,00"]
    assert frame["c"].tolist()[::3] == ["a", "a", "a", "a", "b", "b", "b", "(rare)", "(rare)", "a"]


@pytest.mark.parametrize("dtype", ["int8", "float32", "Int64", "Float64"])
def test_dtypes_stay(series, protect, dtype):
    table = series(rows=3, v=[[n, 30 - n, 12] for n in range(10)])
    table.frame["v"] = table.frame["v"].astype(dtype)
    frame, _ = protect(table)
    assert str(frame["v"].dtype) == dtype
    assert frame["v"].astype(float).tolist()[:3] == [1, 29, 12]


def test_categories_of_pandas_lose_the_rare_ones(series, protect):
    table = series(c=COLOURS)
    table.frame["c"] = table.frame["c"].astype("category")
    frame, schema = protect(table)
    assert frame["c"].cat.categories.tolist() == ["(rare)", "a", "b"]
    assert schema["c"].values == ("(rare)", "a", "b")


def test_zones_stay(series, protect):
    table = series(
        rows=3, when=[pd.Timestamp(2000 + n, 5, 1, tz="Europe/Berlin") for n in range(10)]
    )
    frame, schema = protect(table)
    assert schema["when"].kind == "date"
    assert str(frame["when"].iloc[0]) == "2001-05-01 00:00:00+02:00"


def test_what_repeats_a_column_repeats_it_still(series, protect):
    frame, schema = protect(series(c=COLOURS, again=COLOURS))
    assert schema["again"].kind == "duplicate"
    assert frame["again"].equals(frame["c"])
    assert schema.protection.of("again").keys() == {"category"}


def test_the_table_that_was_read_stays_as_it_is(series, protect):
    table = series(c=COLOURS, v=[float(n) for n in range(10)])
    before = table.frame.copy()
    frame, _ = protect(table)
    pd.testing.assert_frame_equal(table.frame, before)
    assert not frame.equals(before)


def mixed(text):
    """Return 60 series with one of each kind of column, and rare values in all of them."""
    rng = np.random.default_rng(1)
    who = np.repeat(np.arange(60), 6)
    city = np.array(["Bonn", "Kiel", "Ulm", "Trier"])[who % 4].astype(object)
    city[who == 7], city[who == 8] = "Gera", "Jena"
    price, amount = rng.gamma(2, 9, 360).round(2), rng.integers(1, 30, 360)
    price[100], amount[200] = 9999.25, 5000
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(who * 3 + np.tile(np.arange(6), 60), "D")
    state = np.tile(["new", "new", "paid", "paid", "sent", "sent"], 60).astype(object)
    state[[3, 9]] = "held"
    frame = pd.DataFrame(
        {
            "id": [f"K{n:03d}" for n in who], "day": day.strftime("%Y-%m-%d"), "city": city,
            "region": pd.Series(city).map(lambda name: name if name == "Jena" else "west"),
            "price": price, "amount": amount, "total": (price * amount).round(2),
            "spent": pd.Series(price).groupby(who).cumsum().round(2), "state": state,
            "low": rng.normal(0, 1, 360), "size": rng.normal(170, 9, 60)[who].round(0),
            "born": [f"{1900 + n}-01-31" for n in who], "odd": np.where(who == 5, "x", ""),
            "flag": np.where(who == 9, "yes", "no"), "dose": rng.integers(1, 5, 360) * 0.5,
        }
    )  # fmt: skip
    frame["high"] = frame["low"] + rng.gamma(1, 1, 360)
    return Table(frame.astype("str"), text=True) if text else from_frame(frame)


@pytest.mark.parametrize("text", [True, False])
def test_the_schema_of_the_run_makes_the_same_table(protect, text):
    made, schema = protect(mixed(text), protect="auto", protect_below=5)
    again = changes.applied(mixed(text), schema, schema.protection).frame
    pd.testing.assert_frame_equal(again.astype("str"), made.astype("str"))
    twice = changes.applied(Table(made, text=text), schema, schema.protection).frame
    pd.testing.assert_frame_equal(twice.astype("str"), made.astype("str"))
    rare = {found.column for found in schema.protection.columns}
    assert rare >= {"day", "city", "region", "price", "amount", "total", "spent", "state", "low"}
    kept = schema.model_dump_json()
    for value in ("Gera", "Jena", "9999", "5000", "held", "1900", "1959", "yes", "K059"):
        assert value not in kept
