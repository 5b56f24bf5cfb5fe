import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError, InputError
from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import dataset_of, prepare
from rnngan.data.formats.tables import Table, read_table

DAYS = b"t,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,4\n2024-01-04,8\n"

ODD_FILES = [  # what it is, its bytes, settings, the error
    (
        "one row",
        b"a,b\n1,2\n",
        {},
        "table.csv has 1 row. Expected at least two rows in a series.",
    ),
    (
        "constant columns only",
        b"a,b\n1,x\n1,x\n",
        {},
        "table.csv: no column varies, so there is nothing to learn. 'a' is always 1; 'b' is "
        "always x. Expected a column of numbers, categories or dates that differ "
        "from row to row.",
    ),
    (
        "empty columns only",
        b"a,b\n,NA\n,NA\n",
        {},
        "table.csv: no column varies, so there is nothing to learn. 'a' is missing in every row; "
        "'b' is missing in every row. Expected a column of numbers, categories or dates that "
        "differ from row to row.",
    ),
    (
        "times only",
        b"t\n2024-01-01\n2024-01-02\n",
        {},
        "table.csv: no column varies, so there is nothing to learn. Expected a column of numbers, "
        "categories or dates that differ from row to row.",
    ),
    (
        "a missing value that is to be refused",
        b"a,b\n1,2\n,4\n3,5\n",
        {"missing": "error"},
        "1 missing value, for instance at table.csv:3:a. Expected a value in every cell: fill "
        "them, drop those rows, or leave the column out with --ignore.",
    ),
    (
        "a missing id",
        b"id,v\na,1\n,2\na,4\n",
        {"id_column": "id"},
        "1 missing value, for instance at table.csv:3:id. Expected a value in every cell: fill "
        "them, drop those rows, or leave the column out with --ignore.",
    ),
    (
        "text in a number column, far down",
        b"a,b\n" + b"1,2\n2,4\n" * 20_000 + b"3,x\n",
        {},
        "table.csv:40002:b: 'x' is not a number, and column 'b' holds numbers (1 such cell). "
        "Mend the cell, pass --na-values 'x' if it stands for a missing value, or leave the "
        "column out with --ignore 'b'.",
    ),
    (
        "infinity",
        b"a,b\n1,2\n2,inf\n3,1e400\n4,5\n",
        {},
        "table.csv:3:b: 'inf' is infinite, and column 'b' holds numbers (2 such cells). Mend the "
        "cell, pass --inf-as-missing to take it for a missing value, or leave the column out with "
        "--ignore 'b'. Also table.csv:4:b '1e400'.",
    ),
    (
        "numbers that can be read in two ways",
        b'a,b\n1,"1,234"\n2,"2,345"\n',
        {},
        "table.csv: column 'b': numbers such as '1,234' can be read as 1234 or as 1.234. Expected "
        "cells that tell: pass --decimal . for the first, --decimal , for the second.",
    ),
    (
        "one time twice",
        DAYS.replace(b"01-03", b"01-02"),
        {},
        "table.csv:4:t: '2024-01-02' comes twice in one series (1 such row). Name the column that "
        "tells the series apart with --id-column, or the right time with --time-column (a "
        "column of hours belongs to its dates), or pass --duplicates first or --duplicates mean.",
    ),
    (
        "fewer rows than the window",
        DAYS,
        {"window": 48},
        "table.csv has 4 rows, fewer than the window of 48. The longest usable window is 4: "
        "pass --window 4. Received: window=48.",
    ),
    (
        "every id shorter than the window",
        b"id,v\na,1\na,2\nb,3\nb,5\nb,6\n",
        {"window": 4},
        "table.csv has 2 series, the longest with 3 rows, fewer than the window of 4. The longest "
        "usable window is 3: pass --window 3. Received: window=4.",
    ),
    (
        "a row for each id",
        b"name,v\na,1\nb,2\nc,4\n",
        {"id_column": "name"},
        "table.csv has 3 series, the longest with 1 row, fewer than the window of 2. "
        "At least two rows in a series are needed. Received: window=2.",
    ),
    (
        "a row for each id, to be learned whole",
        b"name,v\na,1\nb,2\nc,4\n",
        {"id_column": "name", "lengths": "learn"},
        "--lengths learn: no sequence has two rows, so none can be learned.",
    ),
]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [case[1:] for case in ODD_FILES],
    ids=[case[0] for case in ODD_FILES],
)
def test_an_odd_file_is_refused_with_its_reason(read, config, content, options, message):
    with pytest.raises(InputError) as caught:
        prepare(read(content), config(**options))
    assert str(caught.value) == message


