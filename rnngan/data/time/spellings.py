"""Points in time as text: which spelling a column has, reading it and writing it again.

A spelling is a strftime format with a few more signs, so that what was read is written the same:
"%-d" has no leading zero, "%3f" is a fraction of three digits ("%f" one without trailing zeros),
"%:z" an offset such as +01:00 and "%-z" one such as +01, "%^b" and "%~b" a month in capitals and in
small letters, and "%P" am or pm in small letters.
"""

import functools
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from rnngan.data.time import stepping

MONTHS = pd.date_range("2024-01-01", periods=12, freq="MS").month_name().tolist()
DAYS = pd.date_range("2024-01-01", periods=7).day_name().tolist()  # a Monday first
NAMES = {
    "b": [month[:3] for month in MONTHS],
    "B": MONTHS,
    "a": [day[:3] for day in DAYS],
    "A": DAYS,
}
DATES = {  # digits of the date, short and long month names as b and B -> how it may be read
    "4-2-2": ("%Y-%m-%d",),
    "4/2/2": ("%Y/%m/%d",),
    "4.2.2": ("%Y.%m.%d",),
    "2.2.4": ("%d.%m.%Y",),
    "2/2/4": ("%d/%m/%Y", "%m/%d/%Y"),
    "2-2-4": ("%d-%m-%Y", "%m-%d-%Y"),
    "4-2": ("%Y-%m",),
    "4/2": ("%Y/%m",),
    "2/4": ("%m/%Y",),
    "2-4": ("%m-%Y",),
    "2.4": ("%m.%Y",),
    "2 b 4": ("%d %b %Y",),
    "2 B 4": ("%d %B %Y",),
    "b 2, 4": ("%b %d, %Y",),
    "B 2, 4": ("%B %d, %Y",),
    "2-b-4": ("%d-%b-%Y",),
    "2-b-2": ("%d-%b-%y",),
    "b 4": ("%b %Y",),
    "B 4": ("%B %Y",),
    "b-4": ("%b-%Y",),
    "b-2": ("%b-%y",),
    "4": ("%Y",),
    "6": ("%Y%m",),
    "8": ("%Y%m%d",),
    "8T4": ("%Y%m%dT%H%M",),
    "8T6": ("%Y%m%dT%H%M%S",),
    "12": ("%Y%m%d%H%M",),
    "14": ("%Y%m%d%H%M%S",),
}
# these are numbers too, so the column's name has to say that they are times
DIGITS = {"%Y", "%Y%m", "%Y%m%d", "%Y%m%d%H%M", "%Y%m%d%H%M%S", "%m.%Y"}
YEARS = (1900, 2100)  # of spellings that could as well be something else
EPOCHS = (631_152_000, 4_102_444_800)  # seconds at the starts of 1990 and of 2100
SCALES = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
CLOCK = re.compile(
    r"(?P<date>.*?\d)(?:(?P<between>, | |T)(?P<hour>\d{1,2}):\d\d(?P<second>:\d\d"
    r"(?P<fraction>[.,]\d{1,9})?)?(?P<half> ?[AaPp][Mm])?"
    r"(?P<zone> ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?|(?P<zulu>T\d{4}(?:\d\d)?Z))?"
)
OFFSET = re.compile(r"(?:%[-:]?z|Z|UTC|GMT|(?<=\d|[Mm])\s?[+-]\d\d(?::?\d\d)?)\s*$")
TOKEN = re.compile(r"%([-:^~]|[1-9])?([A-Za-z])|([^%]+)|(%%?)")
PATTERNS = {  # strftime letter -> what it looks like, in the syntax of RE2
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": r"\d{1,2}",
    "d": r"\d{1,2}",
    "H": r"\d{1,2}",
    "I": r"\d{1,2}",
    "j": r"\d{3}",
    "M": r"\d{2}",
    "S": r"\d{2}",
    "f": r"\d{1,9}",
    "p": "(?i:am|pm)",
    "P": "(?i:am|pm)",
    "z": r"(?:Z|[+-]\d{2}(?::?\d{2})?)",
} | {letter: f"(?i:{'|'.join(names)})" for letter, names in NAMES.items()}
NUMBERS = set("YymdHIjMSf")
FIELDS = {  # sign -> what pandas calls it, and its digits
    "Y": ("year", 4),
    "m": ("month", 2),
    "d": ("day", 2),
    "H": ("hour", 2),
    "j": ("day_of_year", 3),
    "M": ("minute", 2),
    "S": ("second", 2),
}
SAMPLE = 10  # cells that give the spellings to try on all cells


