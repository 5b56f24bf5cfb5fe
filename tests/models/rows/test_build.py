"""Settings -> the networks that write rows, and what trains them."""

import numpy as np
import pytest
from small_rows import dataset, row_model, settings

from rnngan.models import weights
from rnngan.models.rows.build import AHEAD, build_adversarial, build_likelihood


@pytest.fixture(scope="module")
def data():
    return dataset()


def adversarial(data, steps=8, **training):
    config = settings(**training)
    return build_adversarial(row_model(data), config, steps)


def test_three_generators_begin_alike_and_every_weight_has_a_name_of_its_own(data):
    model = row_model(data)
    copies = model.average, model.likelihood
    own = model.generator.get_weights()
    for copy in copies:
        assert all(np.array_equal(a, b) for a, b in zip(copy.get_weights(), own, strict=True))
        assert not {id(w) for w in copy.weights} & {id(w) for w in model.generator.weights}
    named = weights.of_networks(model)
    assert len(named) == len(model.weights)
    assert "likelihood/next_row/smooth/level" in named


def test_first_weights_are_a_function_of_the_seed(data):
    one, again = row_model(data).get_weights(), row_model(data).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))


def test_the_discriminator_learns_faster(data):
    model = adversarial(data, adversarial_rate=3e-4)
    first = [float(o._learning_rate(0)) for o in optimizers(model)]
    last = [float(o._learning_rate(8)) for o in optimizers(model)]
    assert first == pytest.approx([3e-4, 5e-4])
    assert last == pytest.approx([3e-5, 5e-4])
    assert [(o.beta_1, o.beta_2) for o in optimizers(model)] == [(0.0, 0.99)] * 2


def optimizers(model):
    return model.generator_optimizer, model.discriminator_optimizer


@pytest.mark.parametrize(("steps", "ahead"), [(3, 0), (8, 2), (10_000, AHEAD)])
def test_the_discriminator_is_ahead_by_a_quarter_of_few_steps(data, steps, ahead):
    assert adversarial(data, steps).ahead == ahead


def test_terms_are_those_of_the_settings(data):
    model = adversarial(data, feature_matching=0.5, r1=0.25, objective="wgan-gp")
    assert [type(term).__name__ for term in model.generator_terms] == ["FeatureMatching"]
    names = [type(term).__name__ for term in model.discriminator_terms]
    assert names == ["R1", "R2", "GradientPenalty"]
    assert model.discriminator_terms[0].weight == 0.25
    assert not adversarial(data).generator_terms


def test_likelihood_follows_the_clock_of_its_phase(data):
    learner = build_likelihood(row_model(data), settings(steps=50))
    assert float(learner.schedule_steps) == 50
    rate = learner.generator_optimizer._learning_rate
    assert float(rate(0)) > float(rate(25)) > float(rate(50))
    learner.rate_factor.assign(0.5)
    assert float(rate(0)) == pytest.approx(0.5 * learner.generator_optimizer._learning_rate.initial)
