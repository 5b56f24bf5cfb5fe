"""A model of three words: shares that sum to one, and one share by hand."""

import math
import random

import pytest

from rnngan.evaluation.text.reverse import KneserNey


def sentences(count):
    draw = random.Random(0)
    nouns, verbs = ["cat", "dog", "bird", "man"], ["sees", "likes", "finds"]
    return [
        f"the {draw.choice(nouns)} {draw.choice(verbs)} a {draw.choice(nouns)} ."
        for _ in range(count)
    ]


def test_a_model_of_three_words_sums_to_one_and_knows_what_it_has_seen():
    texts = [s.split() for s in sentences(50)]
    vocabulary = {word for text in texts for word in text}
    model = KneserNey(texts, vocabulary)
    words = [*vocabulary, "\n", "\0"]
    for context in (("the", "cat"), ("\t", "\t"), ("never", "seen")):
        assert math.fsum(model._share((*context, word)) for word in words) == pytest.approx(1.0)
    assert model.perplexity(texts) < model.perplexity([text[::-1] for text in texts])


def test_a_perplexity_by_hand():
    """Of "a" and its end: every context is followed by one word, seen twice or known by one pair.

    With a vocabulary of a, 3 words in all (a, END, the unknown one). Of single words a and END
    each stand behind 1 different word: (1 - 0.75 + 0.75 * 2 / 3) / 2 = 0.375. Of pairs, then, the
    only one of its context: 0.25 + 0.75 * 0.375 = 0.53125. Of threes, seen 2 of 2 times:
    (1.25 + 0.75 * 0.53125) / 2 = 0.82421875. Both words have this share.
    """
    model = KneserNey([["a"], ["a"]], {"a"})
    assert model.perplexity([["a"]]) == pytest.approx(1 / 0.82421875)


def test_words_outside_the_vocabulary_are_all_one():
    model = KneserNey([["a", "x"], ["a", "y"]], {"a"})
    assert model.perplexity([["a", "z"]]) == model.perplexity([["a", "x"]])


def test_a_context_that_was_never_seen_falls_back_to_shorter_ones():
    model = KneserNey([["a", "b"]], {"a", "b"})
    assert math.isfinite(model.perplexity([["b", "b", "a"]]))
    assert model.perplexity([["b", "b", "a"]]) > model.perplexity([["a", "b"]])
