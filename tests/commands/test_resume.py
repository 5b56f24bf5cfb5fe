"""Trainings that are stopped, killed, forked and meddled with."""

import contextlib
import hashlib
import json
import math
import os
import shutil
import signal
import subprocess
import sys

import pytest
import tensorflow as tf
from untraced import untraced as untracing

from rnngan.config.errors import ConfigError, InputError, RunError, TrainingError
from rnngan.config.requests import ResumeRequest
from rnngan.config.run_config import validate
from rnngan.data.dataset import dataset_of
from rnngan.evaluation import verdict
from rnngan.modalities import table_check
from rnngan.models.adversarial import AdversarialModel
from rnngan.runs import checkpoints, manifest, store
from rnngan.runs.resume import resume
from rnngan.runs.train import train_run
from rnngan.training import interrupts, train_windows
from tests import faults

SETTINGS = {
    "seed": 4,
    "data": {"window": 8, "id_column": "patient"},
    "model": {"generator": "window", "units": 4, "rows_per_step": 4},
    "training": {"steps": 100, "batch_size": 8, "checkpoint_every": 40},
}
ROWS = SETTINGS | {  # two phases, the second of which takes long to trace
    "data": {"window": 4, "id_column": "patient"},
    "model": {"generator": "row", "units": 4},
    "training": {"steps": 60, "adversarial_steps": 20, "batch_size": 8, "checkpoint_every": 40},
}
OPTIONS = [
    *("--window", "8", "--id-column", "patient", "--units", "4", "--batch-size", "8"),
    *("--steps", "100", "--seed", "4", "--set", "model.rows_per_step=4"),
    *("--generator", "window", "--set", "training.checkpoint_every=40"),
]
BRIEF = {"steps": 10, "checkpoint_every": 4}  # of trainings that are not traced
FILES = ("weights.safetensors", "history.csv", "config.json", "schema.json", "manifest.json")


def train(csv, folder, force=False, **training):
    changed = SETTINGS | {"training": SETTINGS["training"] | training}
    return train_run(*dataset_of(csv, validate(changed)), folder, force)


@pytest.fixture(scope="module")
def alone(visits_csv, tmp_path_factory):
    """A run that was never stopped."""
    folder = tmp_path_factory.mktemp("runs") / "alone"
    train(visits_csv, folder)
    return folder


@contextlib.contextmanager
def briefly():
    """Nothing is traced, and two steps make a call, behind which a checkpoint may be written."""
    with untracing(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(train_windows, "STEPS_PER_CALL", 2)
        yield


@pytest.fixture(scope="module")
def brief_one(visits_csv, tmp_path_factory):
    """A run of a few steps that was never stopped."""
    folder = tmp_path_factory.mktemp("runs") / "brief"
    with briefly():
        train(visits_csv, folder, **BRIEF)
    return folder


@pytest.fixture
def brief(brief_one):
    """The same, in a test that goes on in the same way."""
    with briefly():
        yield brief_one


@pytest.fixture
def brief_run(brief, tmp_path):
    """A copy of it."""
    return shutil.copytree(brief, tmp_path / "run")


def test_tracking_changes_nothing_of_what_is_learned(brief, visits_csv, tmp_path):
    event_accumulator = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator"
    )
    folder = tmp_path / "tracked"
    changed = SETTINGS | {"training": SETTINGS["training"] | BRIEF}
    train_run(*dataset_of(visits_csv, validate(changed)), folder, track="tensorboard")
    for name in FILES[:2]:
        assert (folder / name).read_bytes() == (brief / name).read_bytes()
    found = event_accumulator.EventAccumulator(str(folder / "tensorboard"))
    found.Reload()
    assert found.Tensors("phase_1/g_loss")[-1].step == 10
    assert {f"phase_1/{name}" for name in ("d_loss", "g_loss")} <= set(found.Tags()["tensors"])


@pytest.fixture
def run(alone, tmp_path):
    """A copy of it."""
    return shutil.copytree(alone, tmp_path / "run")


