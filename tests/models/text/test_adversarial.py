"""Text generator against discriminator: who moves in which half of a step, and rewards."""

import numpy as np
import pytest
import tensorflow as tf
from small_texts import BATCH, LENGTH, VOCABULARY, config, moved, some, values

from rnngan.models.text import rollout
from rnngan.models.text.adversarial import DISCOUNT, discounted
from rnngan.models.text.build import TextModel, build_adversarial_model


@pytest.fixture
def model():
    return TextModel(config(), VOCABULARY)


@pytest.mark.parametrize("estimator", ["gumbel", "reinforce"])
def test_each_half_of_a_step_moves_one_network(model, estimator):
    learner = build_adversarial_model(
        model, config({"likelihood_weight": 0.0}, estimator=estimator), LENGTH
    )
    real = tf.transpose(some()[0])[1:], tf.ones((LENGTH, BATCH))
    fake = rollout.sampled(model.generator, learner.draws(BATCH, 0))
    before = values(model.generator), values(model.discriminator)
    learner.discriminator_step(real, fake, 0)
    assert not moved(model.generator, before[0])
    assert moved(model.discriminator, before[1])
    before = values(model.generator), values(model.discriminator), values(model.likelihood)
    learner.discriminator_step = lambda real, fake, step: {}
    logs = learner.train_step((tf.constant(0), *some()))
    assert moved(model.generator, before[0])
    assert not moved(model.discriminator, before[1])
    assert not moved(model.likelihood, before[2])
    assert all(np.isfinite(float(value)) for value in logs.values())


@pytest.mark.parametrize("objective", ["bce", "relativistic", "hinge", "kl"])
def test_every_objective_gives_finite_losses_on_ragged_texts(model, objective):
    settings = config()
    training = settings.training.model_copy(update={"objective": objective})
    learner = build_adversarial_model(
        model, settings.model_copy(update={"training": training}), LENGTH
    )
    for number in range(3):
        logs = learner.train_step((tf.constant(number), *some()))
    assert all(np.isfinite(float(value)) for value in logs.values())


def test_returns_by_hand():
    found = discounted(tf.constant([[1.0], [0.0], [2.0]]))[:, 0].numpy()
    assert found == pytest.approx([1 + DISCOUNT**2 * 2, DISCOUNT * 2, 2])


def test_reward_makes_what_is_liked_likelier(model):
    """A discriminator that likes token 4 and nothing else: the policy comes to write it."""
    settings = config({"likelihood_weight": 0.0, "adversarial_rate": 0.05}, estimator="reinforce")
    learner = build_adversarial_model(model, settings, LENGTH)
    model.discriminator.steps = lambda embedded: embedded[..., 0]
    liked = np.zeros((VOCABULARY, 4), "float32")
    liked[:, 0], liked[4, 0] = -3.0, 3.0
    model.discriminator.embedding.assign(liked)
    learner.discriminator_step = lambda real, fake, step: {}
    step = tf.function(lambda number: learner.train_step((number, *some())))
    for number in range(80):
        step(tf.constant(number))
    tokens, present = rollout.sampled(model.generator, learner.draws(64, 999))
    share = tf.reduce_sum(tf.cast(tokens == 4, "float32") * present) / tf.reduce_sum(present)
    assert float(share) > 0.8
