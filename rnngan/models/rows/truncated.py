"""Sums over many rows whose gradient goes back through some of them only.

Backpropagation keeps what every row was computed from, which for long windows is more than memory
has. Cut into segments it keeps those of one: the state of the LSTM is carried from each to the
next, the gradient is not (truncated backpropagation, Williams and Peng 1990).
"""

import tensorflow as tf

SEGMENT = 256  # rows through which a gradient goes back, at most


def segments(rows):
    """Return (number of segments, rows of each) for so many rows; the last one may have fewer.

    Example:
        >>> segments(23), segments(256), segments(1023), segments(4095)
        ((1, 23), (1, 256), (4, 256), (16, 256))
    """
    count = max(1, -(-rows // SEGMENT))
    return count, -(-rows // count)


def total(function, arrays, state, variables):
    """Return the sum of a function over all segments, as a scalar with a gradient.

    Args:
        function: of (list of arrays of a segment, state) -> (scalar, state behind it). It has to be
            0 where rows are all zero, which the last segment is filled up with.
        arrays: list of (time, batch, …).
        state: list of tensors before the first row.
        variables: what the function is differentiated by. Nothing else has a gradient.
    """
    rows = arrays[0].shape[0]
    count, size = segments(rows)
    arrays = [_filled(array, count * size - rows) for array in arrays]
    shapes = [part.shape for part in state]

    @tf.custom_gradient
    def summed(*_):  # of the values of the variables, to which the gradient goes
        def segment(number, loss, gradients, state):
            part = [array[number * size : (number + 1) * size] for array in arrays]
            part = [tf.ensure_shape(one, (size, *one.shape[1:])) for one in part]
            with tf.GradientTape() as tape:
                lost, state = function(part, state)
            more = tape.gradient(lost, variables, unconnected_gradients="zero")
            gradients = [one + other for one, other in zip(gradients, more, strict=True)]
            state = [tf.ensure_shape(*pair) for pair in zip(state, shapes, strict=True)]
            return number + 1, loss + lost, gradients, state

        nothing = [tf.zeros(variable.shape) for variable in variables]
        start = tf.constant(0), tf.zeros(()), nothing, list(state)
        _, loss, gradients, _ = tf.while_loop(
            lambda number, *_: number < count,
            segment,
            start,
            parallel_iterations=1,  # or several segments are kept at once
            maximum_iterations=count,
        )

        def backward(upstream, variables=()):
            return [upstream * gradient for gradient in gradients], [None] * len(variables)

        return loss, backward

    return summed(*map(tf.convert_to_tensor, variables))


def _filled(array, rows):
    """Return an array (time, …) with so many rows of zeros behind it."""
    return tf.pad(array, [[0, rows], *[[0, 0]] * (array.shape.rank - 1)]) if rows else array