def spelling(cells, named=False):
    """Return the formats in which the most of the text `cells`, at least half, are times.

    Args:
        cells: Series of texts, none missing.
        named: whether the column's name says time, so that 20240131 is one.

    Example:
        >>> import pandas as pd
        >>> spelling(pd.Series(["2012/01/31", "2012/02/01"])), spelling(pd.Series(["2012/1/31"]))
        (['%Y/%m/%d'], ['%Y/%-m/%-d'])
    """
    some = dict.fromkeys(f for cell in cells.iloc[:SAMPLE] for f in candidates(cell))
    shares = {f: _share(cells, f) for f in some if named or f not in DIGITS}
    best = max(shares.values(), default=0)
    return [refined(cells, f) for f, share in shares.items() if share == best >= 0.5]


def candidates(cell):
    """Return the formats that one text may have, as far as its shape tells.

    Example:
        >>> candidates("2/3/2024 9:05 PM")
        ['%d/%m/%Y %I:%M %p', '%m/%d/%Y %I:%M %p']
    """
    found = CLOCK.fullmatch(cell.strip())
    if found is None or len(cell) > 60:
        return []
    date = re.sub("[A-Za-z]{3,}", _month_shape, found["date"])
    date = re.sub(r"\d+", lambda digits: str(max(2, len(digits[0]))), date)
    if found["hour"] is None:
        compact = f"{date}T{len(found['zulu']) - 2}" if found["zulu"] else date
        return [f + ("Z" if found["zulu"] else "") for f in DATES.get(compact, ())]
    half, fraction = found["half"] or "", re.sub(r"\d+", "%f", found["fraction"] or "")
    clock = f"{found['between']}{'%I' if half else '%H'}:%M{':%S' if found['second'] else ''}"
    clock += fraction + re.sub("[AaPp][Mm]", "%p", half)
    zone = re.sub(r"[+-]\d.*", "%z", found["zone"] or "")
    dates = [f for f in DATES.get(date, ()) if "%d" in f]
    return [f"{d}{clock}{zone}" for d in dates]


def _month_shape(word):
    word = word[0].title()
    return "b" if word in NAMES["b"] else "B" if word in MONTHS else word


def _share(cells, spelled):
    """Return the share of cells that fit; spellings that are hardly dates have to fit always."""
    points = read(cells, spelled)
    fits = points.notna()
    if spelled in DIGITS or "%d" not in spelled:
        fits &= points.dt.year.between(*YEARS)
        return float(fits.all())
    return fits.mean()


def refined(cells, spelled):
    """Return the format with the leading zeros, capitals, digits and offsets that cells have.

    Example:
        >>> import pandas as pd
        >>> refined(pd.Series(["1.2.2024 10:00:00.500"]), "%d.%m.%Y %H:%M:%S.%f")
        '%-d.%-m.%Y %H:%M:%S.%3f'
    """
    found = _parts(cells.drop_duplicates(), spelled)
    parts = {name: pc.unique(part.drop_null()).to_pylist() for name, part in found}
    bare = {name: _bare(parts.get(name, ())) for name in "mdHI"}
    if bare["d"] is None or bare["m"] is None:  # 13/1/2024: no day tells, but the month does
        bare["d"] = bare["m"] = bare["d"] if bare["m"] is None else bare["m"]
    spelled = "".join(
        f"%-{letter}" if bare.get(letter) and not flag else token
        for token, flag, letter in tokens(spelled)
    )
    widths = {len(digits) for digits in parts.get("f", ())}
    if len(widths) == 1:
        spelled = re.sub("%[1-9]?f", f"%{widths.pop()}f", spelled)
    for letter in {"b", "B"} & set(parts):
        for flag, alike in {"^": str.isupper, "~": str.islower}.items():
            if parts[letter] and all(alike(month) for month in parts[letter]):
                spelled = spelled.replace(f"%{letter}", f"%{flag}{letter}")
    if any(half.islower() for half in parts.get("p", ())):
        spelled = spelled.replace("%p", "%P")
    return re.sub("%[-:]?z", _zone(parts.get("z", ())), spelled)


def _zone(offsets):
    """Return the sign of the format for offsets that are spelled in one way, or Z."""
    if offsets and all(offset == "Z" for offset in offsets):
        return "Z"
    if any(":" in offset for offset in offsets):
        return "%:z"
    return "%-z" if offsets and all(len(offset) == 3 for offset in offsets) else "%z"


