"""Keys that repeat: new names in as many series (or rows) as those of the table have."""

import json

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data import schema_files
from rnngan.data.columns.key import key_column, numbers
from rnngan.data.columns.numbering import BLOCK, Names
from rnngan.data.dataset import prepare
from rnngan.data.detection import detect
from rnngan.data.formats.tables import from_frame
from rnngan.data.restore import restore
from rnngan.data.schema import KeyColumn

TOLD = {"name": "who", "dtype": "int64", "next": 0}


def orders(sizes, rows=2):
    """Return orders of `rows` rows; customer i has sizes[i] of them."""
    customers = np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes))
    number = np.repeat(np.arange(len(customers)), rows)
    return pd.DataFrame(
        {
            "order": [f"O{n:05d}" for n in number],
            "customer": [f"K{customers[n]:04d}" for n in number],
            "name": [f"{customers[n]} Smith" for n in number],
            "v": np.arange(len(number)) % 7,
        }
    )


SIZES = np.random.default_rng(1).geometric(0.3, 389)  # of 389 customers


def found(frame, *kinds, **data):
    config = DataConfig(id_column="order", kinds=kinds, **data)
    return detect(from_frame(frame), config)


def test_what_is_kept_of_a_key_is_how_often_names_stand_not_the_names():
    schema = found(orders([1, 3, 1, 2]), "customer=key")
    column = schema["customer"]
    assert (column.repeats, column.sizes, column.counts) == ("series", (1, 2, 3), (2, 1, 1))
    assert (column.prefix, column.next, column.digits) == ("K", 4, 4)
    assert column.describe() == (
        "not kept; new ones from K0004, one a sequence, each in 1.75 sequences on average, as in "
        "the table"
    )
    assert "K000" not in json.dumps(column.model_dump(mode="json"))


def test_a_key_that_changes_within_series_is_counted_in_rows():
    frame = orders([1, 3, 1, 2]).assign(item=[7, 9] * 4 + [7, 7, 9, 2, 2, 2])
    column = found(frame, "item=key")["item"]
    assert (column.repeats, column.sizes, column.counts) == ("rows", (3, 5, 6), (1, 1, 1))
    assert column.next == 10
    repeated = "each in 4.67 rows on average, as in the table"
    assert column.describe() == f"not kept; new ones from 10, {repeated}"


def test_a_key_that_never_repeats_is_that_of_the_constraint():
    frame = orders([1, 1, 2]).assign(line=[f"L{i}" for i in range(8)])
    asked, ruled = found(frame, "line=key"), found(frame, constraints=("unique(line)",))
    assert asked["line"] == ruled["line"]
    assert asked["line"].describe() == "unique in every row; new ones from L8"


def test_a_missing_key_is_refused():
    frame = orders([1, 1, 2])
    frame.loc[3, "customer"] = None
    with pytest.raises(InputError, match="1 missing value, for instance at "):
        found(frame, "customer=key")


def test_as_many_sequences_as_the_table_has_repeat_keys_exactly_as_it_does():
    column = found(orders(SIZES), "customer=key", ignore=("name",))["customer"]
    made = pd.Series(numbers(column, 0, int(SIZES.sum()), Names()))
    assert sorted(made.value_counts()) == sorted(SIZES)
    assert made.min() == 389
    assert made.max() < 2 * 389
    first = made[:100].diff().abs()
    assert (first == 0).mean() < 0.1  # spread, not side by side


def test_ten_thousand_sequences_repeat_keys_as_the_table_does():
    column = found(orders(SIZES), "customer=key", ignore=("name",))["customer"]
    made = pd.Series(numbers(column, 0, 10_000, Names(5)))
    assert made.value_counts().mean() == pytest.approx(SIZES.mean(), rel=0.03)
    shares = pd.Series(SIZES).value_counts(normalize=True)
    again = made.value_counts().value_counts(normalize=True)
    assert again.sub(shares, fill_value=0).abs().max() < 0.02


