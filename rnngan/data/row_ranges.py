"""Where numbers lie in the rows of each value of a category: no snow at 20 °C."""

from pydantic import Field

from rnngan.data.columns.column import Part

LEAST = 5  # rows of a value under which nothing is concluded
MOST = 512  # values of categories times numbers; of more, nothing is looked at


class Range(Part):
    """Where a number lies in rows whose category has one value.

    Args:
        category: feature of the value.
        number: feature of the number.
        low, high: in units of the number's spread, from its mean.
    """

    category: int = Field(ge=0)
    number: int = Field(ge=0)
    low: float
    high: float


def fit(columns, values):
    """Return the `Range`s that are narrower than the number's own.

    The next of n + 1 values of any distribution lies outside the range of the first n with chance
    2 / (n + 1). So a range reaches beyond what was seen, by that share of its width.

    Args:
        columns: `RowColumn`s; of numbers that may be missing nothing is concluded.
        values: (rows, features) float64.
    """
    numbers = [c for c in columns if c.kind != "category" and c.present is None]
    masks = {c.present for c in columns} - {None}
    codes = [p for c in columns if c.kind == "category" for p in c.range if p not in masks]
    if len(codes) * len(numbers) > MOST:
        return ()
    found = []
    for code in codes:
        some = values[values[:, code] > 0.5]
        if len(some) < LEAST:
            continue
        for column in numbers:
            z = (some[:, column.start] - column.mean) / column.std
            wider = 2 * (z.max() - z.min()) / (len(z) + 1)
            low, high = float(z.min() - wider), float(z.max() + wider)
            if low > column.low or high < column.high:
                found.append(Range(category=code, number=column.start, low=low, high=high))
    return tuple(found)
