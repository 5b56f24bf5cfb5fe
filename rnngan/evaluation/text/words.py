"""The words that scores count."""

import regex

WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’\-]*|[^\s\p{L}\p{N}]")


def words(text):
    """Return the words and signs of a text, without white space.

    Example:
        >>> words("a well-kept cat's paw.")
        ['a', 'well-kept', "cat's", 'paw', '.']
    """
    return WORD.findall(text)


def ngrams(tokens, n):
    """Return the n-grams of tokens as a list of tuples.

    Example:
        >>> ngrams(["a", "b", "c"], 2)
        [('a', 'b'), ('b', 'c')]
    """
    return list(zip(*(tokens[i:] for i in range(n)), strict=False))
