"""Plans: what can be held is, and what can't is refused by name."""

import numpy as np
import pandas as pd
import pytest
from given_rows import orders, untrained

from rnngan.config.errors import InputError
from rnngan.data.formats.tables import from_frame
from rnngan.data.partial import ends_of
from rnngan.data.planned import Plan


@pytest.fixture(scope="module")
def trained():
    return untrained()


def plan_of(trained, **columns):
    return Plan.of(from_frame(pd.DataFrame(columns)), trained.schema, trained.transform)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"prise": [1.0]}, "'prise' is no column of this run. Did you mean 'price'"),
        ({"total": [1.0]}, "'total' can't be fixed: always "),
        ({"meter": [1]}, "'meter' can't be fixed: it is counted on from row to row"),
        ({"mood": ["odd"]}, "'odd' is none of the values of 'mood'"),
        ({"price": ["dear"]}, "'dear' is not a number"),
    ],
)
def test_what_cant_be_held_is_refused_by_name(trained, columns, message):
    with pytest.raises(InputError, match=message):
        plan_of(trained, **columns)


def test_empty_cells_are_free_whatever_their_column(trained):
    found = plan_of(trained, total=[np.nan, np.nan], quantity=[np.nan, 3])
    assert list(found.values) == ["quantity"]
    assert np.isnan(found.values["quantity"][0])


def test_cells_stand_behind_the_rows_that_are_there(trained):
    """Four rows are known, and of three that follow the second quantity is 3."""
    found = plan_of(trained, quantity=[np.nan, 3.0])
    parts = trained.config.data, trained.schema, trained.transform
    partial, _ = ends_of(from_frame(orders(series=1)), *parts, 3)
    held = found.within(partial, [0])
    [block] = [b for b in trained.transform.blocks if b.name == "quantity"]
    assert held.known[0, :, block.start].tolist() == [True] * 4 + [False, True, False]
    assert held.features[0, 5, block.start] == pytest.approx(block.scaled(3.0))
    others = [b.start for b in trained.transform.blocks if b.name != "quantity"]
    assert not held.known[0, 4:, others].any()
    assert not partial.known[0, 4:, block.start].any()  # the other one is as it was


def test_more_rows_than_are_written_are_refused(trained):
    found = plan_of(trained, quantity=[1, 2, 3])
    parts = trained.config.data, trained.schema, trained.transform
    partial, _ = ends_of(from_frame(orders(series=1)), *parts, 2)
    with pytest.raises(InputError, match="has 3 rows, and 2 are written: pass --length 3"):
        found.within(partial, [0])


def test_times_that_are_not_written_are_refused(trained):
    found = plan_of(trained, day=["10.03.2024"], quantity=[1])
    parts = trained.config.data, trained.schema, trained.transform
    partial, _ = ends_of(from_frame(orders(series=1)), *parts, 2)
    with pytest.raises(InputError, match=r"Expected some from 11\.03\.2024 to 12\.03\.2024"):
        found.within(partial, [0])


def test_it_reaches_to_its_last_time(trained):
    found = plan_of(trained, day=["12.03.2024", "14.03.2024"], quantity=[1, 2])
    assert found.longest() == 3
    assert found.longest(pd.Timestamp("2024-03-10")) == 4
    assert found.alone().features.shape[:2] == (1, 3)
    with pytest.raises(InputError, match="has no column 'day'"):
        plan_of(trained, quantity=[1]).alone()
