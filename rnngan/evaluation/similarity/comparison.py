"""How similar generated rows are to real ones, as a share of what other real rows reach."""

from dataclasses import dataclass

import numpy as np

from rnngan.evaluation.sample import Sample
from rnngan.evaluation.similarity import baselines, row_scores
from rnngan.evaluation.similarity.headline import headline, share
from rnngan.evaluation.spread import summary

SPLITS = 5  # random halves of the real sequences
MOST_ROWS = 20_000  # of a side; more change no score and take long
MOST_CELLS = 500_000  # of a side, for tables of many columns
FEWEST = 2  # sequences of a side
PIECES = 40  # that a few long sequences are cut into at least
LEAST_HELD = 10  # held-out sequences under which they say nothing
SHOWN = 20  # details of a score that are kept, the worst first
BASELINES = {
    "block bootstrap": baselines.block_bootstrap,
    "Gaussian": baselines.gaussian,
    "constant": baselines.constant,
}


@dataclass(frozen=True)
class Split:
    """Samples of as many sequences each: a half of the real ones, and what it is compared with."""

    real: Sample
    floor: Sample
    generated: Sample
    held_out: Sample | None


def similarity(train, held, generated, whole=False, seed=0):
    """Return all scores of rows with their floors, baselines and headline, as scores.json has them.

    Args:
        train: `Sample` of the rows that were learned from.
        held: `Sample` of rows that were not; may have none.
        generated: `Sample`.
        whole: whether sequences are compared as they are, and not in pieces of one length.
        seed: of all that is drawn.

    Returns:
        A dict, None where there are too few sequences, or no column to compare.
    """
    splits, made = [], None
    length = None if whole else piece(train, generated)
    for number in range(SPLITS):
        rng = np.random.default_rng([seed, 0x51AB, number])
        sides = [side if whole else side.cut(length, rng) for side in (train, held, generated)]
        if min(len(sides[0].segments) // 2, len(sides[2].segments)) < FEWEST:
            return None
        splits.append(_split(*sides, rng))
        made = made or _baselines(sides[0], splits[0].floor, rng)
    found = [_score(module, splits, made) for module in row_scores.modules()]
    found = [score for score in found if score is not None]
    if not found:
        return None
    return headline(found, SPLITS) | {"scores": found}


def piece(train, generated):
    """Return the rows of a piece: the usual generated length, or less where that gives too few.

    Args:
        train: `Sample`.
        generated: `Sample`.
    """
    usual = int(np.median(generated.lengths)) if len(generated) else 1
    return max(1, min(usual, len(train) // PIECES, len(generated) // (PIECES // 2)))


def _split(train, held, generated, rng):
    rows = min(MOST_ROWS, MOST_CELLS // max(1, len(train.names)))
    most = max(2, int(rows / train.lengths.mean()))
    order = rng.permutation(len(train.segments))
    half = min(len(order) // 2, len(generated.segments), most)
    held_out = _some(held, half, rng) if len(held.segments) >= LEAST_HELD else None
    return Split(
        train.taken(order[:half]),
        train.taken(order[half : 2 * half]),
        _some(generated, half, rng),
        held_out,
    )


def _some(sample, most, rng):
    """Return the sample of at most so many of its sequences, in any order."""
    return sample.taken(rng.permutation(len(sample.segments))[:most])


def _baselines(train, template, rng):
    """Return {name: sample} of the baselines that are defined for the table."""
    named = {k: make for k, make in BASELINES.items() if k != "Gaussian" or train.numbers}
    return {name: make(train, template, rng) for name, make in named.items()}


def _score(module, splits, made):
    """Return a score as a dict, None where it is not defined for the table."""
    found = [
        {
            side: module.distance(split.real, getattr(split, side))
            for side in ("generated", "floor", "held_out")
            if getattr(split, side) is not None
        }
        for split in splits
    ]
    found = [sides for sides in found if sides["generated"]]
    if not found:
        return None
    numbers = {
        side: summary([_mean(sides[side]) for sides in found]) if side in found[0] else None
        for side in ("generated", "floor", "held_out")
    }
    also = {name: module.distance(splits[0].real, side) for name, side in made.items()}
    return {
        "score": module.NAME,
        "title": module.TITLE,
        "reading": module.READING,
        "unit": module.UNIT,
        **numbers,
        "baselines": {name: _mean(distances) for name, distances in also.items() if distances},
        "share": share(numbers["generated"]["mean"], numbers["floor"]["mean"]),
        "details": _details(found),
    }


def _mean(distances):
    return float(np.mean(list(distances.values()))) if distances else 0.0


def _details(found):
    """Return the distance of each column or pair, those farthest above their floor first."""
    rows = []
    for of in dict.fromkeys(name for sides in found for name in sides["generated"]):
        sides = [s for s in found if of in s["generated"]]
        generated = float(np.mean([s["generated"][of] for s in sides]))
        floor = float(np.mean([s["floor"].get(of, 0.0) for s in sides]))
        rows.append({"of": of, "generated": generated, "floor": floor})
    return sorted(rows, key=lambda row: row["floor"] - row["generated"])[:SHOWN]
