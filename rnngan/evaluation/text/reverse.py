"""Reverse perplexity: how well a model of the generated texts predicts real ones.

A generator that leaves out some sorts of texts scores badly here, and well by BLEU (Zhao et al.,
"Adversarially Regularized Autoencoders", 1706.04223). The model is an interpolated Kneser-Ney model
of three words (Kneser and Ney 1995; Chen and Goodman 1999): quick, and the same every time.
"""

import math
from collections import Counter, defaultdict

END, BEGIN, UNKNOWN = "\n", "\t", "\0"  # no words


class KneserNey:
    """A model of three words.

    Args:
        texts: lists of words that it learns.
        vocabulary: words that it knows; all others are one unknown word.
        discount: taken off every count.

    Example:
        >>> model = KneserNey([["a", "b"]] * 9, {"a", "b"})
        >>> model.perplexity([["a", "b"]]) < 1.4 < model.perplexity([["b", "a"]])
        True
    """

    def __init__(self, texts, vocabulary, discount=0.75):
        self.vocabulary, self.discount = vocabulary, discount
        self.size = len(vocabulary) + 2  # END and the unknown word
        self.counts = Counter(gram for text in texts for gram in self._threes(text))
        self.pairs = Counter((b, c) for _, b, c in self.counts)  # by how many words before
        self.singles = Counter(c for _, c in self.pairs)
        self.after = defaultdict(lambda: [0, 0])  # context -> [count, different words behind]
        for table in (self.counts, self.pairs):
            for (*context, _), count in table.items():
                total = self.after[tuple(context)]
                total[0] += count
                total[1] += 1
        self.types, self.total = len(self.singles), sum(self.singles.values())

    def perplexity(self, texts):
        """Return the perplexity of texts, lists of words: exp of the mean loss of a word."""
        losses = [-math.log(self._share(gram)) for text in texts for gram in self._threes(text)]
        return math.exp(sum(losses) / len(losses))

    def _threes(self, text):
        known = [word if word in self.vocabulary else UNKNOWN for word in text]
        padded = [BEGIN, BEGIN, *known, END]
        return zip(padded, padded[1:], padded[2:], strict=False)

    def _share(self, gram):
        """Return the probability of the last of three words behind the two before."""
        one, two, word = gram
        lowest = self._discounted(self.singles[word], self.total, self.types, 1 / self.size)
        low = self._discounted(self.pairs[two, word], *self.after.get((two,), (0, 0)), lowest)
        return self._discounted(self.counts[gram], *self.after.get((one, two), (0, 0)), low)

    def _discounted(self, count, total, types, below):
        if not total:
            return below
        return (max(count - self.discount, 0) + self.discount * types * below) / total
