"""Convolutional classifiers trained side by side: they see shapes wherever these stand in a window.

A recurrent classifier forgets; this one takes the mean and the largest of what it finds anywhere.
"""

from keras import initializers, layers, ops

from rnngan.evaluation.ensemble import EnsembleDense, EnsembleLayer

CHANNELS = 32
KERNEL = 3  # rows that a channel sees, the second layer's with a gap of GAP between them
GAP = 3


class EnsembleConvolution(EnsembleLayer):
    """Independent convolutions over time; each computes what `keras.layers.Conv1D` computes.

    Args:
        members: number of them.
        seed: see `EnsembleLayer`.
        channels: outputs of each.
        dilation: distance of the rows that an output sees; windows that are too short for it have
            zeros around them.
    """

    def __init__(self, members, seed, channels, dilation=1, **kwargs):
        super().__init__(members, seed, **kwargs)
        self.channels, self.dilation = channels, dilation

    def build(self, shape):
        """Create kernels for inputs (members, batch, time, features)."""
        glorot, inputs = initializers.GlorotUniform, KERNEL * shape[-1]
        self.kernel = self.add_weights("kernel", (inputs, self.channels), glorot)
        self.bias = self.add_weight(
            shape=(self.members, 1, self.channels), initializer="zeros", name="bias"
        )

    def call(self, inputs):
        """Map (members, batch, time, features) to (members, batch, time, channels)."""
        length, features = inputs.shape[2:]
        around = self.dilation * (KERNEL // 2)
        padded = ops.pad(inputs, [[0, 0], [0, 0], [around, around], [0, 0]])
        shifts = range(0, KERNEL * self.dilation, self.dilation)
        rows = ops.concatenate([padded[:, :, s : s + length] for s in shifts], axis=-1)
        flat = ops.reshape(rows, (self.members, -1, KERNEL * features))
        found = ops.matmul(flat, self.kernel) + self.bias  # (members, batch * time, channels)
        return ops.reshape(found, (self.members, -1, length, self.channels))


class ConvolutionalNetwork(layers.Layer):
    """Two convolutions, mean and largest over time, and a dense output, once for every member.

    Args:
        members: number of independent networks.
        seed: of the weights.
    """

    def __init__(self, members, seed):
        super().__init__()
        self.first = EnsembleConvolution(members, seed, CHANNELS)
        self.second = EnsembleConvolution(members, seed + 1_000, CHANNELS, GAP)
        self.dense = EnsembleDense(members, 1, seed + 2_000)

    def build(self, shape):
        """Create all weights for inputs (members, batch, time, features)."""
        self.first.build(shape)
        self.second.build((*shape[:-1], CHANNELS))
        self.dense.build((None, 2 * CHANNELS))

    def call(self, inputs):
        """Return logits (members, batch)."""
        found = ops.relu(self.second(ops.relu(self.first(inputs))))
        pooled = [ops.mean(found, axis=2), ops.max(found, axis=2)]
        return self.dense(ops.concatenate(pooled, axis=-1))[..., 0]
