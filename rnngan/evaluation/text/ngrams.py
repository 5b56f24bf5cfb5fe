"""How n-grams of generated texts are spread, for a comparison with real ones."""

from collections import Counter

from rnngan.evaluation.text.words import ngrams


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
