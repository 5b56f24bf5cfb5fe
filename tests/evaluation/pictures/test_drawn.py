"""Which columns are drawn, and numbers that are short."""

import numpy as np

from rnngan.evaluation.pictures import drawn


def test_constants_and_repeated_columns_are_not_drawn(sample):
    x = np.arange(9) * 1.5
    found = sample(x=x, again=x, same=[2.0] * 9, c=list("abc" * 3))
    assert drawn.names(found) == ["x", "c"]
    assert drawn.numbers(found, ["x", "c"]) == ["x"]
    assert drawn.categories(found, "c") == ["a", "b", "c"]


def test_values_are_those_of_the_sequences_alone(sample):
    found = sample(id=[1, 1, 2, 2, 2], x=[1.5, 2.0, 3.0, 5.0, 4.0])
    assert drawn.inside(found, "x").tolist() == [1.5, 2.0, 3.0, 5.0, 4.0]
    assert drawn.inside(found.taken([1]), "x").tolist() == [3.0, 5.0, 4.0]
    assert drawn.inside(found.taken([]), "x").tolist() == []


def test_those_that_differ_most_are_kept():
    rows = [{"column": n, "distance": d} for n, d in zip("abc", (0.1, 0.3, 0.2), strict=True)]
    assert drawn.worst(rows, 2) == {"of": 3, "columns": [rows[1], rows[2]]}
    assert drawn.worst([]) is None
