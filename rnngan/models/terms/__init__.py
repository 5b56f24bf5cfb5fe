"""Terms that are added to the objective in either loss, one small file each.

`Term` is what all have in common, for the discriminator's loss and the generator's alike; `Batch`
is what they are computed from. `rnngan.models.build` lists which terms a training has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf


@dataclass
class Batch:
    """What is at hand in a step of the discriminator or of the generator.

    Args:
        step: number of the discriminator step, or of the training step.
        real: attributes (batch, drifting + statics) or None, and shapes (batch, time, features).
        fake: the same, generated.
        calendar: (batch, time, calendar) of the real rows and of the generated ones, or None.
        given: (batch, given) codes and conditions of the generated windows, or None.
        real_features: (batch, units), the discriminator's features; in a generator step.
        features: (batch, units), of generated windows; in a generator step.
        slopes: function that returns (2 batch,), the squared slope of the logit of each real, then
            of each generated window; in a discriminator step. See `rnngan.models.slopes`.
    """

    step: Any
    real: tuple
    fake: tuple
    calendar: Any = None
    given: Any = None
    real_features: Any = None
    features: Any = None
    slopes: Callable | None = None

    def both(self):
        """Return attributes, shapes and calendar of the real, then of the generated windows."""
        pairs = zip((*self.real, self.calendar), (*self.fake, self.calendar), strict=True)
        return [None if one is None else tf.concat([one, other], 0) for one, other in pairs]


class Term(keras.layers.Layer):
    """Base of terms. Trainable weights of the generator's terms move with the generator."""

    def loss(self, model, batch):
        """Return what is added to the loss, and {name: scalar} for the history."""
        return 0.0, {}

    def update(self, model, step):
        """Do what follows a step of the optimizer; for most terms that is nothing.

        Args:
            model: `AdversarialModel`, one of whose networks has moved.
            step: number of that step, counted from 0.
        """
        return  # AutoGraph can't convert a body that is a docstring alone


def with_terms(loss, terms, model, batch):
    """Return the sum of a loss and its terms, and {name: scalar} of all terms for the history."""
    total, logs = loss, {}
    for term in terms:
        more, shown = term.loss(model, batch)
        total, logs = total + more, logs | shown
    return total, logs
