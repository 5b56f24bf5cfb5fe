"""BLEU of texts against real ones, and against each other.

As Texygen takes it (Zhu et al., "Texygen", 1802.01886): BLEU-n of one text is the geometric mean of
the precisions of its 1- to n-grams against all references at once, where no precision is 0 (0.1
matches are counted for none; Chen and Cherry 2014, method 1), times the brevity penalty against the
reference of nearest length; the score is its mean over texts. With all references at once only the
largest count of an n-gram matters, so that 10,000 of them cost no more than one.
"""

import math
from bisect import bisect_left
from collections import Counter

from rnngan.evaluation.text.words import ngrams

NONE = 0.1  # matches counted where there is none
ORDERS = (2, 3, 4, 5)


class References:
    """Real texts, counted once.

    Args:
        references: lists of words.

    Example:
        >>> found = References([["a", "b", "d"], ["c"]]).bleu([["a", "b", "c"]])
        >>> round(found[2], 4)  # precisions 1 and 1/2
        0.7071
    """

    def __init__(self, references):
        self.most = [_most(references, n) for n in range(1, ORDERS[-1] + 1)]
        self.lengths = sorted({len(reference) for reference in references})

    def bleu(self, texts):
        """Return {n: mean BLEU-n} of texts, lists of words."""
        return _mean([_scores(text, self._allowed, self.lengths) for text in texts])

    def _allowed(self, n, gram):
        return self.most[n].get(gram, 0)


def self_bleu(texts):
    """Return {n: mean BLEU-n} of each text against all others: 1 where all are alike.

    Args:
        texts: two or more lists of words.

    Example:
        >>> self_bleu([["a", "b", "c"]] * 2)[2]
        1.0
    """
    tables = [_two_most(texts, n) for n in range(1, ORDERS[-1] + 1)]
    sizes = Counter(map(len, texts))
    found = []
    for own, text in enumerate(texts):

        def allowed(n, gram, own=own):
            first, owner, second = tables[n].get(gram, (0, -1, 0))
            return second if owner == own else first

        lengths = sorted(n for n, many in sizes.items() if many > 1 or n != len(text))
        found.append(_scores(text, allowed, lengths))
    return _mean(found)


def _most(references, n):
    """Return {n-gram: its largest count in one reference}."""
    most = {}
    for reference in references:
        for gram, count in Counter(ngrams(reference, n)).items():
            if count > most.get(gram, 0):
                most[gram] = count
    return most


def _two_most(texts, n):
    """Return {n-gram: (largest count, the text that has it, largest count in the others)}."""
    most = {}
    for number, text in enumerate(texts):
        for gram, count in Counter(ngrams(text, n)).items():
            first, owner, second = most.get(gram, (0, -1, 0))
            if count > first:
                most[gram] = count, number, first
            elif count > second:
                most[gram] = first, owner, count
    return most


def _scores(text, allowed, lengths):
    """Return BLEU of one text for each order.

    Args:
        text: list of words.
        allowed: (n - 1, n-gram) -> how often it may count.
        lengths: sorted lengths of the references.
    """
    logs, found = 0.0, {}
    for n in range(1, ORDERS[-1] + 1):
        counts = Counter(ngrams(text, n))
        matches = sum(min(count, allowed(n - 1, gram)) for gram, count in counts.items())
        if n == 1 and not matches:
            return dict.fromkeys(ORDERS, 0.0)
        logs += math.log((matches or NONE) / max(sum(counts.values()), 1))
        if n in ORDERS:
            found[n] = _brevity(len(text), lengths) * math.exp(logs / n)
    return found


def _brevity(length, lengths):
    """Return the brevity penalty against the nearest of sorted lengths."""
    position = bisect_left(lengths, length)
    near = min(lengths[max(position - 1, 0) : position + 1], key=lambda n: (abs(n - length), n))
    return 1.0 if length >= near else math.exp(1 - near / length)


def _mean(found):
    return {n: sum(score[n] for score in found) / max(len(found), 1) for n in ORDERS}