def values(dataset, part="train"):
    """Return the first column that is learned in each window, in its own unit."""
    windows, schema = getattr(dataset, part), dataset.schema
    found = windows.gather(np.arange(len(windows)))
    cells = dataset.transform.inverse_transform(schema, found)[schema.modelled[0].name]
    return cells.to_numpy().reshape(found.shape[:2]).tolist()


def test_rows_are_sorted_by_id_and_time(read, config):
    table = read("id,t,v\nb,2,6\na,3,2\nb,1,5\na,1,0\na,2,1\nb,3,7\n")
    dataset = prepare(table, config(time_column="t", window=3))
    assert dataset.rows.source.tolist() == [2, 0, 5, 3, 4, 1]
    assert values(dataset) == [[5, 6, 7], [0, 1, 2]]
    assert "rows were not in the order of 't': sorted" not in dataset.notices


def test_rows_out_of_order_within_an_id_are_said(read, config):
    dataset = prepare(read("t,v\n3,2\n1,0\n2,1\n"), config(time_column="t", window=3))
    assert values(dataset) == [[0, 1, 2]]
    assert dataset.notices[0] == "rows were not in the order of 't': sorted"


def test_dates_are_sorted_as_dates_not_as_texts(read, config):
    table = read("t,v\n1/10/2024,2\n1/9/2024,1\n12/31/2023,0\n1/13/2024,3\n")
    assert values(prepare(table, config(window=4))) == [[0, 1, 2, 3]]


def test_rows_without_id_and_time_keep_their_order(read, config):
    dataset = prepare(read("v\n5\n3\n9\n"), config())
    assert dataset.rows.source.tolist() == [0, 1, 2]
    assert values(dataset) == [[5, 3], [3, 9]]


def test_windows_never_cross_ids(config):
    frame = pd.DataFrame({"id": np.repeat(list("abc"), [5, 3, 4]), "v": range(12)})
    dataset = prepare(frame, config(window=3))
    assert values(dataset) == [[0, 1, 2], [1, 2, 3], [2, 3, 4], [5, 6, 7], [8, 9, 10], [9, 10, 11]]


def test_interleaved_ids_are_gathered(config):
    frame = pd.DataFrame({"id": list("abab") * 2, "v": [0, 10, 1, 11, 2, 12, 3, 13]})
    dataset = prepare(frame, config(window=4))
    assert values(dataset) == [[0, 1, 2, 3], [10, 11, 12, 13]]


def test_the_stride_is_kept(config):
    dataset = prepare(pd.DataFrame({"v": range(10)}), config(window=3, stride=3))
    assert values(dataset) == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


def test_features_are_standardised_float32_of_the_training_rows_alone(config):
    frame = pd.DataFrame({"v": [0.0, 2.0] * 20 + [100.0] * 10})
    dataset = prepare(frame, config(window=4, holdout=0.2, holdout_by="end"))
    block = dataset.transform.blocks[0]
    assert (block.mean, block.std) == (1.0, 1.0)
    assert dataset.train.values.dtype == "float32"
    assert dataset.train.values[:2, 0].tolist() == [-1.0, 1.0]
    assert dataset.holdout.gather([0])[0, :, 0].tolist() == [99.0] * 4


