"""Settings + statistics of rows -> the networks, and the composed models that train them."""

import keras
import numpy as np

import rnngan.models.backend  # noqa: F401 - complains of another backend
from rnngan.models import objectives, optimizers
from rnngan.models.build import (
    DISCRIMINATOR_ADAM,
    discriminator_terms,
    generator_terms,
    initialise,
)
from rnngan.models.rows.adversarial import RowAdversarialModel
from rnngan.models.rows.discriminator import RowDiscriminator
from rnngan.models.rows.generator import RowGenerator
from rnngan.models.rows.likelihood import RowLikelihood

AHEAD = 150  # steps that the discriminator takes before the generator begins to learn from it
RATE, FASTER = 3e-4, 5 / 3  # of the generator against the discriminator, and its own in that
PENALTY = 0.2  # weight of R1 and R2
SLOWEST = 0.1  # learning rate of the last step, in that of the first
BETAS = 0.0, 0.99  # of Adam in the adversarial phase
LIKELIHOOD_BETAS, ANNEALED = (0.9, 0.99), 50  # in the other; first learning rate in the last


class RowModel(keras.Model):
    """The networks of a run: generator, its average, its likelihood-trained self, discriminator.

    Args:
        config: `RunConfig`.
        shape: `NetworkShape`.
        statistics: `RowStatistics`.
    """

    def __init__(self, config, shape, statistics, **kwargs):
        super().__init__(**kwargs)
        self.encoder = None  # rows have no latent vector
        parts = statistics, shape
        precision = config.training.precision  # of what learns; its copies generate in float32
        self.generator = RowGenerator(*parts, precision, name="generator")
        self.average = RowGenerator(*parts, name="average")
        self.likelihood = RowGenerator(*parts, name="likelihood")
        self.discriminator = RowDiscriminator(
            self.generator.layout, shape, precision=precision, name="discriminator"
        )
        for network in (self.generator, self.average, self.likelihood):
            network.build()
        self.discriminator.build((None, shape.statics) if shape.statics else None)
        self.generator.initialise(config.seed)
        initialise(self.discriminator, config.seed, first=1000)
        for copy in (self.average, self.likelihood):
            copy.set_weights(self.generator.get_weights())
        self.built = True


def build_likelihood(model, config, steps_per_call=1):
    """Return the compiled `RowLikelihood` of a `RowModel`."""
    training = config.training
    learner = RowLikelihood(
        model.generator, model.average, model.likelihood,
        seed=config.seed, dropout=training.dropout, ema_decay=training.ema_decay,
        name="row_likelihood",
    )  # fmt: skip
    clock = optimizers.Clock(training.steps)
    rate = training.likelihood_rate
    rules = training.model_copy(
        update=dict(zip(("beta_1", "beta_2"), LIKELIHOOD_BETAS, strict=True))
    )
    adam = optimizers.adam("generator_adam", (rate, rate / ANNEALED), rules, clock)
    clock.wind(learner)
    learner.compile(adam, steps_per_execution=steps_per_call)
    return learner


def build_adversarial(model, config, steps, steps_per_call=1):
    """Return the compiled `RowAdversarialModel` of a `RowModel`.

    Args:
        model: `RowModel`.
        config: `RunConfig`.
        steps: of the phase.
        steps_per_call: training steps that run in one call from Python into TensorFlow.
    """
    training = config.training
    composed = RowAdversarialModel(
        model.generator,
        model.average,
        model.discriminator,
        objectives.get(training.objective),
        windows=max(1, training.batch_size // 2),
        ahead=min(AHEAD, steps // 4),
        likelihood_weight=training.likelihood_weight,
        seed=config.seed,
        settings=training,
        name="row_adversarial",
    )
    usual = np.ones(model.generator.layout.width, "float32")  # shapes are in units of usual moves
    composed.generator_terms = generator_terms(composed, training, usual)
    composed.discriminator_terms = discriminator_terms(composed, training, PENALTY)
    clock = optimizers.Clock(steps)
    clock.wind(composed)
    rate = training.adversarial_rate or RATE
    own = training.discriminator_learning_rate or FASTER * rate
    plain = training.model_copy(update=dict(zip(("beta_1", "beta_2"), BETAS, strict=True)))
    composed.compile(
        optimizers.adam("generator_adam", (rate, SLOWEST * rate), plain, clock),
        optimizers.adam(DISCRIMINATOR_ADAM, (own, own), plain, clock, training.d_steps),
        steps_per_execution=steps_per_call,
    )
    return composed
