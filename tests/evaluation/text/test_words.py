"""Words and signs of texts, and the n-grams of words."""

import pytest

from rnngan.evaluation.text.words import ngrams, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n\t", []),
        ("don't, won’t", ["don't", ",", "won’t"]),
        ("-a- 'b'", ["-", "a-", "'", "b'"]),  # a word begins with a letter or a digit
        ("3.14 x2", ["3", ".", "14", "x2"]),
        ("…!?", ["…", "!", "?"]),
        ("nai\u0308ve", ["nai\u0308ve"]),  # a mark belongs to its letter
        ("面積は", ["面積は"]),
        ("😀a", ["😀", "a"]),
    ],
)
def test_a_text_is_cut_into_words_and_signs(text, found):
    assert words(text) == found


@pytest.mark.parametrize(("n", "count"), [(1, 3), (2, 2), (3, 1), (4, 0)])
def test_there_are_as_many_n_grams_as_fit(n, count):
    assert len(ngrams(["a", "b", "c"], n)) == count
    assert all(len(gram) == n for gram in ngrams(["a", "b", "c"], n))
