import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.config.run_config import RunConfig
from rnngan.data.cleaning import clean
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table
from rnngan.evaluation.encoding import Encoder, windows_of

FRAME = pd.DataFrame(
    {
        "x": [0.0, 5.0, 10.0, 2.5],
        "again": [0.0, 5.0, 10.0, 2.5],
        "kind": ["b", "a", "a", "b"],
        "same": [7, 7, 7, 7],
        "word": ["w"] * 4,
    }
)
GAPS = pd.DataFrame(
    {
        "x": [0.0, np.nan, 10.0, 2.5],
        "again": [0.0, np.nan, 10.0, 2.5],
        "kind": ["b", "a", None, "b"],
        "none": [np.nan] * 4,
    }
)


def made(frame=FRAME, **data):
    """Return the data set of a frame, its encoder, and its settings for data."""
    dataset = prepare(frame, RunConfig(data={"window": 2, "holdout": 0} | data))
    return dataset, Encoder(dataset.schema, dataset.rows), dataset.config.data


def rows_of(frame, schema, **data):
    return clean(Table(frame), schema, RunConfig(data=data).data)[0]


def windows(frame, found, config, length, **options):
    config = config.model_copy(update={"window": length})
    return windows_of(Table(frame, "fake.csv"), found.schema, found, config, **options)


def test_numbers_are_scaled_categories_one_hot_and_duplicates_kept():
    dataset, encoder, _ = made()
    expected = [
        [0, 0, 0, 1, 0],
        [0.5, 0.5, 1, 0, 0],
        [1, 1, 1, 0, 0],
        [0.25, 0.25, 0, 1, 0],
    ]  # x, again, kind a, kind b, same; the constant word can't be a number
    np.testing.assert_allclose(encoder.rows(dataset.rows), expected, atol=1e-6)
    assert encoder.rows(dataset.rows).dtype == "float32"


def test_names_of_the_features():
    assert made()[1].names == ["x", "again", None, None, "same"]
    assert made(GAPS)[1].names == ["x", None, "again", None, None, None, None]


def test_missing_numbers_are_in_the_middle_with_a_mask_and_missing_categories_one_more():
    dataset, encoder, _ = made(GAPS)
    expected = [
        [0, 0, 0, 0, 0, 1, 0],
        [0.5, 1, 0.5, 1, 1, 0, 0],
        [1, 0, 1, 0, 0, 0, 1],
        [0.25, 0, 0.25, 0, 0, 1, 0],
    ]  # x, x missing, again, again missing, kind a, kind b, kind missing
    np.testing.assert_allclose(encoder.rows(dataset.rows), expected, atol=1e-6)


def test_dates_and_sums_are_numbers():
    frame = pd.DataFrame({"t": [1, 2, 3, 4], "a": [0, 5, 10, 0], "b": [10, 0, 0, 20]})
    frame["total"] = frame["a"] + frame["b"]  # 10, 5, 10, 20
    frame["day"] = pd.to_datetime(["2024-01-01", "2024-01-11", "2024-01-05", "2024-01-06"])
    dataset, encoder, _ = made(frame, time_column="t", constraints=("total = a + b",))
    assert dataset.schema["total"].kind == "sum"
    assert encoder.names == ["a", "b", "total", "day"]
    expected = [[0.5, 1 / 3, 0], [0, 0, 1], [0, 1 / 3, 0.4], [1, 1, 0.5]]
    np.testing.assert_allclose(encoder.rows(dataset.rows)[:, 1:], expected, atol=1e-6)


def test_other_tables_are_scaled_by_the_real_one():
    dataset, encoder, _ = made()
    other = FRAME.assign(x=[20.0, 0.0, 0.0, 0.0])
    assert encoder.rows(rows_of(other, dataset.schema))[0, 0] == pytest.approx(2.0)


def test_a_category_that_the_real_table_lacks_is_refused():
    _, encoder, config = made()
    with pytest.raises(InputError, match="'c' is none of the values of 'kind': a, b"):
        windows(FRAME.assign(kind=["a", "c", "a", "b"]), encoder, config, 2)


def test_windows_of_a_generated_table_stay_within_its_sequences():
    table = pd.concat([FRAME.assign(sequence=i) for i in range(2)], ignore_index=True)
    table = table[["sequence", *FRAME.columns]]
    _, encoder, config = made()
    found = windows(table, encoder, config, 3)
    assert found.shape == (4, 3, 5)
    np.testing.assert_allclose(found[:, :, 0], [[0, 0.5, 1], [0.5, 1, 0.25]] * 2, atol=1e-6)


def test_sequences_shorter_than_the_window_are_refused():
    _, encoder, config = made()
    with pytest.raises(InputError, match="longest sequence has 4 rows, fewer than the window of 5"):
        windows(FRAME, encoder, config, 5)


SERIES = pd.DataFrame({"id": list("aaabb"), "v": [0.0, 1.0, 2.0, 4.0, 3.0]})


def test_whole_sequences_are_padded_and_say_which_rows_are_theirs():
    dataset, encoder, config = made(SERIES, lengths="learn")
    found = encoder.windows(dataset.rows, dataset.train.starts, config)
    expected = [[[0, 1], [0.25, 1], [0.5, 1]], [[1, 1], [0.75, 1], [0, 0]]]
    np.testing.assert_allclose(found.gather([0, 1]), expected, atol=1e-6)


def test_numbers_come_back_in_their_units_without_the_rows_behind_the_end():
    dataset, encoder, config = made(SERIES, lengths="learn")
    found = encoder.windows(dataset.rows, dataset.train.starts, config).gather([0, 1])
    names, values = encoder.numbers(found)
    assert names == ["v"]
    np.testing.assert_allclose(values[..., 0], [[0, 1, 2], [4, 3, np.nan]], atol=1e-5)


def test_missing_numbers_come_back_as_missing():
    dataset, encoder, config = made(GAPS)
    found = encoder.windows(dataset.rows, dataset.train.starts, config).gather([0, 1, 2])
    names, values = encoder.numbers(found)
    assert names == ["x", "again"]
    expected = np.array([[0, np.nan], [np.nan, 10], [10, 2.5]])
    np.testing.assert_allclose(values, np.stack([expected] * 2, axis=2), atol=1e-5)


def test_categories_alone_are_no_numbers():
    dataset, encoder, config = made(FRAME[["kind"]])
    found = encoder.windows(dataset.rows, dataset.train.starts, config).gather([0, 1, 2])
    names, values = encoder.numbers(found)
    assert (names, values.shape) == ([], (3, 2, 0))


def test_a_table_of_equal_lengths_has_the_features_of_the_real_one():
    """Whether lengths differ is a matter of the real table: the generated one may not show it."""
    _, encoder, config = made(SERIES, lengths="learn")
    found = windows(SERIES[3:], encoder, config, 3)
    np.testing.assert_allclose(found, [[[1, 1], [0.75, 1], [0, 0]]], atol=1e-6)


def test_sequences_longer_than_those_of_the_real_table_are_left_out():
    _, encoder, config = made(SERIES, lengths="learn")
    other = pd.DataFrame({"id": list("aaaabb"), "v": [0.0, 1.0, 2.0, 4.0, 4.0, 3.0]})
    assert len(windows(other, encoder, config, 3)) == 1
    with pytest.raises(InputError, match="every sequence is longer than the longest of the real"):
        windows(other[:4], encoder, config, 3)
