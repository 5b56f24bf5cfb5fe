"""Row generator against discriminator, with the likelihood kept: a training step, top to bottom."""

import keras
import tensorflow as tf

from rnngan.models import ema, replicas
from rnngan.models.adversarial import AdversarialModel, repeated
from rnngan.models.noise import Stream, key
from rnngan.models.normalisation import without_calendar
from rnngan.models.rows.likelihood import negative_log_likelihood
from rnngan.models.rows.rolling import noise_of, roll
from rnngan.models.terms import Batch, with_terms

MEMORY = 1000  # steps that the average of the likelihood phase is worth
LARGEST_NORM = 1.0  # of either gradient: neither the adversary's nor the likelihood's drowns
EXPLODED = (
    10.0  # times its usual norm, from which on the adversary's gradient is left out of a step
)
FOLLOWS, YIELDS = (
    0.05,
    1.01,
)  # how fast the usual norm goes after the last one, and after such a step


class RowAdversarialModel(AdversarialModel):
    """Windows that the generator writes freely, against a discriminator that is frozen meanwhile.

    The gradient goes back through the rows: through a Gaussian by its noise, through a choice by
    its probabilities.

    Args:
        generator: `RowGenerator`, which has learned by likelihood.
        average: a second one; its weights follow those of the first.
        discriminator: `RowDiscriminator`.
        objective: module of `rnngan.models.objectives`.
        windows: that are written in a step.
        ahead: steps that the discriminator takes before the generator begins to learn from it.
        likelihood_weight: of the likelihood's gradient; 0 leaves it out.
        **kwargs: seed and settings, as for `AdversarialModel`.
    """

    def __init__(
        self, generator, average, discriminator, objective, *, windows, ahead, likelihood_weight,
        **kwargs,
    ):  # fmt: skip
        super().__init__(generator, average, discriminator, objective, **kwargs)
        self.windows, self.ahead = windows, ahead
        self.likelihood_weight = likelihood_weight
        self.learns = None  # whether the generator does in the step that is traced, where known
        self.usual_norm = keras.Variable(0.0, trainable=False, name="usual_norm")

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
        at = step * rounds
        if rounds > 1:
            repeated(
                lambda i: self.discriminator_step(windows[i], at + tf.cast(i, at.dtype)),
                rounds - 1,
            )
        windows = windows[-1]
        some = replicas.share(windows[: self.windows])
        real, calendar = self.split(some)
        with tf.GradientTape() as tape:  # what is written serves both halves of the step
            fake = self.write(some, at + rounds - 1)
            with tape.stop_recording():
                logs = self.discriminate(Batch(at + rounds - 1, real, fake, calendar))
            loss, more = self.loss_of(real, fake, calendar, step)
        logs |= {"g_loss": loss, **more} | self.when_ahead(
            step,
            lambda: self.learn(tape, loss, replicas.share(windows), step),
            lambda: {"likelihood": tf.zeros(()), "g_gradient": tf.ones(())},
        )
        decay = ema.decay_at(tf.maximum(step - self.ahead, 0) + MEMORY, self.settings.ema_decay)
        ema.update(self.average.trainable_variables, self.generator.trainable_variables, decay)
        return logs

    def when_ahead(self, step, learn, wait):
        """Return what `learn` does where the discriminator is ahead, else what `wait` does.

        The graph asks, unless `learns` says it: replicas can't meet in a branch of a graph.
        """
        if self.learns is None:
            return tf.cond(step >= self.ahead, learn, wait)
        return learn() if self.learns else wait()

    def discriminator_step(self, windows, step):
        """Move the discriminator alone to part real windows from written ones."""
        some = replicas.share(windows[: self.windows])
        real, calendar = self.split(some)
        return self.discriminate(Batch(step, real, self.write(some, step), calendar))

    def write(self, windows, step):
        """Return (attributes, shapes) of written windows.

        Args:
            windows: (windows, time, features + statics + calendar) real ones, whose conditions and
                calendar they have.
            step: number of the discriminator step.
        """
        generator = self.generator
        count = self.windows // replicas.count()
        draw = noise_of(key(self.seed, Stream.GENERATOR, step), count)
        asked = generator.asked(windows)
        return generator.shown(*roll(generator, count, windows.shape[1], draw, *asked))

    def loss_of(self, real, fake, calendar, step):
        """Return the generator's loss against the frozen discriminator, and {name: scalar}."""
        network = self.discriminator
        real_features = network.features(*real, calendar)
        features = network.features(*fake, calendar)  # (windows, units)
        logits = network.logits(real_features), network.logits(features)
        loss = self.objective.generator_loss(*logits)
        batch = Batch(step, real, fake, calendar, None, real_features, features)
        total, logs = with_terms(loss, self.generator_terms, self, batch)
        return total, logs

    def learn(self, tape, loss, windows, step):
        """Move the generator by the gradient of its loss and that of the likelihood.

        Backwards through many rows a gradient may explode. What is left of it then, clipped, is the
        direction of a single row, and leads away: such a step is the likelihood's alone, which
        leads back to where gradients are small (after Pascanu et al., 1211.5063).
        """
        variables = self.generator.trainable_variables
        gradients, norm = _clipped(replicas.mean(tape.gradient(loss, variables)), variables)
        exploded = self.exploded(norm)
        gradients = [tf.where(exploded, 0.0, gradient) for gradient in gradients]
        likelihood = tf.zeros(())
        if self.likelihood_weight:
            with tf.GradientTape() as known:
                draw = self.settings.dropout, tf.shape(windows)[0], self.seed, Stream.DROPOUT, step
                masks = self.generator.masks(*draw)
                likelihood = negative_log_likelihood(self.generator, windows, masks)
            kept, _ = _clipped(replicas.mean(known.gradient(likelihood, variables)), variables)
            pairs = zip(gradients, kept, strict=True)
            gradients = [one + self.likelihood_weight * other for one, other in pairs]
        self.generator_optimizer.apply_gradients(zip(gradients, variables, strict=True))
        for term in self.generator_terms:
            term.update(self, step)
        return {"likelihood": likelihood, "g_gradient": norm}

    def exploded(self, norm):
        """Return whether the norm of a gradient is far over the usual one, and follow it."""
        before = tf.convert_to_tensor(self.usual_norm)
        usual = tf.where(before > 0, before, norm)  # the first one is the usual one
        found = tf.logical_not(norm < EXPLODED * usual)  # also where it is no number
        after = usual * tf.where(found, YIELDS, (norm / usual) ** FOLLOWS)
        replicas.assign([(self.usual_norm, tf.where(tf.math.is_finite(after), after, before))])
        return found

    def split(self, windows):
        """Return (attributes, shapes) of windows, and their calendar (batch, time, …) or None."""
        windows, calendar = without_calendar(windows, self.generator.shape_)
        return self.generator.shown_of(windows), calendar


def _clipped(gradients, variables):
    """Return gradients of LARGEST_NORM together at most, 0 for None, and their norm before."""
    pairs = zip(gradients, variables, strict=True)
    known = [tf.zeros(v.shape) if gradient is None else gradient for gradient, v in pairs]
    return tf.clip_by_global_norm(known, LARGEST_NORM)
