"""Key columns: names such as those of customers, of which none is kept; new ones are invented.

What is kept is in how many series (or rows) a name stands, and how many names stand in so many: of
all names of a table of up to some thousand series, of a sample in longer ones. Block after block of
generated series, so many new names stand in as many of them each; in which ones is drawn.
"""

from functools import lru_cache
from typing import Annotated, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from rnngan.config.errors import InputError
from rnngan.data import parsing
from rnngan.data.columns import numbering
from rnngan.data.columns.column import Column

KEYS = 0x6E75  # stream of the draw that spreads keys
CELLS = 1024  # series or rows that a block has at least, where there are more
NAMES = 64  # and names
MOST_CELLS = 2**20  # a block is held in memory


class KeyColumn(Column):
    """Names that are not kept, such as invoice numbers or customers; new ones are invented.

    Without repetition they are different in every row. Otherwise `counts` names stand in `sizes`
    "series" (where a series has one name) or "rows" each. `stream` is a part of the seed of where
    new names stand; columns that share it go together.
    """

    asked: ClassVar[bool] = True
    editable: ClassVar[tuple[str, ...] | None] = numbering.EDITABLE
    is_left_out: ClassVar[bool] = True

    kind: Literal["key"] = "key"
    prefix: str = ""
    digits: int = Field(0, ge=0)
    next: int = Field(ge=0)
    repeats: Literal["no", "rows", "series"] = "no"
    sizes: tuple[Annotated[int, Field(ge=1)], ...] = ()
    counts: tuple[Annotated[int, Field(ge=1)], ...] = ()
    stream: int = Field(0, ge=0)

    @model_validator(mode="after")
    def _sizes_fit(self):
        if len(self.sizes) != len(self.counts) or (self.repeats == "no") != (not self.sizes):
            raise ValueError("sizes and counts don't fit what repeats")
        return self

    @classmethod
    def found(cls, candidate):
        """Return the column where a key is asked for, by its kind or as unique."""
        if not (candidate.unique or candidate.wanted.get("kind") == "key"):
            return None
        return key_column(
            candidate.table,
            candidate.name,
            candidate.along.series,
            len(candidate.earlier),
            candidate.earlier,
            candidate.unique,
        )

    def describe(self):
        """Return where new ones start, and how they repeat."""
        new = f"new ones from {numbering.name(self, self.next)}"
        if self.repeats == "no":
            return f"unique in every row; {new}"
        if self.repeats == "series" and self.sizes == (1,):
            return f"not kept; {new}, another one in every sequence"
        pairs = zip(self.sizes, self.counts, strict=True)
        mean = sum(size * count for size, count in pairs) / sum(self.counts)
        kept, unit = ("one a sequence, ", "sequences") if self.repeats == "series" else ("", "rows")
        return f"not kept; {new}, {kept}each in {mean:.3g} {unit} on average, as in the table"

    def restored(self, new):
        """Return new names, as often as those of the table; rows behind a sequence have none."""
        count, length = new.rows.shape
        if self.repeats == "series":
            found = np.repeat(numbers(self, new.first, count, new.names), length)
        else:
            found, kept = np.zeros(count * length, "int64"), int(new.rows.sum())
            found[new.rows.reshape(-1)] = numbers(self, new.first * length, kept, new.names)
        return numbering.spelled(self, found)


def key_column(table, name, series, stream, earlier=(), unique=False):
    """Return the `KeyColumn` of a column of names.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        name: of the column.
        series: (rows,) number of each row's series.
        stream: number of the column, a part of the seed of its draws.
        earlier: columns before it; a key among them that always goes with this one keeps doing so.
        unique: whether the names have to differ in every row.

    Raises:
        InputError: a cell is missing; or one comes twice where they have to differ.
    """
    parsing.refuse_missing(table, [name])
    cells = table.frame[name]
    described = {"name": name, **numbering.found(table, name)}
    if cells.is_unique:
        return KeyColumn(**described)
    if unique:
        row = int(np.flatnonzero(cells.duplicated())[0])
        raise InputError(
            f"{table.where(row, name)}: {cells.iloc[row]!r} comes twice, and unique({name}) was "
            "asked for. Leave the constraint out, or mend the cell."
        )
    codes = pd.factorize(cells)[0]
    each, firsts = np.unique(series, return_index=True)
    same = bool((codes == codes[firsts][np.searchsorted(each, series)]).all())
    of_series = same and 1 < len(each) < len(codes)
    sizes = np.bincount(codes[firsts] if of_series else codes)
    if table.holders is not None:
        sizes = _pulled_in(sizes, table.holders.below)
    sizes, counts = _sample(sizes)
    for column in earlier:
        if isinstance(column, KeyColumn):
            same = (pd.factorize(table.frame[column.name])[0] == codes).all()
            stream = column.stream if same else stream
    return KeyColumn(
        **described,
        repeats="series" if of_series else "rows",
        sizes=sizes,
        counts=counts,
        stream=stream,
    )


def _pulled_in(sizes, below):
    """Return how often names stand, none of them more or less often than some others do.

    Example:
        >>> _pulled_in(np.array([1, 9, 2, 2, 3, 3]), 2).tolist()
        [2, 3, 2, 2, 3, 3]
    """
    ordered = np.sort(sizes)
    if len(ordered) < 2 * below:
        return np.full(len(ordered), ordered[len(ordered) // 2])
    return np.clip(sizes, ordered[below - 1], ordered[-below])


def _sample(sizes):
    """Return (sizes, how many names have each) of a block, evenly out of those of all names."""
    cells, sizes = int(sizes.sum()), np.sort(sizes)
    step = max(min(cells // CELLS, len(sizes) // NAMES), cells // MOST_CELLS, 1)
    found = np.unique(sizes[step // 2 :: step], return_counts=True)
    return tuple(tuple(part.tolist()) for part in found)


def numbers(column, first, count, names):
    """Return the numbers of the keys of `count` series (or rows, where keys change in a series).

    They are a function of the seed and of `first`, not of how many are asked for.

    Args:
        column: `KeyColumn`.
        first: number of the first series or row.
        count: number of them.
        names: `rnngan.data.columns.numbering.Names`.

    Returns:
        (count,) int64.

    Example:
        >>> from rnngan.data.columns.numbering import Names
        >>> column = KeyColumn(
        ...     name="who", dtype="int64", next=7, repeats="series", sizes=(1, 2), counts=(1, 1)
        ... )
        >>> found = numbers(column, 0, 300, Names())  # blocks of three series and two keys
        >>> sorted(np.bincount(found[:3] - 7).tolist()), len(np.unique(found))
        ([1, 2], 200)
    """
    start = names.start(column)
    if column.repeats == "no":
        return start + np.arange(first, first + count)
    length = sum(size * many for size, many in zip(column.sizes, column.counts, strict=True))
    blocks = range(first // length, (first + count - 1) // length + 1)
    shape = column.sizes, column.counts, column.stream
    parts = [block * sum(column.counts) + _block(*shape, names.seed, block) for block in blocks]
    spread = np.concatenate([np.zeros(0, "int64"), *parts])
    return start + spread[first % length :][:count]


@lru_cache(maxsize=8)
def _block(sizes, counts, stream, seed, block):
    """Return the key in each cell of a block, each as often as one of the table's."""
    rng = np.random.default_rng([seed, KEYS, stream, block])
    each = np.repeat(sizes, counts)
    return rng.permutation(np.repeat(rng.permutation(len(each)), each))  # (sum of sizes,)
