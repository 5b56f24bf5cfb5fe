"""Constraints as text: `High >= max(Open, Close)` to what it demands, and back.

A text is cut into tokens; every column and every number becomes a placeholder, so that what is left
is a Python expression, whatever columns are called. Python's own grammar then says how it hangs
together (`ast.parse`; nothing is evaluated), and each node that is none of ours is refused.
"""

import ast
import re
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from rnngan.config.errors import ConfigError
from rnngan.data.constraints.rules import Forward, Lookup, Order, Pace, Product, Sum, Unique

SHOWN = 20  # columns that an error lists
ALLOWED = (
    'Allowed: "High >= max(Open, Close)", "Low <= min(Open, Close)", "0 <= share", '
    '"total = net + tax - rebate", "total = price * qty", "price = lookup(sku)", '
    '"age = pace(visit)", "opening = previous(closing)", "never_back(state)", "unique(invoice)"; a '
    'name with spaces or signs stands in double quotes or backticks, such as "`Adj Close` <= High".'
)
ALONE = {"unique": Unique, "never_back": Forward}  # functions of one column that are a whole rule
KEYED = {"lookup": Lookup, "pace": Pace}  # functions of one column that give another one
OF_ONE = (*ALONE, *KEYED, "previous")  # functions of one column
FUNCTIONS = ("max", "min", *OF_ONE)
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![\w.])"
    rf"|(?P<call>(?i:{'|'.join(FUNCTIONS)})\s*\()"
    r"|(?P<name>[^\W\d][\w.]*)"
    r'|(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)'
    r"|(?P<sign>>=|<=|==|[<>=+\-*/(),])|(?P<end>$)|(?P<odd>\S.{0,9}))",
    re.DOTALL,
)
COMPARISONS, ARITHMETIC = (">=", "<=", ">", "<", "=", "=="), ("+", "-", "*", "/")
COMPARISON = f"one of {', '.join(COMPARISONS[:-1])}"


@dataclass(frozen=True)
class _Before:
    """A column in the row before."""

    column: str


@dataclass(frozen=True)
class _Side:
    """One side of a comparison.

    Args:
        how: "one" column or number, "max" or "min" of several, a "sum", a "product",
            a "lookup" or a "pace".
        start: where it begins in the text.
        plus: columns and numbers; those that are added or multiplied.
        minus: those that are subtracted, or divided by.
    """

    how: str
    start: int
    plus: list
    minus: list


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
    constraint = _Constraint(text, list(names))
    tree = constraint.tree()
    if constraint.function(tree) in ALONE:
        return (ALONE[constraint.function(tree)](constraint.operand(tree.args[0])),)
    if not isinstance(tree, ast.Compare):
        constraint.expected(COMPARISON, constraint.tokens[-1])
    sides = [constraint.side(node) for node in (tree.left, *tree.comparators)]
    if any(isinstance(sign, ast.Eq) for sign in tree.ops):
        return (_equality(constraint, *sides),)
    pairs = zip(sides[:-1], tree.ops, sides[1:], strict=True)
    return tuple(dict.fromkeys(order for pair in pairs for order in _orders(constraint, *pair)))


