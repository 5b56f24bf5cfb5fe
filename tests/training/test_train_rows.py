"""Rows are learned by likelihood, then against a discriminator: what is kept, ended and resumed."""

import copy
from types import SimpleNamespace

import numpy as np
import pytest
from small_rows import dataset, settings

from rnngan.models.heads.smooth import PARTS
from rnngan.training import row_monitor, train_rows, train_table
from rnngan.training.callbacks import collapse
from rnngan.training.hooks import Hooks
from rnngan.training.train_rows import PER_CALL, STEPS_PER_CALL, WORSE

SHORT = {"steps": 6, "adversarial_steps": 4, "checkpoint_every": 2}


@pytest.fixture(scope="module")
def data():
    """Two columns."""
    return dataset(columns=["x", "y"])


@pytest.fixture
def untraced(untraced, monkeypatch):
    """Nothing is traced, and two steps make a call."""
    monkeypatch.setattr(train_rows, "STEPS_PER_CALL", 2)
    monkeypatch.setattr(train_rows, "PER_CALL", 2)
    monkeypatch.setattr(train_rows, "calibrate", lambda *_: 0.01)
    monkeypatch.setattr(row_monitor, "WINDOWS", 16)


class Kept(Hooks):
    """Keeps what a checkpoint keeps, and what a person is shown."""

    def __init__(self):
        self.states, self.weights, self.histories = {}, {}, {}
        self.begun, self.lines = [], []

    def begins(self, *estimate):
        self.begun.append(estimate)

    def warns(self, line):
        self.lines.append(line)

    def good(self, trained, state):
        name = state.part, state.done
        self.states[name] = copy.deepcopy(state)
        self.weights[name] = trained.model.get_weights()
        self.histories[name] = copy.deepcopy(trained.history)


def trained_with(data, hooks=None, **training):
    return train_table.train(data, settings(**training), hooks=hooks)


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_it_goes_on_from_the_middle_of_either_phase_as_if_it_had_not_stopped(data, untraced):
    alone = Kept()
    whole = trained_with(data, alone, **SHORT)
    assert list(alone.states) == [(1, 0), (1, 2), (1, 4), (1, 6), (2, 0), (2, 2), (2, 4)]
    assert [(row["part"], row["step"]) for row in whole.history] == [
        (1, 2), (1, 4), (1, 6), (2, 2), (2, 4),
    ]  # fmt: skip
    assert (whole.steps, whole.continued, whole.finished) == (6, 4, True)
    for name in ((1, 4), (2, 2)):
        fresh = train_table.untrained(data, settings(**SHORT))
        fresh.model.set_weights(alone.weights[name])
        fresh.history.extend(copy.deepcopy(alone.histories[name]))
        again = Kept()
        train_table.go_on(fresh, data, copy.deepcopy(alone.states[name]), again)
        assert fresh.history == whole.history
        assert same(fresh.model.get_weights(), whole.model.get_weights())
        assert list(again.states)[-1] == (2, 4)
        last = alone.states[2, 4].arrays, again.states[2, 4].arrays
        assert same(last[0].values(), last[1].values())


@pytest.fixture(scope="module")
def learned(data):
    """A generator that has taken 300 steps of likelihood alone."""
    hooks = Kept()
    found = trained_with(
        data, hooks, steps=300, adversarial_steps=0, batch_size=32, learning_rate=5e-3
    )
    return found, hooks


def test_likelihood_is_learned(learned):
    """In nats a row, on training windows; log 5 of them are those of a fair choice of five."""
    found, _ = learned
    losses = [row["likelihood"] for row in found.history]
    assert len(losses) == 300 // STEPS_PER_CALL
    assert losses[-1] < losses[0] - 0.3
    assert losses[-1] > np.log(5)
    assert {"part", "step", "likelihood", "g_gradient", "learning_rate"} <= set(found.history[0])
    assert {row["part"] for row in found.history} == {1}


def test_without_a_second_phase_the_run_is_finished_and_all_generators_are_alike(learned):
    found, hooks = learned
    assert (found.steps, found.continued, found.finished) == (300, 0, True)
    assert [estimate[:4] for estimate in hooks.begun] == [(1, 0, 300, 0)]
    model = found.model
    assert same(model.generator.get_weights(), model.likelihood.get_weights())
    assert alike(model.average, model.likelihood)


def alike(network, other):
    """Whether two networks differ in how wide Gaussians are alone, by what is held out."""
    apart = {
        one.path.split("/", 1)[1]: one.numpy() - two.numpy()
        for one, two in zip(network.weights, other.weights, strict=True)
    }
    widths = apart["next_row/smooth/bias"][:, -PARTS:]
    widths -= widths[:, :1].copy()
    return max(np.abs(difference).max() for difference in apart.values()) < 1e-6


