"""Settings + statistics -> the networks and the composed model."""

import keras

import rnngan.models.backend  # noqa: F401 - complains of another backend
from rnngan.models import objectives
from rnngan.models.adversarial import AdversarialModel
from rnngan.models.discriminator import Discriminator, WindowFeatures
from rnngan.models.generator import Generator
from rnngan.models.normalisation import WindowNormaliser
from rnngan.models.optimizers import Clock, adam
from rnngan.models.terms.clip_weights import ClipWeights
from rnngan.models.terms.feature_matching import FeatureMatching
from rnngan.models.terms.gradient_penalty import GradientPenalty
from rnngan.models.terms.historical_averaging import HistoricalAveraging
from rnngan.models.terms.moments import Moments
from rnngan.models.terms.mutual_information import MutualInformation
from rnngan.models.terms.r1_r2 import R1, R2
from rnngan.models.terms.reconstruction_error import Reconstruction
from rnngan.models.variants.infogan import CodeHead
from rnngan.models.variants.vae import Encoder

# Names that stand in run folders: runs written with them go on being read.
FEATURES = "reader"  # of the encoder's network of features
DISCRIMINATOR_ADAM = "judge_adam"
PENALTY = 1.0  # weight of R1 and R2


def build_model(config, shape, statistics):
    """Return an `AdversarialModel` with first weights that are a function of the seed."""
    normaliser = WindowNormaliser(statistics, shape, name="normaliser")
    precision = config.training.precision  # of what learns; the average generates in float32
    model = AdversarialModel(
        Generator(shape, normaliser, precision, name="generator"),
        Generator(shape, normaliser, name="average"),
        build_features(Discriminator, shape, statistics, normaliser, "discriminator", precision),
        objectives.get(config.training.objective),
        seed=config.seed,
        settings=config.training,
        name="adversarial",
    )
    for generator in (model.generator, model.average):
        generator.build((None, shape.latent), (shape.steps, None, shape.step_noise))
    initialise(model.generator, config.seed, first=0)
    initialise(model.discriminator, config.seed, first=1000)
    model.average.set_weights(model.generator.get_weights())
    _add_networks_of_variants(model, config, shape, statistics)
    model.generator_terms = generator_terms(model, config.training, statistics.difference_std)
    model.discriminator_terms = discriminator_terms(model, config.training)
    return model


def _add_networks_of_variants(model, config, shape, statistics):
    """Give the model the head of InfoGAN, or the encoder of VAE-GAN, that its settings ask for."""
    if shape.codes:
        model.code_head = CodeHead(shape.codes, shape.units, name="code_head")
        model.code_head.build((None, shape.units))
        initialise(model.code_head, config.seed, first=3000)
    if config.model.encoder:
        parts = shape, statistics, model.generator.normaliser
        features = build_features(WindowFeatures, *parts, name=FEATURES)
        model.encoder = Encoder(features, shape.latent, name="encoder")
        model.encoder.build()
        initialise(model.encoder, config.seed, first=4000)


def generator_terms(model, training, difference_std):
    """Return the terms of the generator's loss, in the order in which they are added.

    Args:
        model: `AdversarialModel`.
        training: `TrainingConfig`.
        difference_std: (features,) standard deviation of the first differences of shapes.
    """
    terms = []
    if model.code_head is not None:
        terms.append(MutualInformation(model.code_head, training.code_weight))
    if model.encoder is not None:
        weights = training.reconstruction, training.kl_weight
        terms.append(Reconstruction(model.encoder, *weights, model.seed))
    if training.match != "none":
        terms.append(Moments(training.match, training.match_weight, difference_std))
    if training.feature_matching:
        terms.append(FeatureMatching(training.feature_matching))
    if training.historical_averaging:
        terms.append(HistoricalAveraging(model, "generator", training.historical_averaging))
    return terms


def discriminator_terms(model, training, penalty=PENALTY):
    """Return the terms of the discriminator's loss, in the order in which they are added.

    Args:
        model: `AdversarialModel`.
        training: `TrainingConfig`.
        penalty: weight of R1 and R2 where none is given.
    """
    r1, r2 = (penalty if weight is None else weight for weight in (training.r1, training.r2))
    terms = [R1(r1), R2(r2)]  # the history shows both, whatever they weigh
    if training.gradient_penalty:
        terms.append(GradientPenalty(training.gradient_penalty, model.seed))
    if training.clip_weights is not None:
        terms.append(ClipWeights(training.clip_weights))
    if training.historical_averaging:
        terms.append(HistoricalAveraging(model, "discriminator", training.historical_averaging))
    return terms


def build_features(network, shape, statistics, normaliser, name, precision="float32"):
    """Return a network that makes features of windows, with all its weights.

    Args:
        network: `WindowFeatures`, or `Discriminator`, which is one.
        shape: `NetworkShape`.
        statistics: `WindowStatistics` of the training windows.
        normaliser: `WindowNormaliser`, which knows the number of attributes.
        name: of the network.
        precision: dtype policy of its hidden layers.
    """
    built = network(shape, statistics.difference_std, precision=precision, name=name)
    built.build((None, normaliser.attributes) if normaliser.attributes else None)
    return built


def initialise(network, seed, first):
    """Draw every kernel anew from (seed, its number): no global random state is touched.

    Args:
        network: a built Keras model.
        seed: the run's seed.
        first: number of the network's first weight, so that no two networks share one.
    """
    initializers = {
        "kernel": keras.initializers.GlorotUniform,
        "context_kernel": keras.initializers.GlorotUniform,
        "recurrent_kernel": keras.initializers.Orthogonal,
        "embedding": keras.initializers.RandomNormal,
    }
    for number, variable in enumerate(network.trainable_variables, start=first):
        if variable.name in initializers:
            drawn = initializers[variable.name](seed=(seed * 10_007 + number) % 2**31)
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
    discriminator_rate = training.discriminator_learning_rate or rate
    optimizers = (
        adam(name, (first, last * first / rate), training, clock, updates)
        for name, first, updates in (
            ("generator_adam", rate, 1),
            (DISCRIMINATOR_ADAM, discriminator_rate, training.d_steps),
        )
    )
    model.compile(*optimizers, steps_per_execution=steps_per_call)
