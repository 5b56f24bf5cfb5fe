"""Which rows are held out, worked out by hand; and what no split may do, whatever the seed."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError
from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.data.holdout import held_blocks, split_by_blocks, split_by_end, split_by_id


def rows_of(segments):
    return {row for first, end in segments for row in range(first, end)}


def table(series, rows):
    """Return a frame of `series` ids with `rows` rows each; with one series, without an id."""
    frame = pd.DataFrame({"v": np.arange(series * rows) % 7 + 0.5})
    if series > 1:
        frame.insert(0, "id", np.repeat([f"n{i}" for i in range(series)], rows))
    return frame


@pytest.mark.parametrize(
    ("segments", "series", "share", "gap", "train", "holdout"),
    [
        ([(0, 100)], [0] * 100, 0.2, 5, [(0, 80)], [(85, 100)]),
        ([(0, 100)], [0] * 100, 0.1, 24, [(0, 90)], []),
        (
            [(0, 10), (10, 30)],
            [0] * 10 + [1] * 20,
            0.5,
            1,
            [(0, 5), (10, 20)],
            [(6, 10), (21, 30)],
        ),
        # one series with a gap in its holdout, and one with a gap before it
        ([(0, 80), (80, 100)], [0] * 100, 0.3, 5, [(0, 70)], [(75, 80), (80, 100)]),
        ([(0, 40), (40, 100)], [0] * 100, 0.3, 5, [(0, 40), (40, 70)], [(75, 100)]),
    ],
)
def test_split_by_end_holds_out_the_last_rows_of_each_series(
    segments, series, share, gap, train, holdout
):
    assert split_by_end(segments, np.array(series), share, gap) == (train, holdout)


def test_split_by_id_holds_out_whole_series():
    segments = [(i * 5, i * 5 + 5) for i in range(20)]
    train, holdout = split_by_id(segments, np.arange(20), 0.1, seed=0)
    assert len(holdout) == 2
    assert sorted(train + holdout) == segments
    assert train == sorted(train)


def test_split_by_id_keeps_the_stretches_of_a_series_together():
    segments = [(i * 5, i * 5 + 5) for i in range(20)]
    _, holdout = split_by_id(segments, np.repeat(np.arange(10), 2), 0.1, seed=0)
    (first, second) = holdout
    assert first[0] % 10 == 0
    assert second[0] == first[1]


def test_split_by_id_holds_out_one_series_at_least_and_follows_the_seed():
    segments, names = [(i, i + 1) for i in range(30)], np.arange(30)
    assert len(split_by_id(segments, names, 0.001, seed=0)[1]) == 1
    chosen = {tuple(split_by_id(segments, names, 0.1, seed)[1]) for seed in range(5)}
    assert len(chosen) > 1
    assert split_by_id(segments, names, 0.1, 3) == split_by_id(segments, names, 0.1, 3)


@pytest.mark.parametrize(
    ("rows", "share", "length", "count"),
    [
        (1000, 0.1, 5, 8),  # 100 rows would do for 10 blocks of 10 rows, and 8 are the most
        (1461, 0.1, 24, 3),  # 146 rows are 3 blocks of 48
        (480, 0.1, 24, 1),
        (1000, 0.5, 24, 5),  # each has 96 rows beside it: two gaps, and a window or two to train
        (192, 0.5, 24, 1),
    ],
)
def test_there_are_as_many_blocks_as_have_two_windows_each(rows, share, length, count):
    for seed in range(20):
        found = held_blocks(rows, share, length, np.random.default_rng(seed))
        assert len(found) == count
        assert sum(end - first for first, end in found) == round(rows * share)
        assert all(end - first >= 2 * length for first, end in found)
        assert 2 * length * count <= round(rows * share)  # what the gaps cost
        for number, (first, end) in enumerate(found):
            assert number * rows // count + 2 * length <= first
            assert end <= (number + 1) * rows // count - 2 * length + 1


def test_a_short_series_has_a_block_at_its_beginning_or_end():
    """Of 300 rows 30 are held out: no two windows of 24, so rows are left out on one side alone."""
    found = {tuple(held_blocks(300, 0.1, 24, np.random.default_rng(seed))) for seed in range(20)}
    assert found == {((0, 30),), ((270, 300),)}


@pytest.mark.parametrize(("rows", "share", "length"), [(230, 0.1, 24), (70, 0.4, 24), (0, 0.5, 2)])
def test_a_series_too_short_for_a_block_has_none(rows, share, length):
    """23 rows are no window of 24; beside 28 of 70 there are 42, a gap and less than a window."""
    assert held_blocks(rows, share, length, np.random.default_rng(0)) == []


def test_blocks_lie_elsewhere_with_another_seed_and_in_every_part_of_a_year():
    found = [held_blocks(1461, 0.1, 24, np.random.default_rng(seed)) for seed in range(100)]
    assert found[0] == held_blocks(1461, 0.1, 24, np.random.default_rng(0))
    for number in range(3):
        months = {first_rows[number][0] % 365 * 12 // 365 for first_rows in found}
        assert len(months) == 12


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "segments",
    [
        [(0, 400)],
        [(0, 400), (400, 620), (620, 1000)],  # each a series of its own
        [(0, 37), (37, 41), (41, 160), (160, 500)],
        [(i * 11, i * 11 + 11) for i in range(60)],  # gaps everywhere
    ],
)
def test_no_training_row_is_within_a_window_of_a_held_out_one(segments, seed):
    """Rows of other series are as far away as can be."""
    alone = len(segments) == 3
    series = np.concatenate([np.full(b - a, i * alone) for i, (a, b) in enumerate(segments)])
    train, held = split_by_blocks(segments, series, 0.2, 10, seed)
    assert {int(series[first]) for first, _ in held} == set(series.tolist())
    for a, b in train + held:
        assert any(first <= a < b <= end for first, end in segments)
    for a, b in held:
        for first, end in train:
            assert end <= a or b <= first
            if any(start <= a and b <= stop and start <= first < stop for start, stop in segments):
                assert end + 10 <= a or b + 10 <= first
    lost = len(series) - len(rows_of(train)) - len(rows_of(held))
    assert lost <= len(rows_of(held))
    assert any(b - a >= 10 for a, b in held)


def test_blocks_by_hand():
    """20 of 100 rows: two blocks of 10 in halves of 50, from row 10 to 30 and from 60 to 80 on."""
    train, held = split_by_blocks([(0, 100)], np.zeros(100, int), 0.2, 5, seed=0)
    (a, b), (c, d) = held
    assert (b - a, d - c) == (10, 10)
    assert 10 <= a <= 30
    assert 60 <= c <= 80
    assert train == [(0, a - 5), (b + 5, c - 5), (d + 5, 100)]


def chosen(series, rows, **data):
    """Return the `Split` of a table in windows of 4 rows, of which a quarter are held out."""
    settings = {"window": 4, "holdout": 0.25, "lengths": "windows"}
    settings |= {"id_column": "id"} if series > 1 else {}
    return prepare(table(series, rows), RunConfig(data=settings | data)).split


@pytest.mark.parametrize(
    ("series", "holdout_by", "how"),
    [
        (1, "auto", "blocks"),
        (1, "blocks", "blocks"),
        (1, "end", "end"),
        (9, "auto", "blocks"),
        (10, "auto", "id"),
        (10, "id", "id"),
        (10, "blocks", "blocks"),
        (10, "end", "end"),
    ],
)
def test_what_is_held_out(series, holdout_by, how):
    found = chosen(series, 60, holdout_by=holdout_by)
    assert found.how == how
    assert found.holdout
    told = {
        "blocks": f"7 held out in {len(found.holdout)} block",
        "end": "7 held out at the end",
        "id": "7 held out as whole series",
    }
    assert found.describe(7).startswith(told[how])


def test_where_nothing_is_held_out_no_way_is_told():
    for found in (chosen(1, 60, holdout=0, holdout_by="id"), chosen(1, 12)):
        assert (found.holdout, found.how) == ([], None)
        assert found.describe(0) == "0 held out"


@pytest.mark.parametrize(
    ("series", "data", "message"),
    [
        (
            1,
            {},
            "--holdout-by id: the table has no id column. Pass --holdout-by blocks, or name one "
            "with --id-column.",
        ),
        (
            9,
            {},
            "--holdout-by id: too few series are long enough for a window. Expected 10 or more. "
            "Received: 9. Pass --holdout-by blocks.",
        ),
        (
            12,
            {"condition": ["id"]},
            "--holdout-by id: --condition 'id' tells which series is wanted, so each is trained "
            "on. Pass --holdout-by blocks, or leave out one of the two.",
        ),
        (
            12,
            {"holdout_by": "blocks", "lengths": "learn"},
            "--holdout-by blocks: series are to be cut, and --lengths learn learns them whole. "
            "Pass --holdout-by id, or --lengths windows.",
        ),
    ],
)
def test_what_can_t_be_held_out_is_refused(series, data, message):
    with pytest.raises(ConfigError) as error:
        chosen(series, 60, **({"holdout_by": "id"} | data))
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("holdout_by", "lengths"), [("auto", "learn"), ("id", "learn"), ("end", "windows")]
)
def test_series_that_are_to_be_cut_are_not_learned_whole(holdout_by, lengths):
    data = {"id_column": "id", "holdout": 0.5, "holdout_by": holdout_by}
    dataset = prepare(table(60, 100), RunConfig(data=data))
    assert dataset.config.data.lengths == lengths
    assert dataset.split.how == ("end" if holdout_by == "end" else "id")


def test_blocks_of_every_series_and_its_own_places():
    found = chosen(3, 400, holdout=0.1)
    where = [{first % 400 for first, _ in found.holdout if first // 400 == i} for i in range(3)]
    assert [len(firsts) for firsts in where] == [5, 5, 5]
    assert where[0] != where[1] != where[2]
    assert found == chosen(3, 400, holdout=0.1)


def test_a_block_over_gaps_of_time_holds_a_window():
    """Stretches of 11 days, a day missing between any two; windows of 10 are in each."""
    days = [day for day in range(600) if day % 12]
    frame = pd.DataFrame({"day": pd.to_datetime("2024-01-01") + pd.to_timedelta(days, "D")})
    frame["v"] = np.arange(len(days)) % 7 + 0.5
    data = {"window": 10, "holdout": 0.1, "time_column": "day"}
    dataset = prepare(frame, RunConfig(data=data))
    assert dataset.split.how == "blocks"
    assert len(dataset.holdout) >= 2
    apart = np.abs(dataset.train.starts[:, np.newaxis] - dataset.holdout.starts)
    assert apart.min() >= 20
