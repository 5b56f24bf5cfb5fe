"""Columns of amounts, and the rules that are found out in them; for the tests of discovery."""

import numpy as np

from rnngan.data.constraints.discovery import detect

ROWS = 600
LEVEL = np.random.default_rng(5).normal(size=ROWS).cumsum()


def found(cells, decimals=2, known=()):
    values = {name: np.array(column, "float64") for name, column in cells.items()}
    if not isinstance(decimals, dict):
        decimals = dict.fromkeys(cells, decimals)
    return detect(values, decimals, known)


def amounts(count, decimals=2, rows=ROWS, seed=1):
    drawn = np.random.default_rng(seed).lognormal(3, 1, (count, rows))
    return dict(zip("abcdefghij", np.round(drawn, decimals), strict=False))


def total(cells, plus, minus="", decimals=2):
    summed = sum(cells[name] for name in plus) - sum(cells[name] for name in minus)
    return np.round(summed, decimals)
