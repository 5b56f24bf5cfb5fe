"""Lines, or one long text -> sequences of token ids to train on and to hold out."""

import hashlib
from dataclasses import dataclass, field

import numpy as np

from rnngan.config.errors import InputError
from rnngan.config.run_config import RunConfig
from rnngan.data.text import tokenizer as tokenizers
from rnngan.data.text.tokenizer import BEGIN, END, UNKNOWN, Tokenizer
from rnngan.data.training_length import with_steps

LINES = 100  # lines from which on a text is one of lines, where they are short
LONG_LINE = 400  # characters of its longest lines but for one in a hundred
WINDOW = {"char": 128, "word": 32, "bpe": 64}  # tokens of a window of a long text
LONGEST = 256  # tokens of a line that are learned at most
FEWEST = 10  # sequences under which nothing can be learned


@dataclass(frozen=True)
class Sequences:
    """Sequences of ids over one array.

    Args:
        ids: (tokens,) int32, all sequences one after another.
        starts: (sequences,) first token of each.
        lengths: (sequences,) its tokens.
        ended: (sequences,) whether it ends behind them, or is cut off.

    Example:
        >>> two = Sequences(np.array([5, 6, 7]), np.array([0, 2]), np.array([2, 1]),
        ...                 np.array([True, False]))
        >>> two.gather([0, 1], 3)[0].tolist()
        [[1, 5, 6, 0], [1, 7, 0, 0]]
    """

    ids: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray
    ended: np.ndarray

    def __len__(self):
        """Return the number of sequences."""
        return len(self.starts)

    def gather(self, indices, longest=None):
        """Return sequences as one array, and how many of their tokens are learned.

        Args:
            indices: of the sequences.
            longest: tokens of a row behind BEGIN; the longest sequence and its END when None.

        Returns:
            ids (len(indices), 1 + longest) int32: BEGIN, the tokens, END where it ends there; and
            counts (len(indices),): tokens that are learned, END among them.
        """
        indices = np.asarray(indices)
        lengths, counts = self.lengths[indices], (self.lengths + self.ended)[indices]
        longest = int(counts.max()) if longest is None else longest
        behind = np.arange(longest)
        at = np.minimum(self.starts[indices][:, None] + behind, len(self.ids) - 1)
        ids = np.where(behind < lengths[:, None], self.ids[at], END).astype("int32")
        begin = np.full((len(indices), 1), BEGIN, "int32")
        return np.concatenate([begin, ids], axis=1), np.minimum(counts, longest).astype("int32")


@dataclass
class Corpus:
    """A text made ready.

    Args:
        config: the `RunConfig`, with mode and length decided.
        tokenizer: `Tokenizer`, made of the training part.
        train: training `Sequences`.
        validation: `Sequences` that say when to stop; half of what is held out.
        holdout: `Sequences` for scores alone, the other half.
        texts: (training, validation, held-out) texts: lists of lines, or pieces of a long text.
        notices: what a person should know about how the text was read.
    """

    config: RunConfig
    tokenizer: Tokenizer
    train: Sequences
    validation: Sequences
    holdout: Sequences
    texts: tuple[list[str], list[str], list[str]] = field(repr=False)
    notices: list[str] = field(default_factory=list)

    @property
    def size(self):
        """What training sees: {"training_sequences", "holdout_sequences", "vocabulary"}."""
        return {
            "training_sequences": len(self.train),
            "holdout_sequences": len(self.validation) + len(self.holdout),
            "vocabulary": self.tokenizer.size - tokenizers.FIRST,
        }

    def decided(self, config):
        """Return other settings of a training, with what the text has decided."""
        return with_steps(config.model_copy(update={"text": self.config.text}))

    def describe(self):
        """Return one line for a person."""
        what = {"char": "characters", "word": "words", "bpe": "pieces of words"}
        parts = "lines" if self.config.text.mode == "line" else "windows"
        size = self.size
        return (
            f"{size['training_sequences']:,} training {parts} of at most {self.config.text.length} "
            f"tokens, {size['holdout_sequences']:,} held out; {size['vocabulary']:,} different "
            f"{what[self.tokenizer.level]}"
        )

    def let_go(self):
        """Free the memory of the texts; the ids stay."""
        self.texts = [], [], []


def prepare(text, config, tokenizer=None):
    """Return the `Corpus` of a text.

    Args:
        text: `rnngan.data.text.text_files.Text`.
        config: `RunConfig`.
        tokenizer: `Tokenizer` of a run, whose settings go with it; made when None.

    Raises:
        InputError: there is too little of it, or it is of one symbol only.
    """
    mode = _mode(text, config.text.mode)
    parts = _lines(text, config) if mode == "line" else _stretches(text, config.data.holdout)
    if len(set("".join(parts[0]))) < 2:
        raise InputError(
            f"{text.source} holds one symbol only: {''.join(parts[0])[:1]!r}. Expected a text."
        )
    if tokenizer is None:
        asked = config.text.level, config.text.vocabulary
        tokenizer = tokenizers.fit(parts[0], *asked, mode == "line", text.source)
    encoded = [[tokenizer.encode(piece) for piece in part] for part in parts]
    length = config.text.length
    if length == "auto":
        longest = max(len(ids) for ids in encoded[0]) + 1
        length = min(longest, LONGEST) if mode == "line" else WINDOW[tokenizer.level]
    update = {"mode": mode, "level": tokenizer.level, "length": length}
    config = config.model_copy(update={"text": config.text.model_copy(update=update)})
    config = with_steps(config)
    sequences = [_cut(part, length) if mode == "line" else _slid(part, length) for part in encoded]
    _check(text, sequences[0], encoded[0], length, mode)
    notices = text.notices + _notices(text, mode, parts, encoded, length, tokenizer)
    return Corpus(config, tokenizer, *sequences, parts, notices)


