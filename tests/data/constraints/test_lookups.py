"""Columns that follow from another one: found out, tabulated and looked up, by hand."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError
from rnngan.data.constraints import lookups
from rnngan.data.constraints.rules import Lookup
from rnngan.data.schema import CategoryColumn, LookupTable, NumberColumn

CITY = CategoryColumn(name="city", dtype="str", values=("A", "B", "C"))
REGION = CategoryColumn(name="region", dtype="str", values=("east", "west"))
SIZE = NumberColumn(
    name="size", dtype="float64", decimals=0, minimum=1, maximum=4, values=(1.0, 2.0, 4.0)
)
COST = NumberColumn(name="cost", dtype="float64", decimals=0, minimum=0, maximum=99)
ALONE = np.full(90, -1)  # each row begins a series
nan = np.nan


def found(cells, columns, before=ALONE, conditions=()):
    values = {name: np.array(column, "float64") for name, column in cells.items()}
    rules = lookups.find(columns, columns, lambda c: values[c.name], before, conditions)
    return [(rule.column, rule.key) for rule in rules]


def test_few_values_make_a_key_and_one_way_makes_no_follower():
    assert [column.is_key for column in (CITY, SIZE, COST)] == [True, True, False]
    rising = COST.model_copy(update={"monotone": "rising"})
    assert [column.may_follow for column in (CITY, COST, rising)] == [True, True, False]


def test_what_goes_with_each_value_is_found_and_the_key_has_more_values():
    cells = {"region": [0, 1, 1] * 30, "city": [0, 1, 2] * 30}
    assert found(cells, [REGION, CITY]) == [("region", "city")]
    cells["region"][7] = 0  # one row against it
    assert found(cells, [REGION, CITY]) == []


def test_a_condition_follows_from_nothing():
    cells = {"region": [0, 1, 1] * 30, "city": [0, 1, 2] * 30}
    assert found(cells, [REGION, CITY], ALONE, ("region",)) == []


def test_only_rows_in_which_something_changes_are_evidence():
    cells = {"region": [0] * 30 + [1] * 60, "city": [0] * 30 + [1] * 30 + [2] * 30}
    assert found(cells, [REGION, CITY]) == [("region", "city")]
    assert found(cells, [REGION, CITY], np.arange(-1, 89)) == []  # three rows in all


def table(rule, key, column, **cells):
    values = {name: np.array(column, "float64") for name, column in cells.items()}
    return lookups.table_of(rule, key, column, lambda c: values[c.name])


def test_the_commonest_value_goes_with_each_and_the_usual_one_with_the_unseen():
    made = table(Lookup("region", "city"), CITY, REGION, city=[0, 0, 0, 1], region=[1, 1, 0, 0])
    assert made == LookupTable(key="city", keys=(), values=(1.0, 0.0, 0.0))


def test_missing_values_go_with_a_key_where_the_column_may_be_missing():
    cells = {"city": [0, 0, 1, 2], "region": [nan, nan, 1, 0]}
    missing = REGION.model_copy(update={"missing": ""})
    assert table(Lookup("region", "city"), CITY, missing, **cells).values == (None, 1.0, 0.0)
    assert table(Lookup("region", "city"), CITY, REGION, **cells).values == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("key", "column", "what"),
    [
        (COST, REGION, "'cost' has many values"),
        (CITY, SIZE.model_copy(update={"monotone": "falling"}), "'size' never falls or never"),
    ],
)
def test_a_rule_that_cannot_be_tabulated_is_refused(key, column, what):
    with pytest.raises(ConfigError, match=what):
        lookups.table_of(Lookup(column.name, key.name), key, column, None)


def test_a_number_stands_where_its_nearest_value_does_and_a_missing_one_last():
    values = np.array([1, 1.4, 1.6, 2.9, 3.1, 9, nan])
    assert lookups.positions(SIZE, SIZE.values, values).tolist() == [0, 0, 1, 1, 2, 2, 3]
    assert lookups.positions(CITY, (), np.array([2, nan, 0])).tolist() == [2, 3, 0]


def test_cells_become_codes_or_stay_numbers():
    np.testing.assert_equal(lookups.read_back(CITY, pd.Series(["C", "Z", "A"])), [2, nan, 0])
    np.testing.assert_equal(lookups.read_back(COST, pd.Series([3.5, None])), [3.5, nan])


def test_a_row_is_broken_where_another_value_stands_than_goes_with_its_key():
    looked = REGION.model_copy(
        update={"lookup": LookupTable(key="city", keys=(), values=(0.0, None, 1.0))}
    )
    keys, values = np.array([0, 0, 1, 1, 2.0]), np.array([0, 1, nan, 0, 1])
    np.testing.assert_equal(lookups.looked_up(looked, CITY, keys), [0, 0, nan, nan, 1])
    assert lookups.broken(looked, CITY, values, keys).tolist() == [0, 1, 0, 1, 0]
