"""Text <-> token ids: characters, words, or byte pairs that are learned from the text.

Every tokenizer gives back what it was given: spaces and line feeds are part of the tokens.
"""

import json
import os
from collections import Counter
from functools import cached_property
from typing import Literal

import numpy as np
import regex
from pydantic import Field

from rnngan.config.errors import InputError, RunError
from rnngan.data.schema import Part

END, BEGIN, UNKNOWN, FIRST = 0, 1, 2, 3  # ids; those of tokens begin at FIRST
MARKS = tuple(4 * "\U0010fffd" + name for name in ("end", "begin", "unknown"))  # of byte pairs
WORDS = r" ?\p{L}[\p{L}\p{M}'’\-]*| ?\p{N}+| ?[^\s\p{L}\p{N}]|\s"
SPLIT = {"char": regex.compile(r"\X"), "word": regex.compile(WORDS)}
MOST = {"char": 1000, "word": 10_000, "bpe": 2000}  # tokens, where nothing else is asked for
MOST_TOKENS = 100_000


class Tokenizer(Part):
    """What turns text into ids and back.

    Args:
        level: what a token is: a character as people see it (a grapheme), a word or sign with the
            space before it, or a frequent piece of a word.
        tokens: texts of the ids from FIRST on.
        pairs: neighbours that become one token, the most frequent first; of "bpe" alone.
        spaced: whether a space is put before a text, so that its first word is as any other.

    Example:
        >>> words = Tokenizer(level="word", tokens=(" a", " cat", "."), spaced=True)
        >>> words.encode("a cat.").tolist(), words.decode([3, 4, 5])
        ([3, 4, 5], 'a cat.')
    """

    level: Literal["char", "word", "bpe"]
    tokens: tuple[str, ...] = Field(min_length=1, max_length=MOST_TOKENS)
    pairs: tuple[tuple[str, str], ...] = Field((), max_length=MOST_TOKENS)
    spaced: bool = False

    @property
    def size(self):
        """Number of ids."""
        return FIRST + len(self.tokens)

    def encode(self, text):
        """Return the ids (tokens,) int32 of a text; what was never seen is UNKNOWN."""
        text = f" {text}" if self.spaced else text
        if self.level == "bpe":
            return np.array(self._pairs.encode(text).ids, "int32")
        pieces, ids = SPLIT[self.level].findall(text), self._ids
        return np.array([ids.get(piece, UNKNOWN) for piece in pieces], "int32")

    def decode(self, ids):
        """Return the text of ids, without what stands for no text."""
        text = "".join(self.tokens[i - FIRST] for i in ids if i >= FIRST)
        return text.removeprefix(" ") if self.spaced else text

    def unseen(self, text):
        """Return the pieces of a text that have no id, each once; all but characters as words."""
        if self.level == "bpe":
            known = set("".join(self.tokens))
            return sorted({sign for sign in text if sign not in known})
        text = f" {text}" if self.spaced else text
        return sorted({p for p in SPLIT[self.level].findall(text) if p not in self._ids})

    @cached_property
    def _ids(self):
        return {token: number for number, token in enumerate(self.tokens, start=FIRST)}

    @cached_property
    def _pairs(self):
        ids = {token: number for number, token in enumerate((*MARKS, *self.tokens))}
        return _byte_pairs(ids, list(self.pairs))


def _byte_pairs(ids=None, pairs=None):
    """Return Hugging Face's tokenizer of byte pairs, made of plain values alone.

    Args:
        ids: {token: id}; None for one that is still to learn.
        pairs: the learned pairs, or None.

    Raises:
        RunError: a pair is of tokens that there are not.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import tokenizers
    from tokenizers import models, pre_tokenizers

    try:
        made = tokenizers.Tokenizer(models.BPE(ids, pairs, unk_token=MARKS[UNKNOWN]))
    except Exception as error:  # the library raises nothing narrower
        raise RunError(f"The pairs of the tokenizer are not those of its tokens: {error}") from None
    pattern = tokenizers.Regex(WORDS)
    made.pre_tokenizer = pre_tokenizers.Split(pattern, behavior="isolated")
    return made


def fit(texts, level, most, spaced, source):
    """Return the `Tokenizer` of texts.

    Args:
        texts: list of str that will be learned.
        level: "char", "word", "bpe", or "auto" for what suits them.
        most: largest number of tokens; None for that of the level.
        spaced: see `Tokenizer`.
        source: name of the text, for messages.

    Raises:
        InputError: there are more characters or words than `most`, or only one symbol.
    """
    if level == "auto":
        level = choose(texts, most or MOST["word"])
    most = most or MOST[level]
    if level == "bpe":
        return _learned(texts, most, spaced)
    counts = Counter()
    for text in texts:
        counts.update(SPLIT[level].findall(f" {text}" if spaced else text))
    if len(counts) > most:
        what, other = ("characters", "word or --level bpe") if level == "char" else ("words", "bpe")
        raise InputError(
            f"{source} has {len(counts):,} different {what}. Expected at most {most:,}: try "
            f"--level {other}, or raise --set text.vocabulary."
        )
    tokens = sorted(counts, key=lambda token: (-counts[token], token))
    return Tokenizer(level=level, tokens=tuple(tokens), spaced=spaced)


SEEN, LONG, MUCH = 15, 12, 100_000  # times of a word, characters of a word, characters of a text


def choose(texts, most):
    """Return the level that suits texts.

    Words where there are few of them, each seen often; byte pairs where there is much text of many
    words; characters else, and where no spaces stand between words.
    """
    words = Counter(piece for text in texts for piece in SPLIT["word"].findall(text))
    count, characters = sum(words.values()), sum(map(len, texts))
    if characters > LONG * count:
        return "char"
    if len(words) <= most and count >= SEEN * len(words) and characters >= MUCH:
        return "word"
    return "bpe" if characters >= MUCH else "char"


def _learned(texts, most, spaced):
    """Return the tokenizer of byte pairs of texts: frequent neighbours become one token.

    The alphabet is that of the text's characters, not of bytes, so that whatever is generated is
    text (Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", 2016).
    """
    from tokenizers import trainers

    made = _byte_pairs()
    trainer = trainers.BpeTrainer(
        vocab_size=FIRST + most, special_tokens=list(MARKS), show_progress=False, min_frequency=2
    )
    made.train_from_iterator((f" {text}" if spaced else text for text in texts), trainer)
    tokens = tuple(made.id_to_token(i) for i in range(FIRST, made.get_vocab_size()))
    pairs = tuple(tuple(pair) for pair in json.loads(made.to_str())["model"]["merges"])
    return Tokenizer(level="bpe", tokens=tokens, pairs=pairs, spaced=spaced)
