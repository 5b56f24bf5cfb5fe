"""How a `Continuer` learns: windows that begin anywhere behind a real one."""

import tensorflow as tf

from rnngan.models import ema, noise
from rnngan.models.adversarial import AdversarialModel
from rnngan.models.continuer import draw
from rnngan.models.noise import Stream
from rnngan.models.normalisation import without_calendar
from rnngan.models.optimizers import move
from rnngan.models.terms import Batch

FRESH = 0.02  # share of chains that begin anew at a real window in each step


class ContinuationModel(AdversarialModel):
    """Continuer against a discriminator that sees one window of real rows and what follows them.

    The window is cut at a random position behind the first row, so that it lies across the joint or
    wholly in what was written. Half of the series go on from real windows, the other half from
    where the last step left them (persistent chains, after Tieleman 2008), so that the
    discriminator sees series as long as any that will be generated.

    Args:
        continuer: `Continuer`.
        average: a second `Continuer`; its weights follow those of the first.
        discriminator: `Discriminator`.
        normaliser: `WindowNormaliser`.
        chains: (chains, time, features + statics) real windows that the chains begin with.
        **kwargs: objective, seed and settings, as for `AdversarialModel`.
    """

    def __init__(self, continuer, average, discriminator, normaliser, chains, **kwargs):
        super().__init__(continuer, average, discriminator, **kwargs)
        self.normaliser = normaliser
        self.chains = self.add_weight(
            shape=chains.shape, initializer="zeros", trainable=False, name="chains"
        )
        self.chains.assign(chains)

    def train_step(self, data):
        """Take a discriminator step and a generator step.

        Args:
            data: (step, windows): scalar number of the step, and real windows (2 * batch, time,
                features + statics), or with their calendar and as many rows again behind them.

        Returns:
            Losses and penalties, each a scalar.
        """
        step, windows = data
        shape = self.generator.shape_
        half = windows.shape[0] // 2
        windows, calendar = without_calendar(windows, shape)
        real = self.normaliser.split(windows[:half, : shape.length])
        past = windows[half:, : shape.length]
        calendars = self._calendars(calendar, half)
        if calendar is None:
            past = self._with_chains(past, step)
        begin = noise.integers((), shape.length, self.seed, Stream.CROP, step) + 1
        with tf.GradientTape() as tape:  # what is written serves both halves of the step
            rows = self._written(past, calendars, step)
            fake, fake_calendar = self._cut(past, rows, calendars, begin)
            with tape.stop_recording():
                batch = Batch(step, real, fake, calendars and calendars[0], fake_calendar)
                logs = self.discriminate(batch)
            logits = self.discriminator(*fake, fake_calendar)
            loss = self.objective.generator_loss(None, logits)
        if calendar is None:
            self._keep_chains(past, rows)
        norm = move(self.generator_optimizer, tape, loss, self.generator_variables)
        ema.update(
            self.average.trainable_variables,
            self.generator.trainable_variables,
            ema.decay_at(step, self.settings.ema_decay),
        )
        return logs | {"g_loss": loss, "g_gradient": norm}

    def _calendars(self, calendar, half):
        """Return the calendar of the real rows, of the past and of what follows it; or None."""
        if calendar is None:
            return None
        length = self.generator.shape_.length
        return calendar[:half, :length], calendar[half:, :length], calendar[half:, length:]

    def _with_chains(self, past, step):
        """Return windows whose second half are the chains, some of them begun anew."""
        count = self.chains.shape[0]
        fresh = noise.uniform((count, 1, 1), self.seed, Stream.CHAINS, step) < FRESH
        chains = tf.where(fresh, past[-count:], tf.convert_to_tensor(self.chains))
        return tf.concat([past[:-count], chains], axis=0)

    def _keep_chains(self, past, rows):
        count, length = self.chains.shape[:2]
        whole = self._whole(past, rows)[-count:, -length:]
        self.chains.assign(tf.stop_gradient(whole))

    def _written(self, past, calendars, step):
        """Return the rows (batch, about time, features) that the continuer writes."""
        continuer, shape = self.generator, self.generator.shape_
        width, batch = continuer.noise_width, past.shape[0]
        draws = draw(width, batch, shape.steps, self.seed, Stream.CONTINUE, step)
        static = past[:, 0, shape.features :] if shape.statics else None
        pair = None if calendars is None else calendars[1:]
        return continuer(past[:, :, : shape.features], draws, static, pair)

    def _whole(self, past, rows):
        """Return past and written rows (batch, time + written, features + statics)."""
        shape = self.generator.shape_
        static = tf.repeat(past[:, :1, shape.features :], rows.shape[1], axis=1)
        return tf.concat([past, tf.concat([rows, static], axis=-1)], axis=1)

    def _cut(self, past, rows, calendars, begin):
        """Return the window from row `begin` on, split, and its calendar or None."""
        length = self.generator.shape_.length
        whole = self._whole(past, rows)[:, begin : begin + length]
        window = tf.ensure_shape(whole, (None, length, whole.shape[2]))
        calendar = None
        if calendars is not None:
            both = tf.concat(calendars[1:], axis=1)[:, begin : begin + length]
            calendar = tf.ensure_shape(both, (None, length, both.shape[2]))
        return self.normaliser.split(window), calendar
