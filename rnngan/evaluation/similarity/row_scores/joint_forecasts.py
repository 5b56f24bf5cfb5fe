"""Forecasts of real rows, learned from real and synthetic ones together."""

from rnngan.evaluation.similarity.forecasts import lost_skill

NAME = "joint_forecasts"
TITLE = "forecasts trained on both"
UNIT = "share of the skill that is lost"
READING = "how much worse the next real row is forecast when these rows are added to real ones"


def distance(real, other):
    """Return the share of the skill of real forecasts that is lost when `other` is added.

    Args:
        real: `Sample`; one half is learned from, the other half forecast.
        other: `Sample` that is learned from besides.
    """
    return lost_skill(real, other, together=True)
