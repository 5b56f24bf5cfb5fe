"""Adam with a cosine learning rate whose length may be set late, and how it takes a step."""

import math

import keras
import tensorflow as tf
from keras import ops

from rnngan.models import replicas


class CosineRate(keras.optimizers.schedules.LearningRateSchedule):
    """Cosine from the first to the final learning rate; its length may be set after tracing.

    Args:
        initial: learning rate at step 0.
        final: learning rate at step `steps` and after.
        steps: number of training steps, a scalar Keras variable.
        updates: steps of the optimizer in a training step.
        factor: of all learning rates; a number, or a variable that may be set after tracing.

    Reference:
        Loshchilov and Hutter, "SGDR", 1608.03983.
    """

    def __init__(self, initial, final, steps, updates=1, factor=1.0):
        self.initial, self.final, self.steps, self.updates = initial, final, steps, updates
        self.factor = factor

    def __call__(self, step):
        """Return the learning rate of a step."""
        share = ops.minimum(ops.cast(step, "float32") / (self.updates * self.steps), 1.0)
        height = 0.5 * (1 + ops.cos(math.pi * share))
        return self.factor * (self.final + (self.initial - self.final) * height)


class Clock:
    """What the schedules of a phase follow: its number of steps, and the factor that rollbacks set.

    Args:
        steps: training steps of the phase; may be set anew, as where --minutes decides.
    """

    def __init__(self, steps):
        self.steps = keras.Variable(float(steps), trainable=False, name="schedule_steps")
        self.factor = keras.Variable(1.0, trainable=False, name="rate_factor")

    def wind(self, model):
        """Make both variables attributes of a model, which keeps them from then on."""
        model.schedule_steps, model.rate_factor = self.steps, self.factor


class JointAdam(keras.optimizers.Adam):
    """Adam for gradients that are means over all replicas already.

    Keras' own adds gradients up over the replicas behind clipping, which has to see the mean.
    """

    def _all_reduce_sum_gradients(self, grads_and_vars):
        return grads_and_vars


def adam(name, ends, training, clock, updates=1):
    """Return Adam with a cosine learning rate and clipped global norm.

    Args:
        name: of the optimizer.
        ends: learning rates of the first and the last step.
        training: `rnngan.config.run_config.TrainingConfig`.
        clock: `Clock` of the phase.
        updates: steps of the optimizer in a training step.
    """
    schedule = CosineRate(*ends, clock.steps, updates, clock.factor)
    betas = training.beta_1, training.beta_2
    kind = JointAdam if tf.distribute.has_strategy() else keras.optimizers.Adam
    return kind(schedule, *betas, name=name, global_clipnorm=training.clip_norm)


def move(optimizer, tape, loss, variables):
    """Take a step with the gradients of these variables alone; return their global norm."""
    gradients = replicas.mean(tape.gradient(loss, variables))
    optimizer.apply_gradients(zip(gradients, variables, strict=True))
    return tf.linalg.global_norm(gradients)
