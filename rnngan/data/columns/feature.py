"""What numbers, categories and dates share: the networks learn them."""

from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from rnngan.config.errors import ConfigError, InputError
from rnngan.data import blocks as features_of
from rnngan.data.columns.column import Column, Part


class LookupTable(Part):
    """What goes with each value of a key column.

    `keys` are the values of a key that is a number, none where it is a category. `values` are
    numbers, codes of categories or dates as the networks would see them, None where the column is
    missing: one for each of the key's values, and one more where the key may be missing.
    """

    key: str
    keys: tuple[float, ...] = ()
    values: tuple[float | None, ...] = Field(min_length=1)


class Learned(Column):
    """A column with a number in each row that the networks can see."""

    varies: ClassVar[bool] = True
    counts_missing: ClassVar[bool] = True

    @property
    def may_miss(self):
        """Whether missing values are generated."""
        return self.missing is not None

    @property
    def blank(self):
        """How a missing cell is spelled."""
        return self.missing or ""

    @property
    def is_read(self):
        """Whether it has values that can be compared."""
        return True

    def features(self, rows, block):
        """Return the features (rows, size) of a block.

        Raises:
            InputError: a value is missing, and none ever was in training.
        """
        values = rows.values[self.name].to_numpy()
        absent = np.isnan(values)
        if absent.any() and not self.may_miss:
            raise InputError(
                f"{self.name!r} has {absent.sum():,} missing values, and had none in training. "
                "Fill them, or drop those rows."
            )
        return block.of(self.side(rows, block, values, absent))

    def side(self, rows, block, values, absent):
        """Return what a block makes features of, (rows,).

        Args:
            rows: `Rows`.
            block: `Block`.
            values: (rows,) float64.
            absent: (rows,) bool, where they are NaN.
        """
        return features_of.known(rows, block, values, absent)


class Feature(Learned):
    """A column that varies by itself, from row to row or from sequence to sequence.

    Its fields are `missing` (how a missing cell is spelled, or None), `static` (one value a
    sequence) and `lookup` (the `LookupTable` of one that follows from another column, or None).
    """

    is_feature: ClassVar[bool] = True
    asked: ClassVar[bool] = True
    editable: ClassVar[tuple[str, ...] | None] = None

    @property
    def is_modelled(self):
        """Whether the networks see it in every row: what follows from others is looked up."""
        return self.lookup is None

    @property
    def is_static(self):
        """Whether it has one value a sequence."""
        return self.static

    @property
    def looked_up(self):
        """The `LookupTable` that it is restored by, or None."""
        return self.lookup

    @property
    def may_follow(self):
        """Whether it can be looked up."""
        return True

    @property
    def no_condition(self):
        """Why it can't be a condition."""
        if self.lookup is not None:
            return f"the column follows from {self.lookup.key!r} and is looked up: name that one"
        return "the column changes within a sequence"

    def describe(self):
        """Return what it is, or what it follows from."""
        if self.lookup is not None:
            return f"follows from {self.lookup.key}; left out and restored"
        return self.described()

    def described(self):
        """Return one line on a column that does not follow from another."""
        raise NotImplementedError

    def in_series(self, candidate):
        """Return the column, `static` where every series has one value."""
        series = candidate.along.series
        cells = candidate.cells.where(~candidate.absent)
        if not (series != series[0]).any() or not _is_static(cells, series):
            return self
        return self.model_copy(update={"static": True})

    def is_absent(self, text):
        """Return whether the text of `--given` means a missing value.

        Raises:
            ConfigError: it does, and the column is never missing.
        """
        if text != "" and (self.missing is None or text != self.missing):
            return False
        if self.missing is None:
            raise self.refusal(text, "the column is never missing")
        return True

    def refusal(self, text, why):
        """Return the `ConfigError` of a value that can't be given."""
        return ConfigError(f"--given {self.name}={text}: {why}.")


def _is_static(cells, series):
    """Return whether every series has one value, and some series several rows."""
    frame = pd.DataFrame({"series": series, "value": pd.factorize(cells)[0]})
    changes = frame.groupby("series")["value"].nunique()
    return bool(frame["series"].duplicated().any() and (changes == 1).all())
