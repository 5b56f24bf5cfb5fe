"""Objectives: against numbers worked out by hand, and what they say of two known distributions.

The known distributions have two outcomes, a and b: p gives a three of four times and q one of four
times. A batch of four is then exact: real logits are f(a), f(a), f(a), f(b) and generated ones
f(a), f(b), f(b), f(b).
"""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from rnngan.models import objectives
from rnngan.models.objectives import bce, hinge, kl, mae, minimax, mse, relativistic, wgan, wgan_gp

LN2, LN3 = math.log(2), math.log(3)
REAL, FAKE = np.array([0.0, LN3]), np.array([LN3, 0.0])


def loss(objective, real=REAL, fake=FAKE, **kwargs):
    return float(objective.discriminator_loss(np.array(real), np.array(fake), **kwargs))


def generator_loss(objective, fake=FAKE, real=None):
    return float(objective.generator_loss(real, np.array(fake)))


def two_outcomes(a, b):
    """Logits of real windows of p and of generated windows of q, by the logits of a and b."""
    return np.array([a, a, a, b]), np.array([a, b, b, b])


def divergence(objective, a, b):
    return float(objective.divergence(*two_outcomes(a, b)))


def test_bce_by_hand():
    # softplus(0) = log 2, softplus(-log 3) = log(4/3), softplus(log 3) = log 4
    expected = (LN2 + math.log(4 / 3)) / 2 + (math.log(4) + LN2) / 2
    assert loss(bce) == pytest.approx(expected)
    assert generator_loss(bce) == pytest.approx((math.log(4 / 3) + LN2) / 2)


@pytest.mark.parametrize("objective", [bce, minimax, kl])
def test_cross_entropy_with_a_smoothed_label_by_hand(objective):
    # 0.9 softplus(-log 3) + 0.1 softplus(log 3) for the one real window, log 2 for the other
    expected = 0.9 * math.log(4 / 3) + 0.1 * math.log(4) + LN2
    assert loss(objective, [LN3], [0.0], label=0.9) == pytest.approx(expected)


@pytest.mark.parametrize("label", [1.0, 0.9])
def test_bce_is_the_binary_cross_entropy_of_keras(label):
    """The mean over real windows with their label, plus that over generated ones with label 0."""
    rng = np.random.default_rng(0)
    real, fake = (rng.normal(0, 4, 50).astype("float32") for _ in range(2))
    theirs = keras.losses.BinaryCrossentropy(from_logits=True)
    smoothed = float(theirs(np.full(50, label, "float32"), real))
    on_fake = float(theirs(np.zeros(50, "float32"), fake))
    assert loss(bce, real, fake, label=label) == pytest.approx(smoothed + on_fake, rel=1e-6)
    wanted = float(theirs(np.ones(50, "float32"), fake))
    assert generator_loss(bce, fake) == pytest.approx(wanted, rel=1e-6)


def test_bce_of_large_logits_is_finite():
    assert loss(bce, [-1e4], [1e4]) == pytest.approx(2e4)
    assert loss(bce, [-1e4], [-1e4], label=0.9) == pytest.approx(9e3)


def test_minimax_by_hand():
    assert loss(minimax) == loss(bce)
    assert generator_loss(minimax) == pytest.approx(-(math.log(4) + LN2) / 2)


def test_kl_by_hand():
    assert loss(kl) == loss(bce)
    assert generator_loss(kl) == pytest.approx(-LN3 / 2)


def test_mse_by_hand():
    # ((3 - 1)² + (0 - 1)²) / 2 / 2 + (2² + (-1)²) / 2 / 2 = 1.25 + 1.25
    assert loss(mse, [3.0, 0.0], [2.0, -1.0]) == pytest.approx(2.5)
    # (0.4 - 0.9)² / 2 + 2² / 2 = 0.125 + 2
    assert loss(mse, [0.4], [2.0], label=0.9) == pytest.approx(2.125)
    assert generator_loss(mse, [2.0, -1.0]) == pytest.approx((1 + 4) / 4)


