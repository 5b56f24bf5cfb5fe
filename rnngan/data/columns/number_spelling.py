"""How a column of text spells its numbers, and the numbers.

1,234.5 and 1.234,5 and 1 234,5 and 1'234.5 are one number: two signs tell how a column is spelled,
the decimal sign and the thousands sign ("" for none). All cells of a column decide about them.
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rnngan.config.errors import InputError

READINGS = [  # (decimal sign, thousands sign), the more common ones first
    (".", ""),
    (".", ","),
    (",", ""),
    (",", "."),
    (".", " "),
    (",", " "),
    (".", "'"),
    (",", "'"),
]
SPACES = "[ \u00a0\u202f]"  # French thousands are set apart by spaces that do not break
LEAST_SHARE = 0.5  # of the cells of a number column are numbers; the others are faults
MARGIN = 0.01  # of the cells by which a reading must beat one that gives other values
EXPONENT = "(?:[eE][+-]?[0-9]+)?"
INFINITE = "(?i:inf|infinity)"
MOST_DECIMALS = 10


def signs(cells, decimal=None):
    """Return (decimal sign, thousands sign) of a column; None where it holds no numbers.

    A column holds numbers where at least half of its cells are numbers in one spelling. `1,234`
    alone can be read in two ways: cells such as 12 or 1,234,567 say that it is above a thousand,
    cells such as 1,5 or 0,123 that it is little more than one.

    Args:
        cells: (rows,) series of text; missing cells are passed over.
        decimal: the decimal sign where the user named it; it is taken where half of the cells
            are numbers with it.

    Raises:
        InputError: the cells can be read in two ways.

    Example:
        >>> import pandas as pd
        >>> signs(pd.Series(["1.234,5", "2"])), signs(pd.Series(["a", "b"]))
        ((',', '.'), None)
    """
    texts = _texts(cells).drop_null()
    if len(texts) == 0:
        return None
    if decimal != "," and _cast(texts) is not None:
        return ".", ""
    texts = pc.utf8_trim_whitespace(texts)
    matching = {reading: _matching(texts, reading) for reading in _possible(texts)}
    for wanted in ([decimal] if decimal else []) + [None]:
        found = {r: n for r, n in matching.items() if wanted in (r[0], None)}
        best = max(found, key=found.get)  # the first where several are equal
        if found[best] >= LEAST_SHARE * len(texts):
            if wanted is None:
                _refuse_ambiguous(texts, matching, best)
            return best
    return None


def read(cells, decimal=".", thousands=""):
    """Return float64 values of cells, NaN where a cell is no number that is spelled so.

    Infinity and numbers too large for 64 bits come out infinite. Thousands are grouped by three or
    not at all: 1,23,4 is no number.

    Example:
        >>> import pandas as pd
        >>> read(pd.Series(["1.234,5", "1.23", "7"]), ",", ".").tolist()
        [1234.5, nan, 7.0]
    """
    texts = _texts(cells)
    values = _cast(texts) if (decimal, thousands) == (".", "") else None
    if values is None:
        texts = pc.utf8_trim_whitespace(texts)
        fits = pc.match_substring_regex(texts, _pattern(decimal, thousands))
        texts = pc.if_else(fits, texts, pa.scalar(None, texts.type))
        if thousands:
            texts = pc.replace_substring_regex(texts, _group(thousands), "")
        if decimal != ".":
            texts = pc.replace_substring(texts, decimal, ".")
        values = pc.cast(texts, pa.float64())
    return pc.fill_null(values, np.nan).to_numpy(zero_copy_only=False)


def style(cells, decimals, decimal=".", thousands=""):
    """Return (style, decimals) of text numbers, as `rnngan.data.schema.Numeric` has them.

    Args:
        cells: (rows,) series of text; missing cells are passed over.
        decimals: that the values need; None for more than ten.
        decimal: decimal sign.
        thousands: thousands sign.

    Example:
        >>> import pandas as pd
        >>> style(pd.Series(["1.50", "2.00"]), 1), style(pd.Series(["1.5", "2.0"]), 1)
        (('fixed', 2), ('fixed', 1))
        >>> style(pd.Series(["1.25", "2.0"]), 2), style(pd.Series(["1.25", "2"]), 2)
        (('point', 2), ('shortest', 2))
    """
    texts = pc.utf8_trim_whitespace(_texts(cells).drop_null())
    digits = "[0-9" + re.escape(thousands) + "]" if thousands != " " else f"(?:[0-9]|{SPACES})"
    pattern = f"^[+-]?{digits}+(?:{re.escape(decimal)}(?P<fraction>[0-9]*))?$"
    fraction = pc.struct_field(pc.extract_regex(texts, pattern), "fraction")
    widths = pc.utf8_length(fraction).unique().to_pylist()  # None for cells such as 1e-5
    if len(widths) == 1 and widths[0] and widths[0] <= MOST_DECIMALS:
        return "fixed", widths[0]
    zero = pc.any(pc.equal(fraction, "0")).as_py()
    return ("point" if zero else "shortest"), decimals


def _texts(cells):
    """Return text cells as one Arrow array, null where missing."""
    array = pa.Array.from_pandas(cells)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return pc.cast(array, pa.large_string())


def _cast(texts):
    """Return float64 values where every cell is a plain number; None where one is not."""
    try:
        return pc.cast(texts, pa.float64())
    except pa.ArrowInvalid:
        return None


def _group(thousands):
    return SPACES if thousands == " " else re.escape(thousands)


def _pattern(decimal, thousands):
    """Return the regular expression of numbers in one spelling."""
    point = re.escape(decimal)
    whole = "[0-9]+"
    if thousands:
        whole = f"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{_group(thousands)}[0-9]{{3}})+)"
    finite = f"(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+){EXPONENT}"
    return f"^[+-]?(?:{finite}|{INFINITE})$"


def _count(texts, pattern):
    return pc.sum(pc.match_substring_regex(texts, pattern)).as_py() or 0


def _possible(texts):
    """Return the readings whose thousands sign occurs: the others would match no more cells."""
    return [reading for reading in READINGS if not reading[1] or _count(texts, _group(reading[1]))]


def _matching(texts, reading):
    return _count(texts, _pattern(*reading))


def _refuse_ambiguous(texts, matching, best):
    """Refuse cells such as 1,234 where nothing tells well enough what the comma stands for.

    A single odd cell among many must not decide: it may be the fault that is to be found.
    """
    for sign, other in ((",", "."), (".", ",")):
        pattern = rf"^[+-]?[1-9][0-9]{{0,2}}{re.escape(sign)}[0-9]{{3}}$"
        if best not in ((other, sign), (sign, ""), (sign, other)):
            continue
        unclear = pc.filter(texts, pc.match_substring_regex(texts, pattern))
        if len(unclear) == 0 or _count(texts, _several_groups(sign)):
            continue
        small = _count(texts, "^[+-]?[1-9][0-9]{0,2}$")  # 12: where are the decimals?
        thousands = matching[other, sign] + small
        decimals = max(n for (point, _), n in matching.items() if point == sign)
        if sign == "." and decimals == matching[".", ""] and decimals >= thousands - small:
            continue  # a decimal point is the rule
        if abs(thousands - decimals) <= MARGIN * len(texts):
            cell = unclear[0].as_py()
            raise InputError(
                f"numbers such as {cell!r} can be read as {cell.replace(sign, '')} or as "
                f"{cell.replace(sign, '.')}. Expected cells that tell: pass --decimal {other} for "
                f"the first, --decimal {sign} for the second."
            )


def _several_groups(sign):
    point = re.escape(sign)
    return rf"^[+-]?[1-9][0-9]{{0,2}}(?:{point}[0-9]{{3}}){{2,}}(?:[.,][0-9]*)?$"
