"""All scores of texts, a row for each generator and for real texts."""

from rnngan.config.errors import InputError
from rnngan.data.text.counting import divergence
from rnngan.evaluation.text import copying
from rnngan.evaluation.text.bleu import References, self_bleu
from rnngan.evaluation.text.ngrams import characters, distinct
from rnngan.evaluation.text.reverse import KneserNey
from rnngan.evaluation.text.words import words

MOST = 1000  # texts of a row; Self-BLEU grows with their number, so all rows have the same
LEAST = 10
COPIED = ("copied", "longest_span", "longest_span_text")  # scores that learned texts have not
SHOWN = 10  # texts whose nearest learned one is shown


class Scorer:
    """What texts are scored against.

    Args:
        learned: list of str that were trained on.
        held: list of str that were not.

    Raises:
        InputError: there are too few of them.
    """

    def __init__(self, learned, held):
        if min(len(held), len(learned)) < LEAST:
            raise InputError(
                f"{len(held)} held-out texts are too few for a score. Expected at least {LEAST}: "
                "name a file of others with --real FILE, or train with a larger --holdout."
            )
        self.learned, self.held = learned, held
        self.spans = copying.Spans("\n".join(learned))
        self.tokens = [words(text) for text in held]
        self.references = References(self.tokens)
        self.characters = {n: characters(held, n) for n in (3, 4)}
        self.vocabulary = {word for text in learned for word in words(text)}

    def scores(self, texts):
        """Return {score: number} of texts."""
        tokens = [found for found in map(words, texts) if found]
        longest = self.spans.longest(texts)
        row = {f"bleu_{n}": value for n, value in self.references.bleu(tokens).items()}
        row |= {f"self_bleu_{n}": value for n, value in self_bleu(tokens).items()}
        apart = (divergence(characters(texts, n), held) for n, held in self.characters.items())
        row |= dict(zip(("divergence_3", "divergence_4"), apart, strict=True))
        row |= {f"distinct_{n}": distinct(tokens, n) for n in (1, 2)}
        model = KneserNey(tokens, self.vocabulary)
        row["reverse_perplexity"] = model.perplexity(self.tokens)
        row["repeated"] = copying.repeated(texts)
        row["copied"] = copying.copied(texts, self.learned)
        row["longest_span"] = len(longest)
        return row | {"longest_span_text": longest}

    def count(self, asked=MOST):
        """Return how many texts a row has: as many in each, so that Self-BLEU compares."""
        return min(asked, max(len(self.held) // 2, LEAST))

    def learned_row(self, count):
        """Return the scores of some learned texts, which no generator of them will beat by much.

        Where the held-out texts are of another origin, even real texts are far from them.
        """
        step = max(len(self.learned) // count, 1)
        row = self.scores(self.learned[::step][:count])
        return {key: value for key, value in row.items() if key not in COPIED}

    def real(self, count):
        """Return the scores of some held-out texts against all others: what can be hoped for."""
        chosen = {round(i * len(self.held) / count) for i in range(count)}
        some = [text for number, text in enumerate(self.held) if number in chosen]
        rest = [text for number, text in enumerate(self.held) if number not in chosen]
        return Scorer(self.learned, rest).scores(some)
