"""Further terms of the generator's loss, one small file each.

A term is a Keras layer whose `loss(model, scene)` returns what is added to the
generator's loss, and a dict of named scalars for the history. Its trainable weights move with the
generator's. `Scene` is what a term sees; `rnngan.models.build` says which a training has.
"""

from dataclasses import dataclass
from typing import Any


@dataclass
class Scene:
    """What is at hand in a generator step.

    Args:
        step: number of the training step.
        real: attributes (batch, drifting + statics) or None, and shapes (batch, time, features).
        fake: the same, generated.
        real_features: (batch, units), the discriminator's features of real windows.
        features: (batch, units), of generated windows.
        given: (batch, given) codes and conditions of the generated windows, or None.
        calendar: (batch, time, calendar) of both, or None.
    """

    step: Any
    real: tuple
    fake: tuple
    real_features: Any
    features: Any
    given: Any = None
    calendar: Any = None
