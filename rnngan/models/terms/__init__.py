"""Further terms of the generator's loss, one small file each.

`Term` is what they have in common, `Scene` what they see; `rnngan.models.build` says which ones a
training has.
"""

from dataclasses import dataclass
from typing import Any

import keras


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


class Term(keras.layers.Layer):
    """Base of further terms; their trainable weights move with the generator's."""

    def loss(self, model, scene):
        """Return what is added to the generator's loss, and {name: scalar} for the history.

        Args:
            model: `AdversarialModel`.
            scene: `Scene`.
        """
        raise NotImplementedError

    def update(self, network, step):
        """Learn from a network that has moved; most terms have nothing to learn.

        Args:
            network: the generator.
            step: number of the training step that moved it, counted from 0.
        """
