"""Constraints as text: `High >= max(Open, Close)` to what it demands, and back."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from rnngan.errors import ConfigError

SHOWN = 20  # columns that an error lists
ALLOWED = (
    'Allowed: "High >= max(Open, Close)", "Low <= min(Open, Close)", "0 <= share", '
    '"total = net + tax - rebate", "unique(invoice)"; a name with spaces or signs stands in '
    'double quotes or backticks, such as "`Adj Close` <= High".'
)
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![\w.])"
    r"|(?P<name>[^\W\d][\w.]*)"
    r'|(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)'
    r"|(?P<sign>>=|<=|==|[<>=+\-(),])|(?P<end>$)|(?P<odd>\S.{0,9}))",
    re.DOTALL,
)


@dataclass(frozen=True)
class Order:
    """`lower <= upper`, or `lower < upper`; one of the two may be a number."""

    lower: str | float
    upper: str | float
    strict: bool = False


@dataclass(frozen=True)
class Sum:
    """`total = plus + … - minus - …`."""

    total: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unique:
    """No value of the column comes twice."""

    column: str


def columns(part):
    """Return the names of the columns that a constraint is about."""
    if isinstance(part, Unique):
        return (part.column,)
    if isinstance(part, Sum):
        return (part.total, *part.plus, *part.minus)
    return tuple(side for side in (part.lower, part.upper) if isinstance(side, str))


def parse(text, names):
    """Return what one text demands, as a tuple of `Order`, `Sum` or `Unique`.

    Args:
        text: a constraint. `max` and `min` give one order a column, `0 <= share <= 1` gives two.
        names: columns of the table.

    Raises:
        ConfigError: says where in the text something is wrong, and what is allowed.

    Example:
        >>> [spell(part) for part in parse("High >= max(Open, Close)", ["Open", "High", "Close"])]
        ['High >= Open', 'High >= Close']
    """
    reader = _Reader(text, names)
    if reader.calls("unique"):
        found = [Unique(reader.items(reader.column)[0])]
    else:
        sides, signs = [reader.side()], []
        while sign := reader.take(">=", "<=", ">", "<", "==", "="):
            signs.append(sign)
            sides.append(reader.side())
        if not signs:
            reader.expected("one of >=, <=, >, <, =")
        if {"=", "=="} & set(signs):
            found = [_sum(reader, *sides)]
        else:
            pairs = zip(sides[:-1], signs, sides[1:], strict=True)
            found = [order for pair in pairs for order in _orders(reader, *pair)]
    if reader.kind != "end":
        reader.expected("the end")
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class _Side:
    """One side of a comparison: "one" column or number, "max" or "min" of several, or a "sum"."""

    how: str
    place: int
    plus: list
    minus: list


class _Reader:
    """Goes through the tokens of one text, and says where something is wrong."""

    def __init__(self, text, names):
        self.text, self.names = text, list(names)
        self.rest = TOKEN.finditer(text)
        self.advance()

    def advance(self):
        """Go over a token and return it."""
        gone = getattr(self, "token", None)
        match = next(self.rest)
        self.kind, self.place = match.lastgroup, match.start(match.lastgroup)
        self.token, self.called = match[self.kind], match.string[match.end() :].lstrip()[:1] == "("
        return gone

    def refuse(self, problem, place):
        """Raise what is wrong at a place."""
        raise ConfigError(f"constraint {self.text!r}, character {place + 1}: {problem}")

    def expected(self, what):
        """Refuse the token that stands here."""
        found = "the end" if self.kind == "end" else repr(self.token)
        self.refuse(f"expected {what}, found {found}. {ALLOWED}", self.place)

    def take(self, *signs):
        """Go over one of these signs where it stands here, and return it."""
        return self.advance() if self.kind == "sign" and self.token in signs else None

    def calls(self, *functions):
        """Return whether one of the functions stands here; a column may have the same name."""
        return self.kind == "name" and self.called and self.token.lower() in functions

    def items(self, read):
        """Go over `function(item, …)` and return the items."""
        function, items = self.advance().lower(), []
        while self.take("," if items else "("):
            items.append(read())
            if function == "unique":
                break
        if not self.take(")"):
            self.expected("')'" if function == "unique" else "',' or ')'")
        return items

    def column(self):
        """Go over the name of a column and return it."""
        if self.kind not in ("name", "quoted"):
            self.expected("a column")
        name = self.token
        if self.kind == "quoted":
            name = name[1:-1].replace(name[0] * 2, name[0])
        if name not in self.names:
            self.unknown(name)
        self.advance()
        return name

    def unknown(self, name):
        """Refuse a name, with what may be meant."""
        near = [f"Did you mean {near!r}? " for near in get_close_matches(name, self.names, 1)]
        for known in self.names:
            if known.startswith(name) and self.text.startswith(known, self.place):
                near = [f"Write {_word(known)}, in quotes. "]
        listed = ", ".join(self.names[:SHOWN])
        more = f", … ({len(self.names):,} in all)" if len(self.names) > SHOWN else ""
        self.refuse(f"no column {name!r}. {''.join(near)}Columns: {listed}{more}.", self.place)

    def operand(self):
        """Go over a column or a number and return it."""
        sign = -1.0 if self.take("-") else 1.0
        if self.kind == "number":
            if float(self.token) == np.inf:
                self.expected("a number below 1e308")
            return sign * float(self.advance())
        if sign < 0 or self.kind not in ("name", "quoted"):
            self.expected("a number" if sign < 0 else "a column or a number")
        return self.column()

    def side(self):
        """Go over all that stands before the next comparison."""
        place = self.place
        if self.calls("max", "min"):
            how, items = self.token.lower(), self.items(self.operand)
            return _Side(how if len(items) > 1 else "one", place, items, [])
        terms = {"+": [self.operand()], "-": []}
        while sign := self.take("+", "-"):
            terms[sign].append(self.operand())
        how = "one" if len(terms["+"] + terms["-"]) == 1 else "sum"
        return _Side(how, place, terms["+"], terms["-"])


def _orders(reader, left, sign, right):
    """Return the orders that one comparison stands for."""
    lower, upper = (left, right) if "<" in sign else (right, left)
    for side, which, one, all_of in (
        (lower, "smaller", "min", "max"),
        (upper, "larger", "max", "min"),
    ):
        if side.how == "sum":
            reader.refuse(f"sums can only be compared with =. {ALLOWED}", side.place)
        if side.how == one:
            problem = f"{one}(…) on the {which} side would ask it of any one of its columns."
            reader.refuse(f"{problem} Write {all_of}(…) to ask it of all, or one name.", side.place)
    orders = [Order(a, b, "=" not in sign) for a in lower.plus for b in upper.plus]
    for order in orders:
        if order.lower == order.upper or not columns(order):
            what = f"{_word(order.lower)} with {_word(order.upper)}"
            reader.refuse(
                f"compares {what}. Name a column and another one, or a number.", left.place
            )
    return orders


def _sum(reader, left, right, *more):
    """Return the sum that `total = a + b - c` stands for."""
    total, terms = (left, right) if left.how == "one" else (right, left)
    if more or total.how != "one" or terms.how not in ("one", "sum"):
        problem = "= takes one column on one side, and columns with + and - on the other."
        reader.refuse(f"{problem} {ALLOWED}", left.place)
    used = [*total.plus, *terms.plus, *terms.minus]
    if not all(isinstance(name, str) for name in used):
        reader.refuse("= takes columns, no numbers: what never changes is found out.", left.place)
    if len(set(used)) < len(used):
        reader.refuse("a column stands twice in the sum. Name each once.", left.place)
    return Sum(*total.plus, tuple(terms.plus), tuple(terms.minus))


def spell(*parts):
    """Return the text of a constraint, or of orders of the same column on one side.

    Raises:
        ValueError: no single text says it.

    Example:
        >>> spell(Order("Open", "High"), Order("Adj Close", "High"))
        'High >= max(Open, "Adj Close")'
    """
    first, kinds = parts[0], {(type(part), getattr(part, "strict", None)) for part in parts}
    if isinstance(first, Unique) and len(parts) == 1:
        return f"unique({_word(first.column)})"
    if isinstance(first, Sum) and len(parts) == 1:
        plus = " + ".join(map(_word, first.plus))
        return " - ".join([f"{_word(first.total)} = {plus}", *map(_word, first.minus)])
    if len(kinds) == 1 and isinstance(first, Order):
        sign = "" if first.strict else "="
        lowers, uppers = ([*dict.fromkeys(s)] for s in zip(*map(_ends, parts), strict=True))
        if len(uppers) == 1 and (len(lowers) > 1 or isinstance(uppers[0], str)):
            return f"{_word(uppers[0])} >{sign} {_listed('max', lowers)}"
        if len(lowers) == 1:
            return f"{_word(lowers[0])} <{sign} {_listed('min', uppers)}"
    raise ValueError(f"no single text says {', '.join(map(spell, parts))}")


def _ends(order):
    return order.lower, order.upper


def _listed(function, items):
    words = ", ".join(map(_word, items))
    return words if len(items) == 1 else f"{function}({words})"


def _word(item):
    """Return a number, or a column's name, quoted where it is no plain word."""
    if not isinstance(item, str):
        return repr(float(item)).removesuffix(".0")
    match = TOKEN.fullmatch(item)
    plain = match and match["name"] == item and item.lower() not in ("max", "min", "unique")
    return item if plain else '"' + item.replace('"', '""') + '"'
