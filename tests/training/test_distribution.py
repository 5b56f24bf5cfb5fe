"""Several devices learn what one learns of the same batches: of one machine, and of two workers."""

import json
from pathlib import Path

import pytest

from rnngan.config.errors import ConfigError
from rnngan.runs import manifest, store
from rnngan.training import distribution

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def devices(rnngan, visits_csv, tmp_path_factory):
    """What tests/two_devices.py has found."""
    text = tmp_path_factory.mktemp("text") / "numbers.txt"
    text.write_text("one two\ntwo\nsix one\nten\n" * 12)
    result = rnngan(visits_csv, text, program=TESTS / "two_devices.py")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def workers(rnngan, visits_csv, tmp_path_factory):
    """The folder of tests/two_workers.py, and what it has found."""
    folder = tmp_path_factory.mktemp("workers")
    result = rnngan(visits_csv, folder, program=TESTS / "two_workers.py")
    assert result.returncode == 0, result.stderr
    return folder, json.loads(result.stdout)


@pytest.mark.parametrize("name", ["rows", "long rows", "windows", "texts"])
def test_two_devices_learn_what_one_learns(devices, name):
    weights, losses = devices["apart"][name]
    assert weights < 1e-5
    assert losses < 1e-5


@pytest.mark.parametrize(
    "name",
    ["training.batch_size", "model.minibatch", "training.match", "training.feature_matching"],
)
def test_what_several_devices_can_not_share_is_refused_by_name(devices, name):
    assert devices["refused"][name].startswith(f"{name}: ")


def test_a_batch_size_that_can_be_shared_is_named(devices):
    assert "--batch-size 12" in devices["refused"]["training.batch_size"]


def test_workers_end_with_the_same_weights_which_are_those_of_one(workers):
    folder, found = workers
    assert found["codes"]["both"] == [0, 0]
    first, second = ((folder / f"both.{n}.sha256").read_text() for n in (0, 1))
    assert first == second
    assert found["apart"] < 1e-5


def test_workers_that_diverge_go_back_together(workers):
    """A loss that is no number on one of them alone, once."""
    folder, _ = workers
    assert "Back to step 20, on with 0.5" in (folder / "both.0.txt").read_text()
    rollbacks = [manifest.read(folder / name)["rollbacks"] for name in ("both", "one", "lost")]
    assert rollbacks[0] == rollbacks[1] == rollbacks[2]
    assert [fact["to"] for fact in rollbacks[0]] == [20]


def test_a_fork_goes_on_with_other_settings_and_both_workers(workers):
    folder, found = workers
    assert found["codes"]["forked"] == [0, 0]
    first, second = ((folder / f"forked.{n}.sha256").read_text() for n in (0, 1))
    assert first == second
    trained = store.load(folder / "forked")
    assert (trained.steps, trained.config.training.precision) == (60, "mixed_bfloat16")
    history = (folder / "forked" / "history.csv").read_text().splitlines()
    assert len(history) == 1 + 3  # calls of 20 steps
    assert history[:3] == (folder / "lost" / "history.csv").read_text().splitlines()


def test_the_first_worker_alone_says_how_it_goes(workers):
    folder, _ = workers
    assert "40 steps will take" in (folder / "both.0.txt").read_text()
    assert (folder / "both.1.txt").read_text() == ""


def test_a_worker_that_is_lost_stops_the_others_with_a_message(workers):
    folder, found = workers
    assert found["codes"]["lost"] == [4, -9]
    said = (folder / "lost.0.txt").read_text()
    assert "worker 1 (127.0.0.1:" in said
    assert f"rnngan train --resume {folder / 'lost'}" in said


def test_the_job_resumes_to_the_same_bytes(workers):
    folder, found = workers
    assert found["codes"]["resumed"] == [0, 0]
    assert "going on from" in (folder / "resumed.0.txt").read_text()
    same = [(folder / name / store.WEIGHTS).read_bytes() for name in ("both", "lost")]
    assert same[0] == same[1]
    assert (folder / "resumed.1.sha256").read_text() == (folder / "both.1.sha256").read_text()


def test_more_devices_than_there_are_are_refused():
    with (
        pytest.raises(ConfigError, match="--devices 3: TensorFlow sees 0 GPUs"),
        distribution.of_machine("3"),
    ):
        pass


def test_one_device_is_as_without():
    with distribution.of_machine("all") as many, distribution.scope():
        assert many == 1
        distribution.refuse_difference({"the data": "other on each"})
        distribution.refuse_uneven(7)
        assert distribution.agreed(0.25) == 0.25
