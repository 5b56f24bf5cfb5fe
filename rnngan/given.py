"""What the generator is given beside noise: codes to set or draw, conditions to set or draw."""

import numpy as np

from rnngan.data import conditions
from rnngan.errors import ConfigError
from rnngan.models.noise import Stream
from rnngan.models.variants import infogan

CONDITIONS = 0xC0DE  # tells the draw of conditions from other draws


class Given:
    """Codes and conditions of generated sequences, chunk by chunk.

    Args:
        trained: `TrainedModel`.
        request: `rnngan.sampling.Request`, whose `codes` and `given` hold for all sequences.

    Raises:
        ConfigError: a code or a condition is asked for that the run doesn't have.
    """

    def __init__(self, trained, request):
        self.shape, self.seed = trained.model.generator.shape_, request.seed
        self.codes = fixed_codes(self.shape.codes, request.codes)
        self.conditions, self.fixed = trained.conditions, ()
        if request.given:
            parts = trained.schema, trained.transform, trained.conditions
            self.fixed = conditions.features_of(request.given, *parts)

    def chunk(self, number, size):
        """Return what `size` sequences of chunk `number` are given, (size, given) or None."""
        parts = []
        if self.shape.codes:
            drawn = infogan.draw(self.shape.codes, size, self.seed, number, Stream.CODES_SAMPLE)
            drawn = drawn.numpy()
            for place, values in self.codes:
                drawn[:, place : place + len(values)] = values
            parts.append(drawn)
        if self.shape.conditions:
            rng = np.random.default_rng([self.seed, CONDITIONS, number])
            parts.append(self.conditions.draw(size, rng, self.fixed))
        return np.concatenate(parts, axis=1) if parts else None


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
    fixed = []
    for number, value in asked:
        if not 0 <= number < len(codes):
            known = f"Known: 0 to {len(codes) - 1}." if codes else "This run has no codes."
            raise ConfigError(f"--code {number}={value:g}: there is no such code. {known}")
        kind, width = codes[number]
        first = sum(size for _, size in codes[:number])
        if kind == "continuous":
            fixed.append((first, [float(value)]))
            continue
        if value not in range(width):
            raise ConfigError(
                f"--code {number}={value:g}: expected a category from 0 to {width - 1}."
            )
        fixed.append((first, [float(value == place) for place in range(width)]))
    return fixed