def test_the_training_rows_of_an_unsorted_table_are_the_earliest_in_time(config):
    frame = pd.DataFrame({"t": range(49, -1, -1), "v": range(49, -1, -1)})
    dataset = prepare(frame, config(time_column="t", holdout=0.2, holdout_by="end"))
    assert dataset.transform.blocks[0].role == "increment"
    assert dataset.transform.static[0].mean == 19.5
    assert values(dataset)[0] == [0, 1]


@pytest.mark.parametrize(("rows", "window", "share"), [(100, 5, 0.2), (300, 24, 0.3), (60, 3, 0.1)])
def test_a_holdout_of_the_end_comes_a_window_after_the_training_rows(config, rows, window, share):
    settings = config(window=window, holdout=share, holdout_by="end")
    dataset = prepare(pd.DataFrame({"v": range(rows)}), settings)
    train, held = np.array(values(dataset)), np.array(values(dataset, "holdout"))
    assert train.min() == 0
    assert train.max() == round(rows * (1 - share)) - 1
    assert held.max() == rows - 1
    assert held.min() - train.max() == window + 1
    assert len(held) == round(rows * share) - 2 * window + 1


def test_a_holdout_by_id_shares_no_id_with_the_training_rows(config):
    frame = pd.DataFrame({"id": np.repeat([f"n{i}" for i in range(20)], 6), "v": range(120)})
    dataset = prepare(frame, config(window=3, holdout=0.25))
    train, held = ({v // 6 for window in values(dataset, part) for v in window}
                   for part in ("train", "holdout"))  # fmt: skip
    assert len(train) == 15
    assert len(held) == 5
    assert train | held == set(range(20))
    assert len(dataset.train) == 15 * 4
    assert len(dataset.holdout) == 5 * 4


def test_the_seed_chooses_the_ids_held_out(config):
    frame = pd.DataFrame({"id": np.repeat([f"n{i}" for i in range(20)], 5), "v": range(100)})
    first, again, other = (
        prepare(frame, config(seed, holdout=0.1, id_column="id")).split for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_blocks_are_a_window_away_from_the_training_rows_on_both_sides(config, share):
    dataset = prepare(pd.DataFrame({"v": range(1000)}), config(window=10, holdout=share))
    held = {v for window in values(dataset, "holdout") for v in window}
    trained = {v for window in values(dataset) for v in window}
    assert len(held) == 1000 * share
    assert len(trained) >= 1000 * (1 - 2 * share)
    near = {row + away for row in held for away in range(-10, 11)}
    assert not near & trained
    assert dataset.describe().endswith(f"held out in {len(dataset.split.holdout)} blocks")
    assert len(dataset.split.holdout) == {0.1: 5, 0.3: 8}[share]


def test_ids_that_are_too_short_are_neither_held_out_nor_trained_on(config):
    lengths = [2] * 7 + [6] * 12
    frame = pd.DataFrame(
        {"id": np.repeat([f"n{i}" for i in range(19)], lengths), "v": range(sum(lengths))}
    )
    dataset = prepare(frame, config(window=5, holdout=0.5))
    assert len(dataset.train) == len(dataset.holdout) == 6 * 2
    assert dataset.notices[0] == (
        "7 of 19 series are shorter than the window of 5 rows and are left out: "
        "n0, n1, n2, n3, n4, …"
    )


def test_the_ends_of_few_ids_are_held_out(config):
    frame = pd.DataFrame({"id": np.repeat([7, 8], 20), "v": range(40)})
    dataset = prepare(frame, config(window=2, holdout=0.5, holdout_by="end"))
    assert {v for window in values(dataset) for v in window} == {*range(10), *range(20, 30)}
    held = {v for window in values(dataset, "holdout") for v in window}
    assert held == {*range(12, 20), *range(32, 40)}


def test_too_few_rows_for_a_holdout_are_all_trained_on(config):
    table = pd.DataFrame({"v": [i * 7 % 11 for i in range(50)]})
    dataset = prepare(table, config(window=20, holdout=0.1))
    assert len(dataset.train) == 31
    assert len(dataset.holdout) == 0
    assert dataset.notices == [
        "only 31 training windows: the networks will learn them by heart; more rows or a shorter "
        "--window would help",
        "too few rows for a holdout: all of them are trained on",
    ]


def test_enough_rows_need_no_notice(config):
    table = pd.DataFrame({"v": [i * 7 % 11 for i in range(200)]})
    dataset = prepare(table, config(window=5, holdout=0.2))
    assert dataset.notices == []


def test_what_was_decided_is_said_in_order(read, config):
    table = read(
        "t;a;same;again;none;m\n2024-01-03;4;x;4;;3\n2024-01-01;1;x;1;;5\n2024-01-02;2;x;2;;NA\n"
        "2024-01-09;8;x;8;;1\n"
    )
    assert prepare(table, config(window=3)).notices == [
        "table.csv: columns are separated by ';'",
        "1 missing value in 'm' (read as such: 'NA'): learned and generated",
        "rows were not in the order of 't': sorted",
        "1 gap in 't': 2024-01-03 to 2024-01-09: 5 steps missing; no window spans one",
        "1 of 2 stretches between gaps are shorter than the window of 3 rows and are left out",
        "'same' always x; left out and restored",
        "'again' equals a in every row; left out and restored",
        "'none' missing in every row; left out and restored",
        "only 1 training window: the networks will learn them by heart; more rows or a shorter "
        "--window would help",
    ]


def test_constraints_are_said(read, config):
    rows = "".join(f"{i},{i + 2 + i % 3},{2 * i + 2 + i % 3}\n" for i in range(60))
    notices = prepare(read("a,b,c\n" + rows), config()).notices
    assert not [notice for notice in notices if notice.startswith("'c'")]  # it is said once
    assert "kept in every row: c = a + b" in notices


SERIES = pd.DataFrame({"id": list("aaabbbbcc"), "v": [1.5, 2, 3, 4, 5, 6, 7, 9, 8]})


def test_whole_series_are_padded_windows(config):
    dataset = prepare(SERIES, config(lengths="learn"))
    assert dataset.config.data.window == 4
    assert dataset.config.data.lengths == "learn"
    assert dataset.train.starts.tolist() == [0, 4, 8]
    windows = dataset.train.gather([0, 1, 2])
    assert dataset.transform.lengths(windows).tolist() == [3, 4, 2]
    mean, std = dataset.transform.blocks[0].mean, dataset.transform.blocks[0].std
    expected = [[1.5, 2, 3, mean], [4, 5, 6, 7], [9, 8, mean, mean]]  # zeros after the end
    np.testing.assert_allclose(windows[:, :, 0] * std + mean, expected, atol=1e-6)
    assert dataset.notices[0] == "every one of the 3 series is learned whole (2 to 4 rows)"


def test_series_of_equal_length_need_no_feature_of_it(config):
    dataset = prepare(SERIES[:6], config(lengths="learn"))
    assert dataset.transform.length is None
    assert dataset.train.length == 3
    assert dataset.notices[0] == "every one of the 2 series is learned whole (3 rows)"


def many(count, rows=5):
    ids = np.repeat([f"n{i}" for i in range(count)], rows)
    return pd.DataFrame({"id": ids, "v": np.arange(count * rows) % 7})


@pytest.mark.parametrize(
    ("frame", "data", "lengths"),
    [
        (many(50), {}, "learn"),
        (many(49, 30), {}, "windows"),
        (many(50), {"window": 3}, "windows"),
        (many(50, 129), {}, "windows"),
        (many(50, 128), {}, "learn"),
        (many(50).drop(columns="id"), {}, "windows"),
    ],
)
def test_many_short_series_are_learned_whole_unless_a_window_is_asked_for(frame, data, lengths):
    dataset = prepare(frame, RunConfig(data=data))
    assert dataset.config.data.lengths == lengths
    assert (dataset.train.length == len(frame) / 50) == (lengths == "learn")


def test_series_with_gaps_are_not_learned_whole_unless_it_is_asked_for(config):
    frame = many(50)
    frame["t"] = np.tile([1, 2, 3, 4, 6], 50)
    kept = prepare(frame, RunConfig(data={"time_column": "t", "gaps": "interpolate"}))
    assert (kept.config.data.lengths, kept.train.length) == ("learn", 6)
    with pytest.raises(InputError, match="fewer than the window of 24"):
        prepare(frame, RunConfig(data={"time_column": "t"}))
    asked = prepare(frame, config(time_column="t", lengths="learn"))
    assert len(asked.train) == 100


def test_series_too_long_to_be_learned_whole_are_refused(config):
    frame = pd.DataFrame({"id": np.repeat(["a", "b"], [4097, 3]), "v": np.arange(4100) % 9})
    with pytest.raises(InputError, match="the longest sequence has 4,097 rows, and at most 4,096"):
        prepare(frame, config(lengths="learn"))
    with pytest.raises(ConfigError, match="the table has no id column, so it is one sequence"):
        prepare(frame[["v"]], config(lengths="learn"))


def test_the_calendar_stands_behind_the_features(config):
    frame = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=9), "v": range(9, 0, -1)})
    frame["v"] **= 2
    dataset = prepare(frame, config(window=3, calendar=("weekday", "hour")))
    width = dataset.transform.features + dataset.transform.statics
    assert dataset.train.values.shape == (9, width + 4)
    turn = 2 * np.pi * np.arange(9) / 7  # Monday the first, then the next day of the week
    np.testing.assert_allclose(dataset.train.values[:, width], np.sin(turn), atol=1e-6)
    np.testing.assert_allclose(dataset.train.values[:, width + 1], np.cos(turn), atol=1e-6)
    assert dataset.train.values[:, width + 2 :].tolist() == [[0, 1]] * 9  # always midnight


