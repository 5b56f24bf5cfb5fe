"""The second phase of a training: how long it is, what it keeps, how it stops."""

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from rnngan import SequenceGAN
from rnngan.config.errors import TrainingError
from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import validate
from rnngan.data.conditions import Conditions
from rnngan.data.dataset import prepare
from rnngan.data.windows import WindowStatistics
from rnngan.models.continuation import ContinuationModel
from rnngan.models.trained import assemble
from rnngan.sampling import sample_table
from rnngan.training import continuing
from rnngan.training.estimate import continuing_steps
from rnngan.training.hooks import Hooks
from rnngan.training.state import TrainingState
from rnngan.training.train_table import train

LOSSES = {"d_loss", "g_loss", "r1", "r2", "divergence", "d_gradient", "g_gradient"}


def config(seed=0, data=None, **training):
    return validate(
        {
            "seed": seed,
            "data": {"window": 8, "id_column": "patient", "calendar": ["none"]} | (data or {}),
            "model": {"units": 4, "rows_per_step": 4},
            "training": {"steps": 20, "batch_size": 8, "continue_steps": 40} | training,
        }
    )


@pytest.fixture(scope="module")
def dataset(visits):
    return prepare(visits, config())


def prepared(dataset, config):
    """A model before its second phase, whose networks have learned nothing in the first."""
    config = config.model_copy(update={"data": dataset.config.data})
    statistics = WindowStatistics.fit(dataset.train, dataset.transform)
    trained = assemble(config, dataset.schema, dataset.transform, statistics, Conditions())
    continuing.prepare(trained, dataset)
    return trained


def second(dataset, config):
    """A model after its second phase alone."""
    trained = prepared(dataset, config)
    continuing.train(trained, dataset, TrainingState(2), Hooks())
    return trained


@pytest.fixture(scope="module")
def linear(dataset):
    """What the continuer is before the second phase."""
    return prepared(dataset, config()).model.continuer.get_weights()


class Notes(Hooks):
    """Notes what a training calls."""

    def __init__(self):
        self.begun, self.steps, self.saved = [], [], []

    def begins(self, phase, done, total, later=0, seconds=None):
        self.begun.append((phase, total, later))

    def step(self, done, losses):
        self.steps.append((done, set(losses)))

    def good(self, trained, state):
        self.saved.append((state.part, state.done, trained.model.continuer.get_weights()))


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_auto_is_a_quarter_and_none_for_whole_series():
    auto = config(steps=400, continue_steps="auto")
    assert continuing_steps(auto) == 100
    assert continuing_steps(config(steps=400, continue_steps=7)) == 7
    whole = {"lengths": "learn"}
    assert continuing_steps(config(data=whole, steps=400, continue_steps="auto")) == 0
    assert continuing_steps(config(data=whole, steps=400, continue_steps=7)) == 0


def test_auto_is_written_down_as_a_number_and_taken(dataset):
    notes = Notes()
    trained = train(dataset, config(steps=40, continue_steps="auto"), hooks=notes)
    assert trained.config.training.continue_steps == 10
    assert notes.begun == [(1, 40, 10), (2, 10, 0)]
    assert [done for done, _ in notes.steps] == [20, 40, 10]
    assert all(names == LOSSES for _, names in notes.steps)


def test_none_leaves_the_linear_part_as_it_was_fitted(dataset, linear):
    notes = Notes()
    trained = train(dataset, config(continue_steps=0), hooks=notes)
    assert notes.begun == [(1, 20, 0)]
    assert [kept[:2] for kept in notes.saved] == [(1, 0), (1, 20)]
    assert same(trained.model.continuer.get_weights(), linear)
    assert not trained.model.continuer.learned.kernel.numpy().any()


@pytest.fixture(scope="module")
def moved(dataset):
    """Networks after the second phase."""
    return second(dataset, config()).model


def test_it_moves_the_continuer_and_no_other_network(dataset, linear, moved):
    before, trained = prepared(dataset, config()).model, moved
    for network in ("generator", "average", "discriminator"):
        assert same(getattr(trained, network).get_weights(), getattr(before, network).get_weights())
    assert not same(trained.continuer.get_weights(), linear)
    assert trained.continuer.learned.kernel.numpy().any()
    assert all(np.isfinite(part).all() for part in trained.continuer.get_weights())


def test_same_seed_same_weights_other_seed_other_weights(dataset, moved):
    again, other = (second(dataset, config(seed=seed)).model.continuer for seed in (0, 1))
    assert same(moved.continuer.get_weights(), again.get_weights())
    assert not same(moved.continuer.get_weights(), other.get_weights())


