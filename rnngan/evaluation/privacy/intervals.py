"""How well members are found out, and within which interval that is known."""

import numpy as np
from scipy import optimize, stats

DRAWS = 1000  # bootstrap samples
LEVEL = 0.95  # of all intervals
FALSE_POSITIVES = 0.01  # share of the others that may be taken for members
EDGE = 1e-6  # how near 0 and 1 the bounds of an AUC are looked for
LOW, HIGH = (1 - LEVEL) / 2, (1 + LEVEL) / 2


def attack(members, others, groups, paired, tries=1, seed=0):
    """Return (auc, tpr) of an attack, each {value, low, high}; tpr with what chance reaches.

    The AUC is the chance that a member scores higher than another sequence. The true-positive rate
    is the share of members that score higher than all but 1 % of the others (Carlini et al. 2022,
    2112.03570). Its "chance" is up to where guessing comes: with few others, the highest of them
    may be low by luck.

    Args:
        members: scores (n,) of sequences that were trained on.
        others: scores (m,) of those that were not.
        groups: (n,) and (m,) number of the group of each.
        paired: whether a group has members and others.
        tries: attacks for all of which together the intervals hold.
        seed: of the bootstrap.
    """
    sizes, count = (len(members), len(others)), independent(groups, paired)
    once, weights = [np.ones((1, size)) for size in sizes], bootstrap(groups, paired, seed)
    found = []
    for measure, bounds in ((areas, _area_bounds), (rates, _rate_bounds)):
        value = float(measure(members, others, *once)[0])
        low, high = interval(value, measure(members, others, *weights), count, tries)
        least = bounds(value, *sizes)
        low, high = max(0.0, min(low, least[0])), min(1.0, max(high, least[1]))
        found.append({"value": value, "low": float(low), "high": float(high)})
    found[1]["chance"] = _by_chance(sizes[0], count if paired else sizes[1], tries)
    return tuple(found)


def independent(groups, paired):
    """Return how many independent groups the side with the fewest has."""
    counts = [len(np.unique(side)) for side in groups]
    return counts[0] if paired else min(counts)


def bootstrap(groups, paired, seed=0):
    """Return how often (draws, n) and (draws, m) each unit of both sides is in each sample.

    Whole groups are drawn with replacement: those of both sides together where groups have both.

    Args:
        groups: (n,) and (m,) number of the group of each unit.
        paired: whether a group has units of both sides.
        seed: of the draws.
    """
    rng = np.random.default_rng([seed, 0xB007])
    if not paired:
        return tuple(_drawn(side, rng) for side in groups)
    together = _drawn(np.concatenate(groups), rng)
    return together[:, : len(groups[0])], together[:, len(groups[0]) :]


def _drawn(groups, rng):
    """Return how often (draws, units) each unit's group is drawn."""
    names, where = np.unique(groups, return_inverse=True)
    return rng.multinomial(len(names), np.full(len(names), 1 / len(names)), DRAWS)[:, where]


def areas(members, others, of_members, of_others):
    """Return the AUC (draws,) of weighted scores; a tie counts half.

    Args:
        members: scores (n,).
        others: scores (m,).
        of_members: weights (draws, n).
        of_others: weights (draws, m).

    Example:
        >>> areas(np.array([1.0, 3.0]), np.array([2.0, 3.0]), np.ones((1, 2)), np.ones((1, 2)))
        array([0.375])
    """
    order = np.argsort(others)
    below = np.pad(np.cumsum(of_others[:, order], axis=1), ((0, 0), (1, 0)))  # (draws, m + 1)
    left, right = (np.searchsorted(others[order], members, side) for side in ("left", "right"))
    won = (below[:, left] + below[:, right]) / 2  # (draws, n)
    return (won * of_members).sum(axis=1) / (of_members.sum(axis=1) * below[:, -1])


def rates(members, others, of_members, of_others):
    """Return the true-positive rate (draws,) at 1 % false positives of weighted scores.

    Args:
        members: scores (n,).
        others: scores (m,).
        of_members: weights (draws, n).
        of_others: weights (draws, m).

    Example:
        >>> rates(np.array([1.0, 3.0]), np.array([0.0, 2.0]), np.ones((1, 2)), np.ones((1, 2)))
        array([0.5])
    """
    order = np.argsort(-others)
    above = np.cumsum(of_others[:, order], axis=1)  # false positives at or over each score
    allowed = FALSE_POSITIVES * above[:, -1:] + 1e-9
    threshold = others[order][(above > allowed).argmax(axis=1)]  # (draws,)
    caught = (members[None, :] > threshold[:, None]) * of_members
    return caught.sum(axis=1) / of_members.sum(axis=1)


def interval(value, draws, groups, tries=1):
    """Return the bootstrap interval of a value, wide where groups are few.

    It is that of a t distribution of G - 1 degrees of freedom, with the standard deviation of
    samples of G groups, which is too small by the root of (G - 1) / G (Davison and Hinkley
    1997). One group says nothing of how groups differ: anything is possible.

    Args:
        value: of all groups.
        draws: (draws,) values of the samples.
        groups: how many independent ones were drawn from.
        tries: values for all of which together the intervals hold (Bonferroni).

    Example:
        >>> low, high = interval(0.5, np.array([0.4, 0.5, 0.6]), 3)
        >>> round(low, 3), round(high, 3)
        (0.07, 0.93)
        >>> interval(0.1, np.zeros(9), 1)
        (-1.0, 1.0)
    """
    if groups < 2:
        return -1.0, 1.0
    spread = np.std(draws) * (groups / (groups - 1)) ** 0.5
    reach = float(spread * stats.t.ppf(1 - LOW / tries, groups - 1))
    return max(value - reach, -1.0), min(value + reach, 1.0)


def wilson(share, count):
    """Return the interval of Wilson (1927) of a share of so many; it has a width at 0 and 1 too.

    Example:
        >>> low, high = wilson(0.0, 20)
        >>> round(low, 3), round(high, 3)
        (0.0, 0.161)
    """
    z = stats.norm.ppf(HIGH) ** 2
    middle, root = share + z / (2 * count), z * share * (1 - share) / count + (z / (2 * count)) ** 2
    bounds = middle - root**0.5, middle + root**0.5
    return tuple(float(bound / (1 + z / count)) for bound in bounds)


def _rate_bounds(rate, members, others):
    """Return the interval of a share of so many members."""
    return wilson(rate, members)


def _area_bounds(auc, members, others):
    """Return the interval of an AUC of so many independent scores (Newcombe 2006, method 5).

    It has a width where the bootstrap has none: where all members score higher than all others.
    """
    z, half = stats.norm.ppf(HIGH), (members + others) / 2 - 1

    def beyond(area):
        spread = 1 + half * (1 - area) / (2 - area) + half * area / (1 + area)
        return (area - auc) ** 2 - z**2 * area * (1 - area) * spread / (members * others)

    nearly = min(max(auc, EDGE), 1 - EDGE)  # at 0 and at 1 themselves both sides are equal
    return optimize.brentq(beyond, 0.0, nearly), optimize.brentq(beyond, nearly, 1.0)


def _by_chance(members, others, tries):
    """Return up to which true-positive rate guessing comes, but in 2.5 % of cases for all tries.

    The threshold is the k-th highest of m others: what part of all sequences scores higher has the
    distribution Beta(k, m - k + 1), and the number of members among them is beta-binomial.
    """
    allowed = int(FALSE_POSITIVES * others + 1e-9) + 1
    by_luck = stats.betabinom(members, allowed, others - allowed + 1)
    return float(by_luck.ppf(1 - LOW / tries) / members)
