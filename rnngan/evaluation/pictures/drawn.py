"""Which columns are drawn, and numbers as short as JSON needs them."""

import numpy as np

MOST = 36  # columns of a kind of picture: those that differ most


def names(sample):
    """Return the names of the columns that have something to show, in the table's order."""
    columns = (sample.schema[name] for name in sample.names)
    return [c.name for c in columns if not c.never_varies and c.twin is None]


def without_dates(sample, wanted):
    """Return those of some columns that are no dates, whose numbers say nothing to people."""
    return [name for name in wanted if sample.schema[name].kind != "date"]


def numbers(sample, wanted):
    """Return those of some columns that hold numbers, not categories or dates."""
    return [name for name in without_dates(sample, wanted) if not sample.is_coded(name)]


def inside(sample, name):
    """Return a column's values in the sample's sequences, (rows,), NaN where one is missing."""
    parts = sample.of_sequences(name)
    return np.concatenate(parts) if parts else np.zeros(0)


def categories(sample, name):
    """Return the values of a column of categories as texts."""
    return [str(value) for value in sample.schema.source(sample.schema[name]).values]


def worst(rows, most=MOST):
    """Return {"of": how many there are, "columns": those with the largest distance, in order}."""
    ordered = sorted(rows, key=lambda row: -row["distance"])
    return {"of": len(rows), "columns": ordered[:most]} if rows else None


def listed(values):
    """Return an array as a list with 5 significant digits, None where there is no number.

    Example:
        >>> listed(np.array([[1 / 3, np.nan], [123456.0, 0.0]]))
        [[0.33333, None], [123460.0, 0.0]]
    """
    if np.ndim(values):
        return [listed(value) for value in values]
    return float(f"{values:.5g}") if np.isfinite(values) else None
