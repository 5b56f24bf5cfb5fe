"""What the row generator knows of columns: kinds, scales, moves and cells by hand."""

from itertools import pairwise

import numpy as np
import pytest

from rnngan.data.blocks import Block
from rnngan.data.row_statistics import CELLS, KNOTS, RowStatistics, cells, grid
from rnngan.data.transforms import TableTransform
from rnngan.data.windows import Windows


def statistics(columns, starts, length, blocks=None, static=()):
    """Statistics of (rows,) columns in windows; a block of one number each where none are given."""
    names = "abcdef"[: len(columns)]
    blocks = blocks or [Block(name=name, start=n) for n, name in enumerate(names)]
    transform = TableTransform(blocks=tuple(blocks), static=tuple(static))
    values = np.stack(columns, axis=1).astype("float32")
    return RowStatistics.fit(Windows(values, np.array(starts), length), transform)


def one(values, length=None):
    """The `RowColumn` of a series of numbers that is one window, or windows in a row."""
    length = length or len(values)
    starts = range(0, len(values), length)
    return statistics([np.asarray(values)], starts, length).rows[0]


RAMP = np.arange(41.0)  # 41 values, mean 20, each move 1
SPREAD = np.sqrt((41**2 - 1) / 12)  # of a ramp, 11.83


@pytest.mark.parametrize(
    ("values", "step", "on_grid"),
    [
        ([0.0, 0.5, 2.0], 0.5, True),
        ([-3.0, -1.0, 5.0], 2.0, True),
        ([0.0, 0.41, 1.0], 1e-5, False),  # how near is near: a share of the range
        ([7.0], 1.0, False),
        ([0.0, 1e-9, 1.0], 1e-5, False),  # two neighbours that are the same make no grid
    ],
)
def test_a_grid_is_the_usual_step_that_all_values_are_multiples_of(values, step, on_grid):
    found = grid(np.array(values))
    assert found[0] == pytest.approx(step)
    assert found[1] == on_grid


def test_a_smooth_number_by_hand():
    column = one(RAMP)
    assert (column.kind, column.start, column.size, column.knots) == ("smooth", 0, 1, ())
    assert column.mean == pytest.approx(20, rel=1e-3)
    assert column.std == pytest.approx(SPREAD, rel=1e-2)  # either end is moved in by 0.04
    assert column.unit * column.std == pytest.approx(1.0, rel=1e-6)
    assert column.grid * column.std == pytest.approx(1.0, rel=1e-6)
    assert column.on_grid
    assert column.low * column.std == pytest.approx(-20, rel=1e-3)
    assert column.high * column.std == pytest.approx(20, rel=1e-3)
    products = (RAMP[1:] - 20) * (RAMP[:-1] - 20) / SPREAD**2
    assert column.level == pytest.approx(products.mean(), rel=1e-2)


def test_a_number_of_straight_hours_bends_behind_the_hour():
    """Windows hold the calendar of their rows behind the features."""
    values = np.cumsum(np.repeat(np.random.default_rng(0).normal(size=40), 6))
    angle = 2 * np.pi * (np.arange(1, 241) % 6) / 6  # row 5 is the hour, its move ends there
    clock = [np.sin(angle), np.cos(angle)]
    found = statistics([values, *clock], [0], 240, [Block(name="a", start=0)]).rows[0]
    [point] = found.bends[1]
    assert (found.kind, found.bends[0]) == ("smooth", 0)
    assert point == pytest.approx((np.sin(np.pi / 3), np.cos(np.pi / 3)))
    assert one(values).bends is None  # no calendar


def test_windows_set_no_move_between_them():
    """Two windows: 0 … 19 and 500 … 519. The jump of 481 is no move."""
    column = one(np.concatenate([np.arange(20.0), 500 + np.arange(20.0)]), 20)
    assert column.unit * column.std == pytest.approx(1.0, rel=1e-5)


def test_rows_that_are_in_no_window_have_no_part():
    values = np.concatenate([RAMP, [1e6, -1e6]])
    assert statistics([values], [0], 41).rows == statistics([RAMP], [0], 41).rows


def test_outliers_set_no_scale_but_the_bounds():
    calm = np.tile(RAMP, 50)
    wild = calm.copy()
    wild[7] = 1e6
    found, other = one(wild), one(calm)
    assert found.std == pytest.approx(other.std, rel=0.01)
    assert found.high * found.std > 9e5


