"""The conditions of the training sequences: which there are, how often, and how one is named."""

from difflib import get_close_matches

import numpy as np

from rnngan.config.errors import ConfigError
from rnngan.data.columns.column import Part

MOST_ROWS = 10_000  # distinct conditions that are kept
NEAR = 0.1  # share of the training sequences that are drawn from where none has what is given
CLOSE = 1e-6  # standardised features this near are equal: they are stored as float32


class Conditions(Part):
    """The distribution of what sequences were asked to be, as static features.

    Args:
        columns: names of the condition columns.
        places: which of the static features they take; schema.json has this name.
        rows: distinct conditions, each of len(places) features.
        counts: training sequences (or windows) of each.
    """

    columns: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    rows: tuple[tuple[float, ...], ...] = ()
    counts: tuple[int, ...] = ()

    @classmethod
    def fit(cls, columns, places, windows, features):
        """Take the conditions of training windows.

        Args:
            columns: names of the condition columns.
            places: which of the static features they take.
            windows: `Windows` to train on.
            features: number of features before the static ones.
        """
        known = windows.values[windows.starts][:, [features + position for position in places]]
        rows, counts = np.unique(known, axis=0, return_counts=True)
        if len(rows) > MOST_ROWS:
            rng = np.random.default_rng(len(rows))
            kept = np.sort(rng.choice(len(rows), MOST_ROWS, replace=False))
            rows, counts = rows[kept], counts[kept]
        rows = tuple(map(tuple, rows.astype("float64").tolist()))
        return cls(columns=columns, places=places, rows=rows, counts=tuple(counts.tolist()))

    def draw(self, count, rng, fixed=()):
        """Return conditions (count, places), as often as in training.

        Args:
            count: number of sequences.
            rng: `numpy.random.Generator`.
            fixed: (position among `places`, value) pairs that hold for all; the others are drawn
                from those that go with them, or, where none does, from the tenth of the training
                sequences that come nearest.

        Example:
            >>> two = Conditions(columns=("a",), places=(0,), rows=((0.0,), (1.0,)), counts=(9, 1))
            >>> two.draw(2, np.random.default_rng(0), [(0, 1.0)]).tolist()
            [[1.0], [1.0]]
        """
        rows, share = np.array(self.rows), np.array(self.counts, "float64")
        possible = np.flatnonzero(self.having(fixed))
        if not len(possible):
            possible = _nearest(rows, share, fixed)
        chosen = rng.choice(possible, count, p=share[possible] / share[possible].sum())
        drawn = rows[chosen]
        for position, value in fixed:
            drawn[:, position] = value
        return drawn.astype("float32")

    def completed(self, static, known, rng):
        """Return static features (statics,) with conditions drawn where they aren't known.

        Args:
            static: (statics,) features.
            known: (statics,) bool.
            rng: `numpy.random.Generator`.

        Returns:
            The features, and which of them are known then: all conditions are.

        Example:
            >>> one = Conditions(columns=("a",), places=(1,), rows=((3.0,),), counts=(1,))
            >>> parts = np.zeros(2), np.zeros(2, bool), np.random.default_rng(0)
            >>> [part.tolist() for part in one.completed(*parts)]
            [[0.0, 3.0], [False, True]]
        """
        at, static, known = list(self.places), static.copy(), known.copy()
        if not known[at].all():
            fixed = [(n, static[position]) for n, position in enumerate(at) if known[position]]
            static[at] = self.draw(1, rng, fixed)[0]
            known[at] = True
        return static, known

    def having(self, fixed):
        """Return which of the distinct conditions have the values of `fixed`, (rows,) bool."""
        fits = np.ones(len(self.rows), bool)
        for position, value in fixed:
            fits &= np.isclose(np.array(self.rows)[:, position], value, atol=CLOSE)
        return fits


def _nearest(rows, counts, fixed):
    """Return the rows nearest to the values of `fixed` that hold `NEAR` of all sequences."""
    distance = sum((rows[:, position] - value) ** 2 for position, value in fixed)
    order = np.argsort(distance, kind="stable")
    enough = np.searchsorted(np.cumsum(counts[order]), NEAR * counts.sum()) + 1
    return order[:enough]


