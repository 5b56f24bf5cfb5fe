"""Feature matching (Salimans et al., 1606.03498, section 3.1)."""

from keras import ops

from rnngan.models.terms import Term


class FeatureMatching(Term):
    """‖E φ(x) - E φ(y)‖² on the discriminator's features, which stay as they are for real windows.

    Args:
        weight: of the term.
    """

    def __init__(self, weight, **kwargs):
        super().__init__(**kwargs)
        self.weight = weight

    def loss(self, model, batch):
        """Return the weighted squared distance of mean features, and {"feature_matching": it}."""
        real = ops.stop_gradient(ops.mean(batch.real_features, axis=0))  # (units,)
        apart = real - ops.mean(batch.features, axis=0)
        distance = ops.sum(ops.square(apart))
        return self.weight * distance, {"feature_matching": distance}
