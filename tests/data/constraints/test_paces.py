"""Columns that move with time, or with a counter, at one rate: found, learned and computed."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError
from rnngan.config.run_config import validate
from rnngan.data.cleaning import clean
from rnngan.data.constraints import paces
from rnngan.data.constraints.constrained import violations
from rnngan.data.constraints.rules import Pace
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table
from rnngan.data.restore import Times, restore
from rnngan.data.schema import PaceColumn

YEAR = 365.25


def visits(count=60, most=90, decimals=1, seed=0):
    """Return visits of patients, whose age goes on with the days."""
    rng, rows = np.random.default_rng(seed), []
    for number in range(count):
        day = first = pd.Timestamp("2020-01-01") + pd.Timedelta(days=int(rng.integers(300)))
        age = rng.uniform(20, 80)
        for visit in range(int(rng.integers(2, 9))):
            years = (day - first).days / YEAR
            row = {"patient": f"P{number:03d}", "visit": day.strftime("%d.%m.%Y")}
            row |= {"age": f"{age + years:.{decimals}f}", "years": f"{years:.3f}"}
            rows.append(row | {"number": str(visit), "pulse": f"{rng.normal(70, 5):.0f}"})
            day += pd.Timedelta(days=int(rng.integers(5, most)))
    return pd.DataFrame(rows)


def prepared(frame, **data):
    table = Table(frame.astype("str"), text=True)
    return prepare(table, validate({"data": {"id_column": "patient"} | data})), table


def random_rows(dataset, count=300):
    """Return the table of features drawn at random: nothing in it is learned."""
    transform, size = dataset.transform, (count, dataset.config.data.window)
    size = (*size, transform.features + transform.statics)
    return restore(dataset.schema, transform, np.random.default_rng(0).normal(0, 1, size))


class TestRate:
    def test_exact_lines_have_their_slope(self):
        by, starts = np.array([0.0, 1.0, 4.0, 7.0, 9.0]), np.array([0, 3])
        cells = np.array([10.0, 12.0, 18.0, 50.0, 54.0])
        assert paces.rate_of(cells, by, starts) == pytest.approx(2, rel=1e-9)
        assert paces.rate_of(-cells, by, starts) == pytest.approx(-2, rel=1e-9)

    def test_the_worst_series_is_as_near_to_its_line_as_can_be(self):
        cells, by = np.array([0.0, 2.0, 0.0, 4.0]), np.array([0.0, 1.0, 0.0, 1.0])
        assert paces.rate_of(cells, by, np.array([0, 2])) == pytest.approx(3)

    def test_a_key_that_never_moves_has_none(self):
        assert paces.rate_of(np.arange(3.0), np.ones(3), np.array([0])) == 0


def test_values_are_taken_back_to_before_they_were_rounded():
    """A start between 39.7 and 39.9 gives 40 after 0.0 and 0.6 years, and 41 after 0.8."""
    cells, by = np.array([40.0, 40.0, 41.0, 7.0]), np.array([5.0, 5.6, 5.8, 9.0])
    found = paces.exact(cells, by, 1.0, np.array([0, 3]))
    assert found.tolist() == pytest.approx([39.8, 40.4, 40.6, 7])
    assert np.round(found).tolist() == cells.tolist()


def test_rows_off_the_line_are_counted_in_any_order():
    cells, by = np.array([12.0, 10.0, 30.0, 11.0]), np.array([2.0, 0.0, 0.0, 1.0])
    series, order = np.array([0, 0, 1, 0]), np.array([1, 3, 0, 2])
    assert not paces.broken(cells, by, 1.0, 0.5, series, order).any()
    cells[0] = 15.0  # its series now lies around a line of 11.5, 12.5, 13.5
    assert paces.broken(cells, by, 1.0, 0.5, series, order).tolist() == [True, True, False, True]


def test_half_a_unit():
    assert paces.half_unit(np.array([400.0]), 1) == 0.05
    assert paces.half_unit(np.array([-400.0, 3.0]), None) == pytest.approx(4e-7)


def test_age_goes_on_with_the_days():
    schema = prepared(visits())[0].schema
    assert schema.constraints == ("age = pace(visit)", "years = pace(visit)")
    assert schema["age"].kind == schema["years"].kind == "pace"
    assert schema["age"].rate * 86400 * YEAR == pytest.approx(1, rel=0.01)
    assert schema["age"].describe() == (
        "rises with visit at a fixed rate; its first row alone is learned"
    )
    kept = type(schema).model_validate_json(schema.model_dump_json())
    assert kept == schema


def test_without_a_time_it_goes_on_with_a_counter():
    schema = prepared(visits().drop(columns="visit"))[0].schema
    assert "age = pace(years)" in schema.constraints
    assert schema["years"].monotone == "rising"


def test_years_in_whole_numbers_show_it_over_years_alone():
    assert "age = pace(visit)" in prepared(visits(200, 400, 0))[0].schema.constraints
    assert "age = pace(visit)" not in prepared(visits(200, 30, 0))[0].schema.constraints


@pytest.mark.parametrize("column", ["number", "pulse"])
def test_what_counts_rows_or_goes_its_own_way_keeps_no_pace(column):
    frame = visits(200)
    assert prepared(frame)[0].schema[column].kind == "number"


def test_one_series_that_breaks_it_is_enough():
    frame = visits()
    frame.loc[frame.index[frame["patient"] == "P003"][-1], "age"] = "95.0"
    assert "age = pace(visit)" not in prepared(frame)[0].schema.constraints


def test_few_series_show_nothing():
    assert prepared(visits(19), window=2)[0].schema["age"].kind == "number"


def test_generated_rows_keep_it_and_the_oldest_stays_the_oldest():
    dataset, table = prepared(visits())
    made = random_rows(dataset)
    assert set(violations(Table(made), dataset.schema).values()) == {0}
    assert set(violations(table, dataset.schema).values()) == {0}
    real = table.frame["age"].astype(float)
    day = pd.to_datetime(made["visit"], format="%d.%m.%Y")
    years = (day - day.groupby(made["patient"]).transform("first")).dt.days / YEAR
    gone = made["age"] - made.groupby("patient")["age"].transform("first")
    assert (gone - years).abs().max() < 0.11
    assert real.min() <= made["age"].min() < made["age"].max() <= real.max()


def test_the_table_comes_back_from_its_features():
    dataset, table = prepared(visits(), protect="off")
    schema, transform = dataset.schema, dataset.transform
    rows, _ = clean(table, schema, dataset.config.data)
    features = transform.transform(schema, rows)
    for first, end in rows.segments[:9]:
        start = Times(table.frame["visit"].iloc[first])
        made = restore(schema, transform, features[np.newaxis, first:end], when=start)
        real = table.frame.iloc[first:end]
        assert made["visit"].tolist() == real["visit"].tolist()
        numbers = ["age", "years"]
        assert made[numbers].to_numpy().tolist() == real[numbers].astype(float).to_numpy().tolist()


def test_a_total_may_be_made_of_it():
    frame = visits()
    age = frame["age"].astype(float)
    frame["score"] = (age + frame["pulse"].astype(float)).map("{:.1f}".format)
    dataset, _ = prepared(frame)
    assert "score = age + pulse" in dataset.schema.constraints
    assert set(violations(Table(random_rows(dataset)), dataset.schema).values()) == {0}


def test_a_named_pace_is_kept_as_a_found_one_is():
    found = prepared(visits())[0].schema
    named, _ = prepared(visits(), constraints=found.constraints, detect_constraints=False)
    assert named.schema == found


def test_what_is_compared_by_a_named_order_keeps_no_pace():
    schema = prepared(visits(), constraints=("age >= years",))[0].schema
    assert (schema["age"].kind, schema["years"].kind) == ("number", "number")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("age = pace(patient)", "'patient' is"),
        ("visit = pace(age)", "column 'visit' holds no numbers"),
        ("pulse = pace(pulse)", "stands twice"),
    ],
)
def test_rules_that_can_not_be_kept_are_refused(rule, message):
    with pytest.raises(ConfigError) as caught:
        prepared(visits(), constraints=(rule,))
    assert message in str(caught.value)


def test_a_paced_column_is_in_no_order_and_has_one_rule():
    for rules, message in (
        (("age = pace(visit)", "age >= years"), "'age' is restored as 'age = pace(visit)'"),
        (("age = pace(years)", "years = pace(visit)"), "'years' is restored as"),
    ):
        with pytest.raises(ConfigError) as caught:
            prepared(visits(), constraints=rules)
        assert message in str(caught.value)


def aged(rate=2.0, **fields):
    ends = {"minimum": 10.0, "maximum": 20.0} | fields
    return PaceColumn(name="x", dtype="float64", decimals=0, key="t", rate=rate, **ends)


@pytest.mark.parametrize(
    ("column", "level", "made"),
    [
        (aged(), 12.3, [12, 14, 18]),
        (aged(), 19.0, [14, 16, 20]),  # 20.5 at most before rounding, 6 for the move
        (aged(), -5.0, [10, 12, 16]),
        (aged(maximum=14.0), 12.0, [10, 12, 16]),  # can't fit: goes on
        (aged(bounds=(0, None)), 30.0, [30, 32, 36]),
        (aged(bounds=(0, 3)), 30.0, [0, 2, 3]),
        (aged(-2.0), 19.0, [19, 17, 13]),
        (aged(-2.0), 11.0, [16, 14, 10]),
        (aged(-2.0, minimum=0.0, maximum=4.0), 4.0, [4, 2, 0]),  # and stops at zero
    ],
)
def test_a_sequence_begins_where_all_of_it_fits(column, level, made):
    found = column.computed(np.full(3, level), np.array([7.0, 8.0, 10.0]), np.array([0]))
    assert found.tolist() == made


def test_sequences_are_computed_each_from_its_own_first_row():
    by, level = np.array([5.0, 6.0, 1.0, 1.5]), np.array([12.0, 12.0, 15.0, 15.0])
    assert aged().computed(level, by, np.array([0, 2])).tolist() == [12, 14, 15, 16]


def test_of_no_rows_nothing_is_found():
    assert Pace("a", "b").columns == ("a", "b")
    none = np.zeros(0)
    assert len(aged().computed(none, none, paces.firsts(none))) == 0
