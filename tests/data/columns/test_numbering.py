"""Numbers of new ids: behind the table's, another block for every seed, or from a given one on."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError
from rnngan.data.columns.numbering import BLOCK, LARGEST, Names, check, found, names, note, spelled
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import from_frame
from rnngan.data.restore import restore
from rnngan.data.schema import IdColumn, KeyColumn, Schema

CUSTOMERS = IdColumn(name="who", dtype="str", count=9, prefix="C", digits=4, next=700)
COUNTED = IdColumn(name="who", dtype="int64", count=9, next=12)
NUMBERED = Schema(columns=())  # has the added column `sequence`
INVOICES = KeyColumn(name="invoice", dtype="str", prefix="R", next=5)


def of(*columns):
    return Schema(columns=columns)


def test_ids_of_seeds_meet_neither_each_other_nor_the_tables(config):
    frame = pd.DataFrame({"id": np.repeat([f"C{i:03d}" for i in range(5)], 2), "v": range(10)})
    dataset = prepare(frame, config(id_column="id"))
    windows = np.repeat(dataset.train.gather([0]), 3000, axis=0)
    ids = [
        set(restore(dataset.schema, dataset.transform, windows, names=Names(seed))["id"])
        for seed in (0, 1, 2)
    ]
    assert [len(found) for found in ids] == [3000] * 3
    assert len(set.union(*ids, frame["id"])) == 9005
    assert min(ids[0]) == "C005"  # goes on after the table's
    assert min(ids[1]) == "C1000000005"


def test_the_added_column_counts_from_zero_for_every_seed_or_from_the_first_id(read, config):
    dataset = prepare(read("v\n1\n2\n4\n"), config())
    windows = dataset.train.gather([0, 1])
    for given, expected in ((Names(7), [0, 0, 1, 1]), (Names(7, 30), [30, 30, 31, 31])):
        frame = restore(dataset.schema, dataset.transform, windows, names=given)
        assert frame["sequence"].tolist() == expected


@pytest.mark.parametrize(
    ("column", "given", "first"),
    [
        (CUSTOMERS, "C0700", 700),
        (CUSTOMERS, "700", 700),
        (CUSTOMERS, 12345, 12345),
        (COUNTED, "12", 12),
        (COUNTED, "0", 0),
        (None, " 5 ", 5),
    ],
)
def test_the_first_id_is_spelled_as_in_the_table_or_is_its_number(column, given, first):
    schema = NUMBERED if column is None else of(column)
    assert names(schema, 3, given) == Names(3, first)
    assert names(schema, 3, given).start(column) == first


@pytest.mark.parametrize(
    ("column", "given", "form"),
    [
        (CUSTOMERS, "X700", "an id spelled like 'C0700', or its number alone. Received: 'X700'"),
        (CUSTOMERS, "C7.5", "an id spelled like 'C0700'"),
        (COUNTED, "-1", "a whole number, 0 or more. Received: '-1'"),
        (COUNTED, str(LARGEST + 1), "a whole number, 0 or more"),
        (None, "C1", "a whole number, 0 or more"),
        (None, "", "a whole number, 0 or more"),
    ],
)
def test_another_first_id_is_refused(column, given, form):
    with pytest.raises(ConfigError) as caught:
        names(NUMBERED if column is None else of(column), first_id=given)
    assert str(caught.value).startswith(f"--first-id {given}: expected {form}")


def test_a_first_id_that_the_table_may_have_is_said():
    schema = of(CUSTOMERS)
    assert note(schema, Names(0, 700)) is None
    assert note(schema, Names(0)) is None
    assert note(schema, Names(0, 12)) == (
        "--first-id C0012: the table has ids below C0700, so new ones may be equal to them"
    )


def test_a_seed_has_a_billion_ids_and_no_more():
    for schema, first, count, length in (
        (of(CUSTOMERS), None, BLOCK, 24),
        (of(CUSTOMERS), 5, BLOCK + 1, 24),  # the numbers are the user's own
        (NUMBERED, None, BLOCK + 1, 24),
        (of(INVOICES), None, BLOCK // 10, 10),
        (of(COUNTED), LARGEST, 1, 1),
    ):
        check(schema, Names(2**31 - 1, first), count, length)
    for schema, names_, count, length, said in (
        (of(CUSTOMERS), Names(0), BLOCK + 1, 1, "1,000,000,001 ids are too many"),
        (of(INVOICES), Names(0, 3), BLOCK, 2, "2,000,000,000 keys of 'invoice' are too"),
        (of(COUNTED), Names(0, LARGEST), 2, 1, "ids would begin at 9,223,372,036,854,775,807"),
        (of(COUNTED), Names(2**34), 2, 1, "Pass a smaller --first-id or --seed"),
        (of(COUNTED), Names(-1), 2, 1, "Expected a seed of 0 or more. Received: -1"),
    ):
        with pytest.raises(ConfigError, match=said):
            check(schema, names_, count, length)


@pytest.mark.parametrize(
    ("dtype", "number", "kept"),
    [
        ("int16", 32_767, "int16"),
        ("int16", 32_768, "int64"),
        ("float32", 2**24, "float32"),
        ("float32", 2**24 + 1, "int64"),
        ("float64", 2**53 + 1, "int64"),
        ("Float64", 2**53, "Float64"),
    ],
)
def test_a_dtype_that_does_not_tell_numbers_apart_is_widened(dtype, number, kept):
    column = IdColumn(name="who", dtype=dtype, count=9, next=0)
    found = spelled(column, np.array([number]))
    assert (int(found[0]), str(found.dtype)) == (number, kept)


def test_invented_names_are_none_of_a_table_that_was_invented_in_part():
    table = from_frame(pd.DataFrame({"id": ["synthetic-0", "x", "synthetic-1"]}))
    assert found(table, "id")["prefix"] == "synthetic-synthetic-"
