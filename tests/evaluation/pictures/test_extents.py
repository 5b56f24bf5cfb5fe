"""Lengths and missing cells, counted by hand."""

from rnngan.evaluation.pictures import extents


def series(lengths):
    ids = [i for i, length in enumerate(lengths) for _ in range(length)]
    return {"id": ids, "x": [(7 * i) % 5 + 0.5 for i in range(len(ids))]}


def test_lengths_are_counted(sample):
    real, made = sample(**series([2, 3, 3, 4] * 3)), sample(**series([2, 2, 3, 4] * 3))
    found = extents.lengths(real, made)
    assert (found["low"], found["high"], found["beyond"]) == (1.5, 4.5, False)
    assert (found["real"], found["generated"]) == ([0.25, 0.5, 0.25], [0.5, 0.25, 0.25])
    assert (found["mean_real"], found["mean_generated"]) == (3.0, 2.75)


def test_one_length_or_few_sequences_show_nothing(sample):
    same, few = sample(**series([3] * 12)), sample(**series([2, 3]))
    assert extents.lengths(same, same) is None
    assert extents.lengths(few, few) is None


def test_missing_cells_of_columns_that_have_any(sample):
    real = sample(x=[1.5, None, 3.0, 2.5], y=[1.5, 2.5, 0.5, 4.0], z=[None, None, 1.5, 2.5])
    made = sample(x=[1.5, None, 3.0, 2.5], y=[1.5, 2.5, 0.5, 4.0], z=[None, 2.0, 1.5, 2.5])
    assert extents.missing(real, made) == {
        "of": 2,
        "columns": [
            {"column": "z", "distance": 0.25, "real": 0.5, "generated": 0.25},
            {"column": "x", "distance": 0.0, "real": 0.25, "generated": 0.25},
        ],
    }
    assert extents.missing(*[sample(x=[1.5, 2.5, 3.0])] * 2) is None
