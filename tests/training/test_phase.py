"""A phase with a model of one number: what is kept, what is found out, where it goes back to."""

from types import SimpleNamespace

import numpy as np
import pytest

from rnngan.config.errors import TrainingError
from rnngan.config.run_config import TrainingConfig
from rnngan.training import interrupts
from rnngan.training.callbacks.collapse import GRACE, LOOK_EVERY, PATIENCE
from rnngan.training.hooks import Hooks
from rnngan.training.phase import ROLLBACKS, Phase
from rnngan.training.state import TrainingState

CALL = 20


class Variable:
    """Stands for a Keras variable."""

    def __init__(self, path, value):
        self.path, self.value = path, np.float32(value)
        self.shape, self.dtype = (), "float32"

    def numpy(self):
        return self.value

    def assign(self, value):
        self.value = np.float32(value)


class Optimizer:
    """One that has no slots, and a constant learning rate."""

    variables = ()

    def _learning_rate(self, step):
        return 0.1


class Model:
    """Adds one to its weight in every step; `logs` says what each call returns."""

    def __init__(self, logs=lambda step, model: {}):
        self.weight, self.rate_factor = Variable("weight", 0), Variable("rate_factor", 1)
        self.variables, self.trainable_variables = [self.weight, self.rate_factor], [self.weight]
        self.schedule_steps, self.logs = None, logs
        self.generator_optimizer = self.discriminator_optimizer = Optimizer()
        self.fits = []

    def fit(self, batches, callbacks, **_):
        first, count = batches
        self.fits.append(first)
        for callback in callbacks:
            callback.set_model(self)
        for done in range(min(CALL, count), count + CALL, CALL):
            done = min(done, count)
            self.weight.assign(first + done)
            losses = {"d_loss": 1.0, "d_gradient": 1.0, "g_gradient": 1.0}
            losses |= self.logs(first + done, self)
            for callback in callbacks:
                callback.on_train_batch_end(done - 1, losses)
            if done == count:
                break


class Batches:
    def __init__(self, first):
        self.first = first

    def take(self, count):
        return self.first, count


class Notes(Hooks):
    """Notes (attempt, step) of what is kept, and what a person should know."""

    def __init__(self, step):
        self.saved, self.lines, self.step = [], [], step

    def good(self, trained, state):
        self.saved.append((state.attempt, state.done))

    def warns(self, line):
        self.lines.append(line)


def phase_of(model, total=200, state=None, step=lambda done, losses: None, **more):
    """A phase that keeps every 100 steps; its hooks are `Notes`."""
    named = ("checkpoint_every", "on_divergence", "collapse_below")
    settings = {"checkpoint_every": 100} | {k: more.pop(k) for k in named if k in more}
    return Phase(
        SimpleNamespace(),
        model,
        state or TrainingState(),
        total,
        TrainingConfig(**settings),
        Batches,
        Notes(step),
        history=[],
        **more,
    )


def test_weights_are_kept_before_the_first_step_on_a_grid_and_at_the_end():
    phase = phase_of(Model(), total=250)
    phase.run()
    assert phase.hooks.saved == [(1, 0), (1, 100), (1, 200), (1, 250)]
    assert phase.state.done == 250
    assert [row["step"] for row in phase.history][-3:] == [220, 240, 250]


def test_it_goes_on_from_a_state_as_if_it_had_not_stopped():
    alone = phase_of(Model(), total=240)
    alone.run()
    first = phase_of(
        Model(lambda step, model: interrupts._received.append(2) or {} if step == 140 else {})
    )
    first.total = 240
    with pytest.raises(KeyboardInterrupt):
        first.run()
    assert first.hooks.saved == [(1, 0), (1, 100), (1, 140)]
    model = Model()
    second = phase_of(model, total=240, state=first.good)
    second.history.extend(first.history)
    second.run()
    assert model.fits == [140]
    assert second.hooks.saved == [(1, 200), (1, 240)]  # on the grid again
    assert second.history == alone.history
    assert second.state.facts() == alone.state.facts()


def broken(at, keys=("d_loss",), value=float("nan"), factor=0.0):
    """Losses that break at a step, unless the learning rate is at most `factor`."""

    def logs(step, model):
        return dict.fromkeys(keys, value) if step >= at and model.rate_factor.value > factor else {}

    return logs


