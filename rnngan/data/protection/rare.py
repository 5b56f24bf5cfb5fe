"""What few hold in a table: found out column by column, and what will be done about it."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rnngan.data import parsing
from rnngan.data.columns import cell_texts
from rnngan.data.columns.constant import ConstantColumn
from rnngan.data.constraints import repair
from rnngan.data.constraints.rules import COMPUTED, Forward, Lookup, Order
from rnngan.data.formats.tables import Table
from rnngan.data.protection import consequences
from rnngan.data.protection.holders import Holders
from rnngan.data.protection.record import EARLIEST, LATEST, LEFT_OUT, MARK, Protected, Protection
from rnngan.data.schema import Schema
from rnngan.data.time import timeline, times


@dataclass(frozen=True)
class Search:
    """Looks for what few hold.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        schema: its `Schema`, before anything is protected.
        holders: `Holders` of its rows.
        common: whether rare categories are folded into the commonest one.
        allowed: {column: categories that a schema file allows}.
    """

    table: Table
    schema: Schema
    holders: Holders
    common: bool = False
    allowed: dict = field(default_factory=dict)

    @cached_property
    def parts(self):
        """The rules of the table."""
        return repair.as_parts(self.schema.constraints, [c.name for c in self.schema.columns])

    @cached_property
    def folds(self):
        """{column: what becomes of its rare categories} of columns that have some."""
        own = (c for c in self.schema.columns if c.twin is None and not c.is_series)
        return {c.name: fold for c in own if (fold := self._fold(c)) is not None}

    @cached_property
    def ends(self):
        """{column: what many reach, (low, high) or None} of columns of numbers and dates."""
        own = (c for c in self.schema.columns if c.has_ends)
        return {c.name: self.holders.ends(c.parse(self.table, c.name)) for c in own}

    @cached_property
    def flat(self):
        """Names of the columns that won't vary any more."""
        folded = {name for name, fold in self.folds.items() if len({*fold.kept, fold.into}) < 2}
        return folded | {n for n, pair in self.ends.items() if pair is None or pair[0] == pair[1]}

    def found(self):
        """Return the `Protection` of the table."""
        rules = consequences.kept(self.parts, self.schema, self.flat)
        entries = []
        for column in self.schema.columns:
            if column.name in self.folds:
                entries.append(self.folds[column.name])
            elif column.name in self.ends:
                entries += self._pulled_in(column, rules)
            elif column.kind == "time" and self.holders.by == "series":
                entries += self._starts(column)
            elif column.twin is not None:
                same = [found for found in entries if found.column == column.twin]
                entries += [found.model_copy(update={"column": column.name}) for found in same]
        texts = consequences.texts(rules) if entries else ()
        known = {"by": self.holders.by, "below": self.holders.below}
        return Protection(**known, columns=entries, rules=texts)

    def _fold(self, column):
        """Return what becomes of the rare values of a category or a constant, None without any."""
        if isinstance(column, ConstantColumn):
            values = (column.value,)
            codes = -parsing.missing(self.table, column.name).astype("int64")  # 0, or -1: missing
        elif column.is_coded:
            values = column.values
            codes = np.nan_to_num(column.parse(self.table, column.name), nan=-1).astype("int64")
        else:
            return None
        counts = self.holders.each(codes)
        counts = np.append(counts, np.zeros(len(values) - len(counts), "int64"))
        few = (counts > 0) & (counts < self.holders.below)
        if not few.any():
            return None
        forward = Forward(column.name) in self.parts
        into = self._into(column, values, codes, np.where(few, 0, counts), forward)
        keys = [p.key for p in self.parts if isinstance(p, Lookup) and p.column == column.name]
        how = LEFT_OUT if into is None else f"folded into {into}"
        how = "taken for the state before" if forward else how
        how = f"looked up from {keys[0]}" if keys else how
        kept = tuple(value for value, rare in zip(values, few, strict=True) if not rare)
        named = {"column": column.name, "what": "category", "count": int(few.sum())}
        return Protected(**named, how=how, into=into, kept=kept)

    def _into(self, column, values, codes, common, forward):
        """Return the category that rare ones are folded into; None where there is none.

        Args:
            column: the column.
            values: its categories.
            codes: (rows,) int64 of them, -1 where missing.
            common: (values,) how many hold each, 0 for rare ones.
            forward: whether what was left never comes back.
        """
        known = codes >= 0
        rows = np.bincount(codes[known], minlength=len(values))
        order = np.lexsort([-np.arange(len(values)), rows, common])
        commonest = values[order[-1]] if common[order[-1]] else None
        joined = (common == 0) | np.array([value == MARK for value in values])
        enough = self.holders.each(np.where(known & joined[codes], 0, -1))[0]
        may = isinstance(values[0], str) and MARK in self.allowed.get(column.name, (MARK,))
        wanted = commonest is None or not (self.common or forward)
        return MARK if may and wanted and enough >= self.holders.below else commonest

    def _pulled_in(self, column, rules):
        """Return what is done about the rare values of a column of numbers or dates."""
        values, name = column.parse(self.table, column.name), column.name
        ends = self.ends[name]
        if ends is None:
            count = len(np.unique(self.holders.of[~np.isnan(values)]))
            how = f"left out: fewer than {2 * self.holders.below} {self.holders.by} have a value"
            return [Protected(column=name, what=LEFT_OUT, count=count, how=how)]
        stays = name in {part.total for part in rules if isinstance(part, COMPUTED)}
        stays = stays or column.kind == "pace" or getattr(column, "monotone", None) is not None
        how, kept_as = ("bounded by", "bound") if stays else ("pulled in to", "limit")
        texts = cell_texts.texts(column, column.cells_of(np.array(ends))).to_pylist()
        sides = zip(("smallest", "largest"), self.holders.beyond(values, *ends), strict=True)
        found = [
            Protected(column=name, what=what, count=count, how=f"{how} {text}", **{kept_as: end})
            for (what, count), end, text in zip(sides, ends, texts, strict=True)
            if count
        ]
        ordered = {
            n for p in self.parts if isinstance(p, Order) for n in p.columns if p.columns[1:]
        }
        few = getattr(column, "values", None) is not None
        if few and not stays and name not in ordered:
            found += self._moved(name, np.clip(values, *ends))
        return found

    def _moved(self, name, values):
        """Return, in a list, what becomes of the rare ones of the few values of a number."""
        distinct, codes = np.unique(values, return_inverse=True)
        codes = np.where(np.isnan(values), -1, codes)
        distinct = distinct[: codes.max() + 1]  # without NaN
        common = self.holders.each(codes) >= self.holders.below
        if common.all():
            return []
        how, kept = "moved to the nearest of the others", tuple(distinct[common].tolist())
        named = {"column": name, "what": "values", "count": int((~common).sum())}
        return [Protected(**named, how=how, kept=kept)]

    def _starts(self, column):
        """Return what becomes of the first and the last starts of series."""
        firsts = timeline.first_points(timeline.points(self.table, column), self.holders.of)
        ends = timeline.common_ends(firsts, self.holders.below)
        counts = int((firsts < ends.iloc[0]).sum()), int((firsts > ends.iloc[1]).sum())
        sides = zip((EARLIEST, LATEST), counts, times.spelled(ends, column), strict=True)
        return [
            Protected(column=column.name, what=what, count=count, how=f"taken to be {text}")
            for what, count, text in sides
            if count
        ]