def _bare(numbers):
    """Return whether numbers have no leading zeros, None where there is none under ten."""
    if any(len(number) == 1 for number in numbers):
        return True
    return False if any(number[0] == "0" for number in numbers) else None


def tokens(spelled):
    """Return (text, flag, letter) of each piece of a format; letter is "" for plain text."""
    return [(m[0], m[1] or "", m[2] or "") for m in TOKEN.finditer(spelled)]


@functools.cache
def _pattern(spelled):
    pieces = tokens(spelled)
    letters = ["", *(letter for _, _, letter in pieces), ""]
    pattern = r"^\s*"
    for i, (text, flag, letter) in enumerate(pieces):
        body = PATTERNS.get(letter)
        if letter in "mdHI" and NUMBERS & {letters[i], letters[i + 2]} and not flag:
            body = r"\d{2}"  # 20240131: nothing but the width tells where the month ends
        if letter == "f" and flag:
            body = rf"\d{{{flag}}}"
        plain = re.sub(r"([^\w\s])", r"\\\1", text.replace("%%", "%"))
        pattern += f"(?P<{letter}>{body})" if letter else plain
    return pattern + r"\s*$"


def _parts(cells, spelled):
    """Return (letter, texts) of each sign of the format; null where a cell does not fit."""
    texts = pa.array(cells, from_pandas=True)
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    found = pc.extract_regex(texts.cast(pa.large_string()), _pattern(spelled))
    valid = found.is_valid()
    return [
        (field.name, pc.if_else(valid, found.field(i), None)) for i, field in enumerate(found.type)
    ]


