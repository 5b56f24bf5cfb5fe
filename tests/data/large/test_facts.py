"""Which series are looked at: some drawn, and witnesses of what a drawn part would miss."""

import numpy as np
import pyarrow as pa

from rnngan.data.large import facts
from rnngan.data.large.facts import Facts, Hints, coded, first_holders, mixed, points_of

HINTS = Hints("id", "t", "%Y-%m-%d", 2, {"x": 1}, frozenset({"still"}), {"up": 1}, frozenset(),
              frozenset({"id"}))  # fmt: skip


def of(table, rows=1, hints=HINTS):
    """Return the `Facts` of a table of equally long series."""
    found = Facts(hints, 1)
    found.add(pa.table(table), np.arange(0, len(next(iter(table.values()))), rows), 0)
    return found


def test_extremes_have_as_many_witnesses_as_have_to_hold_them():
    found = of({"x": [5.0, 9.0, 1.0, 3.0, 7.0, 2.0]})
    assert found.extremes["x", "low"][1].tolist() == [2, 5]
    assert found.extremes["x", "high"][1].tolist() == [1, 4]


def test_extremes_of_a_later_part_replace_those_before():
    found = of({"x": [5.0, 9.0, 1.0]})
    found.add(pa.table({"x": [0.0, 8.0]}), np.arange(2), 3)
    assert found.extremes["x", "low"][1].tolist() == [3, 2]
    assert found.extremes["x", "high"][1].tolist() == [1, 4]


def test_missing_cells_decimals_and_moves_have_witnesses():
    found = of({"x": [1.0, None, 1.25, 2.0], "still": [1.0, 1.0, 1.0, 2.0], "up": [1, 2, 4, 3]}, 2)
    assert found.flagged["x", "missing"] == [0]
    assert found.flagged["x", "decimals"] == [1]
    assert found.flagged["still", "moves"] == [1]
    assert found.flagged["up", "back"] == [1]


def test_each_category_has_as_many_witnesses_as_have_to_hold_it():
    found = of({"c": ["a", "a", "b", "a", None, "b"]})
    assert found.values["c"] == {"a": [0, 1], "b": [2, 5], None: [4]}


def test_a_column_of_too_many_texts_is_let_go(monkeypatch):
    monkeypatch.setattr(facts, "MOST_VALUES", 2)
    assert of({"c": ["a", "b", "c"]}).values["c"] is None


def test_times_have_witnesses_of_the_first_and_last_starts_and_the_smallest_step():
    days = ["2024-01-01", "2024-01-03", "2024-02-01", "2024-02-02", "2023-01-01", "2023-01-09"]
    found = of({"t": days}, 2)
    assert found.extremes["begin"][1].tolist() == [2, 0]
    assert found.extremes["-begin"][1].tolist() == [1, 0]
    assert found.extremes["step"][1].tolist() == [1, 0]


def test_the_largest_number_of_an_id_has_a_witness():
    found = of({"id": ["P7", "P12", "P3", "Q1"]})
    assert found.extremes["id", "number"][1].tolist() == [1, 0]
    assert found.flagged["id", "name"] == [3]


def test_all_are_drawn_where_there_is_room_and_else_some_at_random(monkeypatch):
    monkeypatch.setattr(facts, "CELLS", 100)
    few, many = Facts(HINTS, 1), Facts(HINTS, 1)
    few.add(pa.table({"id": ["a"] * 50}), np.arange(50), 0)
    for part in range(40):
        many.add(pa.table({"id": ["a"] * 50}), np.arange(50), 50 * part)
    few._keep_drawn()
    many._keep_drawn()
    assert sorted(few.drawn[1].tolist()) == list(range(50))
    drawn = np.sort(many.drawn[1].astype("int64"))
    assert len(drawn) == 100
    assert 700 < drawn.mean() < 1300  # from everywhere


def test_first_holders():
    codes, starts = np.array([1, 1, 0, 1, 1]), np.array([0, 2, 4])
    assert first_holders(codes, starts, [1], 2) == [(1, 0), (1, 1)]
    assert first_holders(codes, starts, [], 2) == []


def test_codes_and_points():
    codes, values = coded(pa.chunked_array([["b", None, "a"]]))
    assert codes.tolist() == [0, 2, 1]
    assert values == ["b", "a", None]
    days = points_of(pa.array(["2024-01-02", "2024-01-01"]), HINTS)
    assert (days[0] - days[1]) in (86_400e6, 86_400e9)
    assert len(np.unique(mixed(np.arange(1000, dtype="uint64")))) == 1000
