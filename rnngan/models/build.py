"""Settings + statistics -> the networks and the composed model."""

from dataclasses import replace

import keras
import numpy as np

import rnngan.models.backend  # noqa: F401 - complains of another backend
from rnngan.models import objectives
from rnngan.models.adversarial import AdversarialModel
from rnngan.models.continuer import Continuer
from rnngan.models.discriminator import Discriminator, Reader
from rnngan.models.generator import Generator
from rnngan.models.normalisation import WindowNormaliser
from rnngan.models.optimizers import Clock, adam
from rnngan.models.terms.features import FeatureMatching
from rnngan.models.terms.historical import PastWeights
from rnngan.models.terms.moments import Moments
from rnngan.models.variants.infogan import CodeHead
from rnngan.models.variants.vae import Encoder, Reconstruction


def build_model(config, shape, statistics):
    """Return an `AdversarialModel` with first weights that are a function of the seed.

    Args:
        config: `RunConfig`.
        shape: `NetworkShape`.
        statistics: `WindowStatistics` of the training windows.
    """
    normaliser = WindowNormaliser(statistics, shape, name="normaliser")
    model = AdversarialModel(
        Generator(shape, normaliser, name="generator"),
        Generator(shape, normaliser, name="average"),
        build_discriminator(shape, statistics, normaliser, "discriminator"),
        objectives.get(config.training.objective),
        seed=config.seed,
        settings=config.training,
        name="adversarial",
    )
    for generator in (model.generator, model.average):
        generator.build((None, shape.latent), (shape.steps, None, shape.step_noise))
    if config.data.lengths == "windows":  # whole series have nothing behind them
        model.continuer = build_continuer(shape, statistics, config.seed, "continuer")
    initialise(model.generator, config.seed, first=0)
    initialise(model.discriminator, config.seed, first=1000)
    model.average.set_weights(model.generator.get_weights())
    _add_variants(model, config, shape, statistics)
    _add_terms(model, config.training, statistics)
    return model


def _add_variants(model, config, shape, statistics):
    """Give the model the networks of its variants, and their terms."""
    training = config.training
    if shape.codes:
        model.code_head = CodeHead(shape.codes, training.code_weight, shape.units, name="code_head")
        model.code_head.build((None, shape.units))
        initialise(model.code_head, config.seed, first=3000)
        model.terms.append(model.code_head)
    if config.model.encoder:
        normaliser = model.generator.normaliser
        reader = build_reader(Reader, shape, statistics, normaliser, "reader")
        model.encoder = Encoder(reader, shape.latent, name="encoder")
        model.encoder.build()
        initialise(model.encoder, config.seed, first=4000)
        weights = training.reconstruction, training.kl_weight
        model.terms.append(Reconstruction(model.encoder, *weights, config.seed))


def _add_terms(model, training, statistics):
    """Give the model the further terms of its two losses."""
    if training.match != "none":
        measured = training.match, training.match_weight
        model.terms.append(Moments(*measured, statistics.difference_std))
    if training.feature_matching:
        model.terms.append(FeatureMatching(training.feature_matching))
    if training.historical_averaging:
        weight = training.historical_averaging
        model.terms.append(PastWeights(model.generator, weight, name="generator_past"))
        model.past = PastWeights(model.discriminator, weight, name="discriminator_past")


def build_discriminator(shape, statistics, normaliser, name):
    """Return a `Discriminator` with all its weights; see `build_reader`."""
    return build_reader(Discriminator, shape, statistics, normaliser, name)


def build_reader(kind, shape, statistics, normaliser, name):
    """Return a `Reader` of windows with all its weights.

    Args:
        kind: `Reader`, or `Discriminator`, which is one.
        shape: `NetworkShape`.
        statistics: `WindowStatistics` of the training windows.
        normaliser: `WindowNormaliser`, which knows the number of attributes.
        name: of the network.
    """
    reader = kind(shape, statistics.difference_std, name=name)
    attributes = (None, normaliser.attributes) if normaliser.attributes else None
    reader.build(attributes, (None, shape.length, shape.features))
    return reader


def build_continuer(shape, statistics, seed, name):
    """Return a `Continuer` with first weights that are a function of the seed.

    Args:
        shape: `NetworkShape`.
        statistics: `WindowStatistics` of the training windows.
        seed: the run's seed.
        name: of the network.
    """
    unit = np.float32(statistics.difference_std) * np.float32(statistics.scale)
    shape = replace(shape, rows=min(shape.rows, shape.length // 2))  # a chunk and what follows it
    continuer = Continuer(shape, unit, name=name)
    continuer.build()
    initialise(continuer.lstm, seed, first=2000)
    return continuer


def initialise(network, seed, first):
    """Draw every kernel anew from (seed, its place): no global random state is touched.

    Args:
        network: a built Keras model.
        seed: the run's seed.
        first: number of the network's first kernel, to tell the networks apart.
    """
    for place, variable in enumerate(network.trainable_variables, start=first):
        kinds = {
            "kernel": keras.initializers.GlorotUniform,
            "context_kernel": keras.initializers.GlorotUniform,
            "recurrent_kernel": keras.initializers.Orthogonal,
            "embedding": keras.initializers.RandomNormal,
        }
        if variable.name in kinds:
            drawn = kinds[variable.name](seed=(seed * 10_007 + place) % 2**31)
            variable.assign(drawn(variable.shape))


def compile_model(model, training, steps_per_call=1):
    """Give the model its two optimizers: Adam, cosine learning rate, clipped global norm.

    Args:
        model: `AdversarialModel`.
        training: `rnngan.config.run_config.TrainingConfig`.
        steps_per_call: training steps that run in one call from Python into TensorFlow.
    """
    clock = Clock(training.steps)
    clock.wind(model)
    rate, last = training.learning_rate, training.final_learning_rate
    judge_rate = training.discriminator_learning_rate or rate
    optimizers = (
        adam(name, (first, last * first / rate), training, clock, turns)
        for name, first, turns in (
            ("generator_adam", rate, 1),
            ("judge_adam", judge_rate, training.d_steps),
        )
    )
    model.compile(*optimizers, steps_per_execution=steps_per_call)
