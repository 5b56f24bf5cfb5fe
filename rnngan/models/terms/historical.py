"""Historical averaging (Salimans et al., 1606.03498, section 3.3)."""

import tensorflow as tf
from keras import ops

from rnngan.models.terms import Term


class PastWeights(Term):
    """‖θ - mean of all θ before‖² of one network.

    Args:
        network: a built Keras model.
        weight: of the term.
    """

    def __init__(self, network, weight, **kwargs):
        super().__init__(**kwargs)
        self.weight = weight
        self.means = [
            self.add_weight(
                shape=variable.shape, initializer="zeros", trainable=False, name=f"mean_{place}"
            )
            for place, variable in enumerate(network.trainable_variables)
        ]
        for mean, variable in zip(self.means, network.trainable_variables, strict=True):
            mean.assign(variable)

    def loss(self, model, scene):
        """Return the penalty of the generator, as a term of its loss, and {"g_historical": it}."""
        penalty = self.penalty(model.generator)
        return penalty, {"g_historical": penalty}

    def penalty(self, network):
        """Return the weighted squared distance of the weights from their mean."""
        pairs = zip(network.trainable_variables, self.means, strict=True)
        return self.weight * tf.add_n(
            [ops.sum(ops.square(variable - ops.stop_gradient(mean))) for variable, mean in pairs]
        )

    def update(self, network, step):
        """Take the weights after `step` steps, counted from 0, into the mean.

        The first weights count as one more step.
        """
        share = 1.0 / (ops.cast(step, "float32") + 2.0)
        for variable, mean in zip(network.trainable_variables, self.means, strict=True):
            mean.assign(mean + share * (variable - mean))
