"""Constraints as text: `High >= max(Open, Close)` to what it demands, and back."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from rnngan.config.errors import ConfigError
from rnngan.data.constraints.rules import Forward, Lookup, Order, Product, Sum, Unique

SHOWN = 20  # columns that an error lists
ALLOWED = (
    'Allowed: "High >= max(Open, Close)", "Low <= min(Open, Close)", "0 <= share", '
    '"total = net + tax - rebate", "total = price * qty", "price = lookup(sku)", '
    '"opening = previous(closing)", "never_back(state)", "unique(invoice)"; a name with spaces or '
    'signs stands in double quotes or backticks, such as "`Adj Close` <= High".'
)
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![\w.])"
    r"|(?P<name>[^\W\d][\w.]*)"
    r'|(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)'
    r"|(?P<sign>>=|<=|==|[<>=+\-*/(),])|(?P<end>$)|(?P<odd>\S.{0,9}))",
    re.DOTALL,
)
ALONE = {"unique": Unique, "never_back": Forward}  # functions of one column that are a whole rule
OF_ONE = (*ALONE, "lookup", "previous")  # functions of one column
FUNCTIONS = ("max", "min", *OF_ONE)


@dataclass(frozen=True)
class _Before:
    """A column in the row before."""

    column: str


def parse(text, names):
    """Return what one text demands, as a tuple of rules; see `rnngan.data.constraints.rules`.

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
    if reader.calls(*ALONE):
        rule = ALONE[reader.token.lower()]
        found = [rule(reader.items(reader.column)[0])]
    else:
        sides, signs = [reader.side()], []
        while sign := reader.take(">=", "<=", ">", "<", "==", "="):
            signs.append(sign)
            sides.append(reader.side())
        if not signs:
            reader.expected("one of >=, <=, >, <, =")
        if {"=", "=="} & set(signs):
            found = [_equality(reader, *sides)]
        else:
            pairs = zip(sides[:-1], signs, sides[1:], strict=True)
            found = [order for pair in pairs for order in _orders(reader, *pair)]
    if reader.kind != "end":
        reader.expected("the end")
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class _Side:
    """One side of a comparison.

    Args:
        how: "one" column or number, "max" or "min" of several, a "sum", a "product" or a "lookup".
        place: where it begins.
        plus: columns and numbers; those that are added or multiplied.
        minus: those that are subtracted, or divided by.
    """

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
            if function in OF_ONE:
                break
        if not self.take(")"):
            self.expected("')'" if function in OF_ONE else "',' or ')'")
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
        """Go over a column, one of the row before, or a number, and return it."""
        if self.calls("previous"):
            return _Before(self.items(self.column)[0])
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
        if self.calls("lookup"):
            return _Side("lookup", place, self.items(self.column), [])
        terms = {"+": [self.term()], "-": []}
        while sign := self.take("+", "-"):
            terms[sign].append(self.term())
        several = [*terms["+"], *terms["-"]]
        if len(several) == 1:
            only = several[0]
            return only if isinstance(only, _Side) else _Side("one", place, several, [])
        if any(isinstance(term, _Side) for term in several):
            self.refuse(f"a product or ratio stands alone, without + and -. {ALLOWED}", place)
        return _Side("sum", place, terms["+"], terms["-"])

    def term(self):
        """Go over a column or a number, or a product or ratio of some."""
        place, factors = self.place, {"*": [self.operand()], "/": []}
        while sign := self.take("*", "/"):
            factors[sign].append(self.operand())
        if len(factors["*"] + factors["/"]) == 1:
            return factors["*"][0]
        return _Side("product", place, factors["*"], factors["/"])


def _orders(reader, left, sign, right):
    """Return the orders that one comparison stands for."""
    lower, upper = (left, right) if "<" in sign else (right, left)
    for side, which, one, all_of in (
        (lower, "smaller", "min", "max"),
        (upper, "larger", "max", "min"),
    ):
        if side.how in ("sum", "product", "lookup"):
            what = {"sum": "sums", "product": "products and ratios", "lookup": "lookups"}[side.how]
            reader.refuse(f"{what} can only be compared with =. {ALLOWED}", side.place)
        if any(isinstance(item, _Before) for item in side.plus):
            reader.refuse(f"previous(…) goes with = alone. {ALLOWED}", side.place)
        if side.how == one:
            problem = f"{one}(…) on the {which} side would ask it of any one of its columns."
            reader.refuse(f"{problem} Write {all_of}(…) to ask it of all, or one name.", side.place)
    orders = [Order(a, b, "=" not in sign) for a in lower.plus for b in upper.plus]
    for order in orders:
        if order.lower == order.upper or not order.columns:
            what = f"{_word(order.lower)} with {_word(order.upper)}"
            reader.refuse(
                f"compares {what}. Name a column and another one, or a number.", left.place
            )
    return orders