def test_keys_are_a_function_of_seed_and_place():
    column = KeyColumn(**TOLD, repeats="rows", sizes=(1, 4, 9), counts=(3, 2, 1), stream=2)
    whole = numbers(column, 0, 500, Names(3))
    parts = [numbers(column, first, 125, Names(3)) for first in range(0, 500, 125)]
    assert np.concatenate(parts).tolist() == whole.tolist()
    assert numbers(column, 0, 0, Names(3)).tolist() == []
    other = numbers(column, 0, 500, Names(4))
    assert not set(whole) & set(other)
    assert min(whole) >= 3 * BLOCK
    assert (whole - 3 * BLOCK).tolist() != (other - 4 * BLOCK).tolist()


def test_columns_that_go_together_stay_together_and_others_do_not():
    frame = orders(SIZES)
    shuffled = np.random.default_rng(2).permutation(frame["customer"].to_numpy()[::2])
    frame["agent"] = shuffled.repeat(2)
    schema = found(frame, "customer=key", "name=key", "agent=key")
    assert schema["customer"].stream == schema["name"].stream != schema["agent"].stream
    made = pd.DataFrame(
        {name: numbers(schema[name], 0, 2000, Names()) for name in ("customer", "name", "agent")}
    )
    assert (made.groupby("customer")["name"].nunique() == 1).all()
    assert made.groupby("customer")["agent"].nunique().mean() > 2


def test_a_generated_sequence_has_one_key_and_customers_have_several_orders(config):
    frame = orders(SIZES)
    named = {"id_column": "order", "kinds": ("customer=key",), "ignore": ("name",)}
    dataset = prepare(frame, config(protect="off", **named))
    windows = np.repeat(dataset.train.gather([0]), 2 * SIZES.sum(), axis=0)
    made = restore(dataset.schema, dataset.transform, windows)
    assert (made.groupby("order")["customer"].nunique() == 1).all()
    repeated = made.groupby("customer")["order"].nunique()
    assert repeated.mean() == pytest.approx(SIZES.mean())
    assert not set(made["customer"]) & set(frame["customer"])
    later = restore(dataset.schema, dataset.transform, windows[:100], first=1500)
    assert later["customer"].tolist() == made["customer"][3000:3200].tolist()


def test_rows_that_do_not_come_back_take_no_keys(config):
    """Series of 1 to 5 rows, learned whole: each of ten items stands in as many rows as before."""
    lengths = np.arange(60) % 5 + 1
    item = np.random.default_rng(3).permutation(np.repeat(np.arange(10), lengths.sum() // 10))
    frame = pd.DataFrame({"order": np.repeat(np.arange(60), lengths), "item": item, "v": item % 3})
    whole = config(id_column="order", kinds=("item=key",), lengths="learn", window=5)
    dataset = prepare(frame, whole)
    windows = dataset.train.gather(range(60))
    made = restore(dataset.schema, dataset.transform, windows)
    assert len(made) == lengths.sum()
    assert made["item"].value_counts().tolist() == [18] * 10
    pd.testing.assert_frame_equal(
        restore(dataset.schema, dataset.transform, windows[:9]), made[: lengths[:9].sum()]
    )


def test_long_tables_keep_a_sample_of_the_sizes():
    sizes = np.random.default_rng(1).geometric(0.3, 20_000)
    column = key_column(from_frame(orders(sizes)), "customer", np.arange(2 * sizes.sum()) // 2, 0)
    kept = np.repeat(column.sizes, column.counts)
    assert 900 < kept.sum() < 1200  # so that a thousand sequences have customers that come again
    assert kept.mean() == pytest.approx(sizes.mean(), rel=0.03)
    few = np.full(100, 500)
    column = key_column(from_frame(orders(few)), "customer", np.arange(100_000) // 2, 0)
    assert (column.sizes, column.counts) == ((500,), (100,))  # 64 names and more


def test_a_schema_file_gives_a_key_back(tmp_path):
    frame = orders(SIZES)
    schema = found(frame, "customer=key", "name=category")
    path = tmp_path / "schema.yaml"
    path.write_text(schema_files.to_yaml(schema, "orders.csv"))
    shown = "- name: customer\n  kind: key\n  prefix: K\n  digits: 4\n  next: 389\n"
    assert shown in path.read_text()
    wanted, _ = schema_files.read(path)
    config = DataConfig(constraints=schema.constraints, detect_constraints=False)
    assert detect(from_frame(frame), config, wanted) == schema
