"""Historical averaging (Salimans et al., 1606.03498, section 3.3)."""

import tensorflow as tf
from keras import ops

from rnngan.models import replicas
from rnngan.models.terms import Term


class HistoricalAveraging(Term):
    """λ ‖θ - mean of all θ before‖² of one network, whose weights are θ.

    Args:
        model: `AdversarialModel` with the network built.
        network: "generator" or "discriminator", whose loss the term belongs to.
        weight: λ.
    """

    def __init__(self, model, network, weight, **kwargs):
        super().__init__(name=f"{network}_past", **kwargs)
        self.network, self.weight = network, weight
        variables = getattr(model, network).trainable_variables
        self.means = [
            self.add_weight(
                shape=variable.shape, initializer="zeros", trainable=False, name=f"mean_{number}"
            )
            for number, variable in enumerate(variables)
        ]
        for mean, variable in zip(self.means, variables, strict=True):
            mean.assign(variable)

    def loss(self, model, batch):
        """Return the weighted squared distance, and {"g_historical" or "d_historical": it}."""
        squares = [
            ops.sum(ops.square(variable - ops.stop_gradient(mean)))
            for variable, mean in self._pairs(model)
        ]
        penalty = self.weight * tf.add_n(squares)
        return penalty, {f"{self.network[0]}_historical": penalty}

    def update(self, model, step):
        """Take the weights after `step` steps, counted from 0, into the mean.

        The first weights count as one more step.
        """
        share = 1.0 / (ops.cast(step, "float32") + 2.0)
        replicas.assign(
            (mean, mean + share * (variable - mean)) for variable, mean in self._pairs(model)
        )

    def _pairs(self, model):
        return zip(getattr(model, self.network).trainable_variables, self.means, strict=True)
