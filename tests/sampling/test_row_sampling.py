"""Sequences of a row generator: how many at once, where they end, the same again."""

from types import SimpleNamespace

import numpy as np
import pytest
from small_rows import dataset, settings, table

from rnngan.config.requests import GenerateRequest
from rnngan.data.blocks import Block
from rnngan.sampling import row_sampling, sample_table
from rnngan.sampling.row_sampling import LONG, MOST_NUMBERS, together, write
from rnngan.training import train_table

CHUNK = sample_table.CHUNK


def wide(width, window=24):
    """Stands for a model of a table of so many features."""
    return SimpleNamespace(
        config=SimpleNamespace(data=SimpleNamespace(window=window)),
        transform=SimpleNamespace(features=width - 1, statics=1),
    )


@pytest.mark.parametrize(
    ("width", "length", "count"),
    [
        (8, 1, CHUNK),
        (8, 24, CHUNK),
        (8, 25, LONG),
        (8, 100_000, 16),  # 2^24 / 800,000 is 20.97
        (64, 10_000, 16),  # 26.2
        (8, 10_000_000, 1),
    ],
)
def test_long_sequences_are_written_in_parts_that_fill_a_chunk(width, length, count):
    found = together(wide(width), length, CHUNK)
    assert found == count
    assert CHUNK % found == 0
    assert found == 1 or length <= 24 or found * length * width <= MOST_NUMBERS


def test_a_sequence_ends_at_the_first_row_that_says_so():
    """Lengths of 2 to 4 were learned, scaled by (length - 3) / 0.5; a static feature beside it."""
    block = Block(name="", role="length", start=1, mean=3.0, std=0.5, values=(-2.0, 0.0, 2.0))
    last = np.array([[0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 1, 1]])
    static = np.full((4, 2), 7.0)
    found = row_sampling.with_lengths(block, static, last)
    assert found[:, 1] == pytest.approx([2.0, -2.0, -2.0, 2.0])  # never, row 2, row 1, row 4
    assert found[:, 0].tolist() == [7] * 4
    assert static[0, 1] == 7.0


@pytest.fixture(scope="module")
def plain():
    return train_table.untrained(dataset())


@pytest.fixture(scope="module")
def seasonal():
    config = settings(data={"calendar": ["weekday"], "condition": ["ward"]})
    return train_table.untrained(dataset(config))


def test_what_is_written_is_a_function_of_seed_and_number(plain):
    one, again = write(plain, 5, 4, 1, 2), write(plain, 5, 4, 1, 2)
    assert one.shape == (5, 4, plain.transform.features + plain.transform.statics)
    assert np.array_equal(one, again)
    for other in (write(plain, 5, 4, 1, 3), write(plain, 5, 4, 2, 2)):
        assert not np.array_equal(one, other)


def test_a_long_sequence_begins_like_a_short_one(plain):
    one, other = write(plain, 5, 30, 1, 2), write(plain, 5, 4, 1, 2)
    np.testing.assert_allclose(one[:, :4], other, atol=1e-5)


def test_features_stand_where_the_table_has_them(plain):
    made, transform = write(plain, 50, 4, 0, 0), plain.transform
    for start, size in transform.categories:
        assert np.rint(made[..., start : start + size]).sum(axis=-1).tolist() == [[1] * 4] * 50
    statics = made[..., transform.features :]
    assert (statics == statics[:, :1]).all()
    columns = {column.name: column for column in plain.statistics.rows}
    [y] = [block for block in transform.blocks if block.name == "y"]
    cells = np.array(columns["y"].knots)[:, 0] * columns["y"].std + columns["y"].mean
    found = made[..., y.start].reshape(-1)
    assert np.abs(found[:, None] - cells).min(axis=1).max() < 1e-5
    assert len(np.unique(found.round(4))) == len(cells) == 5


def test_conditions_and_calendar_are_those_that_are_asked_for(seasonal):
    given = np.eye(2, dtype="float32")[[0, 1, 1]]
    clock = np.zeros((3, 6, 2), "float32")
    made = write(seasonal, 3, 6, 0, 0, clock, given)
    where = np.array(seasonal.model.generator.shape_.conditions) + seasonal.transform.features
    assert (made[:, 0, where] == given).all()
    moved = write(seasonal, 3, 6, 0, 0, clock + 1.0, given)
    assert not np.array_equal(made, moved)
    late = clock.copy()
    late[:, 4:] = 3.0
    later = write(seasonal, 3, 6, 0, 0, late, given)
    np.testing.assert_allclose(later[:, :4], made[:, :4], atol=1e-6)
    assert np.abs(later[:, 4:] - made[:, 4:]).max() > 1e-3


def test_parts_of_a_chunk_have_their_conditions_and_times(seasonal, monkeypatch):
    """Parts of 256 in a chunk of 1024: 300 sequences of 6 rows are the first of 600."""
    monkeypatch.setattr(row_sampling, "LONG", 256)
    frames = [
        list(sample_table.frames(seasonal, GenerateRequest(count, length=6)))
        for count in (300, 600)
    ]
    assert [part[1] for part in frames[0]] == [256, 44]
    assert [part[1] for part in frames[1]] == [256, 256, 88]
    assert frames[0][0][0].equals(frames[1][0][0])
    assert set(frames[0][0][0]["ward"]) == {"A", "B"}


def test_whole_series_end_by_themselves():
    real = table(rows=6, uneven=True)
    config = settings(data={"lengths": "learn"})
    trained = train_table.untrained(dataset(config, rows=6, uneven=True))
    parts = [frame for frame, _ in sample_table.frames(trained, GenerateRequest(200))]
    counts = parts[0].groupby("who").size()
    real_counts = real.groupby("who").size()
    assert (counts.min(), counts.max()) == (real_counts.min(), real_counts.max())
    assert counts.nunique() > 2
