"""A direct comparison of generated with real batches: means and spreads of each feature."""

from keras import ops

from rnngan.models.terms import Term

SMALLEST = 1e-6  # added to variances, whose root has no slope at 0


def compared_by_mse(real_mean, real_std, mean, std):
    """Return the mean squared error of both moments."""
    return ops.mean(ops.square(mean - real_mean)) + ops.mean(ops.square(std - real_std))


def compared_by_mae(real_mean, real_std, mean, std):
    """Return the mean absolute error of both moments (TimeGAN's moment term, Yoon et al. 2019)."""
    return ops.mean(ops.abs(mean - real_mean)) + ops.mean(ops.abs(std - real_std))


def compared_by_kl(real_mean, real_std, mean, std):
    """Return the mean of KL(N(real) ‖ N(generated)) of the features, in nats."""
    off = (ops.square(real_std) + ops.square(real_mean - mean)) / (2 * ops.square(std))
    return ops.mean(ops.log(std / real_std) + off - 0.5)


COMPARISONS = {"mse": compared_by_mse, "mae": compared_by_mae, "kl": compared_by_kl}


def moments(values):
    """Return mean and standard deviation (features,) over all other axes of (…, features).

    Example:
        >>> import numpy as np
        >>> mean, std = moments(np.array([[1.0, 0.0], [3.0, 0.0]], "float32"))
        >>> mean.numpy().tolist(), std.numpy().round(2).tolist()
        ([2.0, 0.0], [1.0, 0.0])
    """
    axes = tuple(range(len(values.shape) - 1))
    mean = ops.mean(values, axis=axes)
    variance = ops.mean(ops.square(values - mean), axis=axes)
    return mean, ops.sqrt(variance + SMALLEST)


class Moments(Term):
    """Compares moments of values, of first differences and of attributes.

    Args:
        by: "mse", "mae" or "kl".
        weight: of the term.
        difference_std: (features,) standard deviation of the first differences of real shapes.
    """

    def __init__(self, by, weight, difference_std, **kwargs):
        super().__init__(**kwargs)
        self.compare, self.weight = COMPARISONS[by], weight
        self._difference_std = ops.convert_to_tensor(difference_std, "float32")

    def loss(self, model, batch):
        """Return the weighted comparison, and {"match": the comparison}."""
        parts = [
            self.compare(*moments(real), *moments(fake))
            for real, fake in zip(self._views(batch.real), self._views(batch.fake), strict=True)
        ]
        return self.weight * sum(parts), {"match": sum(parts)}

    def _views(self, window):
        attributes, shapes = window
        views = [shapes, (shapes[:, 1:] - shapes[:, :-1]) / self._difference_std]
        return views if attributes is None else [*views, attributes]
