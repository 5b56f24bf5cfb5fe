"""Numbers that are measured or counted: learned as they stand, as moves, or as gaps over others."""

from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from rnngan.config.errors import InputError
from rnngan.data import blocks, parsing
from rnngan.data.columns import cell_texts, counter, gap, number_spelling
from rnngan.data.columns.category import CategoryColumn
from rnngan.data.columns.feature import Feature, LookupTable
from rnngan.data.columns.numeric import Numeric, multiple_of, within
from rnngan.data.recurring import moved, recurring


class NumberColumn(Feature, Numeric):
    """A measured number.

    `static` numbers have one value a sequence. `monotone` ones never fall (or never rise) within a
    sequence and are learned as increments. `values` are all values of a number that has few.
    `recurring` are values that an unrounded number takes again and again (`rnngan.data.recurring`).
    `lookup` is the table of a number that follows from another column.
    """

    is_measured: ClassVar[bool] = True

    kind: Literal["number"] = "number"
    static: bool = False
    monotone: Literal["rising", "falling"] | None = None
    values: tuple[float, ...] | None = Field(None, min_length=2)
    recurring: tuple[float, ...] = ()
    lookup: LookupTable | None = None

    @classmethod
    def found(cls, candidate):
        """Return the column of numbers; of 0 and 1 alone the category, unless a number is asked."""
        if not candidate.varies:
            return None
        cells, asked = candidate.cells, candidate.asked
        named = asked == "category" and set(candidate.known.unique()) != {"0", "1"}
        if named or pd.api.types.is_bool_dtype(cells.dtype):
            return None
        if isinstance(cells.dtype, pd.CategoricalDtype):
            return None
        signs = signs_of(candidate.table, candidate.name, candidate.config)
        if signs is None or (asked != "number" and _are_names(candidate)):
            return None
        return _number(candidate, signs)

    def in_series(self, candidate):
        """Return the column, static or else monotone where it is so in every series."""
        column = super().in_series(candidate)
        if column.static:
            return column
        along = candidate.along
        values = self.parse(candidate.table, self.name)
        monotone = counter.direction(values, along.series, along.order)
        few = self.values if monotone is None else None
        return self.model_copy(update={"monotone": monotone, "values": few})

    def described(self):
        """Return range, rounding and what is special."""
        whole = {0: "integer", 1: "1 decimal", None: "unrounded"}.get(
            self.decimals, f"{self.decimals} decimals"
        )
        special = "" if self.bounds is None else f", generated {_between(*self.bounds)}"
        special += ", some missing" if self.may_miss else ""
        special += {"rising": ", never falls", "falling": ", never rises"}.get(self.monotone, "")
        special += "" if self.multiple == 1 else f", multiples of {self.multiple:,}"
        special += "" if self.values is None else f", {len(self.values)} different values"
        special += ", one a sequence" if self.static else ""
        return f"{self.minimum:g} to {self.maximum:g}, {whole}{special}"

    @property
    def may_be_gap(self):
        """Whether it changes from row to row, is no counter, and is never missing."""
        return not self.static and self.monotone is None and self.missing is None

    def blocks(self, fitting):
        """Return its blocks, by how it is learned."""
        if self.monotone and not self.static:
            return counter.moves_and_level(self, fitting)
        if self.name in fitting.below and not gap.is_smooth(self.name, fitting):
            return [gap.gap_block(self, fitting)]
        return blocks.value_blocks(self, fitting, self.values)

    def side(self, rows, block, values, absent):
        """Return what a block makes features of, (rows,)."""
        if block.role == "increment":
            return rows.increments(self.name)
        if block.role == "gap":
            return gap.over(rows, self.name, block.over)
        return super().side(rows, block, values, absent)

    def cells(self, sides, found):
        """Return the Series of generated features."""
        if "increment" in sides:
            values = counter.counted(self, sides)
        elif "gap" in sides:
            values = gap.added(self, sides, found)
        else:
            block, features = sides["number"]
            values = self.rounded(self._as_read(block.unscaled(features[..., 0])))
        values = values.reshape(-1)
        if self.values is not None:
            values = blocks.snapped(values, self._grid())
        return self.cells_of(blocks.without_absent(sides, values))

    def _as_read(self, values):
        """Return unrounded values, those near a recurring one moved to it."""
        if not self.recurring:
            return values
        return moved(values, np.asarray(self.recurring))

    def _grid(self):
        """Return the values that are within the bounds; all of them where none is."""
        grid = np.asarray(self.values)
        kept = grid[within(grid, self.limits, *self.ends) == grid]
        return kept if len(kept) else grid

    def given(self, text):
        """Return the number that is meant by a text, NaN for a missing one."""
        if self.is_absent(text):
            return np.nan
        value = number_spelling.read(pd.Series([text], dtype="str"), *self.signs)[0]
        if not np.isfinite(value):
            example = f"{self.maximum:g}".replace(".", self.decimal)
            raise self.refusal(text, f"expected a number, spelled as {example}")
        if self.decimals is not None and round(value, self.decimals) != value:
            most = f"at most {self.decimals} decimals" if self.decimals else "a whole number"
            raise self.refusal(text, f"expected {most}, as in the table")
        low, high = self.limits
        if not low <= value <= high:
            raise self.refusal(text, f"expected a number from {low} to {high} ({self.dtype})")
        return float(value)

    def spelled(self, value):
        """Return a number as text."""
        value = value if self.decimals is None else round(value, self.decimals)
        whole = pd.api.types.pandas_dtype(self.dtype).kind in "iu"
        cells = pd.Series([round(value) if whole else float(value)])
        return cell_texts.texts(self, cells)[0].as_py()

    def pinned(self, value):
        """Return the column with this value as its only one."""
        return self.model_copy(update={"values": None, "recurring": (), "bounds": (value, value)})

    @property
    def is_key(self):
        """Whether it has few values."""
        return self.values is not None

    @property
    def no_key(self):
        """Why others can't be looked up by it."""
        return "has many values"

    @property
    def key_numbers(self):
        """All its values."""
        return self.values

    @property
    def may_follow(self):
        """Whether it can be looked up: a counter can't."""
        return self.monotone is None

    def held(self, known, same):
        """Return the column as a counter; None where it falls."""
        if (np.diff(known)[same] < 0).any():
            return None
        return self.model_copy(update={"monotone": "rising", "values": None})