@pytest.mark.parametrize("key", ["d_loss", "g_loss", "g_gradient"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_stops_it_at_the_last_kept_weights(key, value):
    model = Model(broken(140, [key], value))
    phase = phase_of(model)
    with pytest.raises(TrainingError, match=f"{key} became {value} at step 140") as caught:
        phase.run()
    assert "The weights of step 100 are kept" in str(caught.value)
    assert "--on-divergence rollback" in str(caught.value)
    assert (model.weight.value, phase.state.done) == (100, 100)
    assert [row["step"] for row in phase.history] == [20, 40, 60, 80, 100]


def test_a_weight_that_is_not_finite_stops_it():
    def logs(step, model):
        if step == 60:
            model.weight.assign(float("inf"))
        return {}

    model = Model(logs)
    with pytest.raises(TrainingError, match="a weight is not finite at step 60: weight"):
        phase_of(model).run()
    assert model.weight.value == 0


@pytest.mark.parametrize(
    ("key", "name"), [("d_gradient", "discriminator"), ("g_gradient", "generator")]
)
def test_a_network_that_learns_nothing_is_found(key, name):
    phase = phase_of(Model(broken(250, [key], 0.0)), total=2000)
    with pytest.raises(TrainingError, match=f"at step 500 the gradient of the {name} has vanished"):
        phase.run()
    assert phase.hooks.saved[-1] == (1, 200)  # nothing is kept while it is in doubt


def test_a_collapse_is_found_after_the_grace_and_some_patience():
    phase = phase_of(Model(), total=2000, spread=lambda model, done: 0.05)
    step = GRACE + (PATIENCE - 1) * LOOK_EVERY
    with pytest.raises(TrainingError, match=f"at step {step} generated windows spread 5.0%"):
        phase.run()


def test_a_doubt_that_passes_is_forgotten():
    spreads = {600: 0.05, 700: 0.05, 800: 0.5, 900: 0.05}
    phase = phase_of(Model(), total=1000, spread=lambda model, done: spreads.get(done, 0.9))
    phase.run()
    kept = [done for _, done in phase.hooks.saved]
    assert kept == [0, 100, 200, 300, 400, 500, 800, 1000]


def test_a_rollback_goes_on_with_half_the_learning_rate_and_is_recorded():
    model = Model(broken(140, factor=0.5))
    phase = phase_of(model, on_divergence="rollback")
    phase.run()
    assert model.fits == [0, 100]
    assert phase.hooks.saved == [(1, 0), (1, 100), (2, 100), (2, 200)]
    [fact] = phase.state.rollbacks
    assert (fact["part"], fact["to"], fact["factor"]) == (1, 100, 0.5)
    assert "d_loss became nan at step 140" in fact["reason"]
    assert (
        "Back to step 100, on with 0.5 of the learning rate (rollback 1 of 3)"
        in phase.hooks.lines[0]
    )
    assert [row["step"] for row in phase.history] == list(range(20, 220, 20))


def test_rollbacks_end_after_three():
    model = Model(broken(140))
    phase = phase_of(model, on_divergence="rollback")
    with pytest.raises(TrainingError, match="stopped after 3 rollbacks: d_loss became nan"):
        phase.run()
    assert [fact["factor"] for fact in phase.state.rollbacks] == [0.5, 0.25, 0.125]
    assert len(model.fits) == ROLLBACKS + 1


def test_a_rollback_survives_a_stop():
    phase = phase_of(Model(broken(140, factor=0.5)), on_divergence="rollback")
    phase.run()
    model = Model()
    again = phase_of(
        model, total=300, state=TrainingState.of(phase.good.facts(), phase.good.arrays)
    )
    again.history.extend(phase.history)
    again.run()
    assert model.rate_factor.value == 0.5
    assert again.hooks.saved == [(2, 300)]


def test_an_interrupt_of_a_library_leaves_what_was_last_kept():
    def report(done, losses):
        if done == 160:
            raise KeyboardInterrupt

    model = Model()
    phase = phase_of(model, step=report)
    with pytest.raises(KeyboardInterrupt):
        phase.run()
    assert (model.weight.value, phase.state.done, len(phase.history)) == (100, 100, 5)
