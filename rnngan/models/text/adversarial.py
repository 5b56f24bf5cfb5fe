"""Text generator against discriminator, each moved by its own half of a step."""

import keras
import tensorflow as tf

from rnngan.data.text.tokenizer import BEGIN
from rnngan.models import ema
from rnngan.models.noise import Stream
from rnngan.models.optimizers import move
from rnngan.models.text import rollout
from rnngan.models.text.generator import writable
from rnngan.models.text.language import negative_log_likelihood

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
        length: tokens of what is written and judged.
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
        self.baseline = self.add_weight(
            shape=(length, 1), initializer="zeros", trainable=False, name="baseline"
        )

    def compile(self, generator_optimizer, discriminator_optimizer, **kwargs):
        """Take the two optimizers and build their slots."""
        super().compile(jit_compile=False, **kwargs)
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer
        generator_optimizer.build(self.generator.trainable_variables)
        discriminator_optimizer.build(self.discriminator.trainable_variables)

    def train_step(self, data):
        """Take a discriminator step and a generator step.

        Args:
            data: (step, ids, counts): scalar number of the step, (batch, 1 + length) int32 and
                (batch,) tokens that count.

        Returns:
            Losses and penalties, each a scalar.
        """
        step, ids, counts = data
        real = tf.transpose(ids)[1 : 1 + self.length]  # (time, batch)
        told = tf.cast(tf.range(self.length)[:, None] < counts, "float32")
        draws = self.draws(real.shape[1], step)
        write = rollout.relaxed if self.text.estimator == "gumbel" else rollout.sampled
        with tf.GradientTape() as tape:  # what is written serves both halves of the step
            written = write(self.generator, draws, self._temperature(step))
            with tape.stop_recording():
                logs = self.discriminator_step((real, told), written[:2])
            loss = self._judged_by_frozen((real, told), written)
            likelihood = negative_log_likelihood(self.generator, ids, counts)
            total = loss + self.text.likelihood_weight * likelihood
        variables = self.generator.trainable_variables
        norm = move(self.generator_optimizer, tape, total, variables)
        decay = ema.decay_at(step, self.settings.ema_decay)
        ema.update(self.average.trainable_variables, variables, decay)
        return logs | {"g_loss": loss, "likelihood": likelihood, "g_gradient": norm}

    def _temperature(self, step):
        """Return the temperature of the softmax behind what is written, at a step."""
        first, last = self.text.relaxation, self.text.last_relaxation
        share = tf.cast(step, "float32") / tf.convert_to_tensor(self.schedule_steps)
        return first * (last / first) ** tf.minimum(share, 1.0)

    def draws(self, batch, step):
        """Return Gumbel noise (length, batch, vocabulary)."""
        shape = self.length, batch, self.generator.vocabulary
        return rollout.gumbel(shape, self.seed, Stream.GENERATOR, step)

    def discriminator_step(self, real, fake):
        """Move the discriminator towards telling real tokens from those that are written.

        Args:
            real: ids (time, batch), and told (time, batch): 1 where a token counts.
            fake: the same of what is written.
        """
        judge = self.discriminator
        tokens, told = (tf.concat(pair, axis=1) for pair in zip(real, fake, strict=True))
        with tf.GradientTape() as tape:
            logits, slopes = self._judged(judge.embed(tokens), told)
            sides = tf.split(logits, 2)
            loss = self.objective.discriminator_loss(*sides, 1.0 - self.settings.label_smoothing)
            weights = self.settings.r1, self.settings.r2
            parts = zip(("r1", "r2"), weights, tf.split(slopes, 2), strict=True)
            penalties = {name: 0.5 * w * tf.reduce_mean(part) for name, w, part in parts}
            total = loss + sum(penalties.values())
        norm = move(self.discriminator_optimizer, tape, total, judge.trainable_variables)
        apart = self.objective.divergence(*sides)
        return {"d_loss": loss, **penalties, "divergence": apart, "d_gradient": norm}

    def _judged(self, embedded, told):
        """Return logits (batch,) and their squared slopes (batch,) along the embeddings.

        These are the penalties R1 and R2 of Mescheder et al. (1801.04406), on what the
        discriminator's LSTM reads, since tokens have no slope.
        """
        if not (self.settings.r1 or self.settings.r2):
            return self.discriminator.judge(embedded, told), tf.zeros(embedded.shape[1])
        with tf.GradientTape() as tape:
            tape.watch(embedded)
            logits = self.discriminator.judge(embedded, told)
            total = tf.reduce_sum(logits)
        slope = tape.gradient(total, embedded)  # (time, batch, embedding)
        return logits, tf.reduce_sum(tf.square(slope), axis=(0, 2))

    def _judged_by_frozen(self, real, written):
        """Return the generator's loss on what it has written, by the frozen discriminator.

        Args:
            real: ids and told (time, batch).
            written: ids and told (time, batch), and one-hot rows (time, batch, vocabulary) that
                gradients go through, or None.
        """
        tokens, told, rows = written
        if rows is None:
            return self._rewarded(tokens, told)
        judge = self.discriminator
        return self.objective.generator_loss(judge(*real), judge(rows, told))

    def _rewarded(self, tokens, told):
        """Return a loss whose gradient is that of the policy: rewards at every token.

        A token's reward is 2 σ(judgement) - 1, its return the discounted sum of the rewards from it
        on, less a moving mean of the returns at its place (Williams, 1992; ScratchGAN, d'Autume et
        al., 1905.09922).
        """
        judge = self.discriminator
        rewards = (2.0 * tf.sigmoid(judge.steps(judge.embed(tokens))) - 1.0) * told
        returns = tf.stop_gradient(discounted(rewards))  # (time, batch)
        past = tf.convert_to_tensor(self.baseline)
        counts = tf.maximum(tf.reduce_sum(told, 1, keepdims=True), 1.0)
        mean = tf.reduce_sum(returns * told, 1, keepdims=True) / counts
        self.baseline.assign(REMEMBERED * past + (1.0 - REMEMBERED) * mean)
        before = tf.concat([tf.fill((1, tokens.shape[1]), BEGIN), tokens[:-1]], axis=0)
        known, _ = self.generator.read(before)
        logits = self.generator.logits(known) + writable(self.generator.vocabulary)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(tokens, logits)
        return tf.reduce_sum((returns - past) * told * losses) / tf.reduce_sum(told)


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
