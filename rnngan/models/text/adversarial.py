"""Text generator against text discriminator: a whole training step, read from top to bottom."""

import keras
import tensorflow as tf

from rnngan.data.text.tokenizer import BEGIN
from rnngan.models import ema, replicas
from rnngan.models.noise import Stream
from rnngan.models.optimizers import move
from rnngan.models.slopes import logits_and_slopes
from rnngan.models.terms import Batch, with_terms
from rnngan.models.text import rollout
from rnngan.models.text.generator import writable
from rnngan.models.text.likelihood import negative_log_likelihood

DISCOUNT = 0.95  # of later rewards
REMEMBERED = 0.95  # of the moving baseline


class TextAdversarialModel(keras.Model):
    """Generator, its average and discriminator, trained by `fit`.

    The discriminator is frozen while the generator learns, and the other way round: gradients are
    taken for one network's variables only. The generator never loses sight of the likelihood: its
    loss has a term for it.

    Args:
        generator: `TextGenerator`, which has learned by likelihood.
        average: a second one; its weights follow those of the first.
        discriminator: `TextDiscriminator`.
        objective: module of `rnngan.models.objectives`.
        length: tokens that are written, and that the discriminator sees.
        seed: seed of every draw.
        config: `RunConfig`.
    """

    def __init__(
        self, generator, average, discriminator, objective, *, length, seed, config, **kwargs
    ):
        super().__init__(**kwargs)
        self.generator, self.average, self.discriminator = generator, average, discriminator
        self.objective, self.length, self.seed = objective, length, seed
        self.settings, self.text = config.training, config.text
        self.discriminator_terms = []
        self.baseline = self.add_weight(
            shape=(length, 1), initializer="zeros", trainable=False, name="baseline"
        )

    def train_step(self, data):
        """Take a discriminator step and a generator step, and move the average.

        Args:
            data: (step, ids, counts): scalar number of the step, (batch, 1 + length) int32 and
                (batch,) tokens that count.

        Returns:
            Losses and penalties, each a scalar.
        """
        step, ids, counts = data
        ids, counts = replicas.share(ids), replicas.share(counts)
        tokens = tf.transpose(ids)[1 : 1 + self.length]  # (time, batch)
        real = tokens, tf.cast(tf.range(self.length)[:, None] < counts, "float32")
        draws = self.draws(tokens.shape[1], step)
        with tf.GradientTape() as tape:  # what is written serves both halves of the step
            *fake, loss_of = self.write(draws, step)
            with tape.stop_recording():
                logs = self.discriminator_step(real, fake, step)
            loss = loss_of(real)
            likelihood = negative_log_likelihood(self.generator, ids, counts)
            total = loss + self.settings.likelihood_weight * likelihood
        variables = self.generator.trainable_variables
        norm = move(self.generator_optimizer, tape, total, variables)
        decay = ema.decay_at(step, self.settings.ema_decay)
        ema.update(self.average.trainable_variables, variables, decay)
        return logs | {"g_loss": loss, "likelihood": likelihood, "g_gradient": norm}

    def draws(self, batch, step):
        """Return Gumbel noise (length, batch, vocabulary)."""
        shape = self.length, batch, self.generator.vocabulary
        return rollout.gumbel(shape, self.seed, Stream.GENERATOR, step)

    def write(self, draws, step):
        """Write, in one of two ways to learn from the frozen discriminator.

        Args:
            draws: (time, batch, vocabulary) Gumbel noise.
            step: number of the training step.

        Returns:
            ids (time, batch); present (time, batch), 1 where a token counts; and a function of the
            same of real tokens that returns the generator's loss.
        """
        if self.text.estimator == "reinforce":
            tokens, present = rollout.sampled(self.generator, draws)
            return tokens, present, lambda real: self._loss_by_rewards(tokens, present)
        temperature = self._temperature(step)
        tokens, present, rows = rollout.relaxed(self.generator, draws, temperature)
        network, objective = self.discriminator, self.objective
        return (
            tokens,
            present,
            lambda real: objective.generator_loss(network(*real), network(rows, present)),
        )

    def discriminator_step(self, real, fake, step):
        """Move the discriminator, and nothing else, to part real tokens from written ones.

        Args:
            real: ids (time, batch), and present (time, batch): 1 where a token counts.
            fake: the same of what is written.
            step: number of the training step.
        """
        network = self.discriminator
        tokens, present = (tf.concat(pair, axis=1) for pair in zip(real, fake, strict=True))
        with tf.GradientTape() as tape:
            embedded = network.embed(tokens)  # (time, 2 batch, embedding): tokens have no slope
            logits, slopes = logits_and_slopes(
                lambda: network.logits(embedded, present), [embedded], batch_axis=1
            )
            on_real, on_fake = tf.split(logits, 2)  # (batch,), (batch,)
            label = 1.0 - self.settings.label_smoothing
            loss = self.objective.discriminator_loss(on_real, on_fake, label)
            batch = Batch(step, real, fake, slopes=slopes)
            total, logs = with_terms(loss, self.discriminator_terms, self, batch)
        norm = move(self.discriminator_optimizer, tape, total, network.trainable_variables)
        divergence = self.objective.divergence(on_real, on_fake)
        return {"d_loss": loss, **logs, "divergence": divergence, "d_gradient": norm}

    def _temperature(self, step):
        """Return the temperature of the softmax behind what is written, at a step."""
        first, last = self.text.relaxation, self.text.last_relaxation
        share = tf.cast(step, "float32") / tf.convert_to_tensor(self.schedule_steps)
        return first * (last / first) ** tf.minimum(share, 1.0)

    def _loss_by_rewards(self, tokens, present):
        """Return a loss whose gradient is that of the policy: rewards at every token.

        A token's reward is 2 σ(logit) - 1, its return the discounted sum of the rewards from it on,
        less a moving mean of the returns at its position (Williams, 1992; ScratchGAN, d'Autume et
        al., 1905.09922).
        """
        network = self.discriminator
        rewards = (2.0 * tf.sigmoid(network.steps(network.embed(tokens))) - 1.0) * present
        returns = tf.stop_gradient(discounted(rewards))  # (time, batch)
        past = tf.convert_to_tensor(self.baseline)
        sums = [tf.reduce_sum(part, 1, keepdims=True) for part in (returns * present, present)]
        total, number = replicas.mean(sums)
        mean = total / tf.maximum(number, 1.0 / replicas.count())
        replicas.assign([(self.baseline, REMEMBERED * past + (1.0 - REMEMBERED) * mean)])
        before = tf.concat([tf.fill((1, tokens.shape[1]), BEGIN), tokens[:-1]], axis=0)
        known, _ = self.generator.read(before)
        logits = self.generator.logits(known) + writable(self.generator.vocabulary)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(tokens, logits)
        number = replicas.mean([tf.reduce_sum(present)])[0]
        return tf.reduce_sum((returns - past) * present * losses) / number

    def compile(self, generator_optimizer, discriminator_optimizer, **kwargs):
        """Take the two optimizers and build their slots."""
        super().compile(jit_compile=False, **kwargs)
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer
        generator_optimizer.build(self.generator.trainable_variables)
        discriminator_optimizer.build(self.discriminator.trainable_variables)


def discounted(rewards):
    """Return the discounted sums (time, batch) of the rewards from each token on.

    Example:
        >>> [round(float(sum), 3) for sum in discounted(tf.constant([[1.0], [0.0], [2.0]]))[:, 0]]
        [2.805, 1.9, 2.0]
    """
    later, found = tf.zeros_like(rewards[0]), []
    for reward in reversed(tf.unstack(rewards)):
        later = reward + DISCOUNT * later
        found.append(later)
    return tf.stack(found[::-1])
