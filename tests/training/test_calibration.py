"""How long a step takes, with a clock by hand; the model stays as it was."""

from types import SimpleNamespace

import numpy as np
import pytest

from rnngan.config.run_config import validate
from rnngan.training import calibration
from rnngan.training.batches import STEPS_PER_CALL


class Variable:
    """Stands for a Keras variable."""

    path, shape, dtype = "weight", (), "float32"

    def __init__(self):
        self.value = np.float32(1)

    def numpy(self):
        return self.value

    def assign(self, value):
        self.value = np.float32(value)


class Model:
    """Takes 9 s for its first call, which traces, and 2 s for each further one of 20 steps."""

    def __init__(self, clock):
        self.weight, self.clock = Variable(), clock
        self.variables, self.schedule_steps = [self.weight], None
        self.generator_optimizer = SimpleNamespace(variables=[])

    def fit(self, steps, verbose, shuffle, callbacks):
        for end in range(20, len(steps) + 1, 20):
            self.clock[0] += 9 if end == 20 else 2
            self.weight.assign(self.weight.value + 1)
            for callback in callbacks:
                callback.on_train_batch_end(end - 1, {"d_loss": 1.0})


def test_calls_behind_the_first_are_timed_and_their_effect_is_undone(monkeypatch):
    clock, taken = [0.0], []
    monkeypatch.setattr(calibration.time, "perf_counter", lambda: clock[0])
    model = Model(clock)

    def begin(step):
        return SimpleNamespace(take=lambda count: taken.append((step, count)) or range(count))

    seconds = calibration.calibrate(model, begin, 20)
    assert seconds == pytest.approx(2 / 20)
    assert taken == [(0, 60)]
    assert clock == [13.0]  # it was trained
    assert model.weight.value == 1


def settings(**training):
    return validate({"training": training})


def test_adversarial_steps_are_a_share_of_those_of_likelihood():
    auto = calibration.decided(settings(adversarial_steps="auto"), 0.15 * 1000)
    assert auto.training.adversarial_steps == 150
    asked = calibration.decided(settings(adversarial_steps=4), 0.15 * 1000)
    assert asked.training.adversarial_steps == 4


@pytest.mark.parametrize(
    ("minutes", "adversarial", "steps"),
    [
        (1.0, 0, 6000),
        (1.0, 200, 5000),
        (1.0, "auto", 4000),
        (0.001, 0, STEPS_PER_CALL),
        (0.001, 900, STEPS_PER_CALL),
        (None, 0, 33),
    ],
)
def test_minutes_become_steps_of_likelihood(minutes, adversarial, steps):
    """A step takes 10 ms, one against the discriminator five times that; 10 % are taken of it."""
    config = settings(steps=33, minutes=minutes, adversarial_steps=adversarial)
    assert calibration.in_minutes(config, 0.01, 5.0, 0.1).training.steps == steps
