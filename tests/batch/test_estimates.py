"""About how long runs take: sums of what a modality estimates, each set of data made ready once."""

from dataclasses import dataclass

import pytest

from rnngan.batch import estimates
from rnngan.config.errors import InputError


@dataclass
class Ready:
    """Data made ready, which leave settings as they are."""

    config: object

    def decided(self, config):
        return config


class Modality:
    """Training takes 2 s a step, evaluation 7 s a judge or 1 s where quick; b.csv is no use."""

    output = "synthetic.csv"

    def __init__(self):
        self.prepared = []

    def refuse_settings(self, config, sources):
        pass

    def prepare(self, data, config, schema):
        self.prepared.append((data.name, config.data.window))
        if data.name == "b.csv":
            raise InputError("b.csv: no rows")
        return Ready(config), None

    def training_seconds(self, dataset):
        return 2.0 * dataset.config.training.steps

    def evaluation_seconds(self, dataset, judges, quick):
        return 1.0 if quick else 7.0 * judges


@pytest.fixture
def modality(monkeypatch):
    made = Modality()
    monkeypatch.setattr(estimates.modalities, "of", lambda config: made)
    return made


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", 108.0),  # 8 s until the worker works
        (", generate: 3", 111.0),
        (", evaluate: quick", 109.0),
        (", evaluate: full", 129.0),
        (", evaluate: 5, generate: 3", 146.0),
    ],
)
def test_a_run_takes_what_its_steps_take(planned, modality, said, seconds):
    (run,) = planned(f"defaults: {{data: a.csv, steps: 50{said}}}")
    assert estimates.Estimates().seconds(run) == seconds


def test_runs_that_differ_in_their_seed_are_estimated_once(planned, modality):
    runs = planned("defaults: {data: a.csv, steps: 50}\nseeds: 3")
    assert estimates.together(runs) == 324.0
    assert modality.prepared == [("a.csv", 24)]


def test_data_are_made_ready_again_where_they_are_read_otherwise(planned, modality):
    guess = estimates.Estimates()
    runs = planned("defaults: {data: a.csv}\nmatrix: {window: [4, 5], steps: [50, 100]}")
    assert [guess.seconds(run) for run in runs] == [108.0, 208.0] * 2
    assert modality.prepared == [("a.csv", 4), ("a.csv", 5)]


def test_a_run_that_can_not_be_run_says_why_and_takes_no_time(planned, modality):
    runs = planned("defaults: {steps: 50}\nmatrix: {data: [b.csv, a.csv]}")
    assert estimates.Estimates().seconds(runs[0]) == "b.csv: no rows"
    assert estimates.together(runs) == 108.0
