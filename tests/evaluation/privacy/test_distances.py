import numpy as np
import pytest

from rnngan.evaluation.privacy.distances import halves, nearest

ROWS = np.arange(20.0)[:, None] ** 2


def window(first, length=6):
    return ROWS[None, first : first + length]


@pytest.mark.parametrize(("shift", "found"), [(0, True), (3, True), (4, False), (-3, True)])
def test_half_of_a_window_is_enough_wherever_it_begins(shift, found):
    distance = nearest(window(7), window(7 + shift), 1, whole=False)
    assert (distance[0, 0] == 0) == found


def test_whole_sequences_are_compared_row_by_row():
    distance = nearest(window(7, 2), window(8, 2), 1, whole=True)
    assert distance[0, 0] == pytest.approx(np.sqrt((15**2 + 17**2) / 2))  # 49, 64 and 64, 81


def test_the_nearest_come_first_and_one_window_counts_once():
    pool = np.concatenate([window(0), window(8), window(7)])
    distances = nearest(window(7), pool, 5, whole=False)
    assert distances.shape == (1, 3)
    assert distances[0, :2].tolist() == [0, 0]
    assert distances[0, 2] > 0


def test_what_is_projected_is_what_is_compared():
    distance = nearest(window(0, 2), window(4, 2), 1, True, project=lambda flat: flat[:, :1])
    assert distance[0, 0] == pytest.approx(16 / np.sqrt(2))


def test_halves_of_windows_and_whole_sequences():
    assert [h.tolist() for h in halves(window(0, 5), False)] == [[[0, 1]], [[9, 16]]]
    assert [h.tolist() for h in halves(window(0, 3), True)] == [[[0, 1, 4]]]
    assert [h.tolist() for h in halves(window(0, 1), False)] == [[[0]], [[0]]]
