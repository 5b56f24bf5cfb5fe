"""Scores of texts: by hand, and the order in which they put good and bad ones."""

import random

import pytest

from rnngan.config.errors import InputError
from rnngan.evaluation.text.scores import Scorer

NOUNS, VERBS = ["cat", "dog", "bird", "horse", "man"], ["sees", "likes", "follows", "finds"]


def sentences(count, seed, nouns=NOUNS):
    draw = random.Random(seed)
    return [
        f"the {draw.choice(nouns)} {draw.choice(VERBS)} a {draw.choice(nouns)} ."
        for _ in range(count)
    ]


@pytest.fixture(scope="module")
def judge():
    return Scorer(sentences(300, 0), sentences(200, 1))


def test_good_texts_score_better_than_bad_ones_and_collapsed_ones_are_found(judge):
    good = judge.scores(sentences(100, 2))
    shuffled = judge.scores(
        [" ".join(random.Random(0).sample(s.split(), 6)) for s in sentences(100, 2)]
    )
    collapsed = judge.scores(["the cat sees a dog ."] * 100)
    assert good["bleu_3"] > shuffled["bleu_3"]
    assert good["divergence_4"] < shuffled["divergence_4"]
    assert good["reverse_perplexity"] < collapsed["reverse_perplexity"]
    assert collapsed["self_bleu_5"] == 1.0
    assert collapsed["repeated"] == 0.99
    assert collapsed["copied"] == 1.0


def test_rows_of_real_texts(judge):
    count = judge.count()
    assert count == 100
    real, learned = judge.real(count), judge.learned_row(count)
    assert real["bleu_2"] > 0.9
    assert "copied" in real
    assert "copied" not in learned


def test_too_few_texts_are_refused():
    with pytest.raises(InputError, match="3 held-out texts are too few"):
        Scorer(sentences(30, 0), sentences(3, 0))
