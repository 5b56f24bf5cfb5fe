"""All scores of rows -> one number, a grade and a sentence, by thresholds that are written here."""

import numpy as np

from rnngan.report.console import percent

GOOD = 0.95  # from which on a twentieth is lost at most: hardly more than by chance
WEAKEST = 0.8  # under which a single score shows a fault, however good the others are
CLEAR = 2.0  # spreads over its floor from which on a single score is more than chance
FAIR = 0.85  # under which most scores have lost more than chance does
ALIKE = 0.98  # share of a score from which on it is not named among the differences
NAMED = 3  # scores that are named at most
SAID = {
    "good": "The generated rows are nearly as similar to real rows as other real rows are",
    "fair": "The generated rows have most of what real rows have, and not all",
    "poor": "The generated rows differ from real rows in much",
}


def headline(scores, splits):
    """Return the share that all scores reach, how it is defined, a grade and a sentence.

    Args:
        scores: list of dicts, each with "title", "share", "generated", "floor" and "baselines".
        splits: random halves that they were taken on.

    Returns:
        A dict with "share", "std" (the standard deviation of the share over the halves),
        "definition", "verdict", "grade", and "baselines": the share that each of them reaches on
        the scores that are defined for it.

    Example:
        >>> summary = {"mean": 0.1, "std": 0.0, "values": [0.1]}
        >>> sides = {"generated": summary, "floor": {"mean": 0.0, "std": 0.0, "values": [0.0]}}
        >>> score = {"title": "spectrum", "share": 0.9, "baselines": {"Gaussian": 0.2}} | sides
        >>> found = headline([score], 5)
        >>> found["share"], found["grade"], found["baselines"]
        (0.9, 'fair', {'Gaussian': 0.8})
    """
    reached = float(np.mean([score["share"] for score in scores]))
    baselines = _baselines(scores)
    level = grade(reached, _weakest(scores), baselines.get("Gaussian"))
    return {
        "share": reached,
        "std": _spread(scores),
        "definition": (
            f"mean over {len(scores)} scores of (1 - distance of generated rows) / (1 - distance "
            "of as many other real rows), each at most 1, both to the same random half of the "
            f"training rows; mean of {splits} such halves"
        ),
        "verdict": _verdict(scores, level, baselines.get("Gaussian")),
        "grade": level,
        "baselines": baselines,
    }


def _spread(scores):
    """Return the standard deviation of the mean share over halves; of scores defined in all."""
    values = [(score["generated"]["values"], score["floor"]["values"]) for score in scores]
    each = [[share(*sides) for sides in zip(*pair, strict=True)] for pair in values]
    most = max(map(len, each))
    means = np.mean([shares for shares in each if len(shares) == most], axis=0)
    return float(np.std(means, ddof=1)) if most > 1 else 0.0


def share(distance, floor):
    """Return the similarity of a distance as a share of that of the floor, at most 1.

    Example:
        >>> share(0.75, 0.5), share(0.25, 0.5)
        (0.5, 1.0)
    """
    return float(min(1.0, (1 - distance) / (1 - floor))) if floor < 1 else 1.0


def grade(reached, weakest, gaussian=None):
    """Return "good", "fair" or "poor".

    Args:
        reached: mean share of all scores.
        weakest: the smallest share of one that differs from its floor by more than chance.
        gaussian: the mean share that the Gaussian baseline reaches, None where there is none. It
            knows means and covariances alone: rows that are not good and less like real ones than
            it is are of no use.

    Example:
        >>> grade(0.97, 0.9), grade(0.97, 0.7), grade(0.9, 0.7, gaussian=0.93), grade(0.8, 0.7)
        ('good', 'fair', 'poor', 'poor')
    """
    if reached >= GOOD:
        return "good" if weakest >= WEAKEST else "fair"
    return "poor" if reached < FAIR or reached < (gaussian or 0.0) else "fair"


def _weakest(scores):
    """Return the smallest share of the scores that lie clearly over their floors; 1 for none."""
    clear = [1.0]
    for score in scores:
        generated, floor = score["generated"], score["floor"]
        spread = np.hypot(generated["std"], floor["std"])
        if generated["mean"] > floor["mean"] + CLEAR * spread:
            clear.append(score["share"])
    return min(clear)


def _baselines(scores):
    """Return the mean share {name: share} that each baseline reaches."""
    shares = {}
    for score in scores:
        for name, distance in score["baselines"].items():
            shares.setdefault(name, []).append(share(distance, score["floor"]["mean"]))
    return {name: float(np.mean(found)) for name, found in shares.items()}


def _verdict(scores, level, gaussian):
    """Return the grade as a sentence that names what differs most."""
    weakest = sorted(scores, key=lambda score: score["share"])[:NAMED]
    named = [f"{s['title']} ({percent(s['share'])})" for s in weakest if s["share"] < ALIKE]
    said = SAID[level] + (f"; they differ most in {', '.join(named)}" if named else "")
    reached = float(np.mean([score["share"] for score in scores]))
    if level == "poor" and gaussian is not None and gaussian > reached:
        said += f"; a Gaussian with the same covariances comes nearer ({percent(gaussian)})"
    return said + "."
