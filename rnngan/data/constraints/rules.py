"""What a constraint demands: one class for each form of rule, and the columns that it is about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """`lower <= upper`, or `lower < upper`; one of the two may be a number."""

    lower: str | float
    upper: str | float
    strict: bool = False

    @property
    def columns(self):
        """The columns that are compared."""
        return tuple(side for side in (self.lower, self.upper) if isinstance(side, str))


@dataclass(frozen=True)
class Sum:
    """`total = plus + … - minus - … + previous(before) + …`; the last are of the row before."""

    total: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    @property
    def terms(self):
        """The columns of the same row that the total is computed from."""
        return (*self.plus, *self.minus)

    @property
    def columns(self):
        """The total and what it is computed from."""
        return (self.total, *self.terms, *self.before)


@dataclass(frozen=True)
class Product:
    """`total = factor * times * … / over / …`."""

    total: str
    times: tuple[str, ...]
    over: tuple[str, ...] = ()
    factor: float = 1.0
    before = ()

    @property
    def terms(self):
        """The columns that the total is computed from."""
        return (*self.times, *self.over)

    @property
    def columns(self):
        """The total and what it is computed from."""
        return (self.total, *self.terms)


@dataclass(frozen=True)
class Lookup:
    """`column = lookup(key)`: the same value of the key always goes with the same value here."""

    column: str
    key: str

    @property
    def columns(self):
        """The column and its key."""
        return (self.column, self.key)


@dataclass(frozen=True)
class Pace:
    """`column = pace(key)`: within a series both move at one rate, the same in all series."""

    column: str
    key: str

    @property
    def columns(self):
        """The column and what it moves with."""
        return (self.column, self.key)


@dataclass(frozen=True)
class Forward:
    """`never_back(column)`: within a series it goes on or stays, and never comes back."""

    column: str

    @property
    def columns(self):
        """The column."""
        return (self.column,)


@dataclass(frozen=True)
class Unique:
    """No value of the column comes twice."""

    column: str

    @property
    def columns(self):
        """The column."""
        return (self.column,)


COMPUTED = (Sum, Product)  # rules that give their total
