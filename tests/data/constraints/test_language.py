import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngan.config.errors import ConfigError
from rnngan.data.constraints.language import parse, spell
from rnngan.data.constraints.rules import Forward, Lookup, Order, Pace, Product, Sum, Unique

NAMES = ["Open", "High", "Low", "Close", "Adj Close", "max", "total", "net", "tax", 'a"b', "1"]
ALLOWED = (
    'Allowed: "High >= max(Open, Close)", "Low <= min(Open, Close)", "0 <= share", '
    '"total = net + tax - rebate", "total = price * qty", "price = lookup(sku)", '
    '"age = pace(visit)", "opening = previous(closing)", "never_back(state)", "unique(invoice)"; a '
    'name with spaces or signs stands in double quotes or backticks, such as "`Adj Close` <= High".'
)
COLUMNS = ", ".join(NAMES)


class TestText:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("High >= Low", (Order("Low", "High"),)),
            ("Low<High", (Order("Low", "High", strict=True),)),
            (" \tLow < High \n", (Order("Low", "High", strict=True),)),
            ("unique(net) ", (Unique("net"),)),
            ("High > Low", (Order("Low", "High", strict=True),)),
            ("High >= max(Open, Close)", (Order("Open", "High"), Order("Close", "High"))),
            ("Low <= MIN( Open,Close )", (Order("Low", "Open"), Order("Low", "Close"))),
            ("max(Open, Close) <= High", (Order("Open", "High"), Order("Close", "High"))),
            ("`Adj Close` <= High", (Order("Adj Close", "High"),)),
            ('"a""b" <= "1"', (Order('a"b', "1"),)),
            ("max <= High", (Order("max", "High"),)),
            ("0 <= net", (Order(0, "net"),)),
            ("net <= -1.5e1", (Order("net", -15),)),
            ("0 <= net < 1", (Order(0, "net"), Order("net", 1, strict=True))),
            ("High >= max(Open, Open)", (Order("Open", "High"),)),
            ("total = net + tax", (Sum("total", ("net", "tax")),)),
            ("net + tax == total", (Sum("total", ("net", "tax")),)),
            ("net = total - tax - Low", (Sum("net", ("total",), ("tax", "Low")),)),
            ("Open = Close", (Sum("Open", ("Close",)),)),
            ("unique(net)", (Unique("net"),)),
            ("unique ( `Adj Close` )", (Unique("Adj Close"),)),
            ("total = net * tax", (Product("total", ("net", "tax")),)),
            ("net*tax = total", (Product("total", ("net", "tax")),)),
            ("tax = total / net", (Product("tax", ("total",), ("net",)),)),
            ("tax = 0.19 * net", (Product("tax", ("net",), (), 0.19),)),
            ("tax = 100 * net / total / 4", (Product("tax", ("net",), ("total",), 25.0),)),
            ("total = net * net", (Product("total", ("net", "net")),)),
            ("net = lookup(`Adj Close`)", (Lookup("net", "Adj Close"),)),
            ("net = PACE(`Adj Close`)", (Pace("net", "Adj Close"),)),
            ("Open = previous(Close)", (Sum("Open", (), (), ("Close",)),)),
            (
                "total = previous(total) + net - tax",
                (Sum("total", ("net",), ("tax",), ("total",)),),
            ),
            ("NEVER_BACK(Open)", (Forward("Open"),)),
        ],
    )
    def test_each_form_is_read(self, text, parts):
        assert parse(text, NAMES) == parts

    @pytest.mark.parametrize(
        ("parts", "text"),
        [
            ([Order("Low", "High")], "High >= Low"),
            ([Order("Low", "High", strict=True)], "High > Low"),
            ([Order(0.0, "net")], "net >= 0"),
            ([Order("net", 0.5)], "net <= 0.5"),
            ([Order(-1e-9, "net", strict=True)], "net > -1e-09"),
            ([Order("Open", "High"), Order("max", "High")], 'High >= max(Open, "max")'),
            ([Order("Low", "Open"), Order("Low", "Adj Close")], 'Low <= min(Open, "Adj Close")'),
            ([Sum("total", ("net", "tax"), ("Low",))], "total = net + tax - Low"),
            ([Unique("1")], 'unique("1")'),
            ([Product("total", ("net", "tax"))], "total = net * tax"),
            ([Product("total", ("net",), ("tax", "Low"), 0.5)], "total = 0.5 * net / tax / Low"),
            ([Product("total", (), ("tax",))], "total = 1 / tax"),
            ([Lookup("net", "max")], 'net = lookup("max")'),
            ([Pace("net", "max")], 'net = pace("max")'),
            ([Sum("total", ("net",), ("tax",), ("total",))], "total = net + previous(total) - tax"),
            ([Forward("Adj Close")], 'never_back("Adj Close")'),
        ],
    )
    def test_what_is_spelled_is_canonical_and_read_back(self, parts, text):
        assert spell(*parts) == text
        assert parse(text, NAMES) == tuple(parts)

    def test_constraints_that_share_no_side_have_no_single_text(self):
        with pytest.raises(ValueError, match="no single text says b >= a, d >= c"):
            spell(Order("a", "b"), Order("c", "d"))
        with pytest.raises(ValueError, match=r"no single text says b >= a, unique\(c\)"):
            spell(Order("a", "b"), Unique("c"))

    def test_columns_are_those_that_a_constraint_is_about(self):
        assert Order(0.0, "a").columns == ("a",)
        assert Order("a", "b").columns == ("a", "b")
        assert Sum("t", ("a",), ("b",), ("c",)).columns == ("t", "a", "b", "c")
        assert Product("t", ("a",), ("b",)).columns == ("t", "a", "b")
        assert Lookup("a", "b").columns == ("a", "b")
        assert Unique("a").columns == Forward("a").columns == ("a",)

    @pytest.mark.parametrize(
        ("text", "place", "problem"),
        [
            ("", 1, f"expected a column or a number, found the end. {ALLOWED}"),
            ("High", 5, f"expected one of >=, <=, >, <, =, found the end. {ALLOWED}"),
            (
                "High >= Opne",
                9,
                f"no column 'Opne'. Did you mean 'Open'? Columns: {COLUMNS}.",
            ),
            (
                "Adj Close <= High",
                1,
                f"no column 'Adj'. Write \"Adj Close\", in quotes. Columns: {COLUMNS}.",
            ),
            ("High >= zz", 9, f"no column 'zz'. Columns: {COLUMNS}."),
            (
                "High >= min(Open, Close)",
                9,
                "min(…) on the smaller side would ask it of any one of its columns. "
                "Write max(…) to ask it of all, or one name.",
            ),
            (
                "Low <= max(Open, Close)",
                8,
                "max(…) on the larger side would ask it of any one of its columns. "
                "Write min(…) to ask it of all, or one name.",
            ),
            ("High >= Open + Low", 9, f"sums can only be compared with =. {ALLOWED}"),
            (
                "High >= Open * Low",
                9,
                f"products and ratios can only be compared with =. {ALLOWED}",
            ),
            ("High >= lookup(Low)", 9, f"lookups can only be compared with =. {ALLOWED}"),
            ("High >= pace(Low)", 9, f"paces can only be compared with =. {ALLOWED}"),
            ("net = pace(net)", 1, "a column stands twice in the rule. Name each once."),
            ("High >= previous(Low)", 9, f"previous(…) goes with = alone. {ALLOWED}"),
            (
                "total = net * tax + Low",
                9,
                f"a product or ratio stands alone, without + and -. {ALLOWED}",
            ),
            ("total = total * tax", 1, "a column stands twice in the rule. Name each once."),
            ("total = net / 0", 9, "a product takes a column, and numbers other than 0."),
            ("total = net - previous(tax)", 9, "previous(…) can be added, not subtracted."),
            ("total = net * previous(tax)", 9, "previous(…) can be added, not multiplied."),
            ("1 <= 2", 1, "compares 1 with 2. Name a column and another one, or a number."),
            (
                "High > High",
                1,
                "compares High with High. Name a column and another one, or a number.",
            ),
            ("net = 5", 7, "= takes columns, no numbers: what never changes is found out."),
            ("total = net + net", 1, "a column stands twice in the sum. Name each once."),
            (
                "total = max(net, tax)",
                1,
                "= takes one column on one side, and columns with + and - or * and / on the other. "
                + ALLOWED,
            ),
            (
                "net = tax = total",
                1,
                "= takes one column on one side, and columns with + and - or * and / on the other. "
                + ALLOWED,
            ),
            ("High >= 1e999", 9, f"expected a number below 1e308, found '1e999'. {ALLOWED}"),
            ("High != Open", 6, f"expected one of >=, <=, >, <, =, found '!= Open'. {ALLOWED}"),
            ("High >= `Open", 9, f"expected a column or a number, found '`Open'. {ALLOWED}"),
            ("High >= -Open", 10, f"expected a number, found 'Open'. {ALLOWED}"),
            ("High >= max(Open Low)", 18, f"expected ',' or ')', found 'Low'. {ALLOWED}"),
            ("High >= Open Low", 14, f"expected the end, found 'Low'. {ALLOWED}"),
            ("unique(Open, Low)", 12, f"expected ')', found ','. {ALLOWED}"),
            ("unique(3)", 8, f"expected a column, found '3'. {ALLOWED}"),
            ("High >= (Open)", 9, f"expected a column or a number, found '('. {ALLOWED}"),
            ("High >= Open ** 2", 15, f"expected a column or a number, found '*'. {ALLOWED}"),
            ("High >= max(Open, )", 19, f"expected a column or a number, found ')'. {ALLOWED}"),
            ("High >= max(Open", 17, f"expected ',' or ')', found the end. {ALLOWED}"),
            ("High, Low <= Open", 5, f"expected one of >=, <=, >, <, =, found ','. {ALLOWED}"),
            ("High >= --1", 10, f"expected a number, found '-'. {ALLOWED}"),
            ("High >= +1", 9, f"expected a column or a number, found '+'. {ALLOWED}"),
            ("total = net + max(tax, Low)", 15, f"max(…) stands alone. {ALLOWED}"),
            ("unique(net) <= tax", 1, f"unique(…) stands alone. {ALLOWED}"),
            ("unique(net) + tax", 18, f"expected one of >=, <=, >, <, =, found the end. {ALLOWED}"),
            ("Low <= print(Open)", 8, f"no column 'print'. Columns: {COLUMNS}."),
            ("Low <= 'Open'", 8, f"expected a column or a number, found \"'Open'\". {ALLOWED}"),
        ],
    )
    def test_what_can_not_be_kept_is_refused_with_its_place(self, text, place, problem):
        with pytest.raises(ConfigError) as error:
            parse(text, NAMES)
        assert str(error.value) == f"constraint {text!r}, character {place}: {problem}"

    def test_an_error_lists_some_columns_of_many(self):
        with pytest.raises(ConfigError, match=r"n18, n19, … \(5,000 in all\)\.$"):
            parse("x <= 1", [f"n{i}" for i in range(5000)])


