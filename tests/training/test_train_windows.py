"""Windows are learned at once: it learns, it repeats itself, it stops when it must."""

import numpy as np
import pytest
from untraced import untraced as untracing

from rnngan.config.errors import TrainingError
from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.sampling import sample_table
from rnngan.training.batches import STEPS_PER_CALL
from rnngan.training.callbacks.collapse import GRACE, LOOK_EVERY, PATIENCE
from rnngan.training.hooks import Hooks
from rnngan.training.monitor import spread
from rnngan.training.train_table import train


def config(seed=0, **training):
    settings = {"steps": 40, "batch_size": 32} | training
    return validate(
        {
            "seed": seed,
            "data": {"window": 8, "id_column": "patient"},
            "model": {"units": 8, "generator": "window"},
            "training": settings,
        }
    )


@pytest.fixture(scope="module")
def dataset(visits):
    return prepare(visits, config())


@pytest.fixture(scope="module")
def learned(dataset):
    return train(dataset, config(steps=600, learning_rate=2e-3))


@pytest.fixture(scope="module")
def one(dataset):
    """A training of a single step."""
    with untracing():
        return train(dataset, config(steps=1))


def generated(trained, count=512):
    request = GenerateRequest(count)
    return np.concatenate([made for made, *_ in sample_table.windows(trained, request)])


def test_it_learns_level_spread_and_movement(dataset, learned, one):
    """After 600 steps the moments are far nearer to the real ones than before."""
    real = dataset.train.gather(range(len(dataset.train)))[:, :, :2]  # the two numbers

    def distance(trained):
        made = generated(trained)[:, :, :2]
        parts = [
            np.abs(made.mean((0, 1)) - real.mean((0, 1))),
            np.abs(made.std((0, 1)) - real.std((0, 1))),
            np.abs(np.diff(made, axis=1).std((0, 1)) - np.diff(real, axis=1).std((0, 1))),
        ]
        return float(np.sum(parts))

    before = distance(one)
    after = distance(learned)
    assert after < 0.4 * before
    assert after < 0.8


def test_generated_numbers_move_together_as_real_ones_do(learned):
    made = generated(learned)
    rows = made[:, :, :2].reshape(-1, 2)
    assert np.corrcoef(rows.T)[0, 1] > 0.7  # pulse and steps: 0.97 in the real table


class Seen(Hooks):
    """What is said of a training while it runs."""

    def __init__(self):
        self.said = []

    def begins(self, *estimate):
        self.said.append(estimate)

    def step(self, done, losses):
        self.said.append(done)


@pytest.fixture(scope="module")
def fifty(dataset):
    """A training whose last call is half as long as the others, and what was said of it."""
    seen = Seen()
    return train(dataset, config(seed=1, steps=50), hooks=seen), seen.said


def test_same_seed_same_weights_other_seed_other_weights(dataset, fifty):
    first, again = fifty[0], train(dataset, config(seed=1, steps=50))
    pairs = zip(first.model.get_weights(), again.model.get_weights(), strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)
    assert first.history == again.history
    assert first.history != train(dataset, config(seed=2, steps=50)).history


def test_history_has_a_row_a_call_with_every_loss(fifty):
    rows = fifty[0].history
    assert [row["step"] for row in rows] == [20, 40, 50]
    losses = {"d_loss", "g_loss", "r1", "r2", "divergence", "d_gradient", "g_gradient"}
    assert set(rows[0]) == {"step", *losses, "learning_rate", "spread"}
    assert rows[0]["learning_rate"] > rows[1]["learning_rate"] > rows[2]["learning_rate"]


def taken_exactly(trained, steps):
    assert trained.history[-1]["step"] == steps
    assert int(trained.model.generator_optimizer.iterations) == steps
    assert trained.config.training.steps == steps


def test_any_number_of_steps_is_taken_exactly(dataset, fifty):
    taken_exactly(fifty[0], 50)
    taken_exactly(train(dataset, config(steps=7)), 7)


def test_the_estimate_is_given_before_the_first_step(fifty):
    (*estimate, seconds), *rest = fifty[1]
    assert estimate == [1, 0, 50, 0]
    assert 0 < seconds < 60
    assert rest == [20, 40, 50]


def test_a_run_with_the_steps_that_minutes_became_is_the_same_run(dataset):
    timed = train(dataset, config(minutes=0.005))
    assert timed.config.training.steps >= STEPS_PER_CALL
    assert timed.history[-1]["step"] == timed.config.training.steps
    again = train(dataset, config(steps=timed.config.training.steps))
    assert timed.history == again.history


def test_divergence_stops_training_and_keeps_finite_weights(dataset):
    saved = []

    class Saved(Hooks):
        def good(self, trained, state):
            saved.append(trained)

    with pytest.raises(TrainingError, match=r"Training stopped: .* became nan") as caught:
        train(
            dataset,
            config(steps=200, learning_rate=1.0, r1=1e30, checkpoint_every=20),
            hooks=Saved(),
        )
    assert "--set training.learning_rate" in str(caught.value)
    assert all(np.isfinite(array).all() for array in saved[-1].model.get_weights())


def test_collapse_is_found_after_the_grace_and_some_patience(dataset):
    """A limit that nothing can meet is reached at the first step at which it counts."""
    with pytest.raises(TrainingError, match="the generator collapsed") as caught:
        train(dataset, config(steps=2000, collapse_below=0.999, learning_rate=1e-6))
    step = GRACE + (PATIENCE - 1) * LOOK_EVERY
    assert f"at step {step:,}" in str(caught.value)


def test_spread_of_real_against_real_is_one_and_of_a_constant_zero(dataset, one):
    trained = one
    real = dataset.train.gather(range(200))

    class Copies:
        seed = 0
        split = trained.model.split
        generator = trained.model.generator

        class average:
            windows = real

            def __new__(cls, latent, step_noise, calendar, given):
                return trained.model.split(cls.windows)[0]

    assert spread(Copies, real, 0) == pytest.approx(1.0)
    Copies.average.windows = np.repeat(real[:1], 200, axis=0)
    assert spread(Copies, real, 0) == pytest.approx(0.0, abs=1e-5)
