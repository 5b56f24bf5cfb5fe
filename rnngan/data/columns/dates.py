"""Dates beside the one that orders the rows: as numbers of days or seconds, and back."""

import numpy as np
import pandas as pd

from rnngan.data.schema import DateColumn
from rnngan.data.time import stepping, times
from rnngan.data.time.reading import instants, recognise

SIZES = {"D": stepping.DAY, "s": 10**6, "ms": 10**3, "us": 1}  # microseconds


def date_column(table, name, missing, spelling, config):
    """Return the `DateColumn` of a column, None where it holds no dates.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        name: the column.
        missing: (rows,) bool, which cells are missing.
        spelling: how a missing cell is spelled, None where none is missing.
        config: `rnngan.config.run_config.DataConfig`.

    Raises:
        InputError: most cells are dates and one is not, or days and months can't be told apart.
    """
    cells = table.frame[name][~missing]
    fields = recognise(table, name, cells, config) if len(cells) else None
    if fields is None:
        return None
    fields.pop("style", None)
    draft = DateColumn(name=name, **fields, minimum=0, maximum=0, missing=spelling)
    micro = _microseconds(instants(table, draft, cells))
    wall = _microseconds(stepping.wall(instants(table, draft, cells)))
    unit = "D" if not (wall % stepping.DAY).any() else None
    unit = unit or next(u for u in ("s", "ms", "us") if not (micro % SIZES[u]).any())
    values = (wall if unit == "D" else micro) / SIZES[unit]
    extremes = {"minimum": float(values.min()), "maximum": float(values.max())}
    return draft.model_copy(update={"resolution": unit, **extremes})


def date_numbers(table, column, missing):
    """Return float64 numbers of a `DateColumn` in units of its resolution since 1970.

    Args:
        table: `Table`.
        column: `DateColumn`; days are counted by the clock on the wall of its zone.
        missing: (rows,) bool, which cells are missing; they are NaN.

    Raises:
        InputError: a cell is no date.
    """
    numbers = np.full(len(table.frame), np.nan)
    points = instants(table, column, table.frame[column.name][~missing])
    points = stepping.wall(points) if column.resolution == "D" else points
    numbers[~missing] = _microseconds(points) / SIZES[column.resolution]
    return numbers


def date_cells(values, column):
    """Return the cells of numbers as `date_numbers` gives them, missing where NaN.

    Args:
        values: (rows,) float64, rounded to the resolution.
        column: `DateColumn`.

    Example:
        >>> column = DateColumn(name="d", dtype="str", format="%d.%m.%Y", minimum=0, maximum=9)
        >>> date_cells(np.array([1.2, np.nan]), column).tolist()
        ['02.01.1970', nan]
    """
    known = ~np.isnan(values)
    whole = np.rint(values[known]).astype("int64") * SIZES[column.resolution]
    points = pd.Series(whole.astype("M8[us]"))
    zone = times.zone(column)
    if zone is not None and column.resolution != "D":
        points = points.dt.tz_localize("UTC").dt.tz_convert(zone)
    made = times.spelled(points, column)
    if known.all():
        return made
    if pd.api.types.is_integer_dtype(made.dtype):
        made = made.astype("Int64")
    return made.set_axis(np.flatnonzero(known)).reindex(np.arange(len(values)))


def _microseconds(points):
    return stepping.universal(points).astype("datetime64[us]").astype("int64").to_numpy()