def test_the_calendar_is_chosen_and_said(config):
    frame = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=30), "v": range(30, 0, -1)})
    frame["v"] **= 2
    dataset = prepare(frame, config(window=3, calendar=("auto",)))
    assert dataset.config.data.calendar == ("weekday",)
    assert (
        "the networks read the weekday of every row (steps of D over 30 days); --calendar none "
        "leaves that out" in dataset.notices
    )
    none = prepare(frame, config(window=3, calendar=("none",)))
    assert none.config.data.calendar == ()
    assert none.train.values.shape[1] == dataset.train.values.shape[1] - 2
    assert not [notice for notice in none.notices if "calendar" in notice]
    without = prepare(frame[["v"]], config(window=3, calendar=("auto",)))
    assert without.config.data.calendar == ()


def test_the_calendar_goes_on_behind_whole_series(config):
    """Series of 2 and 3 days from a Monday and a Friday on: each has three rows of calendar."""
    days = ["2024-01-01", "2024-01-02", "2024-01-05", "2024-01-06", "2024-01-07"]
    frame = pd.DataFrame({"id": [*"aabbb"], "day": pd.to_datetime(days), "v": [1, 9, 4, 25, 2]})
    dataset = prepare(frame, config(lengths="learn", calendar=("weekday",), holdout=0))
    told = dataset.train.values[:, -2]
    weekdays = np.array([0, 1, 2, 4, 5, 6])
    np.testing.assert_allclose(told, np.sin(2 * np.pi * weekdays / 7), atol=1e-6)


