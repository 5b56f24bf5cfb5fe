"""What the generator is given besides noise: codes to set or draw, conditions to set or draw."""

import numpy as np

from rnngan.config.errors import ConfigError
from rnngan.data import conditions
from rnngan.models.noise import Stream
from rnngan.models.variants import infogan

CONDITIONS = 0xC0DE  # keeps the draw of conditions apart from other draws
LEARNED, FARTHEST = 1.0, 3.0  # sizes of a continuous code: in training, and that may be set


class Given:
    """Codes and conditions of generated sequences, chunk by chunk.

    Args:
        trained: `TrainedModel`.
        request: `Request`, whose `codes` and `given` hold for all sequences.

    Raises:
        ConfigError: a code or a condition is asked for that the run doesn't have.
    """

    def __init__(self, trained, request):
        self.shape, self.seed = trained.model.generator.shape_, request.seed
        self.same = request.latents is not None  # along a path
        self.codes = fixed_codes(self.shape.codes, request.codes)
        self.conditions = trained.conditions
        parts = request.given, trained.schema, trained.transform, trained.conditions
        self.fixed = conditions.features_of(*parts)

    def chunk(self, number, size):
        """Return what `size` sequences of chunk `number` are given, (size, given) or None."""
        parts = []
        if self.shape.codes:
            drawn = infogan.draw(self.shape.codes, size, self.seed, number, Stream.CODES_SAMPLE)
            drawn = drawn.numpy()
            for first, values in self.codes:
                drawn[:, first : first + len(values)] = values
            parts.append(drawn)
        if self.shape.conditions:
            rng = np.random.default_rng([self.seed, CONDITIONS, number])
            parts.append(self.conditions.draw(size, rng, self.fixed))
        if not parts:
            return None
        drawn = np.concatenate(parts, axis=1)
        return np.repeat(drawn[:1], size, axis=0) if self.same else drawn


def fixed_codes(codes, asked):
    """Return (first feature, values) of each code that is set.

    Args:
        codes: ("categorical" or "continuous", width) of each code.
        asked: (number of the code, value) pairs.

    Raises:
        ConfigError: there is no such code, or it can't have this value.

    Example:
        >>> fixed_codes((("categorical", 3), ("continuous", 1)), [(0, 2.0), (1, -0.5)])
        [(0, [0.0, 0.0, 1.0]), (3, [-0.5])]
    """
    fixed, numbers = [], [number for number, _ in asked]
    for number, value in asked:
        if numbers.count(number) > 1:
            raise ConfigError(f"--code {number} is given twice. Give each code one value.")
        if not 0 <= number < len(codes):
            known = f"Known: 0 to {len(codes) - 1}." if codes else "This run has no codes."
            raise ConfigError(f"--code {number}={value:g}: there is no such code. {known}")
        family, width = codes[number]
        first = sum(size for _, size in codes[:number])
        if family == "continuous":
            if not abs(value) <= FARTHEST:  # nan too
                raise ConfigError(
                    f"--code {number}={value:g}: expected a number from -1 to 1 for this "
                    f"continuous code; up to ±{FARTHEST:g}, to go beyond what was learned."
                )
            fixed.append((first, [float(value)]))
            continue
        if value not in range(width):
            raise ConfigError(
                f"--code {number}={value:g}: expected a category from 0 to {width - 1}."
            )
        fixed.append((first, [float(value == category) for category in range(width)]))
    return fixed


def odd_codes(codes, asked):
    """Return a line for each code that is set farther out than training went.

    Args:
        codes: ("categorical" or "continuous", width) of each code.
        asked: (number of the code, value) pairs.

    Raises:
        ConfigError: see `fixed_codes`.

    Example:
        >>> odd_codes((("continuous", 1),), [(0, 1.5)])
        ['--code 0=1.5 lies beyond -1 to 1, where codes were learned; sequences may be odd']
    """
    fixed_codes(codes, asked)  # no note on what is refused
    return [
        f"--code {number}={value:g} lies beyond -1 to 1, where codes were learned; sequences may "
        "be odd"
        for number, value in asked
        if codes[number][0] == "continuous" and abs(value) > LEARNED
    ]
