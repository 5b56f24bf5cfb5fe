"""Estimates: operations counted by hand, and the right order of magnitude."""

from rnngan.config.run_config import RunConfig
from rnngan.data.network_shape import NetworkShape
from rnngan.training.estimate import scoring_seconds, step_operations, training_seconds


def test_operations_of_a_tiny_step_by_hand():
    shape = NetworkShape(length=2, features=1, units=1, latent=1, step_noise=1, rows=1)
    # generator: 2 steps · (4 · (1 + 1) + 1) + (1 + 7) = 26; discriminator: 2 · 4 · (2 + 1) + 3 = 27
    assert step_operations(shape, batch=1) == 2 * (4 * 26 + 14 * 27)
    assert step_operations(shape, batch=5) == 5 * step_operations(shape, batch=1)


def test_operations_match_those_counted_in_the_traced_graph():
    """`benchmarks/speed` counts 1.40e9 for the weather table: 9 features, no drift."""
    counted = 1.40e9
    estimated = step_operations(NetworkShape(24, 9, units=64, rows=2), batch=128)
    assert 0.8 * counted < estimated < 1.25 * counted


def test_twice_the_steps_take_twice_as_long_and_minutes_are_taken_at_their_word():
    shape = NetworkShape(24, 5)
    once, twice = (
        training_seconds(RunConfig(training={"steps": steps}), shape)
        for steps in (10**6, 2 * 10**6)
    )
    assert 1.2 < twice / once < 3.3  # measured on a machine that may be busy
    assert 120 <= training_seconds(RunConfig(training={"minutes": 2}), shape) < 150


def test_more_judges_take_longer():
    assert scoring_seconds(24, 6, 40, 2000) > scoring_seconds(24, 6, 1, 2000) > 1
