"""The generator writes, a token at a time: from a prompt, as safe or as daring as asked for."""

import tensorflow as tf

from rnngan.data.text.tokenizer import END
from rnngan.models import noise
from rnngan.models.text.generator import NEVER, writable
from rnngan.models.text.rollout import gumbel_of


class Writer:
    """A generator that writes, traced once.

    Args:
        generator: `TextGenerator`.
        ends: whether a sequence may end by itself; those of a long text never do.
    """

    def __init__(self, generator, ends):
        self.generator, self.ends = generator, ends
        self._traced = tf.function(self._written, autograph=False, reduce_retracing=True)

    def __call__(self, prompt, batch, longest, shortest, draw, temperature=1.0, top_k=0, top_p=1.0):
        """Return ids (time, batch) behind the prompt: END where a sequence is over.

        Args:
            prompt: (time,) int32, BEGIN first.
            batch: sequences.
            longest: tokens to write at most.
            shortest: tokens before which no sequence ends.
            draw: (seed, stream, step) of the noise, a stream of `rnngan.models.noise.Stream`.
            temperature: of the softmax; 0 takes the likeliest token always.
            top_k: draw from this many likeliest tokens; 0 from all.
            top_p: draw from the likeliest tokens that have this probability together.
        """
        numbers = (tf.constant(number) for number in (longest, shortest))
        draw = tuple(tf.convert_to_tensor(number) for number in draw)
        limits = (tf.constant(top_k), tf.constant(top_p)) if top_k or top_p < 1 else None
        prompt, temperature = tf.constant(prompt), tf.constant(float(temperature))
        return self._traced(prompt, batch, *numbers, draw, temperature, limits)

    def _written(self, prompt, batch, longest, shortest, draw, temperature, limits):
        generator, key = self.generator, noise.key(*draw)
        tokens = tf.repeat(prompt[:, None], batch, axis=1)  # (time, batch)
        known, state = generator.read(tokens)
        first, never = generator.logits(known[-1]), writable(generator.vocabulary)
        end = tf.one_hot(END, generator.vocabulary) * NEVER

        def step(time, alive, logits, hidden, cell, written):
            logits += never + (tf.where(time < shortest, end, 0.0) if self.ends else end)
            token = pick(logits, tf.random.fold_in(key, time), temperature, limits)
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


def pick(logits, key, temperature, limits=None):
    """Return a token (batch,) drawn from logits (batch, vocabulary).

    Args:
        logits: (batch, vocabulary).
        key: stateless seed (2,) of the draw.
        temperature: scalar, 0 for the likeliest token.
        limits: top_k and top_p of `kept`; None for none.

    Example:
        >>> pick(tf.constant([[0.0, 3.0, 1.0]]), [1, 2], 0.0).numpy().tolist()
        [1]
    """
    likeliest = tf.argmax(logits, axis=-1, output_type=tf.int32)
    scaled = logits / tf.maximum(tf.cast(temperature, "float32"), 1e-6)
    if limits is not None:
        scaled = tf.where(kept(scaled, *limits), scaled, NEVER)
    drawn = tf.argmax(scaled + gumbel_of(tf.shape(logits), key), axis=-1, output_type=tf.int32)
    return tf.where(tf.cast(temperature, "float32") <= 0.0, likeliest, drawn)


def kept(logits, top_k, top_p):
    """Return which tokens (batch, vocabulary) may be drawn.

    Args:
        logits: (batch, vocabulary).
        top_k: the likeliest ones; 0 for all.
        top_p: the likeliest that have this probability together (Holtzman et al., 1904.09751).

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