def test_numbers_of_few_values_and_rough_ones_are_cells():
    rng = np.random.default_rng(0)
    few, rough = one(np.arange(640) // 40), one(rng.normal(size=4000))
    assert (few.kind, few.choices) == ("cells", 16)
    assert [len(set(knots)) for knots in few.knots] == [1] * 16
    values = [knots[0] * few.std + few.mean for knots in few.knots]
    assert values == pytest.approx(np.arange(16), abs=1e-6)
    assert (rough.kind, rough.choices) == ("cells", CELLS)
    assert one(np.arange(680) // 40).kind == "smooth"  # 17 values


def test_a_constant_is_one_cell():
    column = one(np.full(9, 3.0))
    assert (column.kind, column.choices, column.mean, column.unit) == ("cells", 1, 3.0, 1.0)


def test_a_floor_has_a_cell_to_itself_and_others_share():
    """400 rows, so at most 20 cells of 20 rows: 200 zeros in one, 200 others in ten."""
    values = np.concatenate([np.zeros(200), 1 + np.arange(200.0)])
    found, shares = cells(values)
    assert shares == pytest.approx([0.5, *[0.05] * 10])
    assert len(found) == 11
    assert found[0] == (0.0,) * KNOTS
    assert found[1] == pytest.approx(np.linspace(1, 20, KNOTS))
    assert found[10] == pytest.approx(np.linspace(181, 200, KNOTS))


def test_a_value_that_fills_a_cell_stands_alone_between_others():
    """160 rows, so at most 8 cells of 20 rows: 40 at 0.5 part those below from those above."""
    values = np.sort(np.concatenate([np.linspace(0, 0.4, 10), [0.5] * 40, np.linspace(1, 2, 110)]))
    found, _ = cells(values)
    assert (0.5,) * KNOTS in found
    assert found[0][-1] == pytest.approx(0.4)
    assert all(one[-1] <= other[0] for one, other in pairwise(found))


PRESENT = [
    Block(name="a", start=0),
    Block(name="a", role="present", start=1, size=2),
]


def test_missing_values_have_no_part_in_scales_and_moves():
    """Every other row is missing, with a stand-in of 1000: no two known ones are neighbours."""
    there = np.arange(82) % 2 == 0
    values = np.where(there, np.arange(82) // 2, 1000)
    found = statistics([values, there, ~there], [0], 82, PRESENT)
    missing, number = found.rows
    assert (missing.kind, missing.start, missing.size) == ("category", 1, 2)
    assert number.present == 1
    assert number.mean == pytest.approx(20, rel=1e-3)
    assert number.high * number.std == pytest.approx(20, rel=1e-3)
    assert number.unit == number.grid  # no move is known


def test_what_is_written_first_stands_first():
    rng = np.random.default_rng(0)
    rough = rng.integers(0, 9, 41)
    chosen = np.eye(2)[rng.integers(0, 2, 41)].T
    blocks = [
        Block(name="rough", start=0),
        Block(name="smooth", start=1),
        Block(name="which", role="category", start=2, size=2),
    ]
    found = statistics([rough, RAMP, *chosen], [0], 41, blocks)
    assert [(c.name, c.kind) for c in found.rows] == [
        ("which", "category"),
        ("smooth", "smooth"),
        ("rough", "cells"),
    ]
    assert [c.start for c in found.rows] == [2, 1, 0]
    assert (found.static, found.ends, found.longest) == ((), False, 41)


def test_rows_after_the_end_have_no_part_and_the_length_is_no_static_column():
    """Lengths 3 and 1 in windows of 3, scaled by (length - 2) / 1; an age of 30 and of 40."""
    static = [
        Block(name="age", start=0, mean=35.0, std=5.0),
        Block(name="", role="length", start=1, mean=2.0, std=1.0, values=(-1.0, 0.0, 1.0)),
    ]
    rows = np.array([0, 2, 4, 8, 999, 999])
    ages, lengths = np.repeat([-1, 1], 3), np.repeat([1, -1], 3)
    found = statistics([rows, ages, lengths], [0, 3], 3, [Block(name="a", start=0)], static)
    assert (found.ends, found.longest) == (True, 3)
    number = found.rows[0]
    values = [knots[0] * number.std + number.mean for knots in number.knots]
    assert values == pytest.approx([0, 2, 4, 8])
    [age] = found.static
    assert (age.name, age.kind, age.start, age.choices) == ("age", "cells", 0, 2)


def test_statistics_come_back_from_json():
    found = statistics([RAMP, RAMP % 3], [0], 41)
    assert RowStatistics.model_validate_json(found.model_dump_json()) == found


def test_few_values_of_few_rows_have_a_cell_each():
    found, shares = cells(np.repeat(np.arange(16.0), 2))
    assert [cell[0] for cell in found] == list(range(16))
    assert shares == (1 / 16,) * 16
    assert all(len(set(cell)) == 1 for cell in found)
