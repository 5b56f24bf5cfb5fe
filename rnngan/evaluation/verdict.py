"""Whether a training that took all its steps has made a generator of any use; if not, why."""

import math

from rnngan.data.training_length import FEWEST
from rnngan.evaluation.quick_check import QuickCheck

ALWAYS = 0.95  # accuracy from which on generated windows are as good as never taken for real
EASILY = 0.9  # from which on it counts that shuffled rows or the discriminator's loss say the same
ALIKE = 0.02  # of accuracy: no better than shuffled rows
LARGEST_FLOOR = 0.65  # of real against real windows, over which nothing is concluded
WON = 0.05  # of its loss at chance, under which a discriminator has won
LAST = 0.1  # of the history: its end
ADVICE = (
    "Try more --steps or --minutes, another --objective, another --generator (row or window), or "
    "leave columns out with --ignore."
)


def line(found: QuickCheck | None) -> str:
    """Return what a person reads of a quick check; None is one of too few windows.

    Example:
        >>> line(QuickCheck(0.531, 0.5, 0.9, 200))
        'a quick judge tells generated from real windows in 53 % of cases; 50 % is chance'
    """
    if found is None:
        return "too few windows for a quick check of what was learned"
    if found.floor > LARGEST_FLOOR:
        real = f"real from other real ones in {_percent(found.floor)}"
        return f"{_share(found)}, and {real}: it proves little"
    return f"{_share(found)}; 50 % is chance"


def failure(found: QuickCheck | None, history: list[dict], chance: float, steps: int) -> str | None:
    """Return why a generator is of no use and what to try, or None where nothing says so.

    Args:
        found: of the quick check; None where there were too few windows.
        history: rows of losses.
        chance: loss of a discriminator that can't distinguish anything; 0 where it has none.
        steps: taken; fewer than FEWEST, a trial, are never a failure.

    Example:
        >>> failure(QuickCheck(0.97, 0.5, 1.0, 200), [], 0.0, 20) is None
        True
    """
    if steps < FEWEST:
        return None
    reason = _unlike(found, history, chance) if found is not None else None
    reason = reason or _not_fallen(history)
    return None if reason is None else f"Training has not learned the data: {reason}. {ADVICE}"


def _unlike(found, history, chance):
    """Return how it shows that generated windows are nothing like real ones, or None."""
    if found.floor > LARGEST_FLOOR or found.accuracy < EASILY:
        return None
    share, end = _share(found), _end(history, "d_loss")
    if chance > 0 and end is not None and end < WON * chance:
        return f"{share}, and the discriminator has won: its loss ends at {end:.3f}"
    if found.accuracy >= ALWAYS:
        return share
    if found.accuracy >= found.shuffled - ALIKE:
        return f"{share}, as often as real windows with shuffled rows"
    return None


def _not_fallen(history):
    """Return that the loss of the likelihood phase ended no lower than it began, or None."""
    rows = [row for row in history if row.get("d_loss") is None]
    losses, end = _column(rows, "likelihood"), _end(rows, "likelihood")
    if len(losses) < 2 or end < losses[0]:
        return None
    return f"the loss of the likelihood phase began at {losses[0]:.3f} and ended at {end:.3f}"


def _end(history, name):
    """Return the mean of the last tenth of a column of the history; None where it has none."""
    values = _column(history, name)
    last = values[-math.ceil(LAST * len(values)) :]
    return sum(last) / len(last) if last else None


def _column(history, name):
    return [row[name] for row in history if row.get(name) is not None]


def _share(found):
    right = _percent(found.accuracy)
    return f"a quick judge tells generated from real windows in {right} of cases"


def _percent(share):
    return f"{100 * share:.0f} %"
