"""A table is learned by the generator that was decided with its data, in that one's phases."""

import numpy as np
import pytest
from small_rows import dataset, settings

from rnngan.data.row_statistics import RowStatistics
from rnngan.data.windows import WindowStatistics
from rnngan.training import train_rows, train_table, train_windows
from rnngan.training.hooks import Hooks
from rnngan.training.state import TrainingState

STATISTICS = {"row": RowStatistics, "window": WindowStatistics}


def prepared(generator):
    return dataset(settings(model={"generator": generator}), columns=["x", "ward"])


def phase(calls, name):
    """A phase that only notes where it began."""

    def run(trained, data, state, hooks):
        calls.append((name, state.part, state.attempt))
        return state

    return run


@pytest.fixture
def calls(monkeypatch):
    """What is called in place of real phases."""
    found = []
    two = phase(found, "likelihood"), phase(found, "adversary")
    monkeypatch.setattr(train_rows, "PHASES", two)
    monkeypatch.setattr(train_windows, "PHASES", (phase(found, "windows"),))
    return found


@pytest.mark.parametrize("generator", ["row", "window"])
@pytest.mark.parametrize("asked", ["auto", "row", "window"])
def test_what_was_decided_with_the_data_stays_whatever_is_asked_for_later(generator, asked):
    trained = train_table.untrained(prepared(generator), settings(model={"generator": asked}))
    assert trained.config.model.generator == generator
    assert trained.writes_rows == (generator == "row")
    assert isinstance(trained.statistics, STATISTICS[generator])


def test_settings_of_the_data_are_those_it_was_made_with():
    data = prepared("row")
    other = settings(data={"window": 9}, steps=7, seed=3)
    trained = train_table.untrained(data, other)
    assert trained.config.data == data.config.data
    assert (trained.config.training.steps, trained.config.seed) == (7, 3)
    assert train_table.untrained(data).config == data.config


def test_conditions_are_those_of_the_training_sequences():
    data = dataset(settings(data={"condition": ["ward"]}), columns=["x", "ward"])
    trained = train_table.untrained(data)
    assert trained.conditions.columns == ("ward",)
    assert sum(trained.conditions.counts) == len(data.train)


def test_untrained_networks_are_a_function_of_the_seed():
    data = prepared("row")
    one, again, other = (
        train_table.untrained(data, settings(seed=s)).model.get_weights() for s in (1, 1, 2)
    )
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_rows_have_two_phases_and_windows_one(calls):
    assert train_table.train(prepared("row"), attempt=3).writes_rows
    assert calls == [("likelihood", 1, 3), ("adversary", 2, 3)]
    calls.clear()
    train_table.train(prepared("window"), attempt=3)
    assert calls == [("windows", 1, 3)]


def test_what_stood_in_the_second_phase_goes_on_there(calls):
    trained = train_table.untrained(prepared("row"))
    state = TrainingState(part=2, attempt=4)
    assert train_table.go_on(trained, "data", state, Hooks()) is trained
    assert calls == [("adversary", 2, 4)]
