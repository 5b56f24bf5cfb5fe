"""Values -> what a page shows of them, what they are sorted by, and how they are in full."""

import json
import math
from numbers import Integral, Real

MISSING = "–"
EXTRAS = ("note", "link", "state")  # of a cell


def is_number(value):
    """Return whether a value is a number; a truth is none."""
    return isinstance(value, Real) and not isinstance(value, bool)


def exact_text(value):
    """Return all digits of a number."""
    return str(int(value)) if isinstance(value, Integral) else repr(float(value))


def _decimals(size):
    """Return the decimals that show 3 or 4 significant digits of a number of this size."""
    if size == 0:
        return 0
    order = math.floor(math.log10(size))
    return max(0, 3 - order) if order >= 0 else max(4, 2 - order)


def number(value, size=None):
    """Return a number with 3 or 4 significant digits, whole numbers with all of theirs.

    Args:
        value: the number.
        size: what sets its decimals, where it isn't the number itself.

    Example:
        >>> [number(value) for value in (0.41234, 0.012345, 0.0012345, 12.3456, 12345.6, 2e-7, 64)]
        ['0.4123', '0.0123', '0.00123', '12.35', '12346', '2.00e-07', '64']
    """
    size = abs(value) if size is None else size
    if isinstance(value, Integral) or not math.isfinite(size):
        return str(value)
    if size and not 1e-4 <= size < 1e7:
        return f"{value:.2e}"
    text = f"{value:.{_decimals(size)}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def mean_text(score):
    """Return a mean ± standard deviation as text, the mean alone where one run made it.

    Example:
        >>> mean_text({"mean": 0.41234, "std": 0.0212, "n": 4})
        '0.4123 ± 0.0212'
        >>> mean_text({"mean": 0.41234, "std": 0.0, "n": 1})
        '0.4123'
    """
    mean, std = float(score["mean"]), score["std"]
    if not spreads(score):
        return number(mean)
    size = max(abs(mean), std)
    shown = number(float(std), size)
    if std and float(shown) == 0:
        shown = f"{std:.1g}"
    return f"{number(mean, size)} ± {shown}"


def spreads(score):
    """Return whether a score is a mean with a spread."""
    return score["n"] > 1 and score["std"] is not None


def cell(value, right=False, **more):
    """Return what a table shows of a value, what it is sorted by and how the value is in full."""
    found = {"text": MISSING, "number": right} | dict.fromkeys(("value", "title", *EXTRAS))
    if is_number(value):
        exact = exact_text(value)
        found |= {"text": number(value), "title": exact, "number": True}
        found["value"] = exact if math.isfinite(value) else None
    elif value is not None:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        found |= {"text": text, "value": text}
    found |= more
    return found | {"title": None if found["title"] == found["text"] else found["title"]}


def mean_cell(score, finished):
    """Return the cell of a mean; how many runs made it is noted where it is not all finished."""
    if score is None:
        return cell(None, right=True)
    exact = full = exact_text(score["mean"])
    if spreads(score):
        spread = exact_text(score["std"])
        full = f"mean {exact}, standard deviation {spread}, over {score['n']} runs"
    note = f"n = {score['n']}" if score["n"] != finished else None
    return cell(score["mean"], text=mean_text(score), title=full, note=note)


def setting(value):
    """Return a setting as text, a number with 4 significant digits at most.

    Example:
        >>> [setting(value) for value in (0.0002, 0.00034567891, 100000, True, None, [1, "a"])]
        ['0.0002', '0.0003457', '100000', 'true', '–', '[1, "a"]']
    """
    if isinstance(value, Real) and not isinstance(value, Integral):
        return f"{value:.4g}"
    return cell(value)["text"]