@pytest.fixture(scope="module")
def two(visits_csv, tmp_path_factory):
    """A run of two phases that was never stopped, with all its checkpoints."""
    folder = tmp_path_factory.mktemp("runs") / "two"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(checkpoints, "KEPT", 9)
        train_run(*dataset_of(visits_csv, validate(ROWS)), folder)
    return folder


def unfinished(run, *checkpoint):
    """Make a run what it was when a checkpoint was the newest one."""
    for path in checkpoints.all_of(run):
        if path.name > checkpoints.name(*checkpoint):
            shutil.rmtree(path)
    for name in FILES:
        (run / name).unlink()
    return run


def results(run):
    return {name: hashlib.sha256((run / name).read_bytes()).hexdigest() for name in FILES}


def test_a_finished_run_has_its_files_and_checkpoints(alone, two):
    for run in (alone, two):
        assert set(FILES) <= {path.name for path in run.iterdir()}
    names = [path.name for path in checkpoints.all_of(two)]
    assert {"001-1-00000060", "001-2-00000000", "001-2-00000020"} <= set(names)
    assert store.load(two / "checkpoints" / "001-1-00000060").steps == 60


@pytest.mark.parametrize("checkpoint", [(1, 1, 40), (1, 2, 0)])
def test_any_checkpoint_leads_to_the_same_run(two, tmp_path, checkpoint):
    run = shutil.copytree(two, tmp_path / "run")
    resume(ResumeRequest(unfinished(run, *checkpoint)))
    assert results(run) == results(two)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_command_that_is_stopped_or_killed_goes_on_to_the_same_run(
    root, rnngan, visits_csv, alone, tmp_path, sent
):
    run = tmp_path / "run"
    command = [sys.executable, root / "cli.py", "train", visits_csv, "-o", run, *OPTIONS]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=root) as process:
        next(line for line in process.stderr if line.startswith("training 40/100"))
        process.send_signal(sent)
        said = process.stderr.read()
    if sent == signal.SIGINT:
        assert process.returncode == 130
        assert f"Go on with: rnngan train --resume {run}" in said
    else:
        assert process.returncode == -9
    again = rnngan("train", "--resume", run)
    assert again.returncode == 0, again.stderr
    assert "going on from" in again.stderr
    assert results(run) == results(alone)


def test_a_run_that_is_finished_stays_as_it_is(run, alone, capsys):
    assert resume(ResumeRequest(run))["steps"] == 100
    assert "is finished: 100 steps are taken" in capsys.readouterr().err
    assert results(run) == results(alone)


def test_what_a_quick_check_finds_stands_in_the_manifest_and_is_the_same_after_a_stop(
    brief_run, brief
):
    found = manifest.read(brief)["quick_check"]
    assert 0.5 < found["accuracy"] <= 1
    assert found["failure"] is None  # 10 steps are a trial
    assert resume(ResumeRequest(unfinished(brief_run, 1, 1, 4)))["quick_check"] == found
    assert manifest.read(brief_run) == manifest.read(brief)


def test_a_run_that_has_learned_nothing_is_kept_and_stays_a_failure(
    visits_csv, tmp_path, monkeypatch, capsys, untraced
):
    monkeypatch.setattr(verdict, "FEWEST", 6)
    training = {"steps": 6, "learning_rate": 1e-6}
    with pytest.raises(TrainingError, match="Training has not learned the data: a quick judge te"):
        train(visits_csv, tmp_path / "run", **training)
    said = capsys.readouterr().err
    assert "a quick judge tells generated from real windows in " in said
    before = manifest.read(tmp_path / "run")
    assert before["quick_check"]["accuracy"] >= verdict.ALWAYS
    assert store.load(tmp_path / "run").checked == before["quick_check"]

    monkeypatch.setattr(table_check, "check", None)  # it is not taken again
    with pytest.raises(TrainingError, match="Training has not learned the data: "):
        resume(ResumeRequest(tmp_path / "run"))
    assert manifest.read(tmp_path / "run") == before


def test_damaged_files_of_a_finished_run_are_refused_and_mended(brief_run, brief, capsys):
    (brief_run / "weights.safetensors").write_bytes(b"else")
    with pytest.raises(RunError, match=r"weights\.safetensors is damaged"):
        store.load(brief_run)
    resume(ResumeRequest(brief_run))
    assert "The run is written anew from" in capsys.readouterr().err
    assert results(brief_run) == results(brief)


