"""What a row's columns are written by: one file for each kind of output.

A head holds the weights of all columns of its kind, and works on some of them at once. `hidden` is
(columns, batch, width): what the columns are written from.
"""

import keras
import tensorflow as tf


class Head(keras.layers.Layer):
    """Base of heads.

    Args:
        columns: `RowColumn`s of its kind.
        width: of what each of them is written from.
        outputs: numbers that each of them is written with.
    """

    def __init__(self, columns, width, outputs, **kwargs):
        super().__init__(**kwargs)
        self.columns, self.width, self.outputs = columns, width, outputs
        self.free = outputs  # numbers that the kernel gives

    def build(self, _=None):
        """Create the weights of all columns."""
        shape = len(self.columns), self.width, self.free
        self.kernel = self.add_weight(shape=shape, initializer="zeros", name="head_kernel")
        self.bias = self.add_weight(
            shape=(len(self.columns), self.outputs), initializer=self.first_bias, name="bias"
        )
        self.built = True

    def first_bias(self, shape, dtype=None):
        """Return the bias that training begins with."""
        return keras.ops.zeros(shape, dtype)

    def outputs_of(self, hidden, some=slice(None)):
        """Return the outputs (columns, batch, outputs) of some columns."""
        return keras.ops.matmul(hidden, self.kernel[some]) + self.bias[some][:, None]

    def outputs_beside(self, hidden, some=slice(None)):
        """Return the same as (columns, outputs, batch): the batch is the longest axis, and last."""
        product = tf.matmul(self.kernel[some], hidden, transpose_a=True, transpose_b=True)
        return product + self.bias[some][..., None]
