"""Sequences are drawn at random, the same ones in every column, and again with the same seed."""

from small_samples import pieces

from rnngan.evaluation.pictures import excerpts


def test_sequences_stay_whole_across_columns(sample):
    rows = 40
    found = sample(x=[float(i) / 2 for i in range(rows)], c=["even", "odd"] * 20)
    cut = pieces(found, 2)
    made = excerpts.excerpts(cut, cut, ["x", "c"], seed=3)
    assert (made["of"], made["seed"]) == (2, 3)
    numbers, codes = made["columns"]
    assert (numbers["column"], numbers["coded"]) == ("x", False)
    assert len(numbers["real"]) == excerpts.SEQUENCES
    assert all(second - first == 0.5 for first, second in numbers["real"])
    assert codes["coded"] is True
    assert codes["real"] == [["even", "odd"]] * excerpts.SEQUENCES
    assert numbers["real"] == numbers["generated"]  # the same table, the same draw
    assert made == excerpts.excerpts(cut, cut, ["x", "c"], seed=3)
    assert made != excerpts.excerpts(cut, cut, ["x", "c"], seed=4)


def test_missing_cells_are_none_and_few_sequences_are_all(sample):
    found = sample(x=[1.0, None, 3.5, 4.0, 1.5, 2.0])
    (column,) = excerpts.excerpts(found, found, ["x"], 0)["columns"]
    assert column["real"] == [[1.0, None, 3.5, 4.0, 1.5, 2.0]]


def test_the_first_columns_are_shown_of_many(waves):
    made = excerpts.excerpts(waves, waves, ["wave"] * 40, 0)
    assert made["of"] == 40
    assert len(made["columns"]) == excerpts.MOST_COLUMNS
    assert excerpts.excerpts(waves, waves, [], 0) is None
