"""A column of a table before its kind is known."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from rnngan.config.errors import ConfigError
from rnngan.config.run_config import DataConfig
from rnngan.data import parsing
from rnngan.data.columns import register
from rnngan.data.constraints.along import Along
from rnngan.data.formats.tables import Table


@dataclass(frozen=True)
class Candidate:
    """The cells of a column, and what is known around it.

    Args:
        table: `Table`.
        name: of the column.
        config: `DataConfig`.
        wanted: {field: value} of a schema file.
        along: the `Along` of the table.
        id_name: of the column that tells sequences apart, or None.
        unique: whether no value may come twice.
        earlier: the columns before it.
    """

    table: Table
    name: str
    config: DataConfig
    wanted: dict
    along: Along
    id_name: str | None = None
    unique: bool = False
    earlier: tuple = ()

    @property
    def dtype(self):
        """The dtype that the column is given back with, where its kind has no other."""
        return dtype(self.table, self.name)

    @property
    def cells(self):
        """All cells, (rows,) series."""
        return self.table.frame[self.name]

    @property
    def absent(self):
        """Which cells are missing, (rows,) bool."""
        return parsing.missing(self.table, self.name)

    @cached_property
    def known(self):
        """The cells that are not missing."""
        return self.cells[~self.absent]

    @cached_property
    def spelling(self):
        """How most missing cells are spelled, None where none is missing."""
        return parsing.missing_spelling(self.table, self.name, self.absent)

    @property
    def missing(self):
        """The same where missing values are learned, else None."""
        return self.spelling if self.config.missing == "mask" else None

    @property
    def is_dated(self):
        """Whether the cells of a data frame are datetimes."""
        return pd.api.types.is_datetime64_any_dtype(self.cells.dtype)

    @cached_property
    def is_single(self):
        """Whether all known cells are the same."""
        return self.known.nunique() == 1

    @property
    def varies(self):
        """Whether there is more to learn than whether the one value is there."""
        return not self.is_single or self.is_dated

    @property
    def asked(self):
        """The kind that was asked for, or None.

        Raises:
            ConfigError: there is no such kind.
        """
        kind = self.wanted.get("kind")
        if kind not in (None, *register.asked()):
            raise ConfigError(
                f"schema: column {self.name!r} can't be made a {kind} column. Expected one of "
                f"{', '.join(register.asked())}."
            )
        return kind


def dtype(table, name):
    """Return the dtype that a column is given back with, before its kind is known."""
    return "str" if table.text else str(table.frame[name].dtype)


def plain(value):
    """Return a numpy scalar as Python's own type, a datetime as text."""
    value = value.item() if hasattr(value, "item") else value
    return value if isinstance(value, str | bool | int | float) else str(value)
