"""Row generator against discriminator, with the likelihood kept: a training step, top to bottom."""

import tensorflow as tf

from rnngan.models import ema
from rnngan.models.adversarial import AdversarialModel, repeated
from rnngan.models.noise import Stream, key
from rnngan.models.normalisation import without_calendar
from rnngan.models.rows.likelihood import negative_log_likelihood
from rnngan.models.rows.rolling import noise_of, roll
from rnngan.models.terms import Batch, with_terms

MEMORY = 1000  # steps that the average of the likelihood phase is worth
LARGEST_NORM = 1.0  # of either gradient: neither the adversary's nor the likelihood's drowns


class RowAdversarialModel(AdversarialModel):
    """Windows that the generator writes freely, against a discriminator that is frozen meanwhile.

    The gradient goes back through the rows: through a Gaussian by its noise, through a choice by
    its probabilities. Most windows begin anew, some go on with `Chains`.

    Args:
        generator: `RowGenerator`, which has learned by likelihood.
        average: a second one; its weights follow those of the first.
        discriminator: `RowDiscriminator`.
        objective: module of `rnngan.models.objectives`.
        chains: `Chains`, or None where whole sequences are learned.
        windows: that are written in a step.
        ahead: steps that the discriminator takes before the generator begins to learn from it.
        likelihood_weight: of the likelihood's gradient; 0 leaves it out.
        **kwargs: seed and settings, as for `AdversarialModel`.
    """

    def __init__(
        self, generator, average, discriminator, objective, *, chains, windows,
        ahead, likelihood_weight, **kwargs,
    ):  # fmt: skip
        super().__init__(generator, average, discriminator, objective, **kwargs)
        self.chains, self.windows, self.ahead = chains, windows, ahead
        self.likelihood_weight = likelihood_weight

    def train_step(self, data):
        """Take `d_steps` discriminator steps and a generator step, and move the average.

        Args:
            data: (step, windows, starts): scalar number of the step, real windows (d_steps * batch,
                time, features + statics + calendar), and the first row of each, (d_steps * batch,).

        Returns:
            Losses and penalties, each a scalar.
        """
        step, windows, starts = data
        rounds = self.settings.d_steps
        windows = tf.reshape(windows, (rounds, -1, *windows.shape[1:]))  # a batch for each round
        starts = tf.reshape(starts, (rounds, -1))[-1]
        at = step * rounds
        if rounds > 1:
            repeated(
                lambda i: self.discriminator_step(windows[i], at + tf.cast(i, at.dtype)),
                rounds - 1,
            )
        windows = windows[-1]
        some = windows[: self.windows]
        real, calendar = self.split(some)
        with tf.GradientTape() as tape:  # what is written serves both halves of the step
            fake, fake_calendar, stands = self.write(some, at + rounds - 1)
            with tape.stop_recording():
                batch = Batch(at + rounds - 1, real, fake, calendar, fake_calendar)
                logs = self.discriminate(batch)
            loss, more = self.loss_of(real, fake, calendar, fake_calendar, step)
        if self.chains is not None:
            self.chains.keep(*stands, starts, self.seed, step)
        logs |= {"g_loss": loss, **more} | tf.cond(
            step >= self.ahead,
            lambda: self.learn(tape, loss, windows, step),
            lambda: {"likelihood": tf.zeros(()), "g_gradient": tf.ones(())},
        )
        decay = ema.decay_at(tf.maximum(step - self.ahead, 0) + MEMORY, self.settings.ema_decay)
        ema.update(self.average.trainable_variables, self.generator.trainable_variables, decay)
        return logs

    def discriminator_step(self, windows, step):
        """Move the discriminator alone to part real windows from written ones."""
        some = windows[: self.windows]
        real, calendar = self.split(some)
        fake, fake_calendar, _ = self.write(some, step)
        return self.discriminate(Batch(step, real, fake, calendar, fake_calendar))

    def write(self, windows, step):
        """Return (attributes, shapes) of generated windows, their calendar, and where they stand.

        Args:
            windows: (windows, time, features + statics + calendar) real ones, whose conditions and
                calendar those have that begin anew.
            step: number of the discriminator step.
        """
        chains, generator = self.chains, self.generator
        count = self.windows - (0 if chains is None else chains.position.shape[0])
        clock, given = generator.asked(windows[:count])
        draw = noise_of(key(self.seed, Stream.GENERATOR, step), self.windows)
        behind = None
        if chains is not None:
            behind = chains.behind()
            if clock is not None:
                clock = tf.concat([clock, chains.calendar()], axis=1)
        written = roll(generator, count, generator.shape_.length, draw, clock, given, behind)
        static, rows, state = written
        calendar = None if clock is None else tf.transpose(clock, (1, 0, 2))
        stands = tuple(map(tf.stop_gradient, (static, *state)))
        return generator.shown(static, rows), calendar, (stands[0], stands[1:])

    def loss_of(self, real, fake, calendar, fake_calendar, step):
        """Return the generator's loss against the frozen discriminator, and {name: scalar}."""
        network = self.discriminator
        real_features = network.features(*real, calendar)
        features = network.features(*fake, fake_calendar)  # (windows, units)
        logits = network.logits(real_features), network.logits(features)
        loss = self.objective.generator_loss(*logits)
        batch = Batch(step, real, fake, calendar, fake_calendar, None, real_features, features)
        total, logs = with_terms(loss, self.generator_terms, self, batch)
        return total, logs

    def learn(self, tape, loss, windows, step):
        """Move the generator by the gradient of its loss and that of the likelihood."""
        variables = self.generator.trainable_variables
        gradients, norm = _clipped(tape.gradient(loss, variables), variables)
        likelihood = tf.zeros(())
        if self.likelihood_weight:
            with tf.GradientTape() as known:
                draw = self.settings.dropout, tf.shape(windows)[0], self.seed, Stream.DROPOUT, step
                masks = self.generator.masks(*draw)
                likelihood = negative_log_likelihood(self.generator, windows, masks)
            kept, _ = _clipped(known.gradient(likelihood, variables), variables)
            pairs = zip(gradients, kept, strict=True)
            gradients = [one + self.likelihood_weight * other for one, other in pairs]
        self.generator_optimizer.apply_gradients(zip(gradients, variables, strict=True))
        for term in self.generator_terms:
            term.update(self, step)
        return {"likelihood": likelihood, "g_gradient": norm}

    def split(self, windows):
        """Return (attributes, shapes) of windows, and their calendar (batch, time, …) or None."""
        windows, calendar = without_calendar(windows, self.generator.shape_)
        return self.generator.shown_of(windows), calendar


def _clipped(gradients, variables):
    """Return gradients of LARGEST_NORM together at most, 0 for None, and their norm before."""
    pairs = zip(gradients, variables, strict=True)
    known = [tf.zeros(v.shape) if gradient is None else gradient for gradient, v in pairs]
    return tf.clip_by_global_norm(known, LARGEST_NORM)
