"""Rows that are known: the last of each series, and those around holes."""

import numpy as np
import pandas as pd
import pytest
from given_rows import WINDOW, orders, untrained

from rnngan.config.errors import InputError
from rnngan.data.formats.tables import from_frame
from rnngan.data.partial import BEHIND, ends_of, holes_of, with_room


@pytest.fixture(scope="module")
def trained():
    return untrained()


def parts(trained):
    return trained.config.data, trained.schema, trained.transform


def test_the_last_rows_of_each_series_are_known_and_those_behind_are_not(trained):
    found, notices = ends_of(from_frame(orders(series=3)), *parts(trained), 2)
    assert found.features.shape[:2] == (3, WINDOW + 2)
    assert found.lengths.tolist() == [WINDOW] * 3
    assert found.names.tolist() == [9, 19, 29]
    assert found.source[1].tolist() == [16, 17, 18, 19, -1, -1]
    changing = trained.transform.features
    assert found.known[:, :WINDOW].all()
    assert not found.known[:, WINDOW:, :changing].any()
    assert found.known[..., changing:].all()  # what has one value a series holds behind it too
    assert found.points.tolist() == [pd.Timestamp("2024-03-07")] * 3
    assert notices == []


def test_what_comes_after_a_gap_is_what_is_gone_on_from(trained):
    found, notices = ends_of(from_frame(orders(series=1).drop(index=7)), *parts(trained), 2)
    assert found.lengths.tolist() == [2]
    assert "no window spans one" in notices[0]


def test_a_table_of_other_columns_is_refused(trained):
    with pytest.raises(InputError, match="has no column 'level'"):
        ends_of(from_frame(orders().drop(columns="level")), *parts(trained), 2)


def test_holes_are_unknown_and_all_rows_around_them_are_known(trained):
    """Of one series of 60 days, two cells of the days 20 and 21 are missing, and one at the end."""
    frame = orders(series=1, rows=60).astype({"quantity": "float64"})
    frame.loc[20, "mood"] = None
    frame.loc[21, ["level", "quantity"]] = np.nan
    frame.loc[59, "level"] = np.nan
    partials, rows, missing, _ = holes_of(from_frame(frame), *parts(trained))
    assert missing.sum().to_dict() | {"total": 0} == {
        "level": 2, "quantity": 1, "price": 0, "total": 0, "meter": 0, "mood": 1, "ward": 0
    }  # fmt: skip
    assert not rows.values.isna().any().any()
    found = {int(p.lengths[0]): p for p in partials}
    first, last = found[WINDOW - 1 + 2 + BEHIND], found[WINDOW]
    assert first.source[0].tolist() == [-1] * 3 + [20, 21] + [-1] * BEHIND
    assert last.source[0].tolist() == [-1] * 3 + [59]
    for block in trained.transform.blocks:
        known = first.known[0, :, block.start]
        holes = {"mood": [3], "level": [4], "quantity": [4]}.get(block.name, [])
        assert np.flatnonzero(~known).tolist() == holes, block.name


def test_there_is_room_for_where_a_table_stands_by_now(trained):
    late = orders().assign(
        level=lambda f: f["level"] + 1000, quantity=77, meter=lambda f: f["meter"] + 10**6
    )
    schema, transform = with_room(trained.schema, trained.transform, from_frame(late))
    assert schema["level"].maximum > late["level"].max()
    assert schema["level"].minimum == trained.schema["level"].minimum
    assert schema["meter"].maximum > late["meter"].max()
    blocks = {b.name: b for b in transform.blocks if b.role == "number"}
    assert blocks["quantity"].unscaled([blocks["quantity"].scaled(77.0)])[0] == pytest.approx(77)
    same = with_room(trained.schema, trained.transform, from_frame(orders()))
    assert same == (trained.schema, trained.transform)
