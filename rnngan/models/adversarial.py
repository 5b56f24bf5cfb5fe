"""The composition: generator against discriminator, each moved by its own half of a step."""

import keras
import tensorflow as tf
from keras import ops

from rnngan.models import ema, noise, regularisers
from rnngan.models.noise import Stream
from rnngan.models.optimizers import move
from rnngan.models.terms import Scene
from rnngan.models.variants import infogan


class AdversarialModel(keras.Model):
    """Generator, discriminator and the average of the generator, trained by `fit`.

    One training step takes `d_steps` discriminator steps and then a generator step. While the
    generator learns the discriminator is frozen, and the other way round: each half takes gradients
    for one network's variables only. (Setting `trainable` on a composed Keras 3 model does not do
    this: it is read once, when the step is traced.)

    Args:
        generator: `Generator`.
        average: a second `Generator`; its weights follow those of the first.
        discriminator: `Discriminator`.
        objective: module of `rnngan.models.objectives`.
        seed: seed of every draw.
        settings: `rnngan.config.run_config.TrainingConfig`, for its weights of penalties.
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
        self.continuer = None  # writes on behind a window; none where whole series are learned
        self.terms = []
        self.past = None  # `PastWeights` of the discriminator, with historical averaging
        self.schedule_steps = None

    def compile(self, generator_optimizer, discriminator_optimizer, **kwargs):
        """Take the two optimizers and build their slots. XLA is off: it slows unrolled LSTMs."""
        super().compile(jit_compile=False, **kwargs)
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer
        generator_optimizer.build(self.generator_variables)
        discriminator_optimizer.build(self.discriminator.trainable_variables)

    @property
    def generator_variables(self):
        """What moves in a generator step: the generator, and the weights of further terms."""
        more = [variable for term in self.terms for variable in term.trainable_variables]
        return [*self.generator.trainable_variables, *more]

    def train_step(self, data):
        """Take the discriminator steps and a generator step.

        Args:
            data: (step, windows): scalar number of the step, and real windows (d_steps * batch,
                time, features + statics + calendar).

        Returns:
            Losses and penalties, each a scalar.
        """
        step, windows = data
        rounds = self.settings.d_steps
        parts = tf.reshape(windows, (rounds, -1, *windows.shape[1:]))

        def turn(number):
            return self._turn(parts[number], step * rounds + tf.cast(number, step.dtype))

        logs = turn(tf.constant(0))
        if rounds > 1:  # a loop, because every further copy of the graph takes seconds to trace
            start = (tf.constant(1), logs)
            logs = tf.while_loop(
                lambda number, _: number < rounds, lambda n, _: (n + 1, turn(n)), start
            )[1]
        last, calendar = self.told(parts[-1])
        real = self.generator.normaliser.split(last)
        inputs = self.drawn(real, Stream.GENERATOR, step)
        logs |= self.generator_step(inputs, calendar, real, step)
        ema.update(
            self.average.trainable_variables,
            self.generator.trainable_variables,
            ema.decay_at(step, self.settings.ema_decay),
        )
        return logs

    def _turn(self, windows, turn):
        """Take one discriminator step with real windows (batch, time, …); return its logs."""
        windows, calendar = self.told(windows)
        real = self.generator.normaliser.split(windows)
        inputs = self.drawn(real, Stream.DISCRIMINATOR, turn)
        return self.discriminator_step(real, inputs, calendar, turn)

    def told(self, windows):
        """Return windows (batch, time, features + statics) and their calendar, or None."""
        width = self.generator.shape_.calendar
        return (windows[..., :-width], windows[..., -width:]) if width else (windows, None)

    def drawn(self, real, stream, step):
        """Return what the generator starts from: latent, step noise, and what is given or None.

        Args:
            real: attributes and shapes of real windows, whose conditions are taken.
            stream: `Stream` of the noise.
            step: number of the draw.
        """
        batch = tf.shape(real[1])[0]
        latent, steps = self.generator.draw(batch, self.seed, stream, step)
        shape, given = self.generator.shape_, []
        if shape.codes:
            number = 2 * tf.cast(step, tf.int32) + int(stream == Stream.GENERATOR)
            given.append(infogan.draw(shape.codes, batch, self.seed, number))
        if shape.conditions:
            first = len(self.generator.normaliser.drifting)
            given.append(ops.take(real[0], [first + place for place in shape.conditions], axis=-1))
        return latent, steps, tf.concat(given, axis=-1) if given else None

    def write(self, inputs, calendar=None):
        """Return attributes and shapes that the generator makes of what `drawn` returned."""
        latent, steps, given = inputs
        return self.generator(latent, steps, calendar, given)

    def discriminator_step(self, real, inputs, calendar=None, turn=0):
        """Move the discriminator towards telling `real` from what `inputs` become."""
        return self.discriminate(real, self.write(inputs, calendar), calendar, calendar, turn)

    def discriminate(self, real, fake, calendar=None, fake_calendar=None, turn=0):
        """Move the discriminator towards telling `real` from `fake`.

        Args:
            real: attributes (batch, drifting + statics) or None, and shapes (batch, time,
                features).
            fake: the same, generated.
            calendar: (batch, time, calendar) of the real rows, or None.
            fake_calendar: the same of the generated rows.
            turn: number of the discriminator's step.
        """
        both = [
            None if r is None else tf.concat([r, f], 0) for r, f in zip(real, fake, strict=True)
        ]
        both.append(None if calendar is None else tf.concat([calendar, fake_calendar], 0))
        label = 1.0 - self.settings.label_smoothing
        with tf.GradientTape() as tape:
            (told, untold), penalties = self._penalised(both)
            loss = self.objective.discriminator_loss(told, untold, label)
            penalties |= self._further_penalties(real, fake, calendar, turn)
            total = loss + sum(penalties.values())
        network = self.discriminator
        norm = move(self.discriminator_optimizer, tape, total, network.trainable_variables)
        if self.settings.clip_weights is not None:
            regularisers.clip_weights(network, self.settings.clip_weights)
        if self.past is not None:
            self.past.update(network, turn)
        apart = self.objective.divergence(told, untold)
        return {"d_loss": loss, **penalties, "divergence": apart, "d_gradient": norm}

    def _penalised(self, both):
        """Return logits of real and of generated windows, and {"r1": …, "r2": …}."""
        weights = self.settings.r1, self.settings.r2
        if not any(weights):  # the gradients cost about as much as all the rest
            logits = self.discriminator(*both, sides=2)
            return tf.split(logits, 2), {"r1": tf.zeros(()), "r2": tf.zeros(())}
        logits, norms = regularisers.squared_gradients(self.discriminator, *both, sides=2)
        r1, r2 = (
            0.5 * weight * tf.reduce_mean(part)
            for weight, part in zip(weights, tf.split(norms, 2), strict=True)
        )
        return tf.split(logits, 2), {"r1": r1, "r2": r2}

    def _further_penalties(self, real, fake, calendar, turn):
        penalties = {}
        if self.settings.gradient_penalty:
            share = noise.uniform((tf.shape(real[1])[0],), self.seed, Stream.MIX, turn)
            slope = regularisers.gradient_penalty(self.discriminator, real, fake, share, calendar)
            penalties["gradient_penalty"] = self.settings.gradient_penalty * slope
        if self.past is not None:
            penalties["d_historical"] = self.past.penalty(self.discriminator)
        return penalties

    def generator_step(self, inputs, calendar, real, step=0):
        """Move the generator towards what the frozen discriminator takes for real.

        Args:
            inputs: what `drawn` returned.
            calendar: (batch, time, calendar) or None.
            real: attributes and shapes of real windows, for objectives and terms that compare; the
                graph leaves out what none of them needs.
            step: number of the training step.
        """
        judge = self.discriminator
        with tf.GradientTape() as tape:
            fake = self.write(inputs, calendar)
            features = judge.features(*fake, calendar)
            real_features = judge.features(*real, calendar)
            loss = self.objective.generator_loss(judge.judge(real_features), judge.judge(features))
            scene = Scene(step, real, fake, real_features, features, inputs[2], calendar)
            total, shown = loss, {"g_loss": loss}
            for term in self.terms:
                more, named = term.loss(self, scene)
                total, shown = total + more, shown | named
        norm = move(self.generator_optimizer, tape, total, self.generator_variables)
        for term in self.terms:
            term.update(self.generator, step)
        return shown | {"g_gradient": norm}
