"""Which columns give generated sequences away, and what about them: judged one by one, ranked."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from rnngan.data.time import calendar
from rnngan.evaluation.explanation import aspects
from rnngan.evaluation.explanation.judging import auc
from rnngan.evaluation.similarity.comparison import piece

MOST = 600  # sequences a side: judging takes seconds, and ranks stay
LEAST = 40  # a side under which nothing is concluded
GROUPS = 20  # of neighbouring real sequences, which are judged together
MOST_PAIRS = 60
SHOWN = 12  # ranked things
CERTAIN = 2.0  # standard errors over chance from which on a thing counts as seen


@dataclass(frozen=True)
class _Seen:
    """What is to be seen of a column, or of a pair.

    Args:
        what: "values", "moves", "repeats", "dates" or "together".
        of: names of the columns.
        sides: ({what it is: (n,) numbers} of real sequences, the same of generated ones).
    """

    what: str
    of: tuple
    sides: tuple

    def tables(self):
        """Return (n, numbers) of both sides."""
        return [np.stack(list(side.values()), axis=1) for side in self.sides]

    def reading(self):
        """Return the number in which both sides differ most, in words."""
        gaps = {}
        for name, real in self.sides[0].items():
            made = self.sides[1][name]
            real, made = (side[~np.isnan(side)] for side in (real, made))
            if len(real) and len(made):
                spread = max(np.std(np.concatenate([real, made])), aspects.SMALLEST)
                gaps[name] = abs(real.mean() - made.mean()) / spread, real.mean(), made.mean()
        name = max(gaps, key=lambda name: gaps[name][0])
        _, real, made = gaps[name]
        return f"{name}: real {real:.3g}, generated {made:.3g} on average"


def explain(real, generated, whole=False, seed=0):
    """Return what gives generated sequences away, the clearest first.

    A judge is a classifier that is asked about sequences that it has not learned from.

    Args:
        real: `Sample`.
        generated: `Sample` of the same schema.
        whole: whether sequences are seen as they are, and not in pieces of one length.
        seed: of what is drawn.

    Returns:
        Rows as dicts: rank, what ("all", "column", "values", "moves", "repeats", "dates" or
        "together"), of (names of columns), auc of a judge that sees only this (.5 is chance),
        without (auc of one that sees all but this column; None elsewhere) and reading. None where
        there are fewer than LEAST sequences of either.
    """
    sides = [real, generated]
    if not whole:
        length, rng = piece(real, generated), np.random.default_rng([seed, 0xC07])
        sides = [side.cut(length, rng) for side in sides]
    sides = [_some(side, seed) for side in sides]
    if min(len(side.segments) for side in sides) < LEAST:
        return None
    seen = list(_all_seen(sides, seed))
    groups = np.arange(len(sides[0].segments)) * GROUPS // len(sides[0].segments)
    found = [_row("all", (), _judged(seen, groups), "everything at once")]
    alone = {name: _judged([s for s in seen if s.of == (name,)], groups) for name in real.names}
    for name in sorted(alone, key=alone.get, reverse=True):
        others, without = [part for part in seen if name not in part.of], None
        if others and len(found) <= SHOWN:
            without = _judged(others, groups)
        found.append(_row("column", (name,), alone[name], "all of this column", without))
    for part in seen:
        found.append(_row(part.what, part.of, auc(*part.tables(), groups), part.reading()))
    first, *others = found
    others.sort(key=lambda row: -row["auc"])
    error = np.sqrt(1 / 12 * sum(1 / len(side.segments) for side in sides))  # of a chance AUC
    clear = [row for row in others if row["auc"] > 0.5 + CERTAIN * error]
    return [row | {"rank": rank} for rank, row in enumerate([first, *_kept(clear)])]


def _kept(rows):
    """Return the first SHOWN columns, and the first SHOWN other rows, as they are ranked."""
    count, kept = Counter(), []
    for row in rows:
        kind = row["what"] == "column"
        count[kind] += 1
        if count[kind] <= SHOWN:
            kept.append(row)
    return kept


def _row(what, of, found, reading, without=None):
    return {"what": what, "of": list(of), "auc": found, "without": without, "reading": reading}


def _judged(seen, groups):
    """Return the area under the ROC curve of a judge that sees several things at once."""
    tables = [part.tables() for part in seen]
    return auc(*(np.concatenate(side, axis=1) for side in zip(*tables, strict=True)), groups)


def _some(sample, seed):
    """Return a sample, or MOST of its sequences in their order."""
    count = len(sample.segments)
    if count <= MOST:
        return sample
    return sample.taken(np.sort(np.random.default_rng([seed, 0xE81]).choice(count, MOST, False)))


def _all_seen(sides, seed):
    """Yield a `_Seen` for each aspect of each column, and of pairs."""
    names = sides[0].names
    raw = {name: [_padded(side.of_sequences(name)) for side in sides] for name in names}
    lengths = [np.array([end - first for first, end in side.segments]) for side in sides]
    clocks, cycles = _clocks(sides)
    level = {}
    for name in names:
        coded = sides[0].is_coded(name)
        yield from _of_column(name, raw[name], lengths, _values(sides[0], name) if coded else None)
        level[name] = raw[name] if coded else _standardised(raw[name])
        if cycles and not coded:
            yield _Seen("dates", (name,), _each(aspects.dates, level[name], clocks, cycles))
    pairs = [pair for pair in combinations(names, 2) if not all(map(sides[0].is_coded, pair))]
    if len(pairs) > MOST_PAIRS:
        rng = np.random.default_rng([seed, 0x9A12])
        pairs = [pairs[n] for n in np.sort(rng.choice(len(pairs), MOST_PAIRS, False))]
    for one, other in pairs:
        if sides[0].is_coded(one):
            one, other = other, one
        yield _of_pair(sides[0], one, other, level)


def _of_column(name, both, lengths, known):
    """Yield what there is to see of a column alone; `known` are the values of a category."""
    if known is None:
        yield _Seen("values", (name,), tuple(aspects.values(side) for side in both))
        yield _Seen("moves", (name,), tuple(aspects.moves(side) for side in both))
    else:
        found = (aspects.shares(side, len(known)) for side in both)
        yield _Seen("values", (name,), tuple(_named(side, "share of", known) for side in found))
    found = [
        aspects.repeats(side) | aspects.missing(side, count)
        for side, count in zip(both, lengths, strict=True)
    ]
    yield _Seen("repeats", (name,), tuple(found))


def _of_pair(sample, number, other, level):
    """Return what there is to see of two columns, the first a number."""
    pair = zip(level[number], level[other], strict=True)
    if not sample.is_coded(other):
        return _Seen("together", (number, other), tuple(aspects.together(*side) for side in pair))
    known = _values(sample, other)
    found = (aspects.given(*side, len(known)) for side in pair)
    what = f"{number}, standardised, where {other} is"
    return _Seen("together", (number, other), tuple(_named(side, what, known) for side in found))


def _each(function, both, clocks, *rest):
    """Return what a function finds in the column and the times of each side."""
    return tuple(function(side, clock, *rest) for side, clock in zip(both, clocks, strict=True))


def _named(found, what, known):
    """Return {what and the value of a category: numbers}."""
    return {f"{what} {known[code]}": numbers for code, numbers in found.items()}


def _values(sample, name):
    return sample.schema.source(sample.schema[name]).values


def _standardised(both):
    """Return a number of both sides in units of the real one's spread."""
    mean, spread = np.nanmean(both[0]), max(np.nanstd(both[0]), aspects.SMALLEST)
    return [(side - mean) / spread for side in both]


def _padded(sequences):
    """Return sequences as (n, longest), NaN behind the end of shorter ones."""
    found = np.full((len(sequences), max(map(len, sequences))), np.nan)
    for number, values in enumerate(sequences):
        found[number, : len(values)] = values
    return found


def _clocks(sides):
    """Return the positions (n, length, …) of both sides' rows in the calendar, and its cycles."""
    column, points = sides[0].schema.first("time"), [side.rows.points for side in sides]
    if column is None or any(found is None for found in points):
        return None, ()
    cycles, _ = calendar.choose(points[0], column)
    if not cycles:
        return None, ()
    found = []
    for side in sides:
        features = calendar.features(side.rows.points, cycles)  # (rows, 2 * cycles)
        parts = [features[first:end] for first, end in side.segments]
        columns = [_padded([p[:, n] for p in parts]) for n in range(features.shape[1])]
        found.append(np.stack(columns, axis=-1))
    return found, cycles