class _Constraint:
    """One text as tokens and as Python's tree of them; says where something is wrong.

    Args:
        text: the constraint.
        names: columns of the table.
    """

    def __init__(self, text, names):
        self.text, self.names = text, names
        self.tokens = list(TOKEN.finditer(text.rstrip()))  # the last is the end

    def refuse(self, problem, start):
        """Raise what is wrong at a position of the text, counted from 0."""
        raise ConfigError(f"constraint {self.text!r}, character {start + 1}: {problem}")

    def expected(self, what, token):
        """Refuse a token."""
        found = "the end" if token.lastgroup == "end" else repr(token[token.lastgroup])
        self.refuse(f"expected {what}, found {found}. {ALLOWED}", token.start(token.lastgroup))

    def tree(self):
        """Return the `ast` node of the whole text; a name in it is `_` and a token's number."""
        expression = " ".join(self._words())
        try:
            return ast.parse(expression, mode="eval").body
        except (RecursionError, MemoryError):
            self.refuse("too long. Expected some hundreds of columns at most.", 0)
        except SyntaxError as error:
            self.refuse(f"{error.msg}. {ALLOWED}", 0)

    def _words(self):
        """Yield the words of the Python expression, one a token.

        Operands and signs have to alternate: Python allows more than we do, such as `(a)`, and does
        not say of every mistake at which token it is.
        """
        functions, compared, operand = [], False, True  # calls that are open; what comes next
        for number, token in enumerate(self.tokens[:-1]):
            sign = token["sign"]
            if operand:
                self._check_operand(number, functions)
                functions += [_function(token)] if token["call"] else []
                operand = bool(token["call"] or sign)
            elif functions:
                self._check_item_end(token, functions[-1])
                operand = sign == ","
                functions = functions if operand else functions[:-1]
            else:
                if sign not in (*COMPARISONS, *ARITHMETIC):
                    self.expected("the end" if compared else COMPARISON, token)
                compared, operand = compared or sign in COMPARISONS, True
            yield "==" if sign == "=" else sign or f"_{number}" + "(" * bool(token["call"])
        if operand:
            self._check_operand(-1, functions)
        elif functions:
            self._check_item_end(self.tokens[-1], functions[-1])

    def _check_operand(self, number, functions):
        """Refuse a token that is, or begins, no operand of the innermost open call."""
        token = self.tokens[number]
        if token["name"] or token["quoted"]:
            self._check_column(token)
        elif functions and functions[-1] in OF_ONE:
            self.expected("a column", token)
        elif token["number"]:
            if float(token["number"]) == np.inf:
                self.expected("a number below 1e308", token)
        elif token["sign"] == "-":
            if not self.tokens[number + 1]["number"]:
                self.expected("a number", self.tokens[number + 1])
        elif not token["call"] or (functions and _function(token) != "previous"):
            self.expected("a column or a number", token)

    def _check_item_end(self, token, function):
        """Refuse a token that goes on with an item of a call."""
        one = function in OF_ONE
        if token["sign"] != ")" and (one or token["sign"] != ","):
            self.expected("')'" if one else "',' or ')'", token)

    def _check_column(self, token):
        """Refuse a name that no column has, with what may be meant."""
        name = _column(token)
        if name in self.names:
            return
        start = token.start(token.lastgroup)
        near = [f"Did you mean {near!r}? " for near in get_close_matches(name, self.names, 1)]
        for known in self.names:
            if known.startswith(name) and self.text.startswith(known, start):
                near = [f"Write {_word(known)}, in quotes. "]
        listed = ", ".join(self.names[:SHOWN])
        more = f", … ({len(self.names):,} in all)" if len(self.names) > SHOWN else ""
        self.refuse(f"no column {name!r}. {''.join(near)}Columns: {listed}{more}.", start)

    def token(self, node):
        """Return the token with which a node begins; a node that is none of ours is refused."""
        while isinstance(node, ast.BinOp):  # a sum of many columns is as deep
            node = node.left
        match node:
            case ast.Name():
                return self.tokens[int(node.id[1:])]
            case ast.UnaryOp(op=ast.USub(), operand=ast.Name()):
                return self.tokens[int(node.operand.id[1:]) - 1]
            case ast.Call(func=ast.Name(), keywords=[]):
                return self.token(node.func)
        self.refuse(f"{type(node).__name__} is not allowed. {ALLOWED}", 0)

    def start(self, node):
        """Return the position at which a node begins, counted from 0."""
        token = self.token(node)
        return token.start(token.lastgroup)

    def function(self, node):
        """Return the name of the function that a node calls, or "" where it calls none."""
        return _function(self.token(node)) if isinstance(node, ast.Call) else ""

    def operand(self, node):
        """Return the column, the column of the row before, or the number that a node stands for."""
        match node:
            case ast.Name():
                token = self.token(node)
                return float(token["number"]) if token["number"] else _column(token)
            case ast.UnaryOp():
                return -self.operand(node.operand)
            case ast.Call() if self.function(node) == "previous":
                return _Before(self.operand(node.args[0]))
        self.refuse(f"{self.function(node)}(…) stands alone. {ALLOWED}", self.start(node))

    def side(self, node):
        """Return the `_Side` of all that stands between two comparisons."""
        start, function = self.start(node), self.function(node)
        if function in ("max", "min", *KEYED):
            how = function if len(node.args) > 1 or function in KEYED else "one"
            return _Side(how, start, [*map(self.operand, node.args)], [])
        terms = _flat(node, ast.Add, ast.Sub)
        several = [*terms[0], *terms[1]]
        factors = _flat(several[0], ast.Mult, ast.Div)
        if any(isinstance(term, ast.BinOp) for term in several):
            if len(several) > 1:
                self.refuse(f"a product or ratio stands alone, without + and -. {ALLOWED}", start)
            return _Side("product", start, *([*map(self.operand, items)] for items in factors))
        how = "sum" if len(several) > 1 else "one"
        return _Side(how, start, *([*map(self.operand, items)] for items in terms))


def _flat(node, plus, minus):
    """Return the nodes that are joined by one operator, and those joined by its inverse."""
    found = {plus: [], minus: []}
    while isinstance(node, ast.BinOp) and isinstance(node.op, plus | minus):
        found[type(node.op)].insert(0, node.right)
        node = node.left
    return [node, *found[plus]], found[minus]


def _function(token):
    """Return the name of the function that a token calls, or ""."""
    return (token["call"] or "(")[:-1].rstrip().lower()


def _column(token):
    """Return the column that a token names."""
    if token["name"]:
        return token["name"]
    sign = token["quoted"][0]
    return token["quoted"][1:-1].replace(sign * 2, sign)


