"""A few of many."""

from rnngan.evaluation.similarity.some import some


def test_all_of_a_few():
    assert some([3, 1, 2], 3) == [3, 1, 2]
    assert some([], 3) == []


def test_the_same_ones_of_many_in_their_order():
    found = some(list(range(100)), 10)
    assert len(found) == 10
    assert found == sorted(set(found))
    assert found == some(list(range(100)), 10)
