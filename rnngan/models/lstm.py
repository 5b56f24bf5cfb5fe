"""The LSTM layer that both networks share."""

import keras
import tensorflow as tf
from keras import ops

from rnngan.models.precision import product

LONGEST_UNROLLED = 64  # steps; beyond it tracing costs more than the loop it saves


class LSTM(keras.layers.Layer):
    """An LSTM whose input product is one matrix product for all time steps.

    It computes what `keras.layers.LSTM` computes, with two differences. A `context` that is
    constant over time (the latent vector, a window's attributes) goes through its own kernel once,
    in place of being repeated at every step. And it is written with plain products, so second-order
    gradients exist on every device, which cuDNN's kernel lacks. It is not the faster one: with a
    context the two take the same time on a CPU, without it Keras' takes less
    (`benchmarks/speed.py`). Arrays are time-major, which spares two transposes of the widest array.
    Gate order is input, forget, output, candidate.

    Of a mixed dtype policy the products alone are less precise; gates and states are float32.

    Args:
        units: width of the hidden and of the cell state.
        **kwargs: name and dtype of the layer.

    Reference:
        Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997; forget gate: Gers et al., 2000.

    Example:
        >>> import numpy as np
        >>> layer = LSTM(4)
        >>> layer(np.zeros((5, 2, 3), "float32")).shape
        TensorShape([5, 2, 4])
    """

    def __init__(self, units, **kwargs):
        super().__init__(autocast=False, **kwargs)  # products are cast by themselves
        self.units = units

    def build(self, inputs_shape, context_shape=None, state_shape=None):
        """Create the kernels. The forget gate's bias starts at 1, as in Keras."""
        width = 4 * self.units
        self.kernel = self.add_weight(shape=(inputs_shape[-1], width), name="kernel")
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, width), initializer="orthogonal", name="recurrent_kernel"
        )
        self.bias = self.add_weight(
            shape=(width,), initializer=self._bias_values, autocast=False, name="bias"
        )
        self.context_kernel = None
        if context_shape is not None:
            self.context_kernel = self.add_weight(
                shape=(context_shape[-1], width), name="context_kernel"
            )

    def _bias_values(self, shape, dtype=None):
        ones, zeros = ops.ones(self.units, dtype), ops.zeros(self.units, dtype)
        return ops.concatenate([zeros, ones, zeros, zeros])

    def call(self, inputs, context=None, state=None):
        """Run over `inputs` (time, batch, features) and return (time, batch, units).

        Args:
            inputs: (time, batch, features).
            context: (batch, context features), constant over time, or None.
            state: pair of (batch, units), the first hidden and cell state; zeros when None.
        """
        return self.run(inputs, context, state)[0]

    def run(self, inputs, context=None, state=None):
        """Return outputs (time, batch, units), as `call` does, and the state behind them."""
        offset = 0.0 if context is None else self.offset(context)
        gates = self._product(inputs, self.kernel) + (offset + self.bias)  # (time, batch, 4 units)
        if state is None:
            zero = ops.zeros_like(gates[0, :, : self.units])
            state = (zero, zero)
        if inputs.shape[0] is not None and inputs.shape[0] <= LONGEST_UNROLLED:
            return self._unrolled(gates, state)
        last, (outputs, _) = ops.scan(self._scanned, state, gates)
        return outputs, last

    def offset(self, context):
        """Return what a context (batch, context features) adds to the gates, (batch, 4 units)."""
        return self._product(context, self.context_kernel)

    def advance(self, inputs, state, offset=0.0):
        """Take one step by hand, for inputs that depend on outputs.

        Args:
            inputs: (batch, features).
            state: pair of (batch, units).
            offset: of a context, as `offset` returns it.

        Returns:
            The next state, whose first half is the output.
        """
        gate = self._product(inputs, self.kernel) + (self.bias + offset)
        return self._step(gate, state, self._parted)

    def _product(self, values, kernel):
        return product(values, kernel, self.compute_dtype)

    def _unrolled(self, gates, state):
        outputs, sizes = [], [3 * self.units, self.units]
        for gate in ops.unstack(gates, gates.shape[0]):
            state = self._step(gate, state, lambda gate: tf.split(gate, sizes, axis=-1))
            outputs.append(state[0])
        return ops.stack(outputs), state  # (time, batch, units), (batch, units) twice

    def _scanned(self, state, gate):
        state = self._step(gate, state, self._parted)
        return state, state  # Keras' scan wants as many outputs as states

    def _parted(self, gate):
        """Return three gates and the candidate, as `tf.split` does in a fraction of the operations.

        Keras computes the sizes in the graph. Where a loop runs the step they stay there: without
        them its gradients are added up in another order, which changes their last digits.
        """
        return ops.split(gate, [3 * self.units], axis=-1)

    def _step(self, gate, state, parted):
        hidden, cell = state  # (batch, units) each
        gate = gate + self._product(hidden, self.recurrent_kernel)  # (batch, 4 units)
        gates, candidate = parted(gate)
        enter, keep, leave = ops.split(ops.sigmoid(gates), 3, axis=-1)
        cell = keep * cell + enter * ops.tanh(candidate)
        return leave * ops.tanh(cell), cell