def _equality(reader, left, right, *more):
    """Return the rule of `total = a + b - c`, `total = a * b / c` or `a = lookup(b)`."""
    total, terms = (left, right) if _names_one(left) else (right, left)
    if more or not _names_one(total) or terms.how in ("max", "min"):
        problem = "= takes one column on one side, and columns with + and - or * and / on the other"
        reader.refuse(f"{problem}. {ALLOWED}", left.place)
    name = total.plus[0]
    if terms.how == "lookup":
        found = Lookup(name, terms.plus[0])
    elif terms.how == "product":
        found = _product(reader, name, terms)
    else:
        found = _sum(reader, name, terms)
    own = (found.key,) if isinstance(found, Lookup) else found.terms
    once = isinstance(found, Product) or len(set(own)) == len(own)  # x * x is a square
    if name in own or not once:
        what = "sum" if isinstance(found, Sum) else "rule"
        reader.refuse(f"a column stands twice in the {what}. Name each once.", left.place)
    return found


def _names_one(side):
    return side.how == "one" and isinstance(side.plus[0], str)


def _sum(reader, total, side):
    items = [*side.plus, *side.minus]
    if any(isinstance(item, float) for item in items):
        reader.refuse("= takes columns, no numbers: what never changes is found out.", side.place)
    if any(isinstance(item, _Before) for item in side.minus):
        reader.refuse("previous(…) can be added, not subtracted.", side.place)
    before = tuple(item.column for item in side.plus if isinstance(item, _Before))
    plus = tuple(item for item in side.plus if isinstance(item, str))
    return Sum(total, plus, tuple(side.minus), before)


def _product(reader, total, side):
    if any(isinstance(item, _Before) for item in (*side.plus, *side.minus)):
        reader.refuse("previous(…) can be added, not multiplied.", side.place)
    times, over = (
        tuple(i for i in items if isinstance(i, str)) for items in (side.plus, side.minus)
    )
    numbers = [[i for i in items if isinstance(i, float)] for items in (side.plus, side.minus)]
    factor, divisor = map(float, map(np.prod, numbers))
    if factor == 0 or divisor == 0 or not (times or over):
        reader.refuse("a product takes a column, and numbers other than 0.", side.place)
    return Product(total, times, over, factor / divisor)


def spell(*parts):
    """Return the text of a constraint, or of orders of the same column on one side.

    Raises:
        ValueError: no single text says it.

    Example:
        >>> spell(Order("Open", "High"), Order("Adj Close", "High"))
        'High >= max(Open, "Adj Close")'
    """
    first, kinds = parts[0], {(type(part), getattr(part, "strict", None)) for part in parts}
    if len(parts) == 1 and not isinstance(first, Order):
        return _spell_one(first)
    if len(kinds) == 1 and isinstance(first, Order):
        sign = "" if first.strict else "="
        lowers, uppers = ([*dict.fromkeys(s)] for s in zip(*map(_ends, parts), strict=True))
        if len(uppers) == 1 and (len(lowers) > 1 or isinstance(uppers[0], str)):
            return f"{_word(uppers[0])} >{sign} {_listed('max', lowers)}"
        if len(lowers) == 1:
            return f"{_word(lowers[0])} <{sign} {_listed('min', uppers)}"
    raise ValueError(f"no single text says {', '.join(map(spell, parts))}")


def _spell_one(part):
    """Return the text of a rule that is no order."""
    if isinstance(part, Lookup):
        return f"{_word(part.column)} = lookup({_word(part.key)})"
    if isinstance(part, Sum):
        plus = [*map(_word, part.plus), *(f"previous({_word(name)})" for name in part.before)]
        return " - ".join([f"{_word(part.total)} = {' + '.join(plus)}", *map(_word, part.minus)])
    if isinstance(part, Product):
        factors = [part.factor] if part.factor != 1 or not part.times else []
        times = " * ".join(map(_word, [*factors, *part.times]))
        return " / ".join([f"{_word(part.total)} = {times}", *map(_word, part.over)])
    function = next(name for name, rule in ALONE.items() if isinstance(part, rule))
    return f"{function}({_word(part.column)})"


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
    plain = match and match["name"] == item and item.lower() not in FUNCTIONS
    return item if plain else '"' + item.replace('"', '""') + '"'
