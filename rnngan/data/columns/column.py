"""What every kind of column has, and what the rest of the package asks of it.

A kind is one file of this folder: a subclass of `Column` with its own `kind`. The class says what
schema.json keeps of such a column, and its methods how it is found, parsed, made into features and
back, spelled, checked. What a kind does not override is as for a column that the networks never
see. A class that is defined elsewhere counts from when it is defined.
"""

from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from rnngan.data.columns import cell_texts, register


class Part(BaseModel):
    """A strict, unchanging piece of a schema."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Part):
    """What all kinds have: the column's name and the dtype it is given back with.

    The class variables and properties say what is done with a column of the kind.
    """

    name: str
    dtype: str

    asked: ClassVar[bool] = False  # whether --kind may ask for it
    editable: ClassVar[tuple[str, ...] | None] = ()  # fields that schema files give; None for all
    comes_back: ClassVar[bool] = True  # whether generated tables have the column
    is_feature: ClassVar[bool] = False  # whether it varies and is found by its cells alone
    is_measured: ClassVar[bool] = False  # whether it can be compared, added, multiplied
    is_coded: ClassVar[bool] = False  # whether its values are codes of its field `values`
    has_ends: ClassVar[bool] = False  # whether it keeps the smallest and the largest of them
    is_left_out: ClassVar[bool] = False  # whether a notice says what is done in place of learning
    varies: ClassVar[bool] = False  # whether its values, as `parse` gives them, differ
    never_varies: ClassVar[bool] = False  # whether all cells are the same
    counts_missing: ClassVar[bool] = False  # whether a notice says how many cells are missing
    numbers_series: ClassVar[bool] = False  # whether its new names follow `--first-id`

    @classmethod
    def __pydantic_init_subclass__(cls, **options):
        """Register a kind: a class with a `kind` of its own."""
        super().__pydantic_init_subclass__(**options)
        if "kind" in cls.model_fields:
            register.KINDS[cls.model_fields["kind"].default] = cls

    @classmethod
    def found(cls, candidate):
        """Return the column if it is of this kind, else None.

        Args:
            candidate: `rnngan.data.columns.candidate.Candidate`.

        Raises:
            InputError: the cells can't be used.
        """
        return None

    def in_series(self, candidate):
        """Return the column with what shows only along the series: static, monotone."""
        return self

    def check(self):
        """Refuse fields of a schema file that don't fit, with an `InputError`."""

    def describe(self):
        """Return one line for a person."""
        return ""

    def spelling_notices(self):
        """Return notices, a list, on an odd spelling of the cells."""
        return []

    @property
    def limits(self):
        """Smallest and largest value of an integer dtype; the infinities for other dtypes."""
        kind = pd.api.types.pandas_dtype(self.dtype)
        if kind.kind not in "iu":
            return -np.inf, np.inf
        info = np.iinfo(getattr(kind, "numpy_dtype", kind))
        return info.min, info.max

    @property
    def is_modelled(self):
        """Whether the networks see it in every row."""
        return False

    @property
    def is_carried(self):
        """Whether the networks see it in the first row of a sequence alone."""
        return False

    @property
    def is_static(self):
        """Whether it has one value a sequence."""
        return False

    @property
    def is_series(self):
        """Whether it tells the series apart and is a condition too."""
        return False

    @property
    def may_miss(self):
        """Whether missing values are generated."""
        return False

    @property
    def blank(self):
        """How a missing cell is spelled."""
        return ""

    @property
    def signs(self):
        """(decimal, thousands) of its numbers."""
        return ".", ""

    @property
    def twin(self):
        """The name of the column that it repeats, or None."""
        return None

    @property
    def looked_up(self):
        """The `LookupTable` that it is restored by, or None."""
        return None

    @property
    def asked_as(self):
        """The kind that a schema file asks for to get it again; None where it needs none."""
        return self.kind if self.asked else None

    @property
    def kept_texts(self):
        """Texts of the table that come back as they stand."""
        return ()

    # Cells of a table -> values (rows,) float64: numbers, codes or dates; NaN where missing.

    @property
    def is_read(self):
        """Whether it has values that can be compared."""
        return False

    def parse(self, table, name):
        """Return the values of the cells of a table's column `name`.

        Raises:
            InputError: a cell does not fit.
        """
        raise NotImplementedError

    # Values -> features -> restored cells: see `rnngan.data.transforms`.

    def blocks(self, fitting):
        """Return its `Block`s, whose `start` is set later.

        Args:
            fitting: `rnngan.data.blocks.Fitting`.
        """
        return []

    def features(self, rows, block):
        """Return the features (rows, size) of one of its blocks.

        Args:
            rows: `rnngan.data.cleaning.Rows`.
            block: the `Block`.
        """
        raise NotImplementedError

    def cells(self, sides, found):
        """Return the Series of generated features.

        Args:
            sides: {role: (`Block`, features (count, length, size))}.
            found: {name: Series} of columns that are there already.
        """
        raise NotImplementedError

    def cells_of(self, values):
        """Return the Series of values (rows,), as `parse` gives them."""
        return pd.Series(values).astype(self.dtype)

    def restored(self, new):
        """Return its cells in a generated table; None where they follow from other columns.

        Args:
            new: `rnngan.data.restore.NewRows`.
        """
        return new.columns.get(self.name)

    def texts(self, cells):
        """Return the texts of restored cells as Arrow strings, null where missing."""
        return cell_texts.plain(cells)

    def typed(self, cells):
        """Return restored cells, spelled as in a CSV, with the type that they stand for."""
        return cells

    def measures(self, cells):
        """Return restored cells as float64 (rows, k), to be averaged and compared."""
        return pd.to_numeric(cells).to_numpy("float64", na_value=np.nan)[:, None]

    @property
    def may_be_gap(self):
        """Whether it can be learned as how far it stands over others that it is never below."""
        return False

    # Conditions: `--condition` and `--given`.

    @property
    def no_condition(self):
        """Why it can't be a condition."""
        return f"the column is {self.describe()}"

    def given(self, text):
        """Return the value that is meant by the text of `--given`, NaN for a missing one.

        Raises:
            ConfigError: it can't be read, or is no value that the column can have.
        """
        raise NotImplementedError

    def spelled(self, value):
        """Return a value as text."""
        raise NotImplementedError

    def pinned(self, value):
        """Return the column with nothing that would change this value when it is restored."""
        return self

    # Constraints: what follows from other columns, and what never goes back.

    @property
    def is_key(self):
        """Whether other columns can be looked up by it: it has few values, all known."""
        return False

    @property
    def no_key(self):
        """Why others can't be looked up by it."""
        return f"is no key: {self.describe()}"

    @property
    def key_numbers(self):
        """All values of a key that is a number; none for other keys."""
        return ()

    @property
    def may_follow(self):
        """Whether it can be looked up."""
        return False

    @property
    def goes_on(self):
        """Whether it never goes back within a sequence and is held to that."""
        return False

    def moves_on(self, known, same):
        """Return how many moves would go back by chance; 0 where one does, or others find it.

        Args:
            known: values that are there, by series and time.
            same: (len(known) - 1,) bool, whether the next one is of the same series.
        """
        return 0

    def held(self, known, same):
        """Return the column that never goes back in generated rows; None where it does go back."""
        return None
