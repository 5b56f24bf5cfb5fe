"""Texts become sequences: nothing held out is learned."""

import numpy as np
import pytest

from rnngan.config.run_config import validate
from rnngan.data.text import corpus
from rnngan.data.text.text_files import Text


def made(content, holdout=0.2, **text):
    config = validate({"kind": "text", "data": {"holdout": holdout}, "text": text})
    return corpus.prepare(Text("t.txt", content), config)


def test_a_sequence_by_hand():
    found = made("ab\nba\n" * 20, holdout=0, level="char", mode="line")
    begin, end, space = 1, 0, found.tokenizer.encode("")[0]
    a, b = found.tokenizer.encode("ab")[1:]
    ids, counts = found.train.gather([0, 1])
    assert ids.tolist() == [[begin, space, a, b, end], [begin, space, b, a, end]]
    assert counts.tolist() == [4, 4]


def test_a_line_that_is_cut_off_has_no_end():
    found = made("abcdef\n" * 20, holdout=0, level="char", mode="line", length=4)
    ids, counts = found.train.gather([0])
    assert ids.shape == (1, 5)
    assert counts.tolist() == [4]
    assert ids[0, -1] != 0
    assert any("20 lines have 4 tokens or more and are cut off" in n for n in found.notices)


def test_equal_lines_are_in_one_part():
    content = "".join(f"this is line {i % 300}\n" for i in range(900))
    parts = [set(part) for part in made(content, holdout=0.3, mode="line").texts]
    assert len(set.union(*parts)) == sum(map(len, parts)) == 300
    shares = [len(part) / 300 for part in parts]
    assert shares == pytest.approx([0.7, 0.15, 0.15], abs=0.06)


def test_halves_of_held_out_lines_have_equal_ones_on_one_side():
    content = "".join(f"this is line {i % 300}\n" for i in range(900))
    found = made(content, holdout=0.4, mode="line", level="char")
    (first, one), (second, other) = corpus.halves(found)
    assert sorted(first + second) == sorted(found.texts[2])
    assert not set(first) & set(second)
    assert (len(one), len(other)) == (len(first), len(second))
    assert len(first) == pytest.approx(len(second), rel=0.4)
    ids, counts = other.gather([0])
    assert found.tokenizer.decode(ids[0, 1 : counts[0]].tolist()) == second[0]


def test_halves_of_a_long_held_out_part_meet_between_two_words():
    content = " ".join(f"word{i}" for i in range(400))
    found = made(content, mode="stream", level="char", length=8)
    ((first,), one), ((second,), other) = corpus.halves(found)
    assert first + second == found.texts[2][0]
    assert second[0] == " "
    assert len(first) - len(second) in range(16)  # it is cut at the first space behind the middle
    assert (len(one), len(other)) == (len(first) - 7, len(second) - 7)


def test_what_can_not_be_halved_has_an_empty_half():
    nothing = made("abcdefghij" * 30, holdout=0, mode="stream", level="char", length=8)
    assert [(texts, len(part)) for texts, part in corpus.halves(nothing)] == [([], 0), ([], 0)]
    word = made("some words " * 50 + "w" * 60, mode="stream", level="char", length=8)
    word.texts = (*word.texts[:2], ["w" * 60])
    (_, first), (texts, second) = corpus.halves(word)
    assert (len(first), texts, len(second)) == (53, [], 0)


def test_the_end_of_a_long_text_is_held_out_between_words():
    content = " ".join(f"word{i}" for i in range(2000))
    found = made(content, mode="stream", level="char")
    assert "".join(part[0] for part in found.texts) == content
    assert found.texts[1][0][0] == found.texts[2][0][0] == " "
    assert len(found.texts[0][0]) == pytest.approx(0.8 * len(content), rel=0.01)


def test_windows_of_a_long_text_begin_at_every_token():
    found = made("abcdefghij" * 30, holdout=0, mode="stream", level="char", length=8)
    assert len(found.train) == 300 - 8 + 1
    ids, counts = found.train.gather([0, 1])
    assert ids[1, 1:8].tolist() == ids[0, 2:9].tolist()
    assert counts.tolist() == [8, 8]


def test_a_text_of_lines_is_told_from_a_long_one():
    lines = "".join(f"line {i}\n" for i in range(200))
    assert made(lines).config.text.mode == "line"
    assert made(("a long paragraph " * 40 + "\n") * 120).config.text.mode == "stream"
    assert made("a few lines\n" * 30 + "and words " * 50).config.text.mode == "stream"


def test_the_tokenizer_knows_the_training_part_alone():
    content = "".join(f"plain line {i}\n" for i in range(400))
    found = made(content, level="word", mode="line")
    known = set(found.tokenizer.tokens)
    learned = {f" {word}" for line in found.texts[0] for word in line.split()}
    assert known == learned
    assert any("were not seen in training" in notice for notice in found.notices)


def test_sequences_of_other_lengths_are_padded_with_end():
    pair = corpus.Sequences(
        np.array([5, 6, 7]), np.array([0, 2]), np.array([2, 1]), np.array([True, True])
    )
    ids, counts = pair.gather([0, 1])
    assert ids.tolist() == [[1, 5, 6, 0], [1, 7, 0, 0]]
    assert counts.tolist() == [3, 2]
