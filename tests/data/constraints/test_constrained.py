"""Rules between columns: what is found out in whole tables, and what holds in generated ones."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError, InputError
from rnngan.config.run_config import validate
from rnngan.data import conditions
from rnngan.data.constraints.constrained import violations
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table
from rnngan.data.restore import restore

SKUS = [f"S{i}" for i in range(6)]
PRICES = [5.97, 12.5, 3.25, 40.0, 12.5, 99.99]
STATES = ["placed", "paid", "shipped", "delivered"]


def orders(count=60, seed=0):
    """Return orders of several lines: a table in which much follows from something else."""
    rng, rows = np.random.default_rng(seed), []
    for number in range(count):
        city, state, stock = rng.integers(3), 0, int(rng.integers(50, 90))
        for line in range(int(rng.integers(3, 7))):
            sku, qty, out = rng.integers(6), int(rng.integers(1, 9)), int(rng.integers(0, 9))
            state = min(3, state + int(rng.random() < 0.5))
            row = {"order_id": f"O{number:03d}", "line": line, "city": "ABC"[city]}
            row |= {"region": ["east", "west", "west"][city], "sku": SKUS[sku]}
            row |= {"group": "toys" if sku < 3 else "food", "price": PRICES[sku], "qty": qty}
            row |= {"total": round(PRICES[sku] * qty, 2), "state": STATES[state]}
            row |= {"opening": stock, "out": out, "closing": stock - out}
            rows, stock = [*rows, row], stock - out
    return pd.DataFrame(rows)


def prepared(frame, **data):
    table = Table(frame.astype("str"), text=True)
    return prepare(table, validate({"data": {"id_column": "order_id"} | data})), table


@pytest.fixture(scope="module")
def dataset():
    return prepared(orders())[0]


def random_rows(dataset, count=200, seed=0):
    """Return the table of features drawn at random: nothing in it is learned."""
    transform = dataset.transform
    rng = np.random.default_rng(seed)
    size = (count, dataset.config.data.window, transform.features + transform.statics)
    return restore(dataset.schema, transform, rng.normal(0, 2, size))


def test_what_follows_from_something_else_is_found_out(dataset):
    assert set(dataset.schema.constraints) == {
        "region = lookup(city)",
        "group = lookup(sku)",
        "price = lookup(sku)",
        "total = price * qty",
        "never_back(state)",
        "opening = previous(closing)",
        "closing = opening - out",
    }
    kinds = {c.name: c.kind for c in dataset.schema.columns}
    assert (kinds["total"], kinds["opening"], kinds["closing"]) == ("product", "sum", "sum")
    assert dataset.schema["price"].lookup.values == tuple(PRICES)
    assert dataset.schema["state"].follows == ((), (0, 3), (0, 1, 3), (0,))  # sorted by name
    left = {column.name for column in dataset.schema.modelled}
    assert left == {"line", "city", "sku", "qty", "state", "out"}


def test_it_holds_in_rows_of_features_drawn_at_random(dataset):
    made = random_rows(dataset)
    assert sum(violations(Table(made), dataset.schema).values()) == 0
    assert set(zip(made["city"], made["region"], strict=True)) == {
        ("A", "east"), ("B", "west"), ("C", "west"),
    }  # fmt: skip
    assert (made["price"] == made["sku"].map(dict(zip(SKUS, PRICES, strict=True)))).all()
    assert ((made["price"] * made["qty"] - made["total"]).abs() < 0.0051).all()
    states = made["state"].map(STATES.index).groupby(made["order_id"])
    assert (states.diff().dropna() >= 0).all()
    stock = made.groupby("order_id")["closing"].shift().dropna()
    assert (made["opening"][stock.index] == stock).all()
    assert list(made.columns) == list(orders(1).columns)


def test_the_rules_survive_being_kept(dataset):
    kept = type(dataset.schema).model_validate_json(dataset.schema.model_dump_json())
    assert kept == dataset.schema


def test_broken_rows_are_counted(dataset):
    frame = orders(4)
    frame.loc[0, "region"] = "west" if frame.loc[0, "region"] == "east" else "east"
    frame.loc[1, "total"] += 1
    frame.loc[2, "opening"] += 1
    last = frame.index[frame["order_id"] == "O003"][-1]
    frame.loc[last - 1 : last, "state"] = ["delivered", "placed"]
    counts = violations(Table(frame.astype("str"), text=True), dataset.schema)
    assert counts["region = lookup(city)"] == counts["total = price * qty"] == 1
    assert counts["opening = previous(closing)"] == counts["never_back(state)"] == 1
    assert counts["closing = opening - out"] == 1


def test_rows_out_of_order_are_followed_in_the_order_of_time():
    frame = orders()
    frame["at"] = (pd.Timestamp("2024-01-01") + pd.to_timedelta(frame.index, "h")).astype(str)
    shuffled = frame.sample(frac=1, random_state=1).reset_index(drop=True)
    found = prepared(shuffled)[0].schema.constraints
    assert {"never_back(state)", "opening = previous(closing)"} <= set(found)


def test_a_total_tells_its_terms_but_is_no_key():
    frame = orders(200)  # each total comes in many rows, and goes with one price
    assert "price = lookup(sku)" in prepared(frame)[0].schema.constraints


def test_a_number_may_be_a_key():
    frame = orders(120)[["order_id", "line", "qty"]]
    frame["rebate"] = frame["qty"].map(lambda q: round(0.25 * (q > 4) + 0.5 * (q > 6), 2))
    found = prepared(frame)[0].schema
    assert "rebate = lookup(qty)" in found.constraints
    assert found["rebate"].lookup.key == "qty"


def test_missing_values_go_with_a_key_too():
    frame = orders().astype("str")
    frame.loc[frame["sku"].isin(["S1", "S4"]), "group"] = ""
    dataset, _ = prepared(frame)
    assert dataset.schema["group"].lookup.values == (1.0, None, 1.0, 0.0, None, 0.0)
    made = random_rows(dataset)
    assert (made["group"].isna() == made["sku"].isin(["S1", "S4"])).all()


@pytest.mark.parametrize("how", ["interpolate", "drop"])
def test_missing_values_that_are_not_learned_are_never_looked_up(how):
    frame = orders().astype("str")
    frame.loc[frame["sku"].isin(["S1", "S4"]), "price"] = ""
    how = {"missing": how, "window": 2}
    assert "price = lookup(sku)" not in prepared(frame, **how)[0].schema.constraints
    named = prepared(frame, **how, constraints=("price = lookup(sku)",))[0]
    assert not random_rows(named)["price"].isna().any()


def test_what_is_told_follows_from_nothing():
    schema = prepared(orders(), condition=("region",))[0].schema
    assert schema["region"].lookup is None
    assert schema["city"].lookup is None


def test_chance_is_not_taken_for_a_rule():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "order_id": np.repeat(np.arange(60), 5),
            "a": rng.choice(list("abcdefgh"), 300),
            "rare": np.where(np.arange(300) == 7, "yes", "no"),
            "x": rng.integers(1, 9, 300),
            "y": rng.integers(1, 9, 300),
        }
    )
    frame["seldom"] = np.where(frame.index < 3, "late", "early")  # in one series alone
    assert prepared(frame)[0].schema.constraints == ()


@pytest.mark.parametrize(
    ("rule", "error", "message"),
    [
        ("total = price * qty * 2", InputError, "is broken in"),
        ("state = lookup(total)", ConfigError, "'total' has many values"),
        ("never_back(sku)", InputError, "never_back(sku) does not hold"),
        ("total = sku * qty", ConfigError, "column 'sku' holds no numbers"),
        ("region = lookup(order_id)", ConfigError, "'order_id' is no key"),
        ("order_id = lookup(sku)", ConfigError, "Expected a column of numbers, categories"),
    ],
)
def test_rules_that_can_not_be_kept_are_refused(rule, error, message):
    with pytest.raises(error) as caught:
        prepared(orders(), constraints=(rule,))
    assert message in str(caught.value)


def test_named_rules_hold_too():
    rules = ("region = lookup(city)", "total = price * qty", "never_back(state)")
    rules += ("opening = previous(closing)",)
    dataset, table = prepared(orders(), constraints=rules, detect_constraints=False)
    assert dataset.schema.constraints == rules
    made = random_rows(dataset)
    assert set(violations(Table(made), dataset.schema).values()) == {0}
    assert set(violations(table, dataset.schema).values()) == {0}


def test_a_rule_that_some_rows_break_is_held_by_the_commonest_value():
    frame = orders()
    frame.loc[0, "region"] = "nowhere"
    dataset, table = prepared(frame, constraints=("region = lookup(city)",), protect="off")
    assert "region = lookup(city) does not hold in 1 rows of the table" in table.notices
    assert "nowhere" not in set(random_rows(dataset)["region"])


def test_orders_are_kept_without_moving_what_is_looked_up():
    frame = orders()
    rng = np.random.default_rng(3)
    frame["paid"] = (frame["price"] * rng.uniform(0.9, 1, len(frame)).round(2)).round(2)
    frame.loc[::9, "paid"] = frame.loc[::9, "price"]
    dataset, _ = prepared(frame)
    assert "price >= paid" in dataset.schema.constraints
    made = random_rows(dataset)
    assert (made["paid"] <= made["price"]).all()
    assert (made["price"] == made["sku"].map(dict(zip(SKUS, PRICES, strict=True)))).all()


def test_dates_that_never_go_back_are_held():
    frame = orders()
    steps = np.random.default_rng(0).integers(0, 3, len(frame))
    days = pd.Series(steps).groupby(frame["order_id"]).cumsum() + 10 * (frame.index % 2)
    days = days.groupby(frame["order_id"]).cummax()
    frame["changed"] = (pd.Timestamp("2024-01-01") + pd.to_timedelta(days, "D")).astype(str)
    frame["changed"] = frame["changed"].str[:10]
    schema = prepared(frame, time_column="line")[0].schema
    assert schema["changed"].forward
    dataset, _ = prepared(frame, time_column="line")
    made = random_rows(dataset)
    moved = pd.to_datetime(made["changed"]).groupby(made["order_id"]).diff().dropna()
    assert (moved >= pd.Timedelta(0)).all()


def test_a_total_is_no_key_and_a_key_is_no_total():
    frame = orders()
    frame["grade"] = np.where(frame["total"] > 50, "high", "low")
    rules = ("grade = lookup(total)", "total = price * qty")
    with pytest.raises(ConfigError, match=r"'total' is restored as 'total = price \* qty'"):
        prepared(frame, constraints=rules)


def test_of_two_rules_for_a_column_neither_is_lost():
    frame = orders()
    frame["label"] = frame["state"].str.upper()
    with pytest.raises(ConfigError, match="'label' is restored as 'label = lookup"):
        prepared(frame, constraints=("never_back(label)", "label = lookup(state)"))
    found = prepared(frame, constraints=("never_back(state)",))[0].schema.constraints
    assert "label = lookup(state)" in found  # a named state is a key all the same


def test_a_static_number_may_be_a_factor():
    frame = orders()
    frame["rate"] = 1 + frame["order_id"].str[-2:].astype(int) % 9
    frame["fee"] = frame["rate"] * frame["qty"]
    schema = prepared(frame, constraints=("fee = rate * qty",))[0].schema
    assert schema["rate"].static
    assert "fee = qty * rate" in prepared(frame)[0].schema.constraints
    with pytest.raises(ConfigError, match="'rate' has one value a series"):
        prepared(frame, constraints=("rate >= qty",))


def test_orders_of_two_keys_hold_and_so_does_what_follows_from_them():
    rng = np.random.default_rng(0)
    frame = orders()
    low = rng.integers(0, 4, len(frame))
    frame["low"], frame["high"] = low, np.minimum(low + rng.integers(0, 3, len(frame)), 4)
    frame["low_code"] = frame["low"].map(lambda v: "abcd"[v])
    frame["high_code"] = frame["high"].map(lambda v: "vwxyz"[v])
    rules = ("low_code = lookup(low)", "high_code = lookup(high)", "high >= low")
    dataset, _ = prepared(frame, constraints=rules, detect_constraints=False)
    assert sum(violations(Table(random_rows(dataset)), dataset.schema).values()) == 0


def test_an_order_that_no_value_keeps_takes_the_nearest():
    frame = orders()
    frame["budget"] = np.where(frame.index % 5, 60, 100)  # most are below the dearest price
    rules = ("price = lookup(sku)", "budget >= price")
    dataset, _ = prepared(frame, constraints=rules, detect_constraints=False)
    assert set(random_rows(dataset)["budget"]) <= {60, 100}


def test_what_is_taken_off_stays_one_of_few_values_and_keys_stay():
    rng = np.random.default_rng(0)
    frame = orders(100)
    frame["gross"] = rng.integers(10, 99, len(frame))
    frame["off"] = rng.choice([0, 5, 10], len(frame))
    frame["net"] = frame["gross"] - frame["off"]
    frame["tier"] = frame["off"].map({0: "none", 5: "some", 10: "much"})
    rules = ("net = gross - off", "tier = lookup(off)")
    dataset, _ = prepared(frame, constraints=rules, detect_constraints=False)
    made = random_rows(dataset)
    assert set(made["off"]) <= {0, 5, 10}
    assert sum(violations(Table(made), dataset.schema).values()) == 0


def test_states_are_followed_over_missing_cells():
    frame = orders()
    dataset, _ = prepared(frame)
    first = frame["order_id"] == "O000"
    frame.loc[frame.index[first][:3], "state"] = ["delivered", "", "placed"]
    rows = frame[first][:3].astype("str")
    schema = dataset.schema
    state = schema["state"].model_copy(update={"missing": ""})
    columns = tuple(state if c.name == "state" else c for c in schema.columns)
    schema = schema.model_copy(update={"columns": columns})
    assert violations(Table(rows, text=True), schema)["never_back(state)"] == 1


def test_a_table_without_a_column_that_is_looked_up_is_refused(dataset):
    other = Table(orders().drop(columns="region").astype("str"), "other.csv", text=True)
    with pytest.raises(InputError, match=r"other.csv has no column 'region'"):
        prepare(other, dataset.config, dataset.schema, transform=dataset.transform)


def test_what_is_looked_up_can_not_be_told():
    rule = ("region = lookup(city)",)
    with pytest.raises(ConfigError, match="follows from 'city' and is looked up: name that one"):
        prepared(orders(), constraints=rule, condition=("region",))


def test_a_column_called_sequence_that_is_left_out_tells_no_series():
    frame = orders()
    frame["sequence"] = frame.index
    found = prepared(frame, ignore=("sequence",))[0].schema.constraints
    assert "opening = previous(closing)" in found


def test_a_number_that_is_given_is_looked_up_by():
    frame = orders()
    frame["ward"] = frame["order_id"].str[-2:].astype(int) % 3 + 1
    frame["beds"] = frame["ward"].map({1: 20, 2: 35, 3: 50})
    dataset, _ = prepared(frame, condition=("ward",))
    assert "beds = lookup(ward)" in dataset.schema.constraints
    parts = conditions.pinned(dataset.schema, dataset.transform, {"ward": 2.0})
    made = random_rows(replace(dataset, schema=parts[0], transform=parts[1]))
    assert set(zip(made["ward"], made["beds"], strict=True)) == {(2, 35)}
