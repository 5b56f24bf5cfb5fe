"""The generator writes, a token at a time: from a prompt, as safe or as daring as asked for."""

import tensorflow as tf

from rnngan.data.text.tokenizer import END
from rnngan.models import noise
from rnngan.models.text.generator import NEVER, writable
from rnngan.models.text.rollout import gumbel_of


def writer(generator, ends):
    """Return the traced function that writes; made once a generator.

    Args:
        generator: `TextGenerator`.
        ends: whether a sequence may end by itself; those of a long text never do.
    """

    @tf.function(reduce_retracing=True)
    def write(prompt, batch, longest, shortest, place, temperature, top_k, top_p):
        """Return ids (time, batch) behind the prompt: END where a sequence is over.

        Args:
            prompt: (time,) int32, BEGIN first.
            batch: sequences.
            longest: tokens to write at most.
            shortest: tokens before which no sequence ends.
            place: (seed, stream, step) of the draws.
            temperature: of the softmax; 0 takes the likeliest token always.
            top_k: draw from this many likeliest tokens; 0 from all.
            top_p: draw from the likeliest tokens that have this probability together.
        """
        tokens = tf.repeat(prompt[:, None], batch, axis=1)  # (time, batch)
        known, state = generator.read(tokens)
        first = generator.logits(known[-1])
        key, never = noise.key(*place), writable(generator.vocabulary)
        end = tf.one_hot(END, generator.vocabulary) * NEVER

        def step(time, alive, logits, hidden, cell, written):
            logits += never + (end if not ends else tf.where(time < shortest, end, 0.0))
            token = pick(logits, tf.random.fold_in(key, time), temperature, top_k, top_p)
            token = tf.where(alive, token, END)
            embedded = tf.gather(tf.convert_to_tensor(generator.embedding), token)
            logits, (hidden, cell) = generator.advance(embedded, (hidden, cell))
            going = alive & (token != END)
            return time + 1, going, logits, hidden, cell, written.write(time, token)

        start = tf.constant(0), tf.ones((batch,), tf.bool), first, *state
        loop = tf.while_loop(
            lambda time, alive, *_: tf.reduce_any(alive) & (time < longest),
            step,
            (*start, tf.TensorArray(tf.int32, longest)),
        )
        return loop[5].stack()  # what was never reached is 0, which is END

    return write


def pick(logits, key, temperature, top_k, top_p):
    """Return a token (batch,) drawn from logits (batch, vocabulary).

    Args:
        logits: (batch, vocabulary).
        key: stateless seed (2,) of the draw.
        temperature: scalar, 0 for the likeliest token.
        top_k: scalar int, 0 for all tokens.
        top_p: scalar in (0, 1] (Holtzman et al., 1904.09751).

    Example:
        >>> pick(tf.constant([[0.0, 3.0, 1.0]]), [1, 2], 0.0, 0, 1.0).numpy().tolist()
        [1]
    """
    likeliest = tf.argmax(logits, axis=-1, output_type=tf.int32)
    scaled = logits / tf.maximum(tf.cast(temperature, "float32"), 1e-6)
    if not (isinstance(top_k, int) and top_k == 0 and isinstance(top_p, float) and top_p == 1.0):
        scaled = tf.where(kept(scaled, top_k, top_p), scaled, NEVER)
    drawn = tf.argmax(scaled + gumbel_of(tf.shape(logits), key), axis=-1, output_type=tf.int32)
    return tf.where(tf.cast(temperature, "float32") <= 0.0, likeliest, drawn)


def kept(logits, top_k, top_p):
    """Return which tokens (batch, vocabulary) may be drawn.

    Example:
        >>> logits = tf.math.log([[0.5, 0.2, 0.3]])
        >>> kept(logits, 2, 1.0).numpy().tolist(), kept(logits, 0, 0.6).numpy().tolist()
        ([[True, False, True]], [[True, False, True]])
    """
    vocabulary = tf.shape(logits)[-1]
    ordered = tf.sort(logits, axis=-1, direction="DESCENDING")
    share = tf.nn.softmax(ordered)
    before = tf.cumsum(share, axis=-1, exclusive=True)
    count = tf.reduce_sum(tf.cast(before < top_p, tf.int32), axis=-1)
    count = tf.minimum(count, tf.where(top_k > 0, top_k, vocabulary))  # at least one
    last = tf.gather(ordered, count[:, None] - 1, batch_dims=1)  # (batch, 1)
    return logits >= last
