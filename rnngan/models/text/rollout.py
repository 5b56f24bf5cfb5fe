"""Noise -> tokens that the generator writes, for the two ways of learning from a discriminator.

Both draw by the Gumbel trick: the largest of logits + Gumbel noise is a draw from the softmax.
"""

import tensorflow as tf

from rnngan.data.text.tokenizer import END
from rnngan.models import noise, replicas


def gumbel(shape, seed, stream, step):
    """Draw Gumbel noise of `shape` (time, batch, …) for (seed, stream, step)."""
    at = noise.key(seed, stream, step)
    return replicas.drawn(lambda joint: gumbel_of(joint, at), shape, axis=1)


def gumbel_of(shape, key):
    """Draw Gumbel noise of `shape` for a stateless seed (2,)."""
    share = tf.random.stateless_uniform(shape, key, minval=1e-6, maxval=1 - 1e-6)
    return -tf.math.log(-tf.math.log(share))


def relaxed(generator, draws, temperature):
    """Return what is written, and as one-hot rows whose gradient is that of a softmax.

    Forward the rows are hard: one token each. Backward they are softmax((logits + noise) /
    temperature) (straight-through Gumbel-softmax; Jang et al., 1611.01144).

    Args:
        generator: `TextGenerator`.
        draws: (time, batch, vocabulary) Gumbel noise.
        temperature: of the softmax behind.

    Returns:
        ids (time, batch), present (time, batch): 1 up to END, 0 behind it, and rows (time, batch,
        vocabulary).
    """
    embedded, state = generator.begin(draws.shape[1])
    found, rows = [], []
    for draw in tf.unstack(draws):
        logits, state = generator.advance(embedded, state)
        drawn = logits + draw
        tokens = tf.argmax(drawn, axis=-1, output_type=tf.int32)
        soft = tf.nn.softmax(drawn / temperature)
        row = soft + tf.stop_gradient(tf.one_hot(tokens, generator.vocabulary) - soft)
        embedded = tf.matmul(row, tf.convert_to_tensor(generator.embedding))
        found.append(tokens)
        rows.append(row)
    tokens = tf.stack(found)
    return tokens, present_in(tokens), tf.stack(rows)


def sampled(generator, draws):
    """Return what is written as ids (time, batch) and present (time, batch); see `relaxed`.

    Args:
        generator: `TextGenerator`.
        draws: (time, batch, vocabulary) Gumbel noise.
    """
    embedded, state = generator.begin(draws.shape[1])
    found = []
    for draw in tf.unstack(draws):
        logits, state = generator.advance(embedded, state)
        tokens = tf.argmax(logits + draw, axis=-1, output_type=tf.int32)
        embedded = tf.gather(tf.convert_to_tensor(generator.embedding), tokens)
        found.append(tokens)
    tokens = tf.stop_gradient(tf.stack(found))
    return tokens, present_in(tokens)


def present_in(tokens):
    """Return (time, batch) 1 up to the first END, 0 behind it.

    Args:
        tokens: ids (time, batch).

    Example:
        >>> present_in(tf.constant([[5], [0], [6], [0]]))[:, 0].numpy().tolist()
        [1.0, 1.0, 0.0, 0.0]
    """
    ended = tf.cast(tokens == END, "float32")
    before = tf.cumsum(ended, axis=0, exclusive=True)
    return tf.stop_gradient(tf.cast(before < 0.5, "float32"))