def test_a_calendar_needs_a_time_column(config):
    with pytest.raises(ConfigError, match="--calendar hour: the table has no time column"):
        prepare(SERIES, config(calendar=("hour",)))


def test_ids_with_gaps_are_held_out_as_a_whole(config):
    """Twelve ids of 5 + 5 rows with a gap in between: both stretches go to the same side."""
    times = np.tile([*range(5), *range(10, 15)], 12)
    frame = pd.DataFrame({"id": np.repeat([f"n{i:02d}" for i in range(12)], 10), "t": times})
    frame["v"] = np.repeat(range(12), 10) * 100 + times % 4
    dataset = prepare(frame, config(window=3, holdout=0.25, time_column="t"))
    sides = [{v // 100 for w in values(dataset, part) for v in w} for part in ("train", "holdout")]
    assert (len(sides[0]), len(sides[1])) == (9, 3)
    assert not sides[0] & sides[1]
    assert (len(dataset.train), len(dataset.holdout)) == (9 * 6, 3 * 6)


def test_a_table_and_an_edited_schema(config, tmp_path):
    rows = "".join(f"{i},{i % 2},{i * i}\n" for i in range(20))
    (tmp_path / "table.csv").write_text("a,flag,v\n" + rows)
    (tmp_path / "schema.yaml").write_text(
        "columns:\n- {name: flag, kind: number, bounds: [null, 5]}\n- {name: a, kind: ignored}\n"
        "constraints: [flag <= v]\n"
    )
    dataset, table = dataset_of(tmp_path / "table.csv", config(), tmp_path / "schema.yaml")
    assert (dataset.schema["flag"].kind, dataset.schema["flag"].bounds) == ("number", (None, 5))
    assert dataset.schema.names == ["flag", "v"]
    assert dataset.schema.constraints == ("flag <= v",)  # and none that was found
    assert len(table.frame) == 20


def test_a_table_is_read_with_the_schema_of_another_one(read, config):
    first = prepare(read("t,v,k\n2024-01-01,0,a\n2024-01-02,5,b\n"), config())
    second = prepare(read("k,v,t\nb,3,2031-05-02\nb,2,2031-05-01\n"), config(), first.schema)
    assert second.schema == first.schema
    assert second.train.gather([0])[0].tolist() == [[-1, 0, 1], [1, 0, 1]]


def test_a_table_without_a_column_of_the_schema_is_refused(read, config):
    schema = prepare(read("t,v,w\n2024-01-01,0,1\n2024-01-02,5,3\n"), config()).schema
    with pytest.raises(InputError) as caught:
        prepare(read("t,v\n2024-01-01,0\n2024-01-02,5\n"), config(), schema)
    assert str(caught.value) == (
        "table.csv has no column 'w'. Expected the columns that were trained on: t, v, w."
    )


def test_a_data_frame_is_left_as_it_was(config):
    frame = pd.DataFrame({"t": [3, 1, 2], "v": [1.5, 2.5, 3.0]}, index=[5, 6, 7])
    before = frame.copy()
    prepare(frame, config(time_column="t"))
    pd.testing.assert_frame_equal(frame, before)


def test_a_csv_and_the_same_data_frame_give_the_same_windows(visits, visits_csv):
    settings = RunConfig(data={"window": 8, "id_column": "patient"})
    ours, theirs = prepare(visits, settings), prepare(read_table(visits_csv), settings)
    assert np.array_equal(ours.train.values, theirs.train.values)
    assert np.array_equal(ours.train.starts, theirs.train.starts)
    assert np.array_equal(ours.holdout.starts, theirs.holdout.starts)
    assert len(ours.train) == 11 * 23
    assert len(ours.holdout) == 1 * 23


def test_zoned_times_are_sorted(config):
    days = pd.date_range("2024-03-30", periods=3, tz="Europe/Berlin")[::-1]
    dataset = prepare(pd.DataFrame({"t": days, "v": [2, 1, 0]}), config(window=3))
    assert values(dataset) == [[0, 1, 2]]


def test_a_table_object_is_taken_as_it_is(config):
    table = Table(pd.DataFrame({"v": ["1", "2", "4"]}, dtype="str"), "here", text=True)
    assert values(prepare(table, config())) == [[1, 2], [2, 4]]


def test_the_data_module_loads_neither_tensorflow_nor_keras(root):
    names = [f"rnngan.data.{path.stem}" for path in (root / "rnngan" / "data").glob("[a-z]*.py")]
    assert len(names) >= 10
    code = (
        f"import sys, {', '.join(names)}\n"
        "print(sorted({'tensorflow', 'keras'} & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
