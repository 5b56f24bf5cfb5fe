"""Categories: one of a few values, one-hot for the networks."""

from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from rnngan.config.errors import ConfigError, InputError
from rnngan.data import parsing
from rnngan.data.blocks import Block
from rnngan.data.columns.candidate import plain
from rnngan.data.columns.feature import Feature, LookupTable
from rnngan.data.constraints import forward

MOST_CATEGORIES = 256  # one-hot features of one column; more looks like an id or free text
MOST_ASKED = 5_000  # the same, where categories are asked for
SHOWN = 10  # values that a message names


class CategoryColumn(Feature):
    """One of a few values, kept in the spelling of the table; `static` ones have one a sequence.

    `follows` are, for each value of a column that never goes back, the codes of those that may come
    later in a sequence. `lookup` is the table of a category that follows from another column.
    `series` ones tell the series of the table apart, and are a condition of what is generated.
    """

    is_coded: ClassVar[bool] = True

    kind: Literal["category"] = "category"
    values: tuple[str | bool | int | float, ...] = Field(min_length=1)
    missing: str | None = None
    static: bool = False
    follows: tuple[tuple[int, ...], ...] | None = None
    lookup: LookupTable | None = None
    series: bool = False

    @classmethod
    def found(cls, candidate):
        """Return the column of the values; it takes what no other kind has found."""
        if not candidate.varies:  # there or not: a category of one value
            return cls.of(candidate, candidate.known.unique())
        if pd.api.types.is_bool_dtype(candidate.cells.dtype):
            return cls.of(candidate, [False, True])
        asked = candidate.asked
        if asked not in (None, "category"):
            raise InputError(
                f"{candidate.table.source}: column {candidate.name!r} holds no {asked}s, as was "
                "asked for."
            )
        most = MOST_CATEGORIES if asked is None else MOST_ASKED
        return cls.of(candidate, candidate.known.unique(), most)

    @classmethod
    def of(cls, candidate, values, most=MOST_CATEGORIES):
        """Return the column of some values.

        Raises:
            InputError: they are too many, or datetimes.
        """
        if candidate.is_dated:
            frame = f"frame[{candidate.name!r}]"
            raise InputError(
                f"{candidate.table.source}: column {candidate.name!r} holds datetimes, which can't "
                f"be categories. Make texts of them: {frame} = {frame}.astype(str)."
            )
        values = sorted(plain(value) for value in values)
        if len(values) > most:
            raise InputError(_too_many(candidate, values))
        dtype, missing = candidate.dtype, candidate.missing
        dtype = "boolean" if dtype == "bool" and missing is not None else dtype
        return cls(name=candidate.name, dtype=dtype, values=tuple(values), missing=missing)

    @classmethod
    def of_series(cls, candidate):
        """Return the category of a column that tells series apart and is a condition.

        Raises:
            ConfigError: there are too many series, or one only.
        """
        count = int(candidate.along.series.max()) + 1
        if not 2 <= count <= MOST_CATEGORIES:
            raise ConfigError(
                f"--condition {candidate.name!r}: the column tells {count:,} series apart. "
                f"Expected 2 to {MOST_CATEGORIES} of them, to say which one is wanted at "
                "generation. Leave --condition out, and new ids are made."
            )
        found = cls.of(candidate, candidate.cells.unique())
        return found.model_copy(update={"static": True, "series": True})

    def described(self):
        """Return the values."""
        shown = ", ".join(map(str, self.values[:6]))
        shown = f"{len(self.values)} values: {shown}{', …' if len(self.values) > 6 else ''}"
        shown += "" if self.missing is None else ", some missing"
        shown += "" if self.follows is None else ", never goes back"
        shown += ", one a sequence" if self.static else ""
        return shown + ("; tells the series apart" if self.series else "")

    @property
    def is_series(self):
        """Whether it tells the series apart and is a condition too."""
        return self.series

    @property
    def asked_as(self):
        """The kind that a schema file asks for: `--condition` makes an id a category again."""
        return "id" if self.series else self.kind

    @property
    def kept_texts(self):
        """The values that are texts."""
        return self.values if isinstance(self.values[0], str) else ()

    def parse(self, table, name):
        """Return the codes of a table's column."""
        found = self.codes(table, name).astype("float64")
        return np.where(found < 0, np.nan, found)

    def codes(self, table, name):
        """Return int64 codes of a table's column, -1 where a cell is missing.

        Raises:
            InputError: names the first cell that is none of the values.
        """
        cells, absent = table.frame[name], parsing.missing(table, name)
        found = codes_of(cells, self.values)
        found = np.where(absent & (found < 0), -1, found)  # "NA" may be a value of its own
        bad = np.flatnonzero((found < 0) & ~absent)
        if len(bad):
            row = int(bad[0])
            raise InputError(
                f"{table.where(row, name)}: {cells.iloc[row]!r} is none of the values of "
                f"{name!r}: {', '.join(map(str, self.values))}."
            )
        return found

    def blocks(self, fitting):
        """Return one block, with a feature for missing ones where there are any."""
        size = len(self.values) + self.may_miss
        return [Block(name=self.name, role="category", size=size)]

    def side(self, rows, block, values, absent):
        """Return the codes, (rows,), one behind the last where missing."""
        return np.where(absent, len(self.values), values)

    def cells(self, sides, found):
        """Return the Series of generated features: the largest one counts."""
        block, features = sides["category"]
        codes = features.reshape(*features.shape[:2], block.size).argmax(axis=2)
        codes = np.where(codes < len(self.values), codes, -1)  # (count, length)
        codes = codes if self.follows is None else forward.held(codes, self.follows)
        return self._cells_of_codes(codes.reshape(-1))

    def cells_of(self, values):
        """Return the Series of codes (rows,) float64, NaN where missing."""
        return self._cells_of_codes(np.nan_to_num(values, nan=-1).astype("int64"))

    def _cells_of_codes(self, codes):
        """Return the Series of codes (rows,) int64, -1 where missing."""
        kind = pd.api.types.pandas_dtype(self.dtype)
        if isinstance(kind, pd.api.extensions.ExtensionDtype) and self.dtype != "category":
            return pd.Series(pd.array(list(self.values), kind).take(codes, allow_fill=True))
        return pd.Series(pd.Categorical.from_codes(codes, self.values)).astype(self.dtype)

    def measures(self, cells):
        """Return an indicator of each value, (rows, values)."""
        return np.column_stack([(cells == value).to_numpy(float) for value in self.values])

    def given(self, text):
        """Return the code of the value that is meant by a text, NaN for a missing one."""
        codes = [code for code, value in enumerate(self.values) if _is(value, text)]
        if codes:
            return float(codes[0])
        if self.is_absent(text):
            return np.nan
        more = ", …" if len(self.values) > SHOWN else ""
        known = ", ".join(repr(str(value)) for value in self.values[:SHOWN])
        raise self.refusal(text, f"no such value was learned. Known: {known}{more}")

    @property
    def is_key(self):
        """Whether other columns can be looked up by it."""
        return True

    @property
    def goes_on(self):
        """Whether it never goes back within a sequence."""
        return self.follows is not None

    def moves_on(self, known, same):
        """Return how many moves would go back by chance; 0 where one does."""
        moves = forward.moves(known, same)
        return 0 if forward.closure(moves > 0) is None else np.maximum(moves - 1, 0).sum()

    def held(self, known, same):
        """Return the column with what may follow each value; None where one comes back."""
        follows = forward.closure(forward.moves(known, same) > 0)
        if follows is None:
            return None
        rest = ((),) * (len(self.values) - len(follows))
        later = (tuple(np.flatnonzero(row).tolist()) for row in follows)
        return self.model_copy(update={"follows": (*later, *rest)})