def _between(low, high):
    """Return bounds in words."""
    if low is None:
        return "without bounds" if high is None else f"up to {high:g}"
    return f"from {low:g} on" if high is None else f"from {low:g} to {high:g}"


def signs_of(table, name, config=None):
    """Return (decimal, thousands) of a column of numbers, None for a column of texts.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        name: of the column.
        config: `DataConfig` with the decimal sign where the user named it; None for none.

    Raises:
        InputError: both readings are possible.
    """
    cells = table.frame[name]
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return ".", ""
    if not table.text:
        return None
    known = cells[~parsing.missing(table, name)]
    try:
        return number_spelling.signs(known, None if config is None else config.decimal)
    except InputError as error:
        raise InputError(f"{table.source}: column {name!r}: {error}") from None


def _are_names(candidate):
    """Return whether all cells are digits that are no numbers: 00123, or twenty digits."""
    cells = candidate.known
    if not candidate.table.text:
        large = np.abs(parsing.as_numbers(cells)) >= parsing.EXACT_INTEGERS
        return cells.dtype.kind in "iu" and bool(large.any())
    named = cells.str.fullmatch(r"0\d+")
    long = cells.str.fullmatch(r"[+-]?\d{16,}")
    if long.any():
        named |= long & (np.abs(parsing.as_numbers(cells)) >= parsing.EXACT_INTEGERS)
    return bool(named.any() and cells.str.fullmatch(r"[+-]?\d+").all())


def _number(candidate, signs):
    """Return the number or, for 0 and 1, the category column."""
    table, name, missing = candidate.table, candidate.name, candidate.missing
    known = parsing.numbers(table, name, *signs)[~candidate.absent]
    described = _spelling(candidate, known, signs)
    if candidate.asked != "number" and set(np.unique(known)) == {0.0, 1.0}:
        if table.text and described["style"] != "shortest":
            return CategoryColumn.of(candidate, candidate.known.unique())
        whole = pd.api.types.pandas_dtype(described["dtype"]).kind in "iu"
        values = (0, 1) if whole else (0.0, 1.0)
        dtype = described["dtype"]
        return CategoryColumn(name=name, dtype=dtype, values=values, missing=missing)
    holders = None if table.holders is None else table.holders.some(~candidate.absent)
    few, whole = blocks.few(known), described["decimals"] == 0
    few = few if holders is None or holders.share(known) else None
    often = () if few or described["decimals"] is not None else recurring(known, holders).tolist()
    return NumberColumn(
        name=name,
        **described,
        missing=missing,
        minimum=float(known.min()),
        maximum=float(known.max()),
        values=few,
        recurring=often,
        multiple=multiple_of(known) if whole else 1,
    )


def _spelling(candidate, values, signs):
    """Return dtype, decimals, style and signs of a column of numbers.

    Args:
        candidate: `Candidate`.
        values: (known cells,) float64.
        signs: (decimal, thousands).
    """
    whole, text = candidate.cells, candidate.table.text
    kind = np.dtype("float64" if text else getattr(whole.dtype, "numpy_dtype", whole.dtype))
    kept = kind if kind.kind == "f" else values.dtype  # 0.1 as float32 has one decimal
    exact = values.astype(kept)
    decimals = next(
        (d for d in range(11) if np.array_equal(np.round(values, d).astype(kept), exact)), None
    )
    if not text:
        return {"dtype": str(whole.dtype), "decimals": decimals, "style": "shortest"}
    style, decimals = number_spelling.style(candidate.known, decimals, *signs)
    integer = decimals == 0 and style == "shortest" and exact.max() < parsing.EXACT_INTEGERS
    dtype = ("int64" if candidate.missing is None else "Int64") if integer else "float64"
    described = {"dtype": dtype, "decimals": decimals, "style": style}
    return described | {"decimal": signs[0], "thousands": signs[1]}