def test_whole_series_have_no_continuer(visits):
    whole = config(data={"lengths": "learn"})
    begun = []

    class Begun(Hooks):
        def begins(self, *estimate):
            begun.append(estimate[:4])

    trained = train(prepare(visits, whole), hooks=Begun())
    assert trained.model.continuer is None
    assert trained.config.training.continue_steps == 0
    assert begun == [(1, 0, 20, 0)]


def test_an_interrupt_in_the_first_phase_leaves_a_model_that_writes_long_series(visits):
    gan = SequenceGAN(window=8, units=4, rows_per_step=4, steps=60, batch_size=8)

    def report(done, losses):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gan.fit(visits, id_column="patient", report=report)
    assert len(gan.sample(1, length=50)) == 50


def test_losses_that_are_not_finite_lead_back_to_the_last_good_weights(dataset, monkeypatch):
    step = ContinuationModel.train_step

    def broken(self, data):
        logs = step(self, data)
        wrong = tf.where(data[0] >= 30, float("nan"), logs["g_loss"])
        return logs | {"g_loss": wrong}

    monkeypatch.setattr(ContinuationModel, "train_step", broken)
    notes = Notes()
    wanted = config(continue_steps=100, checkpoint_every=20)
    trained = prepared(dataset, wanted)
    with pytest.raises(TrainingError, match=r"g_loss became nan at step 40.*step 20 are kept"):
        continuing.train(trained, dataset, TrainingState(2), notes)
    assert [done for done, _ in notes.steps] == [20]  # at 40 it stops
    assert [done for _, done, _ in notes.saved] == [0, 20]
    assert same(trained.model.continuer.get_weights(), notes.saved[-1][2])
    assert not same(notes.saved[0][2], notes.saved[1][2])


def calendar_dataset(rows=200, stride=1, ids=0, **data):
    days = pd.date_range("2024-01-01", periods=rows)
    frame = pd.DataFrame({"day": days, "x": np.sin(np.arange(rows) / 4)})
    if ids:
        frame = pd.concat([frame.assign(who=f"W{i}") for i in range(ids)], ignore_index=True)
    data = {"id_column": "who" if ids else None, "calendar": ["weekday"], "stride": stride} | data
    return prepare(frame, config(data=data))


@pytest.mark.parametrize("stride", [1, 3, 20])
@pytest.mark.parametrize("ids", [0, 3, 12])
def test_windows_of_the_calendar_are_twice_as_long_and_none_reaches_the_holdout(stride, ids):
    dataset = calendar_dataset(stride=stride, ids=ids)
    found = continuing.windows_of(dataset, dataset.config)
    assert found.length == 16
    assert len(found) > 0
    assert set(found.starts) <= set(dataset.train.starts)
    last = {int(start) + 7 for start in dataset.train.starts}
    segments = dataset.rows.segments
    for start in found.starts:
        first, end = next(s for s in segments if s[0] <= start < s[1])
        assert start + 16 <= min(end, max(row for row in last if first <= row < end) + 1)
    assert len(dataset.holdout)
    held = {row for start in dataset.holdout.starts for row in range(start, start + 8)}
    assert not held & {row for start in found.starts for row in range(start, start + 16)}


def test_without_a_calendar_the_windows_are_those_of_the_first_part(dataset):
    assert continuing.windows_of(dataset, dataset.config) is dataset.train


def test_a_calendar_is_learned_too_and_too_few_rows_for_it_are_no_harm():
    dataset = calendar_dataset()
    assert second(dataset, dataset.config).model.continuer.learned.kernel.numpy().any()
    short = calendar_dataset(rows=12, holdout=0)
    assert not len(continuing.windows_of(short, short.config))
    notes = Notes()
    trained = train(short, short.config, hooks=notes)
    assert notes.begun == [(1, 20, 0)]  # nothing is announced that can't be
    assert trained.config.training.continue_steps == 0
    assert not trained.model.continuer.learned.kernel.numpy().any()


@pytest.mark.parametrize(("window", "rows"), [(2, 1), (9, 8)])
def test_the_shortest_windows_and_the_widest_steps_are_trained(visits, window, rows):
    wanted = config(data={"window": window}, continue_steps=2)
    wanted = wanted.model_copy(
        update={"model": wanted.model.model_copy(update={"rows_per_step": rows})}
    )
    trained = second(prepare(visits, wanted), wanted)
    made = pd.concat(
        [frame for frame, _ in sample_table.frames(trained, GenerateRequest(2, 0, 21))]
    )
    assert made.groupby("patient").size().tolist() == [21, 21]