def test_a_damaged_checkpoint_is_set_aside_and_the_one_before_it_used(brief_run, brief, capsys):
    unfinished(brief_run, 1, 1, 8)
    path = brief_run / "checkpoints" / "001-1-00000008" / "training.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    resume(ResumeRequest(brief_run))
    assert "set aside, and the one before it used" in capsys.readouterr().err
    assert results(brief_run) == results(brief)


@pytest.mark.parametrize(
    ("name", "checkpoint", "said"),
    [
        ("alone", (1, 1, 80), "80 of 100 steps are taken"),
        ("two", (1, 1, 40), "40 of 60 steps are taken"),
        ("two", (1, 1, 60), "0 of 20 adversarial steps"),
        ("two", (1, 2, 0), "0 of 20 adversarial steps"),
    ],
)
def test_readers_of_a_run_in_training_read_its_newest_checkpoint(
    request, rnngan, tmp_path, name, checkpoint, said
):
    run = shutil.copytree(request.getfixturevalue(name), tmp_path / "run")
    made = rnngan("generate", unfinished(run, *checkpoint), "-n", 1)
    assert made.returncode == 0
    assert f"note: training is not finished: {said}\n" in made.stderr


def test_other_settings_are_refused_with_what_differs(run):
    given = {"training.r1": 0.5, "seed": 4, "training.learning_rate": 1e-3}
    with pytest.raises(ConfigError) as caught:
        resume(ResumeRequest(run, given=given))
    assert "\n  training.learning_rate: 0.0005 in the run, 0.001 asked for\n" in str(caught.value)
    assert "\n  training.r1: nothing in the run, 0.5 asked for\n" in str(caught.value)
    assert "seed" not in str(caught.value)
    assert "--fork NEW_RUN" in str(caught.value)


def test_another_table_is_refused_with_what_differs(run, visits, tmp_path):
    unfinished(run, 1, 1, 80)
    visits[:-1].to_csv(tmp_path / "other.csv", index=False)
    with pytest.raises(InputError) as caught:
        resume(ResumeRequest(run, data=tmp_path / "other.csv"))
    assert "\n  rows: 360 then, 359 now\n" in str(caught.value)
    assert "\n  sha256: " in str(caught.value)
    assert "columns" not in str(caught.value)


def test_the_same_table_elsewhere_is_welcome(brief_run, visits_csv, brief, tmp_path):
    unfinished(brief_run, 1, 1, 8)
    moved = shutil.copy(visits_csv, tmp_path / "moved.csv")
    resume(ResumeRequest(brief_run, data=moved))
    name = "weights.safetensors"
    assert results(brief_run)[name] == results(brief)[name]


def test_a_fork_goes_on_with_other_settings_in_a_folder_of_its_own(brief_run, tmp_path):
    before = results(brief_run)
    given = {"training.r1": 0.05, "training.steps": 14}
    summary = resume(ResumeRequest(brief_run, given=given, fork=tmp_path / "fork"))
    assert summary["run"] == str(tmp_path / "fork")
    forked, origin = store.load(tmp_path / "fork"), store.load(brief_run)
    assert forked.config.training.r1 == 0.05
    assert [row["step"] for row in forked.history] == [2, 4, 6, 8, 10, 12, 14]
    assert forked.history[:5] == origin.history
    shares = [row["r1"] / origin.history[4]["r1"] for row in forked.history[5:]]
    assert max(shares) < 0.5  # the weight of the penalty is a twentieth of what it was
    assert results(brief_run) == before
    other = shutil.copytree(tmp_path / "fork", tmp_path / "other")
    first, *_ = (path.name for path in checkpoints.all_of(other))
    resume(ResumeRequest(unfinished(other, *map(int, first.split("-")))))
    assert results(other) == results(tmp_path / "fork")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seed": 5}, "A fork can't have another seed"),
        ({"training.historical_averaging": 0.1}, "another training.historical_averaging"),
        ({"model.units": 8}, "A fork can't have another model.units"),
        ({"training.minutes": 1.0}, "A fork can't have another training.minutes"),
        ({"training.steps": 60}, "100 steps are taken already"),
    ],
)
def test_what_a_fork_can_not_change(run, tmp_path, given, message):
    with pytest.raises(ConfigError, match=message):
        resume(ResumeRequest(run, given=given, fork=tmp_path / "fork"))


