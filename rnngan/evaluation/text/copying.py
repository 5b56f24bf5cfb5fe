"""What generated texts have copied from those that were learned."""

import math
from collections import Counter, defaultdict

import numpy as np

from rnngan.evaluation.text.words import words


class Spans:
    """What was learned, character by character.

    Args:
        learned: all learned texts as one str.

    Example:
        >>> Spans("an old cat slept").longest(["the old cat sat", "a dog"])
        ' old cat s'
    """

    def __init__(self, learned):
        self.learned, self._known = learned, {}

    def longest(self, texts):
        """Return the longest piece of any text that was learned.

        A piece of a known piece is known too, so the longest length is found by halving.
        """
        low, high = 0, max(map(len, texts), default=0)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._found(texts, middle) else (low, middle - 1)
        return self._found(texts, low) or ""

    def _found(self, texts, length):
        """Return a piece of `length` characters of a text that was learned, or None."""
        if length not in self._known:
            self._known[length] = set(map(hash, _pieces(self.learned, length)))
        known = self._known[length]
        for text in texts:
            for piece in _pieces(text, length):
                if hash(piece) in known and piece in self.learned:
                    return piece
        return None


def _pieces(text, length):
    return (text[i : i + length] for i in range(len(text) - length + 1))


def repeated(texts):
    """Return the share of texts that stand among those before them.

    Example:
        >>> repeated(["a", "b", "a", "a"])
        0.5
    """
    return 1 - len(set(texts)) / max(len(texts), 1)


def copied(texts, learned):
    """Return the share of texts that were learned as a whole.

    Example:
        >>> copied(["a", "b"], ["b", "c"])
        0.5
    """
    known = set(learned)
    return sum(text in known for text in texts) / max(len(texts), 1)


def nearest(texts, learned):
    """Return, for every text, (the learned text whose words are nearest, cosine of their counts).

    Args:
        texts: list of str.
        learned: list of str.

    Example:
        >>> nearest(["a red cat"], ["a dog", "the red cat"])
        [('the red cat', 0.667)]
    """
    postings = defaultdict(list)  # word -> (number of a learned text, its weight there)
    for number, text in enumerate(learned):
        for word, weight in _unit(text).items():
            postings[word].append((number, weight))
    found = []
    for text in texts:
        alike = np.zeros(len(learned))
        for word, weight in _unit(text).items():
            for number, other in postings[word]:
                alike[number] += weight * other
        best = int(alike.argmax())
        found.append((learned[best], round(float(alike[best]), 3)))
    return found


def _unit(text):
    """Return {word: count}, scaled to length 1."""
    counts = Counter(words(text))
    length = math.sqrt(sum(count * count for count in counts.values())) or 1.0
    return {word: count / length for word, count in counts.items()}
