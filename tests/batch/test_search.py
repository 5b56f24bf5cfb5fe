"""A search whose trials are measured by a function instead of a training."""

import json

import pytest

from rnngan.batch.records import Record
from rnngan.config.errors import ConfigError, InputError

optuna = pytest.importorskip("optuna")

SPEC = """\
defaults: {{data: a.csv, steps: 80}}
search:
  trials: {trials}
  ranges:
    units: {{low: 8, high: 64, log: true}}
    training.learning_rate: {{low: 1e-4, high: 1e-2, log: true}}
    objective: {{choices: [bce, hinge]}}
"""


@pytest.fixture
def searched(opened):
    from rnngan.batch.search import Searched

    def make(trials=6, more="", todo=()):
        batch = opened(SPEC.format(trials=trials) + more)
        batch.batch_folder.make()
        return Searched(batch, list(todo))

    return make


def loss(run):
    return abs(run.config.model.units - 20) / 20 + (run.config.training.objective == "bce")


def finish(source, run, state="finished"):
    record = Record(begun=run.addresses()["train"], done=run.addresses(), distance=loss(run))
    source.batch_folder.write(run.name, record)
    source.ended(run, state, record)


def test_trials_are_runs_and_the_best_one_is_known(searched):
    source, seen = searched(), []
    while (found := source.next()) is not None:
        run, why = found
        seen.append(run)
        assert why == "new"
        assert 8 <= run.config.model.units <= 64
        assert 1e-4 <= run.config.training.learning_rate <= 1e-2
        assert run.config.training.checkpoint_every == 10  # 80 steps, looked at 8 times
        finish(source, run)
    assert [run.name for run in seen] == [f"trial-{i:04d}" for i in range(6)]
    assert source.study.best_value == min(map(loss, seen))
    shown = json.loads((source.batch_folder.hidden / "trials.json").read_text())
    assert [trial["said"]["units"] for trial in shown] == [run.config.model.units for run in seen]


def test_a_killed_search_goes_on_with_the_trial_that_was_cut_off(searched):
    source = searched()
    first, second = (source.next()[0] for _ in range(2))
    finish(source, first)
    again = searched()
    assert again.counts() == (1, 5)
    run, why = again.next()
    assert (run.name, run.config, why) == (second.name, second.config, "new")
    finish(again, run)
    assert again.next()[0].name == "trial-0002"


def test_a_trial_that_had_ended_before_its_batch_was_killed_is_not_run_again(searched):
    source = searched(trials=1)
    run, _ = source.next()
    record = Record(begun=run.addresses()["train"], state="pruned", failed="others were better")
    source.batch_folder.write(run.name, record)
    again = searched(trials=1)
    assert again.next() is None
    assert again.study.trials[0].state == optuna.trial.TrialState.PRUNED


def test_an_update_lets_no_search_begin_anew(searched):
    """The name of its study is what it was when rows came to be written one by one."""
    source = searched(more="  defaults: {generate: 3}\n")
    assert source.study.study_name == "181296159632a58f"


def test_the_same_seed_proposes_the_same(searched, opened, tmp_path):
    one = searched()
    found = []
    for _ in range(3):
        run = one.next()[0]
        found.append(run.config)
        finish(one, run)
    (one.batch_folder.hidden / "search.journal").unlink()
    two = searched()
    for config in found:
        run = two.next()[0]
        assert run.config == config
        finish(two, run)


def test_what_promises_little_is_pruned(searched):
    source = searched(trials=8)
    for number in range(6):
        run, _ = source.next()
        look = {"event": "checkpoint", "part": 1, "step": 40, "distance": 0.1 * (number + 1)}
        assert source.is_pruned(run, look | {"step": 5}) is False  # too early
        assert source.is_pruned(run, look) is (number >= 4)  # the first four are never pruned
        finish(source, run, "pruned" if number >= 4 else "finished")
    assert source.is_pruned(run, look) is False  # it has ended


def test_failed_trials_are_counted(searched):
    source = searched(trials=2)
    run, _ = source.next()
    source.ended(run, "failed", Record(failed="no", state="failed"))
    assert source.study.trials[0].state == optuna.trial.TrialState.FAIL
    assert source.counts() == (1, 1)


def test_another_search_in_the_folder_begins_anew(searched):
    finish(source := searched(), source.next()[0])
    other = searched(more="  seed: 5\n")
    assert other.counts() == (0, 6)


def test_listed_runs_come_first(searched, opened):
    batch = opened("defaults: {data: a.csv}\nseeds: 2")
    source = searched(todo=[(run, "new") for run in batch.runs])
    assert [source.next()[0].name for _ in range(3)] == ["seed0", "seed1", "trial-0000"]


def test_names_of_trials_are_those_of_the_search(opened):
    text = SPEC.format(trials=1) + "experiments: [{name: trial-0000}]\n"
    with pytest.raises(InputError, match="names that begin with trial- are those of the search"):
        opened(text)


def test_without_optuna_it_is_said_what_to_install(opened, monkeypatch):
    import sys

    from rnngan.batch import runner

    monkeypatch.setitem(sys.modules, "rnngan.batch.search", None)
    with pytest.raises(ConfigError, match=r"pip install 'rnngan\[search\]'"):
        runner._source(opened(SPEC.format(trials=1)), [])
