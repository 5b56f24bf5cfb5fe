"""Which orders between columns hold by construction."""

from rnngan.data.constraints.orders import below
from rnngan.data.schema import CategoryColumn, NumberColumn, Schema


def number(name, **more):
    return NumberColumn(name=name, dtype="float64", decimals=0, minimum=0, maximum=9, **more)


def schema_of(*constraints, **more):
    columns = [number("a"), number("b"), number("c", **more)]
    columns.append(CategoryColumn(name="kind", dtype="str", values=("x", "y")))
    return Schema(columns=tuple(columns), constraints=constraints)


def test_a_column_lies_above_all_that_it_is_never_below():
    assert below(schema_of("a <= b", "c >= max(a, b)")) == {"b": ("a",), "c": ("a", "b")}
    assert below(schema_of()) == {}


def test_other_rules_are_no_orders():
    assert below(schema_of("c = a + b", "kind = lookup(a)", "b >= 0", "unique(a)")) == {}


def test_a_column_that_is_missing_goes_one_way_or_is_static_is_no_gap():
    for more in ({"missing": ""}, {"monotone": "rising"}, {"static": True}):
        assert below(schema_of("c >= a", "b >= a", **more)) == {"b": ("a",)}