def _mode(text, asked):
    """Return "line" or "stream": as it was asked for, or what the text looks like."""
    if text.cells is not None:
        return "line"
    if asked != "auto":
        return asked
    lengths = sorted(map(len, text.lines))
    short = lengths and lengths[int(0.99 * (len(lengths) - 1))] <= LONG_LINE
    return "line" if len(lengths) >= LINES and short else "stream"


def _lines(text, config):
    """Return training, validation and held-out lines: equal lines are in one part."""
    train, validation, held = [], [], []
    for line in text.lines:
        share = _share(line, config.seed)
        halves = validation if share < config.data.holdout / 2 else held
        (halves if share < config.data.holdout else train).append(line)
    return train, validation, held


def _share(line, seed):
    """Return a number from 0 to 1 by the content of a line: equal lines have the same."""
    digest = hashlib.sha256(f"{seed}\n{line}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def _stretches(text, holdout):
    """Return training, validation and held-out part of a long text, in this order, a list each."""
    content, cuts = text.content, [0]
    for share in (1 - holdout, 1 - holdout / 2):
        position = round(len(content) * share)
        cuts.append(_between_words(content, position) if holdout else position)
    parts = (content[a:b] for a, b in zip(cuts, [*cuts[1:], len(content)], strict=True))
    return tuple([part] if part.strip() else [] for part in parts)


def _between_words(content, position):
    """Return the position of the next space of a text, so that no word is cut in two."""
    while position < len(content) and not content[position].isspace():
        position += 1
    return position


def halves(made):
    """Return the held-out part of a `Corpus` as two halves; either may be empty.

    Lines are parted by their content, as they were when they were held out, so that equal lines
    are on one side; a long text is cut between two words.

    Args:
        made: `Corpus` with its texts.

    Returns:
        ((texts, `Sequences`) of the first half, the same of the second).
    """
    config, sides = made.config, ([], [])
    if config.text.mode == "line":
        middle = 0.75 * config.data.holdout  # the held-out lines' shares begin at 0.5 of it
        for line in made.texts[2]:
            sides[_share(line, config.seed) >= middle].append(line)
        cut = _cut
    else:
        content, cut = "".join(made.texts[2]), _slid
        position = _between_words(content, len(content) // 2)
        parts = (content[:position], content[position:])
        sides = tuple([part] if part.strip() else [] for part in parts)
    encode, length = made.tokenizer.encode, config.text.length
    return tuple((side, cut([encode(text) for text in side], length)) for side in sides)


def _cut(parts, length):
    """Return the `Sequences` of lines, cut off behind `length` tokens, END among them."""
    lengths = np.array([len(ids) for ids in parts], "int64")
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype("int64")[: len(parts)]
    ids = np.concatenate(parts) if parts else np.zeros(1, "int32")
    ended = lengths < length
    return Sequences(ids, starts, np.minimum(lengths, length), ended)


def _slid(parts, length):
    """Return the `Sequences` of a long text: a window at every token."""
    ids = parts[0] if parts else np.zeros(1, "int32")
    count = max(len(ids) - length + 1, 0)
    starts = np.arange(count, dtype="int64")
    return Sequences(ids, starts, np.full(count, length, "int64"), np.zeros(count, bool))


def _check(text, train, encoded, length, mode):
    """Refuse a text that nothing can be learned from."""
    tokens = sum(map(len, encoded))
    if mode == "stream" and len(train) < length:
        raise InputError(
            f"{text.source} has {tokens:,} tokens to train on. Expected at least {2 * length:,}, "
            f"two windows of {length}: take a longer text, or a smaller --set text.length."
        )
    if mode == "line" and len(train) < FEWEST:
        raise InputError(
            f"{text.source} has {len(train):,} lines to train on. Expected at least {FEWEST}: take "
            "more lines, or --set text.mode=stream to read it as one text."
        )


def _notices(text, mode, parts, encoded, length, tokenizer):
    found = []
    if mode == "line":
        lines = [line for part in parts for line in part]
        repeated = len(lines) - len(set(lines))
        if repeated:
            found.append(f"{repeated:,} of {len(lines):,} lines stand in the text before")
        cut = sum(len(ids) >= length for ids in encoded[0])
        if cut:
            found.append(f"{cut:,} lines have {length} tokens or more and are cut off there")
    if text.content is not None and text.content.count("\n") <= 1 and mode == "stream":
        found.append("the text is one line, so it is read as one long text")
    held = encoded[1] + encoded[2]
    unknown = sum(int((ids == UNKNOWN).sum()) for ids in held)
    if unknown:
        tokens = sum(map(len, held))
        found.append(f"{unknown / tokens:.1%} of the held-out tokens were not seen in training")
    return found
