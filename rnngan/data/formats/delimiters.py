"""What separates the cells of a CSV: found out from its first rows, or asked for."""

import csv
import io
import re
from itertools import islice

from rnngan.config.errors import InputError

DELIMITERS = ",;\t|"
OTHERS = (" ", ":", "/", "^", "~", "#", "\x01", "\x1f", "!", "&", "·")  # never assumed, but noticed
NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
ROWS = 100  # rows that are looked at
LONGEST_CELL = 2**28  # characters; the csv module's own limit would be 131,072
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*")


def csv_rows(lines, delimiter, **options):
    """Return a csv reader of an iterable of lines; a cell may be as long as a small file."""
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(lines, delimiter=delimiter, **options)


def choose(sample, asked, name):
    r"""Return the delimiter of a CSV.

    Args:
        sample: its first rows as text.
        asked: what the user named: one sign, or "tab"; None to find out.
        name: for messages.

    Raises:
        InputError: two delimiters fit; or one column only, and another sign would separate it.

    Example:
        >>> choose("t;a\n1;1,5\n2;2,5\n", None, "prices.csv")
        ';'
    """
    fits = {sign: _fit(rows(sample, sign)) for sign in DELIMITERS}
    whole = [sign for sign, (several, share, _) in fits.items() if several and share == 1]
    if asked is not None:
        delimiter = _asked(asked, name)
        columns = rows(sample, delimiter)
        if len(columns[0]) == 1 and any(sign != delimiter for sign in whole):
            raise _one_column(name, columns[0][0], whole[0])
        return delimiter
    if len(whole) > 1 and len(rows(sample, whole[0])) > 1:
        both = " or ".join(f"{sign!r} ({fits[sign][2]} columns)" for sign in whole)
        raise InputError(
            f"{name}: cells may be separated by {both}. Expected one to fit: pass "
            f"--delimiter {whole[0]!r} or --delimiter {whole[1]!r}."
        )
    delimiter = max(DELIMITERS, key=fits.get)  # the first where several are equal: the comma
    columns = rows(sample, delimiter)
    if all(len(row) == 1 for row in columns):
        _refuse_garbled([row[0] for row in columns], name)
    return delimiter


def rows(sample, delimiter):
    """Return the first rows as lists of cells, blank lines passed over."""
    found = csv_rows(io.StringIO(sample, newline=""), delimiter)
    return list(islice((row for row in found if row), ROWS))


def advice(delimiter, width, row):
    """Return a hint for a row that is longer than its header, or "".

    Args:
        delimiter: what separates the cells.
        width: cells of the header.
        row: cells of the row.
    """
    if delimiter == "," and width == 1 and DECIMAL_COMMA.fullmatch(",".join(row)):
        return " If this is one number with a decimal comma, pass --delimiter ';'."
    return ""


def _fit(found):
    """Return (several columns?, share of rows as long as the header, cells of the header)."""
    width = len(found[0])
    if width == 1:
        return False, 0, sum(map(len, found)) / len(found)
    matching = sum(len(row) == width for row in found[1:])
    return True, matching / max(len(found) - 1, 1) if len(found) > 1 else 1, width


def _asked(asked, name):
    """Return the sign that the user named."""
    sign = NAMES.get(asked.lower(), asked)
    if len(sign) != 1 or not sign.isascii() or sign in '"\r\n\0':
        raise InputError(
            f"{name}: --delimiter {asked!r} can't separate cells. Expected one sign such as ; or "
            "| and no quote or line end, or the word tab."
        )
    return sign


def _refuse_garbled(cells, name):
    """Refuse one column whose cells are rows that another sign separates."""
    for sign in OTHERS:
        header, *found = [cell.split(None if sign == " " else sign) for cell in cells]
        width = len(found[0]) if found else 1
        if width == 1 or any(len(row) != width for row in found):
            continue
        numbers = [[bool(NUMBER.fullmatch(part.strip())) for part in row] for row in found]
        alike = len(header) == width and all(map(any, numbers))
        grouped = all(re.fullmatch(r"\d{3}([.,]\d+)?", part) for row in found for part in row[1:])
        if alike or (sign == " " and all(map(all, numbers)) and not grouped):
            raise _one_column(name, cells[0], sign)


def _one_column(name, header, sign):
    return InputError(
        f"{name}: one column only, named {header[:60]!r}, and every row holds {sign!r}. Expected "
        f"columns separated by a comma, semicolon, tab or pipe: pass --delimiter {sign!r}, or "
        "--delimiter , where it is one column."
    )