def test_mae_by_hand():
    # probabilities 1/2 and 3/4: (1/2 + 1/4) / 2 + (3/4 + 1/2) / 2 = 3/8 + 5/8
    assert loss(mae) == pytest.approx(1.0)
    # |3/4 - 0.9| + 1/2 = 0.65; beyond the label too it is the distance that counts: 0.95 - 0.9
    assert loss(mae, [LN3], [0.0], label=0.9) == pytest.approx(0.65)
    assert loss(mae, [math.log(19)], [0.0], label=0.9) == pytest.approx(0.55)
    assert generator_loss(mae) == pytest.approx((1 / 4 + 1 / 2) / 2)


def test_wgan_by_hand():
    assert loss(wgan, [3.0, 5.0], [1.0, 2.0]) == pytest.approx(1.5 - 4.0)
    assert generator_loss(wgan, [1.0, 2.0]) == -1.5
    assert float(wgan.divergence(np.array([3.0, 5.0]), np.array([1.0, 2.0]))) == 2.5


def test_wgan_gp_adds_the_drift():
    # 1.5 - 4 + 0.001 (9 + 25) / 2 = -2.5 + 0.017
    assert loss(wgan_gp, [3.0, 5.0], [1.0, 2.0]) == pytest.approx(-2.483)
    assert generator_loss(wgan_gp, [1.0, 2.0]) == -1.5
    assert float(wgan_gp.divergence(np.array([3.0, 5.0]), np.array([1.0, 2.0]))) == 2.5


def test_hinge_by_hand():
    # (max(0, 1 - 3) + max(0, 1 + 2)) / 2 + (max(0, 1 - 4) + max(0, 1 + 0.5)) / 2 = 1.5 + 0.75
    assert loss(hinge, [3.0, -2.0], [-4.0, 0.5]) == pytest.approx(2.25)
    assert generator_loss(hinge, [-4.0, 0.5]) == pytest.approx(1.75)


def test_relativistic_compares_pairs_by_hand():
    # pairs (0, log 3) and (log 3, 0): softplus(log 3) = log 4 and softplus(-log 3) = log(4/3)
    expected = (math.log(4) + math.log(4 / 3)) / 2
    assert loss(relativistic) == pytest.approx(expected)
    # pairs (log 3, 0) twice: log(4/3) for the discriminator and log 4 for the generator
    assert loss(relativistic, [LN3, LN3], [0.0, 0.0]) == pytest.approx(math.log(4 / 3))
    found = generator_loss(relativistic, [0.0, 0.0], np.array([LN3, LN3]))
    assert found == pytest.approx(math.log(4))


@pytest.mark.parametrize("objective", [wgan, wgan_gp, hinge, relativistic])
def test_an_objective_without_labels_takes_no_notice_of_one(objective):
    assert loss(objective, label=0.9) == loss(objective)


