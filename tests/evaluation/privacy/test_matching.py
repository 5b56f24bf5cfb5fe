from dataclasses import replace

import numpy as np
import pandas as pd
from small_privacy import people, real, sample

from rnngan.data.holdout import Split
from rnngan.evaluation.privacy import matching
from rnngan.evaluation.privacy.matching import knowledge, of_blocks, of_series, stacked


def test_a_block_is_compared_with_as_many_windows_on_each_side():
    split = Split([(0, 30), (50, 100)], [(34, 46)], "blocks")
    members, others = of_blocks(split, np.zeros(100, int), 4)
    assert others[0] == [(34, 38), (38, 42), (42, 46)]
    assert members[0] == [(16, 20), (20, 24), (24, 28), (50, 54), (54, 58), (58, 62)]
    assert set(members[2]) == set(others[2])


def test_rows_between_two_blocks_are_shared():
    split = Split([(0, 10), (20, 28), (38, 48)], [(12, 18), (30, 36)], "blocks")
    members, others = of_blocks(split, np.zeros(48, int), 2)
    first = [s for s, g in zip(members[0], members[2], strict=True) if g == others[2][0]]
    second = [s for s, g in zip(members[0], members[2], strict=True) if g == others[2][-1]]
    assert first == [(4, 6), (6, 8), (8, 10), (20, 22), (22, 24)]
    assert second == [(24, 26), (26, 28), (38, 40), (40, 42), (42, 44)]


def test_neighbours_are_of_the_same_series_and_a_block_without_any_is_left_out():
    series = np.array([0] * 10 + [1] * 10)
    members, others = of_blocks(Split([(0, 6)], [(8, 10), (10, 20)], "blocks"), series, 2)
    assert others[0] == [(8, 10)]
    assert members[0] == [(4, 6)]


def test_a_block_cut_by_a_gap_stays_one_group():
    split = Split([(0, 6)], [(8, 11), (11, 14)], "end")
    members, others = of_blocks(split, np.zeros(14, int), 2)
    assert others[0] == [(8, 10), (11, 13)]
    assert len(set(others[2])) == 1
    assert members[0] == [(2, 4), (4, 6)]


def test_a_series_is_a_unit_in_one_piece_or_in_windows():
    series = np.array([5] * 6 + [8] * 4)
    segments = [(0, 6), (6, 10)]
    assert of_series(segments, series, None)[0] == segments
    windows, unit, group = of_series(segments, series, 3)
    assert windows == [(0, 3), (3, 6), (6, 9)]
    assert (unit.tolist(), group.tolist()) == ([0, 0, 1], [5, 8])


def test_series_are_drawn_until_windows_are_enough(monkeypatch):
    monkeypatch.setattr(matching, "MOST", 5)
    segments = [(n * 2, n * 2 + 2) for n in range(20)]
    windows, unit, group = of_series(segments, np.arange(40) // 2, None)
    assert len(windows) == len(unit) == len(group) == 5
    assert [first // 2 for first, _ in windows] == group.tolist()


def test_nothing_is_known_where_no_training_rows_lie_next_to_a_block():
    frame = pd.DataFrame({"x": np.random.default_rng(0).normal(size=200).round(3)})
    dataset, encoder = real(frame, window=4)
    alone = replace(dataset, split=Split([(0, 3)], [(10, 30)], "blocks"))
    assert knowledge(alone, encoder, sample(frame, dataset, encoder)) is None


def test_shorter_sequences_are_padded_and_say_so():
    made = stacked(np.arange(6.0)[:, None], [(0, 1), (2, 5)], 3, whole=True)
    assert made.tolist() == [[[0, 1], [0, 0], [0, 0]], [[2, 1], [3, 1], [4, 1]]]
    assert stacked(np.arange(6.0)[:, None], [(1, 3)], 2, whole=False).tolist() == [[[1], [2]]]


def test_what_attackers_know_of_series():
    dataset, encoder = real(people(60, 0), id_column="person")
    known = knowledge(dataset, encoder, sample(people(20, 1), dataset, encoder))
    assert (known.whole, known.paired) == (True, False)
    assert (len(known.members), len(known.others), len(known.generated)) == (54, 6, 20)
    assert known.independent == 6
    assert known.generated.shape[1:] == known.members.windows.shape[1:]


def test_what_attackers_know_of_blocks():
    frame = pd.DataFrame({"x": np.random.default_rng(0).normal(size=200).round(3)})
    dataset, encoder = real(frame, window=4)
    known = knowledge(dataset, encoder, sample(frame, dataset, encoder))
    assert (known.whole, known.paired) == (False, True)
    assert known.independent == len(dataset.split.holdout) == 2
    assert len(known.generated) == 99  # every two rows, so that any two are in one of four
