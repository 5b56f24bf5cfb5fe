"""Steps of time: which one a column makes, where it leads, and how many lie between two points.

A step is a number, or a pandas offset such as "1h", "D", "B" or "MS". Steps of days and longer go
by the wall clock, shorter ones by the time that passed, so both stay regular over a change to
daylight saving time. Steps of months keep the day on which a sequence starts ("MS") or end with
the month ("ME").
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

HOLIDAYS = 5  # business days in a row that may be missing without a gap: Christmas to New Year
DAY = 86_400_000_000  # microseconds
BASES = {"D": DAY, "h": DAY // 24, "min": 60_000_000, "s": 1_000_000, "ms": 1000, "us": 1}
DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")  # as pandas names steps of weeks
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
CLOSE = 1e-6  # by how much of a step a point may be off, since numbers are rounded


@dataclass(frozen=True)
class Step:
    """A step taken apart.

    Args:
        unit: what is counted: "number", "clock", "days", "business", "months" or "other".
        count: how many of them, microseconds for "clock".
        ends: whether months are counted from their last days.
        offset: the pandas offset.
    """

    unit: str
    count: float
    ends: bool = False
    offset: object = None


@dataclass(frozen=True)
class Found:
    """The step of a column.

    Args:
        frequency: pandas offset as text, or number.
        regular: whether all steps are this one.
        learned: whether steps differ so much that they have to be learned.
        skipped: business days that are missing as holidays are.
    """

    frequency: str | float
    regular: bool = True
    learned: bool = False
    skipped: int = 0


def parse(frequency):
    """Return the `Step` of a number or pandas offset.

    Raises:
        ValueError: it is no step that leads forward.

    Example:
        >>> parse("QS").unit, parse("QS").count, parse("90min").count / 60_000_000
        ('months', 3, 90.0)
    """
    if isinstance(frequency, int | float):
        return Step("number", float(frequency))
    offset = pd.tseries.frequencies.to_offset(frequency)
    if offset is None or offset.n < 1:
        raise ValueError(f"{frequency!r} does not lead forward")
    if isinstance(offset, pd.offsets.Tick):
        return Step("clock", pd.Timedelta(offset).as_unit("ns").value / 1000, offset=offset)
    if type(offset) in (pd.offsets.Day, pd.offsets.Week):
        return Step("days", offset.n * (7 if type(offset) is pd.offsets.Week else 1), offset=offset)
    if type(offset) is pd.offsets.BusinessDay:
        return Step("business", offset.n, offset=offset)
    months = {"Month": 1, "Quarter": 3, "Year": 12}
    for name, count in months.items():
        if type(offset).__name__ in (f"{name}Begin", f"{name}End"):
            return Step("months", offset.n * count, type(offset).__name__.endswith("End"), offset)
    return Step("other", offset.n, offset=offset)


def universal(points):
    """Return naive datetimes in UTC of naive or aware ones."""
    return points if points.dt.tz is None else points.dt.tz_convert("UTC").dt.tz_localize(None)


def wall(points):
    """Return naive datetimes as the clocks on the wall of their zone show them."""
    return points if points.dt.tz is None else points.dt.tz_localize(None)


def in_zone(points, zone):
    """Return naive wall-clock datetimes as those of a zone; None keeps them naive.

    A time that the clocks leave out becomes the next one, a time that comes twice the second.
    """
    if zone is None:
        return points
    twice = np.zeros(len(points), bool)
    return points.dt.tz_localize(zone, ambiguous=twice, nonexistent="shift_forward")


def axis(points, frequency):
    """Return float64 numbers, or int64 microseconds since 1970.

    They are those of the wall clock for steps of days and longer.
    """
    if not pd.api.types.is_datetime64_any_dtype(points.dtype):
        return points.to_numpy("float64")
    naive = universal(points) if parse(frequency).unit == "clock" else wall(points)
    return naive.astype("datetime64[us]").astype("int64").to_numpy()


def positions(points, frequency):
    """Return float64 positions, from the first of the points, that grow by 1.0 with each step.

    Example:
        >>> import pandas as pd
        >>> friday_monday = pd.Series(pd.to_datetime(["2024-01-05", "2024-01-08"]))
        >>> positions(friday_monday, "B").tolist(), positions(friday_monday, "D").tolist()
        ([0.0, 1.0], [0.0, 3.0])
    """
    step, values, size = parse(frequency), axis(points, frequency), 1
    if step.unit == "number":
        return np.round((values - values[:1]) / step.count, 6)
    if step.unit == "months":
        values = _month(values)
    elif step.unit == "business":
        values, size = _business(values) * DAY + values % DAY, DAY
    elif step.unit == "clock" and step.count % 1:  # nanoseconds
        values = universal(points).astype("datetime64[ns]").astype("int64").to_numpy()
        size = 1000
    elif step.unit != "clock":
        size = DAY
    return (values - values[:1]) / (size * step.count)


def _month(microseconds):
    return microseconds.astype("M8[us]").astype("M8[M]").astype("int64")


def _business(microseconds):
    days = microseconds.astype("M8[us]").astype("M8[D]")
    return np.busday_count(np.datetime64("1970-01-01"), days)


def has_clock(frequency):
    """Return whether a step goes from day to day or within days: not by months, nor by numbers."""
    return parse(frequency).unit in ("clock", "days", "business")


def walk(begin, frequency, count):
    """Return the Series of `count` points that starts at `begin`.

    Args:
        begin: number or Timestamp. Where steps end with the month or go over business days, the
            first point is the next such day.
        frequency: step.
        count: number of points.

    Example:
        >>> import pandas as pd
        >>> walk(pd.Timestamp("2024-01-31"), "MS", 3).dt.day.tolist()
        [31, 29, 31]
    """
    return reached(pd.Series([begin]), frequency, np.arange(count))


def reached(starts, frequency, counts):
    """Return the Series of points that lie so many steps behind each of some points.

    Args:
        starts: (points,) Series of datetimes or numbers.
        frequency: step.
        counts: (steps,) whole numbers of steps, or (points, steps); of numbers also shares of one.

    Returns:
        A Series of points * steps points, one start after another.

    Example:
        >>> import pandas as pd
        >>> reached(pd.Series([0.0, 10.0]), 2.0, np.arange(3)).tolist()
        [0.0, 2.0, 4.0, 10.0, 12.0, 14.0]
    """
    step = parse(frequency)
    if step.unit == "number":
        values = starts.to_numpy("float64")[:, None] + step.count * counts  # (points, steps)
        return pd.Series(values.reshape(-1))
    if step.unit == "clock":
        return _by_clock(starts, step, counts)
    naive = wall(starts)
    clock = naive - naive.dt.normalize()
    day = naive.to_numpy().astype("M8[D]")[:, None]  # (points, 1)
    if step.unit == "days":
        days = day + step.count * counts
    elif step.unit == "business":
        days = np.busday_offset(day, step.count * counts, roll="forward")
    elif step.unit == "months":
        days = _months(day, step.count * counts, step.ends)
    else:
        return in_zone(_by_offset(naive, step, counts), starts.dt.tz)
    unit = "ns" if clock.dt.nanoseconds.any() else "us"
    clock = np.repeat(clock.dt.as_unit(unit).to_numpy(), days.shape[1])
    points = pd.Series(days.astype(f"M8[{unit}]").reshape(-1) + clock)
    return in_zone(points, starts.dt.tz)


def _by_clock(starts, step, counts):
    naive = universal(starts)
    fine = step.count % 1 or naive.dt.nanosecond.any()
    unit, size = ("ns", round(step.count * 1000)) if fine else ("us", int(step.count))
    first = naive.dt.as_unit(unit).to_numpy()[:, None]
    points = pd.Series((first + (size * counts).astype(f"m8[{unit}]")).reshape(-1))
    zone = starts.dt.tz
    return points if zone is None else points.dt.tz_localize("UTC").dt.tz_convert(zone)


def _by_offset(starts, step, counts):
    """Return the points that an offset of pandas leads to, which has no arithmetic of its own."""
    counts = np.broadcast_to(counts, (len(starts), np.shape(counts)[-1]))
    ranges = [
        pd.date_range(start, periods=most + 1, freq=step.offset)
        for start, most in zip(starts, counts.max(axis=1, initial=0), strict=True)
    ]
    parts = [made[of] for made, of in zip(ranges, counts, strict=True)]
    return pd.Series(np.concatenate(parts))


def _months(day, months, ends):
    """Return the days that are `months` after `day`; the last of the month where it is shorter."""
    month = day.astype("M8[M]")
    target = month + months
    last = (target + 1).astype("M8[D]") - np.timedelta64(1, "D")
    return (
        last if ends else np.minimum(target.astype("M8[D]") + (day - month.astype("M8[D]")), last)
    )


def find(points, codes, decimals=None):
    """Return the `Found` step of all series together, None where none ever moves on.

    Args:
        points: Series of datetimes or numbers.
        codes: (rows,) number of each row's series.
        decimals: of numbers.
    """
    raw = points if points.dtype == "float64" else universal(points)
    order = np.lexsort([raw.to_numpy(), codes])
    points, inner = points.iloc[order], np.diff(codes[order]) == 0
    moves = np.diff(raw.to_numpy()[order])[inner]
    moved = moves > moves.dtype.type(0)
    if not moved.any():
        return None

    def between(values):
        return np.diff(values)[inner][moved]

    if points.dtype == "float64":
        return _number(moves[moved], decimals)
    tried = {f: between(positions(points, f)) for f in _candidates(points, between)}
    for frequency, counts in tried.items():
        if _near(counts, 1).all():
            return Found(frequency)
    for frequency, counts in tried.items():
        if _near(counts, 1).mean() >= 0.5 and _near(counts, np.round(counts)).all():
            if frequency == "B" and counts.max() <= HOLIDAYS + 1:
                return Found("B", skipped=round(float((counts - 1).sum())))
            if counts.min() > 0.5:
                return Found(frequency, regular=False)
    return Found(_middle(points, between), regular=False, learned=True)


def _near(values, target):
    return np.abs(values - target) < CLOSE


def _number(moves, decimals):
    """Return the `Found` step between numbers."""
    moves = _rounded(moves, decimals)
    common = _common(moves)
    counts = moves / common
    if _near(counts, 1).all():
        return Found(float(common))
    many = _near(counts, np.round(counts)) & (counts > 0.5)
    if many.all() and _near(counts, 1).mean() >= 0.5:
        return Found(float(common), regular=False)
    return Found(float(_rounded(np.sort(moves)[[len(moves) // 2]], decimals)[0]), False, True)


def _rounded(moves, decimals):
    """Return steps without the noise of floats: 0.3 - 0.2 is not 0.1."""
    if decimals is None:
        decimals = int(9 - np.ceil(np.log10(np.median(moves))))
    return np.round(moves, decimals)


def _common(moves):
    """Return the most common value, the smallest of those."""
    values, counts = np.unique(moves, return_counts=True)
    return values[counts.argmax()]


def _candidates(points, between):
    """Return the steps that the points may make, as pandas offsets; longer ones first."""
    local = wall(points)
    micro = local.astype("datetime64[us]").astype("int64").to_numpy()
    found = []
    days = between(micro // DAY)
    if days.any() and (micro % DAY == micro[0] % DAY).all():  # always at the same time of day
        months = between(_month(micro))
        found += _month_steps(local, months)
        if (local.dt.day_of_week < 5).all() and (
            (days == 3) & (between(_business(micro)) == 1)
        ).any():
            found.append("B")
        common = _common(days[days > 0])
        weekday = DAYS[local.iloc[0].day_of_week]
        found.append(f"W-{weekday}" if common == 7 else pd.offsets.Day(common).freqstr)
    exact = universal(points).to_numpy()
    common = pd.Timedelta(_common(between(exact)[between(exact) > np.timedelta64(0)]))
    return [*found, pd.tseries.frequencies.to_offset(common).freqstr]


def _month_steps(local, months):
    """Return the step of months that the days of the month allow, in a list; else none."""
    if not (months > 0).all():
        return []
    count, day = _common(months), local.dt.day.max()
    ends = bool(local.dt.is_month_end.all())
    if not ends and not (local.dt.day == np.minimum(day, local.dt.days_in_month)).all():
        return []
    letter = "E" if ends else "S"
    month = MONTHS[local.iloc[0].month - 1]
    if count % 12 == 0:
        name = f"Y{letter}-{month}"
    else:
        name = f"Q{letter}-{month}" if count == 3 else f"M{letter}"
    many = count // 12 if count % 12 == 0 else 1 if count == 3 else count
    return [name if many == 1 else f"{many}{name}"]


def _middle(points, between):
    """Return the median step, in the longest unit in which all points are whole."""
    local = wall(points).astype("datetime64[us]").astype("int64").to_numpy()
    passed = universal(points).astype("datetime64[us]").astype("int64").to_numpy()
    base = next(b for b, size in BASES.items() if not (local % size).any())
    moves = between(local if base == "D" else passed)
    count = max(1, round(float(np.median(moves)) / BASES[base]))
    return f"{count}{base}" if count > 1 else base


def grain(frequency):
    """Return the microseconds of the unit in which a learned step is given: 1 minute of "90min"."""
    offset = pd.tseries.frequencies.to_offset(frequency)
    step = parse(frequency)
    size = DAY if step.unit == "days" else step.count / offset.n if step.unit == "clock" else DAY
    return int(size) or 1
