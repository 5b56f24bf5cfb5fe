"""Axes: round numbers at equal distances, and what they are called."""

import math

SHORT = (  # from which size on, by what they are divided, and what that is called
    (1e13, 1.0, ""),
    (1e9, 1e9, "G"),
    (1e6, 1e6, "M"),
    (1e4, 1e3, "k"),
    (0.0, 1.0, ""),
)


def ticks(low, high, most=4):
    """Return round numbers at equal distances that enclose low and high.

    Args:
        low: smallest number that is shown.
        high: largest one.
        most: about how many distances there are.

    Example:
        >>> ticks(0.13, 0.41)
        [0.1, 0.2, 0.3, 0.4, 0.5]
    """
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        margin = abs(high) / 10 or 1.0
        low, high = low - margin, high + margin
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{step * i:.12g}") for i in range(first, last + 1)]


def short_texts(numbers):
    """Return ticks as texts that are short where the numbers are large.

    Args:
        numbers: two or more, as `ticks` returns them.

    Example:
        >>> short_texts([0.0, 0.5]), short_texts([0.0, 5e3, 1e4]), short_texts([-2e7, 0.0])
        (['0.0', '0.5'], ['0', '5k', '10k'], ['-20M', '0'])
    """
    largest = max(abs(numbers[0]), abs(numbers[-1]))
    power, letter = next((p, s) for least, p, s in SHORT if largest >= least)
    texts = tick_texts([number / power for number in numbers])
    return [text + letter * (float(text) != 0) for text in texts]


def tick_texts(numbers):
    """Return ticks as texts, with as many decimals as they need.

    Args:
        numbers: two or more, as `ticks` returns them.

    Example:
        >>> tick_texts([0.0, 0.5, 1.0]), tick_texts([0.0, 2e7])
        (['0.0', '0.5', '1.0'], ['0', '20000000'])
    """
    decimals = max(0, -math.floor(math.log10(numbers[1] - numbers[0])))
    largest = max(abs(numbers[0]), abs(numbers[-1]))
    style = f".{decimals}f" if decimals <= 5 and largest < 1e7 else ".12g"
    return [f"{number:{style}}" for number in numbers]