class TestDivergence:
    """Of p = (3/4, 1/4) and q = (1/4, 3/4), at the logits that are best for each objective."""

    @pytest.mark.parametrize("objective", [bce, minimax])
    def test_jensen_shannon(self, objective):
        # the best logits are log p/q = ±log 3; the middle of p and q is (1/2, 1/2), so
        # JSD = 3/4 log (3/4 : 1/2) + 1/4 log (1/4 : 1/2) = 3/4 log 3 - log 2 = 0.1308
        assert divergence(objective, LN3, -LN3) == pytest.approx(0.75 * LN3 - LN2)

    @pytest.mark.parametrize("objective", [bce, minimax])
    def test_jensen_shannon_of_the_same_and_of_what_has_nothing_in_common(self, objective):
        zeros, sure = np.zeros(4), np.full(4, 50.0)
        assert float(objective.divergence(zeros, zeros)) == pytest.approx(0, abs=1e-12)
        assert float(objective.divergence(sure, -sure)) == pytest.approx(LN2)

    def test_kl_goes_from_the_generated_to_the_real(self):
        # p = (3/4, 1/4), q = (1/2, 1/2): log p/q = log(3/2), -log 2, and
        # KL(q ‖ p) = 1/2 log(2/3) + 1/2 log 2 = 1/2 log(4/3) = 0.1438; KL(p ‖ q) would be 0.1308
        a, b = math.log(3 / 2), -LN2
        real, fake = np.array([a, a, a, b]), np.array([a, a, b, b])
        assert float(kl.divergence(real, fake)) == pytest.approx(math.log(4 / 3) / 2)

    @pytest.mark.parametrize(("objective", "sure"), [(mae, 60.0), (hinge, 1.0)])
    def test_total_variation(self, objective, sure):
        # 1/2 (|3/4 - 1/4| + |1/4 - 3/4|) = 1/2
        assert divergence(objective, sure, -sure) == pytest.approx(0.5)

    def test_triangular_discrimination(self):
        # the best outputs are p / (p + q) = 3/4, 1/4; 1/2 ((1/2)² / 1 + (1/2)² / 1) = 1/4
        assert divergence(mse, 0.75, 0.25) == pytest.approx(0.25)

    def test_relativistic(self):
        # the pairs are (a, a), (a, b), (a, b), (b, b): softplus(0) and softplus(-log 3), twice
        # each, so log 2 - (2 log 2 + 2 log(4/3)) / 4 = 1/2 log 2 - 1/2 log(4/3)
        expected = (LN2 - math.log(4 / 3)) / 2
        assert divergence(relativistic, LN3, 0.0) == pytest.approx(expected)
        assert divergence(relativistic, 1.0, 1.0) == pytest.approx(0)

    @pytest.mark.parametrize(
        ("objective", "expected", "rate"),
        [
            (bce, 0.75 * LN3 - LN2, 2.0),
            (minimax, 0.75 * LN3 - LN2, 2.0),
            (kl, 0.5 * LN3, 2.0),
            (mse, 0.25, 0.5),
            (mae, 0.5, 30.0),
            (hinge, 0.5, 0.02),
        ],
    )
    def test_it_is_what_a_free_table_of_logits_learns(self, objective, expected, rate):
        table = tf.Variable([0.0, 0.0])
        for _ in range(120):
            with tf.GradientTape() as tape:
                both = two_outcomes_of(table)
                found = objective.discriminator_loss(*both)
            table.assign_sub(rate * tf.convert_to_tensor(tape.gradient(found, table)))
        assert float(objective.divergence(*two_outcomes_of(table))) == pytest.approx(
            expected, abs=0.01
        )


def two_outcomes_of(table):
    return tf.gather(table, [0, 0, 0, 1]), tf.gather(table, [0, 1, 1, 1])


@pytest.mark.parametrize("name", objectives.names())
class TestEveryObjective:
    def test_is_a_scalar_and_finite_for_any_batch(self, name):
        objective = objectives.get(name)
        for size in (1, 7):
            logits = tf.constant(np.linspace(-30, 30, size), tf.float32)
            for found in (
                objective.discriminator_loss(logits, logits),
                objective.generator_loss(logits, logits),
                objective.divergence(logits, logits),
            ):
                assert found.shape == ()
                assert np.isfinite(float(found))

    def test_pulls_real_logits_up_and_generated_ones_down(self, name):
        real, fake = tf.Variable([0.1, -0.2]), tf.Variable([0.3, 0.1])
        with tf.GradientTape() as tape:
            found = objectives.get(name).discriminator_loss(real, fake)
        up, down = tape.gradient(found, [real, fake])
        assert (up.numpy() < 0).all()
        assert (down.numpy() > 0).all()

    def test_generator_pulls_its_logits_up(self, name):
        real, fake = tf.constant([0.1, -0.2]), tf.Variable([0.3, 0.0])
        with tf.GradientTape() as tape:
            found = objectives.get(name).generator_loss(real, fake)
        assert (tape.gradient(found, fake).numpy() < 0).all()