def check(names, schema):
    """Refuse columns that can't be conditions: those that are not one value a sequence.

    Args:
        names: of the columns that were asked for.
        schema: `Schema` of the table.

    Raises:
        ConfigError: names the column, says what it is, and which columns can be conditions.
    """
    known = {column.name: column for column in schema.columns}
    for number, name in enumerate(names):
        if name in names[:number]:
            raise ConfigError(f"--condition {name!r} is named twice. Expected each column once.")
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else f" Columns: {', '.join(known)}."
            raise ConfigError(f"--condition: no column {name!r}.{hint}")
        column = known[name]
        if column.is_static and column.looked_up is None:
            continue
        if schema.series is None:
            raise ConfigError(
                f"--condition {name!r}: the table has no id column, so it is one long series, and "
                "no column has one value a sequence. Name the column that tells sequences apart "
                "with --id-column."
            )
        possible = [c.name for c in schema.modelled if c.is_static]
        which = f"Such columns: {_listed(possible)}." if possible else "This table has none."
        raise ConfigError(
            f"--condition {name!r}: {column.no_condition}. Expected a column of one value a "
            f"sequence that differs between sequences. {which}"
        )


def values_of(given, schema, conditions):
    """Return {column: value} of what is given: a number or a category's code, NaN for missing.

    Args:
        given: (column, value as text) pairs.
        schema: `Schema` of the training table.
        conditions: `Conditions` of the run.

    Raises:
        ConfigError: a column is no condition of the run, or comes twice; a value can't be read, or
            is none that the column can have.
    """
    found = {}
    for name, text in given:
        if name not in conditions.columns:
            known = _listed(conditions.columns) if conditions.columns else "none"
            hint = "" if conditions.columns else ": name them at training with --condition"
            raise ConfigError(
                f"--given {name}={text}: {name!r} is no condition of this run. Its conditions: "
                f"{known}{hint}."
            )
        if name in found:
            raise ConfigError(f"--given {name}={text}: {name!r} is given twice. Expected once.")
        found[name] = schema[name].given(text)
    return found


def features_of(given, schema, transform, conditions):
    """Return (position among the conditions, value) pairs of what is given.

    Args:
        given: (column, value as text) pairs, spelled as in the table; empty for a missing value.
        schema: `Schema` of the training table.
        transform: its `TableTransform`.
        conditions: `Conditions` of the run.

    Raises:
        ConfigError: see `values_of`.
    """
    values, fixed = values_of(given, schema, conditions), []
    for name, value in values.items():
        for block in (block for block in transform.static if block.name == name):
            first = conditions.places.index(block.start)
            parts = block.of_given(value)
            fixed += [(first + offset, float(part)) for offset, part in enumerate(parts)]
    return fixed


def pinned(schema, transform, values):
    """Return (schema, transform) that give back the values of given columns exactly.

    Features are rounded to float32, and numbers are kept within the bounds and the few values of
    their column: what was given is not to be changed by either.

    Args:
        schema: `Schema` of the training table.
        transform: its `TableTransform`.
        values: {column: value} of `values_of`.
    """
    kept = {name: value for name, value in values.items() if not np.isnan(value)}

    columns = tuple(c.pinned(kept[c.name]) if c.name in kept else c for c in schema.columns)
    static = tuple(b.pinned(kept[b.name]) if b.name in kept else b for b in transform.static)
    schema = schema.model_copy(update={"columns": columns})
    return schema, transform.model_copy(update={"static": static})


def notes(given, schema, transform, conditions):
    """Return lines on what is given and was never seen in training.

    Args:
        given: (column, value as text) pairs.
        schema: `Schema` of the training table.
        transform: its `TableTransform`.
        conditions: `Conditions` of the run.

    Raises:
        ConfigError: see `values_of`.
    """
    lines, together = [], []
    rows = np.array(conditions.rows)
    for name, text in given:
        fixed = features_of([(name, text)], schema, transform, conditions)
        block = next(b for b in transform.static if b.name == name)
        if block.is_one_hot or np.isnan(values_of([(name, text)], schema, conditions)[name]):
            together.append((name, text))
            continue
        position, value = fixed[0]
        low, high = rows[:, position].min(), rows[:, position].max()
        if not low - CLOSE <= value <= high + CLOSE:
            ends = (schema[name].spelled(block.unscaled([end])[0]) for end in (low, high))
            lines.append(f"{name}={text} is outside what was learned: {' to '.join(ends)}")
        elif block.values is not None:  # of a number with many values hardly two are the same
            together.append((name, text))
    fixed = features_of(together, schema, transform, conditions)
    if together and not conditions.having(fixed).any():
        pairs = " and ".join(f"{name}={text}" for name, text in together)
        lines.append(f"no training sequence has {pairs}")
    return lines


def _listed(names):
    return ", ".join(map(repr, names))
