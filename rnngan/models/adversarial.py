"""The composition: generator against discriminator, each moved by its own half of a step."""

import keras
import tensorflow as tf

from rnngan.models import ema, regularisers
from rnngan.models.noise import Stream


class AdversarialModel(keras.Model):
    """Generator, discriminator and the average of the generator, trained by `fit`.

    One training step takes a discriminator step and then a generator step. While the generator
    learns the discriminator is frozen, and the other way round: each half takes gradients for one
    network's variables only. (Setting `trainable` on a composed Keras 3 model does not do this: it
    is read once, when the step is traced.)

    Args:
        generator: `Generator`.
        average: a second `Generator`; its weights follow those of the first.
        discriminator: `Discriminator`.
        objective: module of `rnngan.models.objectives`.
        seed: seed of every draw.
        r1, r2: weights gamma of the penalties on real and on generated windows.
        ema_decay: limit of the average's decay.
    """

    def __init__(
        self, generator, average, discriminator, objective, *, seed, r1, r2, ema_decay, **kwargs
    ):
        super().__init__(**kwargs)
        self.generator = generator
        self.average = average
        self.discriminator = discriminator
        self.objective = objective
        self.seed = seed
        self.r1, self.r2 = r1, r2
        self.ema_decay = ema_decay

    def compile(self, generator_optimizer, discriminator_optimizer, **kwargs):
        """Take the two optimizers and build their slots. XLA is off: it slows unrolled LSTMs."""
        super().compile(jit_compile=False, **kwargs)
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer
        generator_optimizer.build(self.generator.trainable_variables)
        discriminator_optimizer.build(self.discriminator.trainable_variables)

    def train_step(self, data):
        """Take a discriminator step and a generator step.

        Args:
            data: (step, windows): scalar number of the step, and real windows (batch, time,
                features + statics + calendar).

        Returns:
            Losses and penalties, each a scalar.
        """
        step, windows = data
        batch = tf.shape(windows)[0]
        windows, calendar = self.told(windows)
        real = self.generator.normaliser.split(windows)
        draw = self.generator.draw
        latents = draw(batch, self.seed, Stream.DISCRIMINATOR, step)
        logs = self.discriminator_step(real, latents, calendar)
        logs |= self.generator_step(draw(batch, self.seed, Stream.GENERATOR, step), calendar)
        ema.update(
            self.average.trainable_variables,
            self.generator.trainable_variables,
            ema.decay_at(step, self.ema_decay),
        )
        return logs

    def told(self, windows):
        """Return windows (batch, time, features + statics) and their calendar, or None."""
        width = self.generator.shape_.calendar
        return (windows[..., :-width], windows[..., -width:]) if width else (windows, None)

    def discriminator_step(self, real, latents, calendar=None):
        """Move the discriminator towards telling `real` from what `latents` become."""
        return self.discriminate(real, self.generator(*latents, calendar), calendar, calendar)

    def discriminate(self, real, fake, calendar=None, fake_calendar=None):
        """Move the discriminator towards telling `real` from `fake`.

        Args:
            real: attributes (batch, drifting + statics) or None, and shapes (batch, time,
                features).
            fake: the same, generated.
            calendar: (batch, time, calendar) of the real rows, or None.
            fake_calendar: the same of the generated rows.
        """
        batch = tf.shape(real[1])[0]
        both = [
            None if r is None else tf.concat([r, f], 0) for r, f in zip(real, fake, strict=True)
        ]
        both.append(None if calendar is None else tf.concat([calendar, fake_calendar], 0))
        with tf.GradientTape() as tape:
            logits, norms = regularisers.squared_gradients(self.discriminator, *both)
            loss = self.objective.discriminator_loss(logits[:batch], logits[batch:])
            r1 = 0.5 * self.r1 * tf.reduce_mean(norms[:batch])
            r2 = 0.5 * self.r2 * tf.reduce_mean(norms[batch:])
            total = loss + r1 + r2
        self.move(self.discriminator_optimizer, tape, total, self.discriminator)
        return {"d_loss": loss, "r1": r1, "r2": r2}

    def generator_step(self, latents, calendar=None):
        """Move the generator towards what the frozen discriminator takes for real."""
        with tf.GradientTape() as tape:
            logits = self.discriminator(*self.generator(*latents, calendar), calendar)
            loss = self.objective.generator_loss(logits)
        self.move(self.generator_optimizer, tape, loss, self.generator)
        return {"g_loss": loss}

    @staticmethod
    def move(optimizer, tape, loss, network):
        """Take a step of the optimizer with the gradients of the network's own variables."""
        variables = network.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
