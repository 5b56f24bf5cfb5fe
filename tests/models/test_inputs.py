"""What the generator starts from: its own noise, codes of their own stream, real conditions."""

from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from rnngan.data.network_shape import NetworkShape
from rnngan.models.inputs import Inputs, draw_inputs, silence, write
from rnngan.models.noise import Stream
from rnngan.models.variants import infogan

CODES = (("categorical", 3),)


def generator(**shape):
    """One that draws ones and twos, and returns what it is called with."""

    class Generator:
        shape_ = NetworkShape(6, 2, units=4, rows=2, step_noise=5, **shape)
        normaliser = SimpleNamespace(drifting=[0])

        def draw(self, batch, seed, stream, step):
            return tf.ones((batch, 1)), 2.0 * tf.ones((3, batch, 1))

        def __call__(self, *arguments):
            return arguments

    return Generator()


def real(statics=0):
    attributes = tf.reshape(tf.range(4.0 * (1 + statics)), (4, -1))
    return attributes, tf.zeros((4, 6, 2))


def test_plain_generators_are_given_nothing():
    inputs = draw_inputs(generator(), real(), 0, Stream.GENERATOR, 3)
    assert inputs.latent.shape == (4, 1)
    assert inputs.step_noise.shape == (3, 4, 1)
    assert inputs.given is None


def test_conditions_are_those_of_the_real_windows():
    found = draw_inputs(generator(statics=3, conditions=(0, 2)), real(3), 0, Stream.GENERATOR, 3)
    # attributes are the drifting mean, then static features 0, 1 and 2
    assert found.given.numpy().tolist() == [[1, 3], [5, 7], [9, 11], [13, 15]]


@pytest.mark.parametrize(("stream", "odd"), [(Stream.DISCRIMINATOR, 0), (Stream.GENERATOR, 1)])
def test_each_network_has_codes_of_its_own(stream, odd):
    found = draw_inputs(generator(codes=CODES), real(), 7, stream, 3).given
    assert np.array_equal(found, infogan.draw(CODES, 4, 7, 6 + odd))


def test_codes_stand_before_conditions():
    both = generator(codes=CODES, statics=1, conditions=(0,))
    found = draw_inputs(both, real(1), 0, Stream.GENERATOR, 3).given.numpy()
    assert found[:, :3].sum(axis=1).tolist() == [1.0] * 4
    assert found[:, 3].tolist() == [1, 3, 5, 7]


def test_a_generator_is_called_with_the_calendar_between_noise_and_what_is_given():
    assert write(generator(), Inputs("z", "noise", "given"), "calendar") == (
        "z", "noise", "calendar", "given",
    )  # fmt: skip


def test_silence_is_noise_at_its_mean():
    found = silence(generator().shape_, 4)
    assert found.shape == (3, 4, 5)
    assert not found.numpy().any()
