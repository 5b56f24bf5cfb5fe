"""Forecasts of real rows, learned from synthetic ones (train on synthetic, test on real)."""

from rnngan.evaluation.similarity.forecasts import lost_skill

NAME = "synthetic_forecasts"
TITLE = "forecasts trained on synthetic"
UNIT = "share of the skill that is lost"
READING = "how much worse the next real row is forecast by what was learned from these rows alone"


def distance(real, other):
    """Return the share of the skill of real forecasts that those learned from `other` lose.

    Args:
        real: `Sample`; one half is learned from, the other half forecast.
        other: `Sample` that is learned from in place of the one half.
    """
    return lost_skill(real, other)
