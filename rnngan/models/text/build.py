"""Settings -> the networks of texts, and the composed models that train them."""

import keras

import rnngan.models.backend  # noqa: F401 - complains of another backend
from rnngan.models import objectives, optimizers
from rnngan.models.build import DISCRIMINATOR_ADAM, initialise
from rnngan.models.terms.r1_r2 import R1, R2
from rnngan.models.text.adversarial import TextAdversarialModel
from rnngan.models.text.discriminator import TextDiscriminator
from rnngan.models.text.generator import TextGenerator
from rnngan.models.text.likelihood import LanguageModel

RATE = 1e-4  # of the generator against the discriminator
FASTER = 10  # learning rate of the discriminator, in that of the generator


class TextModel(keras.Model):
    """The networks of a run: generator, its average, its likelihood-trained self, discriminator.

    Args:
        config: `RunConfig` with the length decided.
        vocabulary: number of ids.
    """

    def __init__(self, config, vocabulary, **kwargs):
        super().__init__(**kwargs)
        units, width = config.model.units, config.text.embedding
        sizes = vocabulary, width, units
        precision = config.training.precision  # of what learns; its copies generate in float32
        self.generator = TextGenerator(*sizes, precision, name="generator")
        self.average = TextGenerator(*sizes, name="average")
        self.likelihood = TextGenerator(*sizes, name="likelihood")
        self.discriminator = TextDiscriminator(*sizes, precision, name="discriminator")
        for network in (self.generator, self.average, self.likelihood, self.discriminator):
            network.build()
        initialise(self.generator, config.seed, first=0)
        initialise(self.discriminator, config.seed, first=1000)
        for copy in (self.average, self.likelihood):
            copy.set_weights(self.generator.get_weights())
        self.built = True

    def teach_discriminator(self):
        """Let the discriminator begin with what the likelihood-trained generator reads."""
        self.discriminator.embedding.assign(self.likelihood.embedding)
        self.discriminator.lstm.set_weights(self.likelihood.lstm.get_weights())


def build_language_model(model, config, steps_per_call=1):
    """Return the compiled `LanguageModel` of a `TextModel`."""
    training = config.training
    learner = LanguageModel(
        model.generator, model.average, model.likelihood,
        seed=config.seed, dropout=training.dropout, ema_decay=training.ema_decay,
        name="language",
    )  # fmt: skip
    clock = optimizers.Clock(training.steps)
    ends = training.learning_rate, training.final_learning_rate
    adam = optimizers.adam("generator_adam", ends, training, clock)
    clock.wind(learner)
    learner.compile(adam, steps_per_execution=steps_per_call)
    return learner


def build_adversarial_model(model, config, length, steps_per_call=1):
    """Return the compiled `TextAdversarialModel` of a `TextModel`.

    Args:
        model: `TextModel`.
        config: `RunConfig`.
        length: tokens that are written, and that the discriminator sees.
        steps_per_call: training steps that run in one call from Python into TensorFlow.
    """
    training = config.training
    composed = TextAdversarialModel(
        model.generator, model.average, model.discriminator,
        objectives.get(training.objective),
        length=length, seed=config.seed, config=config, name="adversarial",
    )  # fmt: skip
    composed.discriminator_terms = [R1(training.r1), R2(training.r2)]
    clock = optimizers.Clock(training.adversarial_steps)
    rate = training.adversarial_rate or RATE
    rates = rate, training.discriminator_learning_rate or FASTER * rate
    names = "generator_adam", DISCRIMINATOR_ADAM
    adams = [
        optimizers.adam(name, (rate, rate), training, clock)
        for name, rate in zip(names, rates, strict=True)
    ]
    clock.wind(composed)
    composed.compile(*adams, steps_per_execution=steps_per_call)
    return composed
