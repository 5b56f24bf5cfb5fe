"""BLEU by hand."""

import math

import pytest

from rnngan.evaluation.text.bleu import References, self_bleu

A, B = ["the", "cat", "sat", "on", "the", "mat"], ["the", "cat", "is", "on", "the", "mat"]


def test_bleu_by_hand():
    """Of A's n-grams B holds 5 of 6, 3 of 5, 1 of 4 and 0 of 3, counted as 0.1."""
    found = References([B]).bleu([A])
    assert found[2] == pytest.approx(math.sqrt(5 / 6 * 3 / 5))
    assert found[3] == pytest.approx((5 / 6 * 3 / 5 * 1 / 4) ** (1 / 3))
    assert found[4] == pytest.approx((5 / 6 * 3 / 5 * 1 / 4 * 0.1 / 3) ** (1 / 4))
    assert found[5] == pytest.approx((5 / 6 * 3 / 5 * 1 / 4 * 0.1 / 3 * 0.1 / 2) ** (1 / 5))


def test_counts_are_clipped_at_the_largest_of_one_reference():
    found = References([["the", "a"], ["the", "the", "b"]]).bleu([["the"] * 4])
    assert found[2] == pytest.approx(math.sqrt(2 / 4 * 1 / 3))  # 2 of 4 words, 1 of 3 pairs


def test_a_short_text_pays_against_the_nearest_length():
    found = References([["a", "b", "c"], ["a"] * 9]).bleu([["a", "b"]])
    assert found[2] == pytest.approx(math.exp(1 - 3 / 2))
    assert References([["a"], ["a", "b", "c"]]).bleu([["a", "b"]])[2] == 1.0  # a tie: the shorter


def test_nothing_in_common_is_zero():
    assert References([["a"]]).bleu([["b", "c"]]) == {2: 0.0, 3: 0.0, 4: 0.0, 5: 0.0}


def test_self_bleu_is_bleu_against_the_others():
    texts = [A, B, ["the", "dog", "sat", "on", "a", "mat"], ["the"] * 5, A[:3]]
    expected = dict.fromkeys((2, 3, 4, 5), 0.0)
    for place, text in enumerate(texts):
        one = References(texts[:place] + texts[place + 1 :]).bleu([text])
        expected = {n: expected[n] + one[n] / len(texts) for n in expected}
    assert self_bleu(texts) == pytest.approx(expected)
