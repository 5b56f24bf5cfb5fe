"""How n-grams of generated texts are spread, beside those of real ones."""

from collections import Counter

import numpy as np

from rnngan.evaluation.text.words import ngrams


def divergence(one, other):
    """Return the Jensen-Shannon divergence of two counts, in nats: 0 to log 2.

    Args:
        one: `Counter`, as `characters` gives it.
        other: another one.

    Example:
        >>> same, none = Counter("abab"), Counter("cc")
        >>> divergence(same, same), round(divergence(same, none), 4)
        (0.0, 0.6931)
    """
    sides = one, other
    keys = sorted(one.keys() | other.keys())
    shares = [np.array([side[key] for key in keys], "float64") for side in sides]
    p, q = (share / max(share.sum(), 1) for share in shares)
    middle = (p + q) / 2
    total = 0.0
    for side in (p, q):
        some = side > 0
        total += float((side[some] * np.log(side[some] / middle[some])).sum())
    return max(total / 2, 0.0)


def characters(texts, n):
    """Return the counts of character n-grams of texts.

    Example:
        >>> characters(["abab", "ba"], 2)
        Counter({'ab': 2, 'ba': 2})
    """
    counts = Counter()
    for text in texts:
        counts.update(text[i : i + n] for i in range(len(text) - n + 1))
    return counts


def distinct(texts, n):
    """Return the share of n-grams of words that are different (Li et al., 1510.03055).

    Args:
        texts: lists of words.
        n: words of an n-gram.

    Example:
        >>> distinct([["a", "b", "a", "b"]], 2)  # ab, ba, ab
        0.6666666666666666
    """
    found = [gram for text in texts for gram in ngrams(text, n)]
    return len(set(found)) / max(len(found), 1)
