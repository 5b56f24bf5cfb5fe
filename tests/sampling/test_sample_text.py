"""Texts in chunks: with a writer that is a stub, and writes the number of its chunk."""

from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.errors import InputError
from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import validate
from rnngan.data.text.tokenizer import BEGIN, END, Tokenizer
from rnngan.models.noise import Stream
from rnngan.sampling import sample_text
from rnngan.sampling.sample_text import CHUNK, texts

TOKENIZER = Tokenizer(level="char", tokens=("a", "b", "c", "d"))  # ids 3 to 6


@pytest.fixture
def written(monkeypatch):
    """What the writer was called with; it writes a letter for its chunk, then END and an a."""
    calls = []

    def write(prompt, batch, longest, shortest, draw, *how):
        calls.append((prompt.tolist(), batch, longest, shortest, draw, how))
        ids = np.full((3, batch), 3, "int32")
        ids[0], ids[1] = 3 + draw[2], END
        return tf.constant(ids)

    made = []
    monkeypatch.setattr(
        sample_text, "Writer", lambda network, ends: made.append((network.name, ends)) or write
    )
    calls.append(made)
    return calls


def trained(mode="line"):
    config = validate({"kind": "text", "text": {"mode": mode, "length": 30}})
    model = SimpleNamespace(average=SimpleNamespace(name="average"))
    return SimpleNamespace(config=config, model=model, tokenizer=TOKENIZER, traced={})


def test_chunks_are_whole_to_the_writer_and_cut_to_the_count(written):
    chunks = list(texts(trained(), GenerateRequest(count=CHUNK + 2, seed=7)))
    assert [len(chunk) for chunk in chunks] == [CHUNK, 2]
    assert (set(chunks[0]), chunks[1]) == ({"a"}, ["b", "b"])  # END and what is behind are cut
    first, second = written[1:]
    assert first == ([BEGIN], CHUNK, 30, 1, (7, Stream.SAMPLE, 0), (1.0, 0, 1.0))
    assert second[4] == (7, Stream.SAMPLE, 1)


def test_what_is_asked_for_reaches_the_writer_and_the_prompt_stands_first(written):
    asked = {"length": 9, "min_length": 2, "temperature": 0.0, "top_k": 5, "top_p": 0.5}
    [chunk] = texts(trained(), GenerateRequest(count=1, prompt="dc", **asked))
    assert chunk == ["dca"]
    prompt, _, longest, shortest, _, how = written[1]
    assert (prompt, longest, shortest, how) == ([BEGIN, 6, 5], 9, 2, (0.0, 5, 0.5))


@pytest.mark.parametrize(
    ("prompt", "what"), [("az", "'z' was never seen"), ("yaz", "'y', 'z' were never seen")]
)
def test_a_prompt_of_what_was_never_seen_is_refused(written, prompt, what):
    with pytest.raises(InputError, match=f"^--prompt: {what} in training"):
        next(texts(trained(), GenerateRequest(count=1, prompt=prompt)))


def test_a_network_is_traced_once_and_a_long_text_never_ends(written):
    model, other = trained("stream"), SimpleNamespace(name="likelihood")
    for network in (None, other, None):
        list(texts(model, GenerateRequest(count=1), network))
    assert written[0] == [("average", False), ("likelihood", False)]


def test_parts_of_an_output_are_the_texts_of_the_whole(written):
    asked = GenerateRequest(2 * CHUNK + 5, 9)
    whole = list(texts(trained(), asked))
    for numbers in (range(CHUNK, 2 * CHUNK + 5), range(CHUNK, 2 * CHUNK), range(0)):
        found = list(texts(trained(), asked, numbers=numbers))
        assert found == whole[1 : 1 + len(found)]
        assert sum(map(len, found)) == len(numbers)