def codes_of(cells, values):
    """Return which of some values each cell is, (rows,) int64; -1 where it is none of them.

    Args:
        cells: (rows,) series; texts are read as the type of the values.
        values: of one type.
    """
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return np.append(codes_of(pd.Series(cells.cat.categories), values), -1)[cells.cat.codes]
    if not isinstance(values[0], str) and pd.api.types.is_string_dtype(cells):
        if isinstance(values[0], bool):
            truth = {"false": False, "true": True}
            cells = cells.str.strip().str.lower().map(truth).to_numpy(object)
        else:
            cells = parsing.as_numbers(cells)
    else:
        cells = cells.to_numpy(object)
    return pd.Index(values).get_indexer(cells)


def _too_many(candidate, values):
    """Return what to say of too many values."""
    name = candidate.name
    kept = f"--kind {name + '=category'!r} to keep them all (up to {MOST_ASKED:,}), or "
    return (
        f"{candidate.table.source}: column {name!r} has {len(values):,} different texts, such as "
        f"{values[0]!r}. It looks like an id or free text: pass --ignore {name!r}, or "
        f"--id-column {name!r} if it tells sequences apart, or "
        f"{kept if len(values) <= MOST_ASKED else ''}--kind {name + '=key'!r} to invent new "
        "ones. Times are read in forms such as 2024-02-13 and 2024-02-13 18:30:00."
    )


def _is(value, text):
    """Return whether a value is meant by a text."""
    if isinstance(value, str):
        return value == text
    if isinstance(value, bool):
        return str(value).lower() == text.strip().lower()
    try:
        return float(text) == value
    except ValueError:
        return False
