"""Rules between columns that hold on when values change, by hand."""

import numpy as np
import pandas as pd
import pytest

from rnngan.data.constraints.constrained import violations
from rnngan.data.formats.tables import Table


def rows(series=30, **columns):
    """Return a table of series of three rows; a column may be a function of their numbers."""
    who = np.repeat(np.arange(series), 3)
    made = {name: of(who) if callable(of) else of for name, of in columns.items()}
    return Table(pd.DataFrame({"id": [f"p{n:02d}" for n in who]} | made))


def test_what_follows_from_a_folded_key_is_looked_up(protect):
    """Gera is in the east alone: its rows go to the commonest city, and so to the north."""
    city = np.array(["Bonn", "Kiel", "Ulm", "Gera"])
    table = rows(
        60,
        city=lambda who: city[np.where(who == 3, 3, who % 3)],
        region=lambda who: np.where(who == 3, "east", np.where(who % 3 == 1, "north", "west")),
    )
    frame, schema = protect(table)
    assert schema.constraints == ("region = lookup(city)",)
    assert frame[9:12].to_numpy().tolist() == [["p03", "Kiel", "north"]] * 3
    assert schema.protection.of("region")["category"].how == "looked up from city"


def test_a_mark_has_one_value_of_what_follows(protect):
    city = np.array(["Bonn", "Kiel", "Ulm", "Gera", "Jena"])
    table = rows(
        60,
        city=lambda who: city[np.where(who == 3, 3, np.where(who == 4, 4, who % 3))],
        price=lambda who: np.array([1.5, 2.5, 2.5, 77.0, 88.0])[
            np.where(who == 3, 3, np.where(who == 4, 4, who % 3))
        ],
    )
    frame, schema = protect(table)
    assert "price = lookup(city)" in schema.constraints
    assert frame[9:15][["city", "price"]].to_numpy().tolist() == [["(rare)", 2.5]] * 6


def test_totals_are_computed_from_what_was_pulled_in(protect):
    rng = np.random.default_rng(0)
    price, count = rng.integers(100, 999, 90) / 100, rng.integers(1, 9, 90)
    price[40], count[40] = 500.0, 7
    table = rows(price=price, count=count, total=(price * count).round(2))
    frame, schema = protect(table)
    assert schema["total"].kind == "product"
    high = frame["price"].max()
    assert high == np.sort([price[i : i + 3].max() for i in range(0, 90, 3)])[-2]
    assert frame["total"][40] == round(7 * high, 2)
    assert frame["total"][41] == round(price[41] * count[41], 2)
    totals = np.sort([(price * count)[i : i + 3].max() for i in range(0, 90, 3)])
    assert schema["total"].maximum == round(totals[-2], 2)
    assert set(violations(Table(frame), schema).values()) == {0}


def test_running_totals_go_on_from_what_was_pulled_in(protect):
    rng = np.random.default_rng(0)
    amount = rng.integers(-50, 50, 90)
    amount[31] = 700
    start = rng.integers(0, 99, 30)
    balance = np.concatenate(
        [[s, s + a, s + a + b] for s, a, b in zip(start, amount[1::3], amount[2::3], strict=True)]
    )
    rule = "balance = previous(balance) + amount"
    frame, schema = protect(rows(amount=amount, balance=balance), constraints=(rule,))
    high = frame["amount"].max()
    assert high < 50
    assert frame["balance"][30:33].tolist() == [
        start[10], start[10] + high, start[10] + high + amount[32]
    ]  # fmt: skip
    assert frame["balance"].drop([31, 32]).tolist() == np.delete(balance, [31, 32]).tolist()
    assert set(violations(Table(frame), schema).values()) == {0}


def test_orders_hold_where_both_sides_are_pulled_in(protect):
    rng = np.random.default_rng(0)
    low = rng.normal(0, 5, 90).round(1)
    frame, schema = protect(rows(low=low, high=(low + rng.gamma(1, 2, 90)).round(1)))
    assert schema.constraints == ("high >= low",)
    assert {"low", "high"} <= {found.column for found in schema.protection.columns}
    assert (frame["high"] >= frame["low"]).all()


@pytest.mark.parametrize("rule", [(), ("never_back(state)",)])
def test_a_rare_state_is_taken_for_the_one_before(protect, rule):
    states = np.tile(["new", "paid", "sent"], 30).astype(object)
    states[4], states[6] = "held", "odd"  # between new and sent, and at the beginning
    frame, schema = protect(rows(state=states, v=np.arange(90) % 7), constraints=rule)
    assert schema.constraints == ("never_back(state)",)
    assert frame["state"][3:9].tolist() == ["new", "new", "sent", "paid", "paid", "sent"]
    assert schema.protection.of("state")["category"].how == "taken for the state before"


def test_a_rule_about_what_does_not_vary_any_more_is_let_go(protect):
    """Off is nothing but for one series: net is gross then, in all rows."""
    rng = np.random.default_rng(0)
    off, gross = np.zeros(90), rng.integers(100, 999, 90) / 10
    off[30:33] = [10.5, 3.5, 7.25]
    off[60:75] = 0
    table = rows(gross=gross, off=off, net=(gross - off).round(2))
    for data in ({}, {"constraints": ("net = gross - off",)}):
        frame, schema = protect(table, **data)
        assert schema["off"].kind == "constant"
        assert frame["off"].eq(0).all()
        assert schema.protection.rules == ()
        assert not [text for text in schema.constraints if "off" in text]
