"""Text to ids and back: nothing is lost, at any level, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngan.config.errors import RunError
from rnngan.data.text.tokenizer import FIRST, UNKNOWN, Tokenizer, choose, fit

SCRIPTS = [
    "👩‍👩‍👧 families 👍🏽 and flags 🇩🇪",
    "e\u0301tude, cafe\u0301",
    "שלום עולם",
    "مرحبا بالعالم",
    "日本語のテキスト",
    "tabs\tand\x1b[31m codes\x07",
    "don't — “quote” it's well-kept, 3.14!",
]


@pytest.mark.parametrize("level", ["char", "word", "bpe"])
@pytest.mark.parametrize("spaced", [True, False])
def test_every_script_comes_back(level, spaced):
    made = fit(SCRIPTS, level, None, spaced, "t")
    for text in SCRIPTS:
        ids = made.encode(text)
        assert made.decode(ids.tolist()) == text
        assert ids.min() >= FIRST
        assert ids.max() < made.size


@pytest.mark.parametrize("level", ["char", "word", "bpe"])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_back(level, text):
    made = fit([text], level, 100_000, True, "t")
    assert made.decode(made.encode(text).tolist()) == text


def test_a_grapheme_is_one_character():
    made = fit(["👩‍👩‍👧e\u0301"], "char", None, False, "t")
    assert set(made.tokens) == {"👩‍👩‍👧", "e\u0301"}


def test_what_was_never_seen_is_unknown_and_named():
    for level in ("char", "word", "bpe"):
        made = fit(["some words of a text"], level, None, True, "t")
        assert UNKNOWN in made.encode("some ∑ words").tolist()
        assert any("∑" in piece for piece in made.unseen("some ∑ words"))
        assert made.unseen("some words") == []


def test_byte_pairs_are_the_same_every_time_and_frequent_words_are_one():
    texts = ["the cat and the dog and the bird"] * 9
    one, other = (fit(texts, "bpe", 60, True, "t") for _ in range(2))
    assert one == other
    assert len(one.encode("the cat")) == 2


def test_a_saved_tokenizer_is_the_same_and_a_strange_one_is_refused():
    made = fit(["the cat and the dog"] * 9, "bpe", 40, True, "t")
    again = Tokenizer.model_validate_json(made.model_dump_json())
    assert again.encode("the cat").tolist() == made.encode("the cat").tolist()
    with pytest.raises(RunError, match="not those of its tokens"):
        Tokenizer(**made.model_dump() | {"pairs": [("no", "such")]}).encode("a")


def test_the_level_that_suits():
    few, many = "ten words come again and again in this small text. ", "abcdefgh ijk "
    assert choose([few] * 3000, 10_000) == "word"
    assert choose([few], 10_000) == "char"  # too little text
    assert choose(["日本語のテキストには空白がない" * 9000], 10_000) == "char"
    various = [" ".join(f"w{i:x}q" for i in range(j, j + 90)) for j in range(0, 40_000, 90)]
    assert choose(various, 100_000) == "bpe"
    assert many
