"""Which networks and terms the settings ask for, and how networks get their first weights."""

import keras
import numpy as np
import pytest

from rnngan.config.run_config import RunConfig
from rnngan.data.network_shape import NetworkShape
from rnngan.data.windows import WindowStatistics
from rnngan.models.build import build_model, compile_model, initialise

STATISTICS = WindowStatistics(
    drifting=(0,),
    scale=(1.0, 1.0),
    attribute_mean=(0.0,),
    attribute_std=(1.0,),
    difference_std=(1.0, 1.0),
)
R1_R2 = ["R1", "R2"]
TERMS = {  # settings of training -> terms of the generator and of the discriminator, in order
    "default": ({}, [], R1_R2),
    "no penalties": ({"r1": 0.0, "r2": 0.0}, [], R1_R2),  # the history shows them all the same
    "wgan-gp": ({"objective": "wgan-gp"}, [], [*R1_R2, "GradientPenalty"]),
    "wgan": ({"objective": "wgan"}, [], [*R1_R2, "ClipWeights"]),
    "match": ({"match": "kl"}, ["Moments"], R1_R2),
    "features": ({"feature_matching": 1.0}, ["FeatureMatching"], R1_R2),
    "past": (
        {"historical_averaging": 0.1},
        ["HistoricalAveraging"],
        [*R1_R2, "HistoricalAveraging"],
    ),
}


def built(codes=(), encoder=False, seed=0, **training):
    shape = NetworkShape(length=4, features=2, units=4, latent=3, step_noise=2, codes=codes)
    model = {"encoder": encoder}
    config = RunConfig(model=model, training=training, seed=seed)
    return build_model(config, shape, STATISTICS)


def names(terms):
    return [type(term).__name__ for term in terms]


@pytest.mark.parametrize("case", TERMS)
def test_the_settings_say_which_terms_there_are(case):
    training, generator, discriminator = TERMS[case]
    model = built(**training)
    assert names(model.generator_terms) == generator
    assert names(model.discriminator_terms) == discriminator


def test_variants_bring_their_networks_and_terms():
    model = built(codes=(("categorical", 2),), encoder=True, match="mse")
    assert names(model.generator_terms) == ["MutualInformation", "Reconstruction", "Moments"]
    own = model.generator.trainable_variables
    more = [*model.code_head.trainable_variables, *model.encoder.trainable_variables]
    found = [id(variable) for variable in model.generator_variables]
    assert found == [id(variable) for variable in [*own, *more]]
    plain = built()
    assert plain.code_head is None
    assert plain.encoder is None


def test_a_term_has_the_weight_of_its_setting():
    model = built(r1=0.25, r2=0.5, gradient_penalty=3.0, clip_weights=0.75)
    first, second, slope, limit = model.discriminator_terms
    assert (first.weight, second.weight, slope.weight, limit.limit) == (0.25, 0.5, 3.0, 0.75)


class Two(keras.Model):
    """Two layers with a kernel and a bias each."""

    def __init__(self):
        super().__init__()
        self.one, self.two = keras.layers.Dense(3), keras.layers.Dense(3)
        self.one.build((None, 3))
        self.two.build((None, 3))


def test_kernels_are_functions_of_the_seed_and_of_their_number():
    one, again, other, later = Two(), Two(), Two(), Two()
    initialise(one, 1, first=0)
    initialise(again, 1, first=0)
    initialise(other, 2, first=0)
    initialise(later, 1, first=2)  # its first kernel has the number of the second of `one`
    assert np.array_equal(one.one.kernel, again.one.kernel)
    assert not np.array_equal(one.one.kernel, other.one.kernel)
    assert not np.array_equal(one.one.kernel, one.two.kernel)
    assert np.array_equal(later.one.kernel, one.two.kernel)
    expected = keras.initializers.GlorotUniform(seed=10_007)((3, 3))  # 1 · 10,007 + 0
    assert np.array_equal(one.one.kernel, expected)
    assert not one.one.bias.numpy().any()


def test_optimizers_are_built_for_what_moves():
    model = built((("categorical", 2),), steps=9, beta_1=0.25, beta_2=0.75, clip_norm=2.0)
    compile_model(model, model.settings)
    adams = model.generator_optimizer, model.discriminator_optimizer
    assert [adam.name for adam in adams] == ["generator_adam", "judge_adam"]  # as in run folders
    assert [(a.beta_1, a.beta_2, a.global_clipnorm) for a in adams] == [(0.25, 0.75, 2.0)] * 2
    moving = model.generator_variables, model.discriminator.trainable_variables
    for adam, variables in zip(adams, moving, strict=True):
        assert len(adam._momentums) == len(variables)
