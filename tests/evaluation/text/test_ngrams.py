"""Counts of n-grams by hand."""

from rnngan.evaluation.text.ngrams import characters, distinct


def test_characters_are_counted_within_texts_and_never_across():
    assert characters(["abab", "ba"], 2) == {"ab": 2, "ba": 2}
    assert characters(["ab", "c"], 3) == {}
    assert characters([], 1) == {}


def test_the_share_of_different_n_grams():
    texts = [["a", "b", "a"], ["a", "b"]]
    assert distinct(texts, 1) == 2 / 5
    assert distinct(texts, 2) == 2 / 3  # ab twice, ba
    assert distinct(texts, 4) == 0
    assert distinct([], 1) == 0