def read(cells, spelled):
    """Return datetimes of text `cells` spelled as `spelled`, NaT where they aren't.

    They are aware and in UTC where the format has an offset or ends in Z, else naive.
    """
    rows, distinct = pd.factorize(cells)  # the same times come back in each series
    texts = dict(_parts(distinct, spelled))
    fits = next(iter(texts.values())).is_valid().to_numpy(zero_copy_only=False)
    parts = {name: _numbers(part, name) for name, part in texts.items()}
    days, valid = _days(parts)
    clock, right = _clock(parts)
    fine = pc.max(pc.utf8_length(texts["f"])).as_py() or 0 if "f" in texts else 0
    unit, scale = ("ns", 1) if fine > 6 else ("us", 1000)
    points = days.astype(f"M8[{unit}]") + (clock // scale).astype(f"m8[{unit}]")
    points[~(fits & valid & right)] = np.datetime64("NaT")
    points = np.append(points, np.datetime64("NaT"))  # of missing cells, whose row is -1
    found = pd.Series(points[rows], index=cells.index)
    return found.dt.tz_localize("UTC") if zoned(spelled) else found


def _numbers(part, letter):
    """Return int64 numbers of the texts of one sign, 0 where null."""
    if letter in NAMES:
        values = pa.array([name.lower() for name in NAMES[letter]], pa.large_string())
        part = pc.add(pc.index_in(pc.utf8_lower(part), values), 1)
    elif letter in ("p", "P"):
        part = pc.equal(pc.utf8_lower(part), "pm")
    elif letter == "z":
        part = pc.replace_substring(pc.replace_substring(part, "Z", "+0000"), ":", "")
        part = pc.utf8_rpad(part, 5, "0")
        sign = np.where(pc.starts_with(part, "-").fill_null(False), -1, 1)
        hours, minutes = (_numbers(pc.utf8_slice_codeunits(part, i, i + 2), "") for i in (1, 3))
        return sign * (hours * 60 + minutes)
    elif letter == "f":
        part = pc.utf8_rpad(part, 9, "0")
    return pc.cast(part, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)


def _days(parts):
    """Return (dates, whether they exist)."""
    year = parts.get("Y")
    if year is None:  # as POSIX has it: 69 to 99 are in the last century
        year = parts["y"] + np.where(parts["y"] < 69, 2000, 1900)
    month = next((parts[name] for name in "mbB" if name in parts), np.ones_like(year))
    if "j" in parts:
        days = (year - 1970).astype("M8[Y]").astype("M8[D]") + (parts["j"] - 1)
        return days, (days.astype("M8[Y]").astype("int64") == year - 1970) & (parts["j"] > 0)
    months = ((year - 1970) * 12 + month - 1).astype("M8[M]")
    day = parts.get("d", np.ones_like(year))
    days = months.astype("M8[D]") + (day - 1)
    return days, (days.astype("M8[M]") == months) & (day > 0) & (month > 0) & (month < 13)


def _clock(parts):
    """Return (nanoseconds since midnight UTC, whether they exist)."""
    zero = np.zeros_like(next(iter(parts.values())))
    hour, minute, second, fraction, offset = (parts.get(name, zero) for name in "HMSfz")
    right = (hour < 24) & (minute < 60) & (second < 60)
    if "I" in parts:
        hour = parts["I"] % 12 + 12 * parts.get("p", parts.get("P", zero))
        right &= (parts["I"] > 0) & (parts["I"] < 13)
    return (hour * 3600 + (minute - offset) * 60 + second) * 10**9 + fraction, right


def resolution(spelled):
    """Return the smallest step that a format can tell: microseconds, or "M" or "Y".

    Example:
        >>> resolution("%H:%M:%S.%1f"), resolution("%b %Y")
        (100000, 'M')
    """
    flags = {letter: flag for _, flag, letter in tokens(spelled)}
    if "f" in flags:
        return max(1, 10 ** (6 - int(flags["f"] or 6)))
    sizes = {"S": 10**6, "M": 60 * 10**6, "H": 3600 * 10**6, "I": 3600 * 10**6}
    sizes |= {"d": stepping.DAY, "j": stepping.DAY, "m": "M", "b": "M", "B": "M"}
    return next((size for letter, size in sizes.items() if letter in flags), "Y")


def offsets(cells, spelled):
    """Return the different offsets of cells, in minutes."""
    part = dict(_parts(cells.drop_duplicates(), spelled)).get("z")
    return np.zeros(1, "int64") if part is None else np.unique(_numbers(part.drop_null(), "z"))


def zoned(spelled):
    """Return whether times of a format are aware: it has an offset, or ends in Z."""
    return naive(spelled) != spelled


def naive(spelled):
    """Return a format, or a text, without the offset or Z at its end."""
    return OFFSET.sub("", spelled)


def write(points, spelled):
    """Return the texts of a Series of datetimes.

    Example:
        >>> import pandas as pd
        >>> write(pd.Series(pd.to_datetime(["2024-01-09"])), "%-d.%m.%Y").iloc[0]
        '9.01.2024'
    """
    wall = stepping.wall(points)
    texts = np.full(len(points), "", object)
    for text, flag, letter in tokens(spelled):
        if letter == "z":
            ahead = (wall - stepping.universal(points)) // pd.Timedelta(minutes=1)
            texts = texts + _mapped(ahead, lambda minutes, flag=flag: offset(minutes, flag))
        elif letter:
            texts = texts + _written(wall.dt, flag, letter)
        else:
            texts = texts + text.replace("%%", "%")
    return pd.Series(texts, index=points.index, dtype="str")


def offset(minutes, between):
    """Return the text of an offset; between hours and minutes is ":", "", or "-" for hours alone.

    Example:
        >>> offset(-210, ":")
        '-03:30'
    """
    hours, rest = divmod(abs(minutes), 60)
    hours = f"{'-' if minutes < 0 else '+'}{hours:02d}"
    return hours if between == "-" and not rest else f"{hours}{between.strip('-')}{rest:02d}"


def _mapped(numbers, spell):
    """Return an object array of `spell` of each number, called once for each different one."""
    codes, different = pd.factorize(np.asarray(numbers))
    return np.array([spell(int(number)) for number in different], object)[codes]


def _written(wall, flag, letter):
    """Return the texts of one sign of the format."""
    if letter in "bB":
        case = {"^": str.upper, "~": str.lower}.get(flag, str)
        names = [case(name) for name in NAMES[letter]]
        return _mapped(wall.month, lambda month: names[month - 1])
    if letter in "aA":
        return _mapped(wall.day_of_week, lambda day: NAMES[letter][day])
    if letter in "pP":
        halves = ("AM", "PM") if letter == "p" else ("am", "pm")
        return _mapped(wall.hour, lambda hour: halves[hour // 12])
    if letter == "f":
        return _mapped(wall.microsecond * 1000 + wall.nanosecond, lambda n: _fraction(n, flag))
    if letter == "y":
        return _mapped(wall.year % 100, lambda year: f"{year:02d}")
    if letter == "I":
        hours = (wall.hour + 11) % 12 + 1
        return _mapped(hours, lambda hour: f"{hour:{'' if flag == '-' else '02'}d}")
    name, width = FIELDS[letter]
    width = 1 if flag == "-" else width
    return _mapped(getattr(wall, name), lambda number: f"{number:0{width}d}")


def _fraction(nanoseconds, width):
    digits = f"{nanoseconds:09d}"
    return digits[: int(width)] if width else digits.rstrip("0") or "0"
