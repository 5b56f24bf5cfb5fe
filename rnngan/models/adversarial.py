"""Generator against discriminator: a whole training step, read from top to bottom."""

import keras
import tensorflow as tf

from rnngan.models import ema, replicas, slopes
from rnngan.models.inputs import draw_inputs, write
from rnngan.models.noise import Stream
from rnngan.models.normalisation import without_calendar
from rnngan.models.optimizers import move
from rnngan.models.terms import Batch, with_terms


class AdversarialModel(keras.Model):
    """Generator, discriminator and the average of the generator, trained by `fit`.

    While the generator learns the discriminator is frozen, and the other way round: each half of a
    step takes gradients for one network's variables only. (Setting `trainable` on a composed Keras
    3 model does not do this: it is read once, when the step is traced.)

    `rnngan.models.build` gives it the terms of both losses, and the networks of variants.

    Args:
        generator: `Generator`.
        average: a second `Generator`; its weights follow those of the first.
        discriminator: `Discriminator`.
        objective: module of `rnngan.models.objectives`, such as that of binary cross-entropy.
        seed: seed of every draw.
        settings: `rnngan.config.run_config.TrainingConfig`.
    """

    def __init__(self, generator, average, discriminator, objective, *, seed, settings, **kwargs):
        super().__init__(**kwargs)
        self.generator = generator
        self.average = average
        self.discriminator = discriminator
        self.objective = objective
        self.seed = seed
        self.settings = settings
        self.encoder = self.code_head = None  # networks of variants
        self.generator_terms, self.discriminator_terms = [], []
        self.schedule_steps = None

    def train_step(self, data):
        """Take `d_steps` discriminator steps and a generator step, and move the average.

        Args:
            data: (step, windows): scalar number of the step, and real windows (d_steps * batch,
                time, features + statics + calendar).

        Returns:
            Losses and penalties, each a scalar.
        """
        step, windows = data
        rounds = self.settings.d_steps
        windows = tf.reshape(windows, (rounds, -1, *windows.shape[1:]))  # a batch for each round
        windows = replicas.share(windows, axis=1)

        def discriminator_step(number):
            at = step * rounds + tf.cast(number, step.dtype)
            return self.discriminator_step(windows[number], at)

        logs = repeated(discriminator_step, rounds)
        logs |= self.generator_step(windows[-1], step)
        decay = ema.decay_at(step, self.settings.ema_decay)
        ema.update(self.average.trainable_variables, self.generator.trainable_variables, decay)
        return logs

    def discriminator_step(self, windows, step):
        """Draw generated windows, and move the discriminator to part real ones from them.

        Args:
            windows: (batch, time, features + statics + calendar) real windows.
            step: number of the discriminator step.
        """
        real, calendar = self.split(windows)
        inputs = draw_inputs(self.generator, real, self.seed, Stream.DISCRIMINATOR, step)
        fake = write(self.generator, inputs, calendar)
        return self.discriminate(Batch(step, real, fake, calendar))

    def discriminate(self, batch):
        """Take a step of Adam with the discriminator's variables alone."""
        network = self.discriminator
        with tf.GradientTape() as tape:
            logits, batch.slopes = slopes.of_windows(network, *batch.both(), sides=2)
            real, fake = tf.split(logits, 2)  # (batch,), (batch,)
            label = 1.0 - self.settings.label_smoothing
            loss = self.objective.discriminator_loss(real, fake, label)
            total, logs = with_terms(loss, self.discriminator_terms, self, batch)
        norm = move(self.discriminator_optimizer, tape, total, network.trainable_variables)
        for term in self.discriminator_terms:
            term.update(self, batch.step)
        divergence = self.objective.divergence(real, fake)
        return {"d_loss": loss, **logs, "divergence": divergence, "d_gradient": norm}

    def generator_step(self, windows, step):
        """Draw generated windows, and move the generator through the frozen discriminator.

        Args:
            windows: (batch, time, features + statics + calendar) real windows, for objectives and
                terms that compare; the graph leaves out what none needs.
            step: number of the training step.
        """
        real, calendar = self.split(windows)
        inputs = draw_inputs(self.generator, real, self.seed, Stream.GENERATOR, step)
        network = self.discriminator
        with tf.GradientTape() as tape:
            fake = write(self.generator, inputs, calendar)
            features = network.features(*fake, calendar)  # (batch, units)
            real_features = network.features(*real, calendar)  # (batch, units)
            logits = network.logits(real_features), network.logits(features)
            loss = self.objective.generator_loss(*logits)
            batch = Batch(step, real, fake, calendar, inputs.given, real_features, features)
            total, logs = with_terms(loss, self.generator_terms, self, batch)
        norm = move(self.generator_optimizer, tape, total, self.generator_variables)
        for term in self.generator_terms:
            term.update(self, step)
        return {"g_loss": loss, **logs, "g_gradient": norm}

    def split(self, windows):
        """Return (attributes, shapes) of windows, and their calendar (batch, time, …) or None."""
        windows, calendar = without_calendar(windows, self.generator.shape_)
        return self.generator.normaliser.split(windows), calendar

    @property
    def generator_variables(self):
        """What moves in a generator step: the generator, and the weights of its terms."""
        more = [variable for term in self.generator_terms for variable in term.trainable_variables]
        return [*self.generator.trainable_variables, *more]

    def compile(self, generator_optimizer, discriminator_optimizer, **kwargs):
        """Take the two optimizers and build their slots. XLA is off: it slows unrolled LSTMs."""
        super().compile(jit_compile=False, **kwargs)
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer
        generator_optimizer.build(self.generator_variables)
        discriminator_optimizer.build(self.discriminator.trainable_variables)


def repeated(function, times):
    """Call a function with 0, 1, … as scalar tensors, and return what the last call returned.

    Behind the first call it is a loop in the graph: every further copy of a step takes seconds to
    trace. Replicas can't meet in such a loop: there each call is traced.
    """
    last = function(tf.constant(0))
    if replicas.count() > 1:
        for number in range(1, times):
            last = function(tf.constant(number))
        return last
    if times == 1:
        return last
    start = (tf.constant(1), last)
    return tf.while_loop(lambda i, _: i < times, lambda i, _: (i + 1, function(i)), start)[1]
