"""States that never come back: how they are found out, held and counted, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from rnngan.config.errors import InputError
from rnngan.data.constraints import forward
from rnngan.data.constraints.along import previous_rows
from rnngan.data.schema import CategoryColumn, DateColumn, NumberColumn

STATE = CategoryColumn(name="state", dtype="str", values=("new", "paid", "sent"))
DAY = DateColumn(name="day", dtype="str", format="%Y-%m-%d", minimum=0, maximum=9)
COUNT = NumberColumn(name="count", dtype="int64", decimals=0, minimum=0, maximum=9)
nan = np.nan


def along(*lengths):
    """Return series of these lengths, a row after the other."""
    series = np.repeat(np.arange(len(lengths)), lengths)
    order = np.arange(len(series))
    table = SimpleNamespace(source="t.csv")
    before = previous_rows(series, order)
    return SimpleNamespace(series=series, order=order, before=before, table=table)


def found(column, values, *lengths):
    values = np.array(values, "float64")
    return forward.find([column], lambda column: values, along(*lengths)) == [column.name]


@pytest.mark.parametrize(("count", "enough"), [(11, True), (10, False)])
def test_states_that_never_come_back_are_found_where_it_is_no_luck(count, enough):
    # two moves a series: the first of each sort shows nothing, so 2 * (count - 1) of 20 needed
    assert found(STATE, [0, 1, 2] * count, *[3] * count) == enough


def test_one_series_that_comes_back_is_enough_against_it():
    assert not found(STATE, [0, 1, 2] * 30 + [1, 0], *[3] * 30, 2)
    assert not found(STATE, [0, 1, 1, 2, 2, 0] * 30, *[2] * 90)  # nor round three series


def test_dates_are_found_by_their_steps_and_other_columns_never():
    assert found(DAY, range(21), 21)
    assert not found(DAY, range(20), 20)
    assert not found(DAY, [*range(21), 19], 22)
    assert not found(COUNT, range(21), 21)
    assert not found(DAY.model_copy(update={"static": True}), range(21), 21)


def test_what_may_follow_is_all_that_can_be_reached():
    column = forward.held_by(STATE, np.array([0.0, 1, nan, 1, 2]), along(3, 2))
    assert column.follows == ((1, 2), (2,), ())
    unseen = forward.held_by(STATE, np.array([0.0, 1]), along(2))
    assert unseen.follows == ((1,), (), ())


def test_dates_and_numbers_are_held_in_their_own_way():
    rows = along(3, 1)
    assert forward.held_by(DAY, np.array([1.0, nan, 2, 0]), rows).forward
    assert forward.held_by(COUNT, np.array([1.0, 1, 2, 0]), rows).monotone == "rising"


@pytest.mark.parametrize(
    ("column", "what"), [(STATE, "what it had left"), (DAY, "less than it was")]
)
def test_what_comes_back_is_refused(column, what):
    with pytest.raises(InputError, match=rf"^t\.csv: never_back\({column.name}\).*{what}\."):
        forward.held_by(column, np.array([1.0, 2, nan, 1]), along(4))


def test_each_state_stays_until_one_comes_that_may_follow():
    codes = np.array([[2, 0, 1, 2], [0, -1, 2, 1], [-1, 1, 0, 2]])
    follows = ((1, 2), (2,), ())
    held = forward.held(codes, follows)
    assert held.tolist() == [[2, 2, 2, 2], [0, -1, 2, 2], [-1, 1, 1, 2]]
    assert codes[0].tolist() == [2, 0, 1, 2]  # left as they were


def test_dates_are_raised_series_by_series():
    raised = forward.rising(np.array([[3.0, nan, 2, 5], [nan, 1, 0, 4]]))
    np.testing.assert_equal(raised, [[3, nan, 3, 5], [nan, 1, 1, 4]])


def test_rows_are_broken_by_what_cannot_follow_the_last_known_one():
    state = STATE.model_copy(update={"follows": ((1, 2), (2,), ())})
    values = np.array([0, nan, 2, 1, 2, 0.0])
    assert forward.broken(state, values, along(4, 2)).tolist() == [0, 0, 0, 1, 0, 1]
    assert forward.broken(COUNT, values, along(4, 2)).tolist() == [0, 0, 0, 1, 0, 1]