def _orders(constraint, left, sign, right):
    """Return the orders that one comparison stands for."""
    rising = isinstance(sign, ast.Lt | ast.LtE)
    lower, upper = (left, right) if rising else (right, left)
    for side, which, one, all_of in (
        (lower, "smaller", "min", "max"),
        (upper, "larger", "max", "min"),
    ):
        if side.how in ("sum", "product", *KEYED):
            what = {"product": "products and ratios"}.get(side.how, f"{side.how}s")
            constraint.refuse(f"{what} can only be compared with =. {ALLOWED}", side.start)
        if any(isinstance(item, _Before) for item in side.plus):
            constraint.refuse(f"previous(…) goes with = alone. {ALLOWED}", side.start)
        if side.how == one:
            problem = f"{one}(…) on the {which} side would ask it of any one of its columns."
            constraint.refuse(
                f"{problem} Write {all_of}(…) to ask it of all, or one name.", side.start
            )
    strict = isinstance(sign, ast.Lt | ast.Gt)
    orders = [Order(a, b, strict) for a in lower.plus for b in upper.plus]
    for order in orders:
        if order.lower == order.upper or not order.columns:
            what = f"{_word(order.lower)} with {_word(order.upper)}"
            constraint.refuse(
                f"compares {what}. Name a column and another one, or a number.", left.start
            )
    return orders


def _equality(constraint, left, right, *more):
    """Return the rule of `total = a + b - c`, `t = a * b / c`, `a = lookup(b)` or `a = pace(b)`."""
    total, terms = (left, right) if _names_one(left) else (right, left)
    if more or not _names_one(total) or terms.how in ("max", "min"):
        problem = "= takes one column on one side, and columns with + and - or * and / on the other"
        constraint.refuse(f"{problem}. {ALLOWED}", left.start)
    name = total.plus[0]
    if terms.how in KEYED:
        found = KEYED[terms.how](name, terms.plus[0])
    elif terms.how == "product":
        found = _product(constraint, name, terms)
    else:
        found = _sum(constraint, name, terms)
    own = (found.key,) if terms.how in KEYED else found.terms
    once = isinstance(found, Product) or len(set(own)) == len(own)  # x * x is a square
    if name in own or not once:
        what = "sum" if isinstance(found, Sum) else "rule"
        constraint.refuse(f"a column stands twice in the {what}. Name each once.", left.start)
    return found


def _names_one(side):
    return side.how == "one" and isinstance(side.plus[0], str)


def _sum(constraint, total, side):
    items = [*side.plus, *side.minus]
    if any(isinstance(item, float) for item in items):
        constraint.refuse(
            "= takes columns, no numbers: what never changes is found out.", side.start
        )
    if any(isinstance(item, _Before) for item in side.minus):
        constraint.refuse("previous(…) can be added, not subtracted.", side.start)
    before = tuple(item.column for item in side.plus if isinstance(item, _Before))
    plus = tuple(item for item in side.plus if isinstance(item, str))
    return Sum(total, plus, tuple(side.minus), before)


def _product(constraint, total, side):
    if any(isinstance(item, _Before) for item in (*side.plus, *side.minus)):
        constraint.refuse("previous(…) can be added, not multiplied.", side.start)
    times, over = (
        tuple(i for i in items if isinstance(i, str)) for items in (side.plus, side.minus)
    )
    numbers = [[i for i in items if isinstance(i, float)] for items in (side.plus, side.minus)]
    factor, divisor = map(float, map(np.prod, numbers))
    if factor == 0 or divisor == 0 or not (times or over):
        constraint.refuse("a product takes a column, and numbers other than 0.", side.start)
    return Product(total, times, over, factor / divisor)


def spell(*parts):
    """Return the text of a constraint, or of orders of the same column on one side.

    Raises:
        ValueError: no single text says it.

    Example:
        >>> spell(Order("Open", "High"), Order("Adj Close", "High"))
        'High >= max(Open, "Adj Close")'
    """
    first, alike = parts[0], {(type(part), getattr(part, "strict", None)) for part in parts}
    if len(parts) == 1 and not isinstance(first, Order):
        return _spell_one(first)
    if len(alike) == 1 and isinstance(first, Order):
        sign = "" if first.strict else "="
        lowers, uppers = ([*dict.fromkeys(s)] for s in zip(*map(_ends, parts), strict=True))
        if len(uppers) == 1 and (len(lowers) > 1 or isinstance(uppers[0], str)):
            return f"{_word(uppers[0])} >{sign} {_listed('max', lowers)}"
        if len(lowers) == 1:
            return f"{_word(lowers[0])} <{sign} {_listed('min', uppers)}"
    raise ValueError(f"no single text says {', '.join(map(spell, parts))}")


def _spell_one(part):
    """Return the text of a rule that is no order."""
    if isinstance(part, Lookup | Pace):
        function = next(name for name, rule in KEYED.items() if isinstance(part, rule))
        return f"{_word(part.column)} = {function}({_word(part.key)})"
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