def test_a_second_training_into_one_folder_is_refused(run, visits_csv, root):
    """Also from another process; the lock of one that was killed is free."""
    code = "import sys, time\nfrom rnngan.runs import store\nwith store.locked(sys.argv[1]):\n"
    code += "    print('locked', flush=True)\n    time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", code, run], stdout=subprocess.PIPE, text=True, cwd=root
    ) as other:
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(RunError, match="is being trained by another process"):
            train(visits_csv, run, force=True)
        with pytest.raises(RunError, match="is being trained by another process"):
            resume(ResumeRequest(run))
        other.kill()
    with store.locked(run):
        pass


def test_force_replaces_a_run_with_its_first_checkpoint(run, visits_csv, monkeypatch, untraced):
    def stop(*_, **__):
        raise TrainingError("no step was taken")

    monkeypatch.setattr("rnngan.training.phase.Phase._fit", stop)
    with pytest.raises(TrainingError, match=r"last good checkpoint: .*002-1-00000000"):
        train(visits_csv, run, force=True)
    assert [path.name for path in checkpoints.all_of(run)] == ["002-1-00000000"]
    assert not (run / "manifest.json").exists()
    assert store.load(run).steps == 0


def test_a_failed_checkpoint_is_said_aloud_and_training_goes_on(
    visits_csv, tmp_path, brief, monkeypatch, capsys
):
    save, calls = store.save_checkpoint, []

    def failing(*arguments):
        calls.append(arguments)
        if len(calls) in (2, 3):
            faults.fail(28)()
        return save(*arguments)

    monkeypatch.setattr(store, "save_checkpoint", failing)
    train(visits_csv, tmp_path / "run", **BRIEF)
    assert "no checkpoint at step 4: " in capsys.readouterr().err
    assert results(tmp_path / "run") == results(brief)


def full(monkeypatch, folder):
    usage = shutil.disk_usage(folder)._replace(free=1000)
    monkeypatch.setattr(store.shutil, "disk_usage", lambda path: usage)
    return pytest.raises(InputError, match=r"the disk has 0 MB left\. Expected")


def test_a_disk_with_no_room_is_found_before_the_first_step(
    visits_csv, tmp_path, monkeypatch, untraced
):
    with full(monkeypatch, tmp_path):
        train(visits_csv, tmp_path / "run")


def test_a_run_that_was_to_be_replaced_on_a_full_disk_is_as_it_was(
    run, alone, visits_csv, monkeypatch, untraced
):
    kept = checkpoints.all_of(run)
    with full(monkeypatch, run):
        train(visits_csv, run, force=True)
    assert results(run) == results(alone)
    assert checkpoints.all_of(run) == kept


def test_a_full_disk_at_the_very_end_says_how_to_go_on(brief_run, brief, monkeypatch):
    unfinished(brief_run, 1, 1, 10)
    with monkeypatch.context() as patched:
        patched.setattr(store, "save", lambda *_: faults.fail(28)())
        with pytest.raises(
            InputError, match=r"The last checkpoint is .*-1-00000010: make room, then .*--resume"
        ):
            resume(ResumeRequest(brief_run))
    resume(ResumeRequest(brief_run))
    assert results(brief_run) == results(brief)


def test_a_training_that_was_killed_before_its_first_checkpoint_starts_anew(
    visits_csv, tmp_path, untraced
):
    folder = tmp_path / "run"
    (folder / "checkpoints" / ".writing-001-1-00000000.x").mkdir(parents=True)
    train(visits_csv, folder, steps=6)
    assert store.load(folder).steps == 6
    assert not list((folder / "checkpoints").glob(".writing-*"))


def test_a_checkpoint_of_a_newer_format_is_not_set_aside(run, monkeypatch):
    unfinished(run, 1, 1, 80)
    monkeypatch.setattr(manifest, "FORMAT", 1)
    with pytest.raises(RunError, match="format 3 is newer than 1: update rnngan"):
        resume(ResumeRequest(run))
    assert [path.name for path in checkpoints.all_of(run)][-1] == "001-1-00000080"