NAME = st.text(max_size=6) | st.sampled_from(
    ["", " ", "1", "max", "MIN", "unique", 'a"b', '"', "`", "a b", "naïve", "😀", "-", "a.b", "=1"]
)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def parts_of_one_text(draw):
    names = draw(st.lists(NAME, min_size=2, max_size=6, unique=True))
    first, rest, strict = names[0], names[1:], draw(st.booleans())
    if draw(st.booleans()):
        return [
            draw(st.sampled_from([Unique(first), Sum(first, tuple(rest[:1]), tuple(rest[1:]))]))
        ]
    if draw(st.booleans()):
        number = draw(NUMBER)
        return [draw(st.sampled_from([Order(number, first, strict), Order(first, number, strict)]))]
    if draw(st.booleans()):
        return [Order(name, first, strict) for name in rest]
    return [Order(first, name, strict) for name in rest]


@given(parts_of_one_text())
def test_every_constraint_survives_being_text(parts):
    names = [name for part in parts for name in part.columns]
    assert parse(spell(*parts), names) == tuple(parts)


WORDS = st.sampled_from(
    [
        *("a", "b", "max", "if", "lambda", '"1"', "`a`", "previous(a)", "lookup(b)", "max(a, b)"),
        *("0", "1", "007", "2.5", "1e999", "-1", "*", "/", "+", "-", "<=", "<", ">", "=", "=="),
        *("(", ")", ",", "unique(", "MIN (", "\n", "#", "\\", "'", ":=", "[", "é", "\0", " "),
    ]
)
NAMED = ["a", "b", "max", "1", "if"]


@given(
    st.text(alphabet='ab1.e- +=<>(),"`max min unique', max_size=20)
    | st.text(max_size=20)
    | st.lists(WORDS, max_size=12).map("".join)
    | st.lists(WORDS, max_size=12).map(" ".join)
)
def test_any_text_is_read_or_refused(text):
    try:
        found = parse(text, NAMED)
    except ConfigError as error:
        found = str(error)
    if isinstance(found, str):
        assert found.startswith(f"constraint {text!r}, character ")
    else:
        assert found
        assert {name for part in found for name in part.columns} <= set(NAMED)


def test_a_sum_of_many_columns_is_read_and_one_without_end_refused():
    names = [f"n{i}" for i in range(1500)]
    text = f"n0 = {' + '.join(names[1:])}"
    assert parse(text, names) == (Sum("n0", tuple(names[1:])),)
    with pytest.raises(ConfigError, match="character 1: too long"):
        parse("n0 = " + "n1 + " * 100_000 + "n1", names)


def test_nothing_is_evaluated():
    with pytest.raises(ConfigError, match="no column '__import__'"):
        parse("Low <= __import__('os').abort()", NAMES)
