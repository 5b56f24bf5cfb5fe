"""Rows in groups: the LSTMs make one step for several consecutive rows."""

from keras import ops

from rnngan.data.network_shape import chunk_count


def to_chunks(windows, rows):
    """Group (batch, time, features) to (steps, batch, rows * features), zeros after the end."""
    length, features = windows.shape[1:]
    steps = chunk_count(length, rows)
    missing = steps * rows - length
    if missing:
        windows = ops.pad(windows, ((0, 0), (0, missing), (0, 0)))
    return ops.transpose(ops.reshape(windows, (-1, steps, rows * features)), (1, 0, 2))


def from_chunks(chunks, rows, length):
    """Undo `to_chunks`: (steps, batch, rows * features) to (batch, length, features)."""
    steps, _, width = chunks.shape
    chunks = ops.transpose(chunks, (1, 0, 2))  # (batch, steps, rows * features)
    windows = ops.reshape(chunks, (-1, steps * rows, width // rows))
    return windows if steps * rows == length else windows[:, :length]