def test_checkpoints_behind_a_link_are_refused_and_left_alone(run, tmp_path):
    os.rename(run / "checkpoints", tmp_path / "elsewhere")
    (run / "checkpoints").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / ".writing-mine").write_text("")
    for refused in (store.load, lambda run: resume(ResumeRequest(run))):
        with pytest.raises(RunError, match="checkpoints is a link"):
            refused(run)
    assert (tmp_path / "elsewhere" / ".writing-mine").exists()


def test_a_rollback_halves_the_rate_and_survives_a_stop(visits_csv, tmp_path, monkeypatch):
    """With the real networks: losses break at step 60 while the rate is whole."""
    step = AdversarialModel.train_step

    def broken(self, data):
        whole = tf.convert_to_tensor(self.rate_factor) > 0.75
        wrong = tf.logical_and(data[0] >= 50, whole)
        logs = step(self, data)
        return logs | {"g_loss": tf.where(wrong, float("nan"), logs["g_loss"])}

    monkeypatch.setattr(AdversarialModel, "train_step", broken)
    run = tmp_path / "run"
    summary = train(visits_csv, run, on_divergence="rollback")
    assert [(fact["to"], fact["factor"]) for fact in summary["rollbacks"]] == [(40, 0.5)]
    history = store.load(run).history
    assert [row["step"] for row in history] == [20, 40, 60, 80, 100]
    cosine = [5e-5 + 4.5e-4 * (1 + math.cos(math.pi * n / 100)) / 2 for n in (19, 39, 59)]
    rates = [row["learning_rate"] for row in history[:3]]
    assert rates == pytest.approx([cosine[0], cosine[1], cosine[2] / 2], rel=1e-4)
    whole = results(run)
    resume(ResumeRequest(unfinished(run, 2, 1, 80)))
    assert results(run) == whole


def test_everything_that_training_remembers_goes_on(visits_csv, tmp_path):
    """Codes, encoder, past weights, several discriminator steps, whole series, a timed run."""
    changed = {
        "data": {"id_column": "patient", "lengths": "learn"},
        "model": SETTINGS["model"]
        | {"rows_per_step": 10, "codes": ["categorical:2"], "encoder": True},
        "training": {
            "minutes": 0.01,
            "batch_size": 4,
            "d_steps": 2,
            "historical_averaging": 0.1,
            "checkpoint_every": 20,
        },
    }
    run = tmp_path / "run"
    train_run(*dataset_of(visits_csv, validate(SETTINGS | changed)), run)
    whole, steps = results(run), store.load(run).steps
    unfinished(run, 1, 1, max(steps - 20, 0))
    given = {"training.minutes": 0.01, "training.steps": 4000, "data.lengths": "auto"}
    resume(ResumeRequest(run, given=given))
    assert results(run) == whole
    (run / "codes.json").unlink()
    with untracing():  # no step is taken
        assert resume(ResumeRequest(run))["codes"]
    assert (run / "codes.json").exists()


def test_the_manifest_says_what_a_run_was_made_of(two, visits_csv):
    facts = manifest.read(two)
    assert facts["data"]["path"] == str(visits_csv)
    assert (facts["data"]["rows"], facts["data"]["columns"]) == (360, 7)
    assert facts["data"]["sha256"] == store.fingerprint(visits_csv)
    assert (facts["steps"], facts["continued"], facts["seed"]) == (60, 20, 4)
    assert json.loads((two / "config.json").read_text())["seed"] == 4


def test_handlers_are_restored_and_a_second_signal_is_the_systems():
    before = [signal.getsignal(number) for number in interrupts.SIGNALS]
    with interrupts.handled():
        with interrupts.deferred():
            os.kill(os.getpid(), signal.SIGINT)
            assert interrupts.pending()
            assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL
            assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
            with pytest.raises(KeyboardInterrupt):
                interrupts.check()
        assert not interrupts.pending()
    assert [signal.getsignal(number) for number in interrupts.SIGNALS] == before
