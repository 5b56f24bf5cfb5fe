"""What a step does where several devices take it together: shares of batches and draws, and means.

Batches and noise are drawn as on one device, for the joint batch, and each replica takes its share.
Whatever is a mean over windows is then the mean of the replicas' means. On one device all of this
gives back what it is given.
"""

import tensorflow as tf

MEAN = tf.distribute.ReduceOp.MEAN


def count():
    """Return how many replicas take the step that is traced, 1 on one device.

    Example:
        >>> count()
        1
    """
    context = tf.distribute.get_replica_context()
    return 1 if context is None else context.num_replicas_in_sync


def share(values, axis=0):
    """Return this replica's share of values of a joint batch, whose windows lie along an axis."""
    if count() == 1:
        return values
    number = tf.distribute.get_replica_context().replica_id_in_sync_group
    return tf.gather(tf.stack(tf.split(values, count(), axis)), number)


def drawn(draw, shape, axis=0):
    """Return this replica's share of a draw for the joint batch.

    Args:
        draw: function of a shape that draws.
        shape: of the share.
        axis: along which the windows lie.

    Example:
        >>> drawn(tf.zeros, (2, 3)).shape
        TensorShape([2, 3])
    """
    if count() == 1:
        return draw(shape)
    return share(draw((*shape[:axis], count() * shape[axis], *shape[axis + 1 :])), axis)


def mean(values):
    """Return the means of tensors over the replicas, None for None.

    Example:
        >>> mean([1.0, None])
        [1.0, None]
    """
    if count() == 1:
        return values
    known = [tf.identity(value) for value in values if value is not None]
    found = iter(tf.distribute.get_replica_context().all_reduce(MEAN, known))
    return [None if value is None else next(found) for value in values]


def mean_of_all(values):
    """Return the mean of values of which replicas have different numbers.

    It is what the replicas' mean has to be taken of: each has its sum over the mean number.
    """
    if count() == 1:
        return tf.reduce_mean(values)
    return tf.reduce_sum(values) / mean([tf.cast(tf.size(values), values.dtype)])[0]


def assign(pairs):
    """Assign values, which are the same on all replicas, to variables.

    Args:
        pairs: (Keras variable, value) each.
    """
    pairs = list(pairs)
    if count() == 1:
        for variable, value in pairs:
            variable.assign(value)
        return

    def update(strategy, *values):
        for (variable, _), value in zip(pairs, values, strict=True):
            strategy.extended.update(variable.value, _assigned, args=(value,))

    values = tuple(tf.convert_to_tensor(value) for _, value in pairs)
    tf.distribute.get_replica_context().merge_call(update, args=values)


def _assigned(variable, value):
    return variable.assign(value)
