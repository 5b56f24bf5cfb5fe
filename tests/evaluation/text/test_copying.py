"""What has been copied: found piece by piece, and by the nearest words."""

import pytest

from rnngan.evaluation.text.copying import Spans, copied, nearest, repeated


def test_the_longest_span_is_the_longest_of_all():
    spans = Spans("the old cat slept on a mat\nand so did the dog")
    assert (
        spans.longest(["an old cat slept", "cat slept on a bed", "did the cat"])
        == "cat slept on a "
    )
    assert spans.longest(["~", "^"]) == ""
    assert spans.longest([]) == ""


def test_copies_and_repetitions_by_hand():
    assert repeated(["a", "b", "a", "a"]) == 0.5
    assert copied(["a", "b"], ["b", "c"]) == 0.5
    assert nearest(["a red cat"], ["a dog", "the red cat"]) == [("the red cat", 0.667)]


def test_no_texts_have_copied_nothing():
    assert (copied([], ["a"]), nearest([], ["a"])) == (0, [])


def test_a_span_is_searched_anew_in_other_texts():
    spans = Spans("abcabd")
    assert spans.longest(["xabx"]) == "ab"
    assert spans.longest(["abdabc"]) == "abd"
    assert spans.longest(["cabda"]) == "cabd"


def test_the_nearest_text_is_that_of_the_smallest_angle():
    learned = ["a b", "a a a b", "c"]
    [(text, cosine)] = nearest(["a a b"], learned)
    assert (text, cosine) == ("a a a b", pytest.approx(7 / 50**0.5, abs=5e-4))  # 0.949 is of a b
    assert nearest(["z"], learned) == [("a b", 0.0)]  # nothing in common: the first
