import gzip
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from rnngan.config import RunConfig
from rnngan.data.detection import detect
from rnngan.data.prepare import prepare, series, split
from rnngan.data.tables import Table, from_frame, read_table
from rnngan.errors import InputError

AS_CSV = "Expected a CSV file: export it as CSV."
DIFFER = "Expected a column of numbers, categories or dates that differ from row to row."
ROWS = "Expected a header line and at least two rows."
FILL = (
    "Expected a value in every cell: fill them, drop those rows, or leave the column out with "
    "--ignore."
)
MEND = "Mend the cell, or leave the column out with --ignore"
QUOTE = (
    "a quote in this row does not close where its cell ends. "
    'Close it, or double the quotes inside the cell: "5"" pipe".'
)
POINT = "Expected a decimal point and no thousands separators, such as 1234.5."
TIMES = "Expected numbers, or times such as 2024-02-13 or 2024-02-13 10:20:00."
DAYS = b"t,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,4\n2024-01-04,8\n"
ZIPPED = gzip.compress(b"a,b\n1,2\n2,4\n" * 50)

ODD_FILES = [  # what it is, its bytes, settings, the error
    ("empty", b"", {}, f"table.csv is empty. {ROWS}"),
    ("only line ends", b"\n\r\n\n", {}, f"table.csv is empty. {ROWS}"),
    ("only spaces", b"  \n", {}, f"table.csv is empty. {ROWS}"),
    ("only a byte-order mark", b"\xef\xbb\xbf", {}, f"table.csv is empty. {ROWS}"),
    (
        "header only",
        b"a,b\n",
        {},
        "table.csv has a header and no rows. Expected at least two rows.",
    ),
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
        "table.csv: no column varies, so there is nothing to learn. 'a' is always 1; 'b' is always "
        f"x. {DIFFER}",
    ),
    (
        "times only",
        b"t\n2024-01-01\n2024-01-02\n",
        {},
        f"table.csv: no column varies, so there is nothing to learn. {DIFFER}",
    ),
    (
        "no header",
        b"1,2.5\n3,4\n",
        {},
        "table.csv:1: the first line holds numbers only, '1,2.5'. "
        "Expected column names: add a header line.",
    ),
    (
        "two names alike",
        b"a,b,a\n1,2,3\n",
        {},
        "table.csv:1: the column name 'a' stands at positions 1, 3. "
        "Expected distinct names: rename all but one.",
    ),
    (
        "a column without a name",
        b"a, ,b\n1,2,3\n",
        {},
        "table.csv:1: column 2 has no name. Name it in the header.",
    ),
    (
        "a row too long",
        b"a,b\n1,2\n\n3,4,5\n6,7\n",
        {},
        "table.csv:4: 3 cells where the header has 2: '3,4,5'. Mend the row or the header.",
    ),
    (
        "a row too short",
        b'a,b\n"1\n",2\n3\n',
        {},
        "table.csv:4: 1 cell where the header has 2: '3'. Mend the row or the header.",
    ),
    (
        "every row one longer",
        b"a,b\n1,2,\n3,4,\n",
        {},
        "table.csv:2: 3 cells where the header has 2: '1,2,'. Mend the row or the header.",
    ),
    ("an unclosed quote", b'a,b\n1,2\n3,"4\n5,6\n', {}, f"table.csv:3: {QUOTE}"),
    ("an unclosed quote in the header", b'a,"b\n1,2\n3,4\n', {}, f"table.csv:1: {QUOTE}"),
    (
        "an unclosed quote before a long rest",
        b'a,b\n1,"2\n' + b"3,4\n" * 50_000,
        {},
        f"table.csv:2: {QUOTE}",
    ),
    ("a quote that closes in another row", b'a,b\n1,"2\n3,"4"\n5,6\n', {}, f"table.csv:2: {QUOTE}"),
    (
        "a NUL byte",
        b"a,b\n1,2\n3,\x00\n",
        {},
        "table.csv:3: a NUL byte. Expected text: is this a CSV file?",
    ),
    (
        "latin-1",
        "a,b\n1,é\n".encode("latin-1"),
        {},
        "table.csv:2: byte 6 is not UTF-8. Save the file as UTF-8.",
    ),
    (
        "half of UTF-16",
        "a,b\n1,2\n".encode("utf-16")[:-1],
        {},
        "table.csv:2: byte 16 is not UTF-16. Save the file as UTF-8.",
    ),
    ("a picture", b"\x89PNG\r\n\x1a\n", {}, f"table.csv looks like a PNG picture. {AS_CSV}"),
    (
        "a workbook",
        b"PK\x03\x04\x14\x00",
        {},
        f"table.csv looks like a ZIP archive or an Excel workbook. {AS_CSV}",
    ),
    ("JSON records", b'[{"a": 1}, {"a": 2}]', {}, f"table.csv looks like JSON. {AS_CSV}"),
    ("JSON map", b'\n {\n "a": [1, 2]}', {}, f"table.csv looks like JSON. {AS_CSV}"),
    (
        "a zipped picture",
        gzip.compress(b"\x89PNG"),
        {},
        f"table.csv looks like a PNG picture. {AS_CSV}",
    ),
    (
        "a torn gzip file",
        ZIPPED[:-9],
        {},
        "table.csv: can't be read: Compressed file ended before the end-of-stream marker was "
        "reached.",
    ),
    (
        "a damaged gzip file",
        ZIPPED[:10] + b"\xff" + ZIPPED[11:],
        {},
        "table.csv: can't be read: Error -3 while decompressing data: invalid block type.",
    ),
    (
        "a missing value",
        b"a,b\n1,2\n,4\n3,5\n",
        {},
        f"1 missing value, for instance at table.csv:3:a. {FILL}",
    ),
    (
        "a column without values",
        b"a,b\n1,NA\n2,NaN\n4,null\n",
        {},
        "3 missing values, for instance at table.csv:2:b; table.csv:3:b; table.csv:4:b. " + FILL,
    ),
    (
        "text in a number column, far down",
        b"a,b\n" + b"1,2\n2,4\n" * 20_000 + b"3,x\n",
        {},
        "table.csv:40002:b: 'x' is not a number, and column 'b' holds numbers (1 such cell). "
        f"{MEND} 'b'.",
    ),
    (
        "infinity",
        b"a,b\n1,2\n2,inf\n3,1e400\n4,5\n",
        {},
        "table.csv:3:b: 'inf' is infinite, and column 'b' holds numbers (2 such cells). "
        f"{MEND} 'b'.",
    ),
    (
        "decimal commas",
        b"a;b\n1;1,5\n2;2,5\n",
        {},
        f"table.csv: column 'b' holds numbers with commas, such as '1,5'. {POINT}",
    ),
    (
        "thousands",
        b'a,b\n1,"1,234"\n2,"2,345.5"\n',
        {},
        f"table.csv: column 'b' holds numbers with commas, such as '1,234'. {POINT}",
    ),
    (
        "ambiguous dates",
        b"t,v\n01/02/2024,1\n02/02/2024,2\n03/02/2024,4\n",
        {},
        "table.csv: dates such as '01/02/2024' in 't' can be read as %d/%m/%Y or %m/%d/%Y. "
        "Write them as 2024-02-13.",
    ),
    (
        "a time that is none",
        DAYS.replace(b"01-03", b"01-32"),
        {},
        "table.csv:4:t: '2024-01-32' is not spelled like the other times of 't' (%Y-%m-%d). "
        "Mend the cell.",
    ),
    (
        "one time twice",
        DAYS.replace(b"01-03", b"01-02"),
        {},
        "table.csv:4:t: '2024-01-02' comes twice in one series (1 such row). Drop one of the "
        "rows, or name the column that tells the series apart with --id-column.",
    ),
    (
        "a time column of texts",
        b"t,v\nsoon,1\nlater,2\n",
        {"time_column": "t"},
        f"table.csv:2:t: 'soon' is no time that is recognised. {TIMES}",
    ),
    (
        "a time that stands still",
        b"t,v\n5,1\n5,2\n",
        {"time_column": "t"},
        "table.csv: column 't' never moves on within a sequence.",
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
    """Return the first column of the windows in its own unit, rounded."""
    windows, block = getattr(dataset, part), dataset.transform.blocks[0]
    found = windows.gather(np.arange(len(windows)))[:, :, block.start]
    return np.round(found * block.std + block.mean).astype(int).tolist()


def test_rows_are_sorted_by_id_and_time(read, config):
    table = read("id,t,v\nb,2,6\na,3,2\nb,1,5\na,1,0\na,2,1\nb,3,7\n")
    dataset = prepare(table, config(time_column="t", window=3))
    assert dataset.order.tolist() == [2, 0, 5, 3, 4, 1]
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
    assert dataset.order.tolist() == [0, 1, 2]
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
    dataset = prepare(frame, config(window=4, holdout=0.2))
    block = dataset.transform.blocks[0]
    assert (block.mean, block.std) == (1.0, 1.0)
    assert dataset.train.values.dtype == "float32"
    assert dataset.train.values[:2, 0].tolist() == [-1.0, 1.0]
    assert dataset.holdout.gather([0])[0, :, 0].tolist() == [99.0] * 4


def test_the_training_rows_of_an_unsorted_table_are_the_earliest_in_time(config):
    frame = pd.DataFrame({"t": range(49, -1, -1), "v": range(49, -1, -1)})
    dataset = prepare(frame, config(time_column="t", holdout=0.2))
    assert dataset.transform.blocks[0].mean == 19.5
    assert values(dataset)[0] == [0, 1]


@pytest.mark.parametrize(("rows", "window", "share"), [(100, 5, 0.2), (300, 24, 0.3), (60, 3, 0.1)])
def test_a_holdout_by_time_comes_a_window_after_the_training_rows(config, rows, window, share):
    dataset = prepare(pd.DataFrame({"v": range(rows)}), config(window=window, holdout=share))
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
    segments = [(i * 5, i * 5 + 5) for i in range(20)]
    first = split(segments, config(holdout=0.1, seed=1))
    assert first == split(segments, config(holdout=0.1, seed=1))
    assert first != split(segments, config(holdout=0.1, seed=2))


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


def test_few_ids_are_split_by_time(config):
    frame = pd.DataFrame({"id": np.repeat([7, 8], 20), "v": range(40)})
    dataset = prepare(frame, config(window=2, holdout=0.5))
    assert {v for window in values(dataset) for v in window} == {*range(10), *range(20, 30)}
    held = {v for window in values(dataset, "holdout") for v in window}
    assert held == {*range(12, 20), *range(32, 40)}


def test_too_few_rows_for_a_holdout_are_all_trained_on(config):
    dataset = prepare(pd.DataFrame({"v": range(50)}), config(window=20, holdout=0.1))
    assert len(dataset.train) == 31
    assert len(dataset.holdout) == 0
    assert dataset.notices == [
        "only 31 training windows: the networks will learn them by heart; more rows or a shorter "
        "--window would help",
        "too few rows for a holdout: all of them are trained on",
    ]


def test_enough_rows_need_no_notice(config):
    dataset = prepare(pd.DataFrame({"v": range(200)}), config(window=5, holdout=0.2))
    assert dataset.notices == []


def test_what_was_decided_is_said_in_order(read, config):
    table = read(
        "t;a;same;again\n2024-01-01;1;x;1\n2024-01-02;2;x;2\n2024-01-03;4;x;4\n2024-01-09;8;x;8\n"
    )
    assert prepare(table, config(window=4)).notices == [
        "table.csv: columns are separated by ';'",
        "steps of 't' vary; generated sequences take the most common one, D",
        "'same' always x; left out and restored",
        "'again' equals a in every row; left out and restored",
        "only 1 training window: the networks will learn them by heart; more rows or a shorter "
        "--window would help",
    ]


def test_series_gives_the_segment_of_each_id():
    table = from_frame(pd.DataFrame({"id": [3, 1, 3, 1, 3], "v": [1, 2, 4, 8, 16]}))
    order, segments, notices = series(table, detect(table, RunConfig().data))
    assert order.tolist() == [0, 2, 4, 1, 3]
    assert segments == [(0, 3), (3, 5)]
    assert notices == []


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
