"""Which columns each rule is about: those that other rules must leave alone."""

import pytest

from rnngan.data.constraints.rules import COMPUTED, Forward, Lookup, Order, Product, Sum, Unique


@pytest.mark.parametrize(
    ("rule", "columns"),
    [
        (Order("low", "high"), ("low", "high")),
        (Order(0.0, "high"), ("high",)),  # a number is no column
        (Order("low", 9.5, strict=True), ("low",)),
        (Sum("net", ("gross",), ("tax",), ("carried",)), ("net", "gross", "tax", "carried")),
        (Product("price", ("sum",), ("count",), 2.0), ("price", "sum", "count")),
        (Lookup("region", "city"), ("region", "city")),
        (Forward("state"), ("state",)),
        (Unique("name"), ("name",)),
    ],
)
def test_a_rule_names_its_columns(rule, columns):
    assert rule.columns == columns


def test_a_total_is_computed_from_terms_of_its_own_row():
    carried = Sum("net", ("gross",), ("tax",), ("carried",))
    ratio = Product("price", ("sum",), ("count",))
    assert (carried.terms, carried.before) == (("gross", "tax"), ("carried",))
    assert (ratio.terms, ratio.before, ratio.factor) == (("sum", "count"), (), 1.0)
    assert all(isinstance(rule, COMPUTED) for rule in (carried, ratio))
    assert not isinstance(Lookup("a", "b"), COMPUTED)


def test_equal_rules_are_one():
    assert len({Order("a", "b"), Order("a", "b"), Order("a", "b", strict=True)}) == 2