def test_a_run_that_was_stopped_in_its_only_phase_is_not_finished(learned, data):
    _, hooks = learned
    stopped = train_table.untrained(data, settings(steps=300, adversarial_steps=0))
    hooks.states[1, 0].count_in(stopped)
    assert not stopped.finished
    hooks.states[1, 300].count_in(stopped)
    assert stopped.finished


def scripted(monkeypatch, losses):
    """Have looks at every second step find these losses; return the averages of each look."""
    monkeypatch.setattr(collapse, "LOOK_EVERY", 2)
    monkeypatch.setattr(row_monitor.HeldOut, "patience", 2)
    averages, left = [], iter(losses)

    def scripted_losses(self, network):
        averages.append(network.get_weights())
        return [next(left)] * 2

    monkeypatch.setattr(row_monitor.HeldOut, "losses", scripted_losses)
    return averages


def test_likelihood_ends_where_nothing_is_gained_and_its_best_weights_are_kept(
    data, untraced, monkeypatch
):
    averages = scripted(monkeypatch, [5.0, 3.0, 4.0, 3.5, 1.0])
    kept = Kept()
    found = trained_with(data, kept, steps=40, adversarial_steps=0, checkpoint_every=2)
    assert len(averages) == 4  # the last look would have found better, and never came
    assert (found.steps, found.enough, found.finished) == (8, True, True)
    best = averages[1]
    for network in (found.model.likelihood, found.model.generator):
        assert same(network.get_weights(), best)
    assert alike(found.model.average, found.model.likelihood)
    assert not same(best, averages[3])
    watch = kept.states[1, 8].watch
    assert (watch["best next"], watch["since"], watch["enough"]) == (3.0, 2, 1)
    again = train_table.untrained(data, settings(steps=40, adversarial_steps=0))
    again.model.set_weights(kept.weights[1, 8])
    again.history.extend(kept.histories[1, 8])
    kept.states[1, 8].count_in(again)
    train_table.go_on(again, data, copy.deepcopy(kept.states[1, 8]))  # takes no further step
    assert again.steps == 8
    assert same(again.model.get_weights(), found.model.get_weights())


def test_without_held_out_windows_all_steps_are_taken_and_the_last_average_is_kept(untraced):
    config = settings(data={"holdout": 0.0}, steps=4, adversarial_steps=0)
    found = train_table.train(dataset(config, columns=["x", "y"]), config)
    assert (found.steps, found.enough) == (4, False)
    assert same(found.model.likelihood.get_weights(), found.model.average.get_weights())
    first = train_table.untrained(dataset(config, columns=["x", "y"]), config)
    assert not same(found.model.likelihood.get_weights(), first.model.likelihood.get_weights())


def test_the_adversary_ends_where_it_sees_nothing_and_a_single_window_is_enough(
    data, untraced, monkeypatch
):
    seen = []

    def unseen(self, model, watch):
        seen.append(type(model).__name__)
        return True

    monkeypatch.setattr(collapse, "LOOK_EVERY", 2)
    monkeypatch.setattr(row_monitor.HeldOut, "unseen", unseen)
    kept = Kept()
    found = trained_with(data, kept, steps=2, adversarial_steps=40, batch_size=1)
    assert seen == ["RowAdversarialModel"]
    assert (found.continued, found.ended, found.finished) == (2, True, True)
    assert [estimate[:3] for estimate in kept.begun] == [(1, 0, 2), (2, 0, 40)]


class Network:
    def __init__(self, weights):
        self.weights = weights

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = weights


@pytest.mark.parametrize(
    ("after", "kept"), [(0.9, "adversary"), (WORSE, "adversary"), (WORSE + 0.01, "likelihood")]
)
def test_what_the_adversary_has_led_away_from_held_out_windows_is_given_up(after, kept):
    """Likelihood alone is at a distance of 1."""
    networks = SimpleNamespace(average=Network("adversary"), likelihood=Network("likelihood"))
    distances = {"adversary": after, "likelihood": 1.0}
    held = SimpleNamespace(distance=lambda model: distances[networks.average.weights])
    hooks = Kept()
    train_rows._keep_the_better(networks, "model", held, hooks)
    assert networks.average.weights == kept
    line = "the discriminator made windows worse: those of likelihood alone are kept"
    assert hooks.lines == ([line] if kept == "likelihood" else [])


def test_more_discriminator_steps_cost_more(data):
    generator = train_table.untrained(data).model.generator
    one, five = (train_rows._cost(generator, settings(d_steps=n).training) for n in (1, 5))
    assert one == train_rows.COST
    assert 1.5 * one < five < 5 * one


def test_calls_are_short_enough_to_be_stopped():
    assert PER_CALL <= STEPS_PER_CALL
