"""The sizes that both networks are built from, worked out without loading them."""

import math
from dataclasses import dataclass

WIDER = 2  # units of the row generator's LSTM, in those of a network's layer
COLUMN_SHARE, SMALLEST_WIDTH = 3 / 8, 8  # units of a column there, in the same; at least that many


def chunk_rows(length, setting="auto"):
    """Return how many rows one LSTM step stands for.

    Args:
        length: rows of a window.
        setting: "auto" for about twelve LSTM steps a window (2 rows at length 24) and at most 8
            rows a step; or the number itself.

    Example:
        >>> chunk_rows(24), chunk_rows(7), chunk_rows(24, 3)
        (2, 1, 3)
    """
    if setting == "auto":
        return min(8, max(1, round(length / 12)))
    return min(int(setting), length)


def chunk_count(length, rows):
    """Return the number of LSTM steps for `length` rows; the last may be partly empty.

    Example:
        >>> chunk_count(24, 2), chunk_count(25, 2)
        (12, 13)
    """
    return math.ceil(length / rows)


@dataclass(frozen=True)
class Length:
    """The attribute that holds the length of a sequence, standardised.

    Args:
        position: which of the static features it is.
        mean, std: of the training sequences, in rows.
        values: all lengths that may be generated, standardised.
    """

    position: int
    mean: float
    std: float
    values: tuple[float, ...]


@dataclass(frozen=True)
class NetworkShape:
    """Sizes of the networks.

    Args:
        length: rows of a window.
        features: features that change from row to row, as the networks see them.
        statics: features with one value a window.
        calendar: features of the calendar, which the networks are given.
        categories: (first feature, number of features) of each one-hot block.
        static_categories: the same among the static features.
        floors: (feature, smallest value) of features that often hold their smallest value.
        grids: (feature, all its values) of features that have few.
        sequence_length: `Length` where it is learned, else None.
        units: width of every hidden layer.
        latent: size of the global latent vector.
        step_noise: size of the noise of one LSTM step.
        rows: rows that one LSTM step stands for.
        conditions: which of the static features are given to the generator.
        codes: ("categorical" or "continuous", width) of each code that is to be discovered.
        minibatch: what the discriminator sees of a whole batch: "none", "std", "discrimination".
    """

    length: int
    features: int
    statics: int = 0
    calendar: int = 0
    categories: tuple[tuple[int, int], ...] = ()
    static_categories: tuple[tuple[int, int], ...] = ()
    floors: tuple[tuple[int, float], ...] = ()
    grids: tuple[tuple[int, tuple[float, ...]], ...] = ()
    sequence_length: Length | None = None
    units: int = 64
    latent: int = 16
    step_noise: int = 8
    rows: int = 2
    conditions: tuple[int, ...] = ()
    codes: tuple[tuple[str, int], ...] = ()
    minibatch: str = "none"

    @property
    def row_units(self):
        """Units of the row generator's LSTM."""
        return WIDER * self.units

    @property
    def column_units(self):
        """Units that the row generator writes a column from."""
        return max(SMALLEST_WIDTH, round(COLUMN_SHARE * self.units))

    @property
    def code_width(self):
        """Features that all codes take, one-hot for categories."""
        return sum(width for _, width in self.codes)

    @property
    def given(self):
        """Features that the generator is given besides noise: codes, then conditions."""
        return self.code_width + len(self.conditions)

    @property
    def steps(self):
        """LSTM steps that a window takes."""
        return chunk_count(self.length, self.rows)


def network_shape(config, transform):
    """Return the `NetworkShape` of a run.

    Args:
        config: `RunConfig`.
        transform: `TableTransform`, which knows the features.
    """
    length = transform.length
    return NetworkShape(
        length=config.data.window,
        features=transform.features,
        statics=transform.statics,
        calendar=2 * len(config.data.calendar),
        categories=transform.categories,
        static_categories=transform.static_categories,
        floors=transform.floors,
        grids=transform.grids,
        sequence_length=length and Length(length.start, length.mean, length.std, length.values),
        units=config.model.units,
        latent=config.model.latent,
        step_noise=config.model.step_noise,
        rows=chunk_rows(config.data.window, config.model.rows_per_step),
        conditions=static_positions(transform.static, config.data.condition),
        codes=code_widths(config.model.codes),
        minibatch=config.model.minibatch,
    )


def code_widths(texts):
    """Return ("categorical" or "continuous", width) of each code.

    Continuous codes are codes of their own: `continuous:2` stands for two of width 1.

    Args:
        texts: such as "categorical:3" or "continuous:2".

    Example:
        >>> code_widths(["categorical:3", "continuous:2"])
        (('categorical', 3), ('continuous', 1), ('continuous', 1))
    """
    found = []
    for kind, count in (text.split(":") for text in texts):
        one = kind == "categorical"
        found += [(kind, int(count))] if one else [(kind, 1)] * int(count)
    return tuple(found)


def static_positions(blocks, names):
    """Return which static features belong to the columns `names`, in the order of names.

    Args:
        blocks: static blocks of a `TableTransform`.
        names: of columns.
    """
    found = [block for name in names for block in blocks if block.name == name]
    return tuple(n for b in found for n in range(b.start, b.start + b.size))
