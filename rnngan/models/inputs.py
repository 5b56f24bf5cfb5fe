"""What the generator starts from: latent vector, noise of the steps, codes and conditions."""

from typing import Any, NamedTuple

import tensorflow as tf
from keras import ops

from rnngan.models.noise import Stream
from rnngan.models.variants import infogan


class Inputs(NamedTuple):
    """What one batch of generated windows starts from.

    Args:
        latent: (batch, latent).
        step_noise: (steps, batch, step noise).
        given: (batch, code width + conditions), or None where the generator has neither.
    """

    latent: Any
    step_noise: Any
    given: Any = None


def draw_inputs(generator, real, seed, stream, step):
    """Return the `Inputs` of a draw: noise and codes are drawn, conditions are those of `real`.

    Args:
        generator: `Generator`.
        real: attributes and shapes of as many real windows.
        seed: the run's seed.
        stream: `Stream` of the noise.
        step: number of the draw.
    """
    batch = tf.shape(real[1])[0]
    latent, step_noise = generator.draw(batch, seed, stream, step)
    shape, given = generator.shape_, []
    if shape.codes:
        number = 2 * tf.cast(step, tf.int32) + int(stream == Stream.GENERATOR)
        given.append(infogan.draw(shape.codes, batch, seed, number))
    if shape.conditions:
        first = len(generator.normaliser.drifting)
        given.append(ops.take(real[0], [first + i for i in shape.conditions], axis=-1))
    return Inputs(latent, step_noise, tf.concat(given, axis=-1) if given else None)


def write(generator, inputs, calendar=None):
    """Return attributes and shapes that a generator makes of `Inputs`, for rows of a calendar."""
    return generator(inputs.latent, inputs.step_noise, calendar, inputs.given)


def silence(shape, batch):
    """Return step noise (steps, batch, step noise) at its mean."""
    return ops.zeros((shape.steps, batch, shape.step_noise))
