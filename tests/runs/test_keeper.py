"""What becomes of a training's checkpoints and its run, and what is said: with no training."""

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest
from matplotlib.figure import Figure

from rnngan import modalities
from rnngan.config.errors import InputError, TrainingError
from rnngan.modalities.base import Checked, Findings
from rnngan.report.progress import watched
from rnngan.runs import checkpoints, keeper, store
from rnngan.runs.keeper import Keeper
from rnngan.training.state import TrainingState

FULL = OSError(errno.ENOSPC, "No space left on device")
SECOND = "against the discriminator", "adversarial", "at most"


@pytest.fixture
def disk(monkeypatch):
    """Stands for a disk: what is written there, or `error` once it is set."""
    written = SimpleNamespace(error=None, calls=[])

    def save_checkpoint(folder, trained, state, source, first):
        if written.error:
            raise written.error
        written.calls.append(("checkpoint", state.done, first))
        return Path(folder) / f"{state.done}"

    def save(folder, trained, source, state):
        if written.error:
            raise written.error
        written.calls.append(("run", state.done))

    monkeypatch.setattr(store, "save_checkpoint", save_checkpoint)
    monkeypatch.setattr(store, "save", save)
    monkeypatch.setattr(
        checkpoints, "clear", lambda folder, before: written.calls.append(("clear", before))
    )
    return written


@pytest.fixture
def kept(tmp_path):
    return Keeper(tmp_path, {"path": "t.csv", "sha256": "0"}, attempt=2)


def test_the_first_checkpoint_clears_away_the_run_that_is_replaced(disk, kept):
    seen = []
    with watched(seen.append):
        kept.good(None, TrainingState(done=0))
        kept.good(None, TrainingState(done=100, distance=0.5))
    assert disk.calls == [("checkpoint", 0, True), ("clear", 2), ("checkpoint", 100, False)]
    assert (kept.saved.name, kept.kept.done) == ("100", 100)
    assert seen[1] == {"event": "checkpoint", "part": 1, "step": 100, "distance": 0.5}


def test_a_full_disk_stops_a_training_only_at_its_first_checkpoint(disk, kept, capsys):
    disk.error = FULL
    with pytest.raises(OSError, match="No space left"):
        kept.good(None, TrainingState(done=0))
    disk.error = None
    kept.good(None, TrainingState(done=0))
    disk.error = FULL
    kept.good(None, TrainingState(done=1500))
    said = capsys.readouterr().err
    assert said.startswith("note: no checkpoint at step 1,500: ")
    assert said.endswith(": No space left on device; training goes on\n")
    assert (kept.saved.name, kept.kept.done, kept.state.done) == ("0", 0, 1500)


def test_a_run_that_can_not_be_published_is_at_its_last_checkpoint(disk, kept):
    kept.good(None, TrainingState(done=100))
    disk.error = FULL
    with pytest.raises(InputError, match=r"The last checkpoint is .*100: make room, then rnngan"):
        kept.publish(None)
    assert not kept.published
    disk.error = None
    kept.publish(None)
    assert kept.published
    assert disk.calls[-1] == ("run", 100)


class Source:
    """Stands for a table and for what was made of it."""

    source, origin, fingerprint, size = "t.csv", {"path": "t.csv"}, "0", {"windows": 9}

    def __init__(self):
        self.gone = 0

    def let_go(self):
        self.gone += 1


@pytest.fixture
def run(disk, kept, monkeypatch):
    """Run a training that is a function of its hooks; run(learn) -> the summary."""
    monkeypatch.setattr(modalities, "of", lambda config: SimpleNamespace(findings=lambda t: None))
    monkeypatch.setattr(keeper.memory, "give_back", lambda: None)  # takes its time
    source = Source()

    def call(learn, found=None):
        modality = SimpleNamespace(second_phase=SECOND, check=lambda trained, dataset: found)
        return keeper.run(source, source, kept, modality, learn)

    call.source = source
    return call


def trained(hooks, done=100):
    assert hooks is not None
    hooks.good(None, TrainingState(done=done, rollbacks=[{"to": 0}]))
    return SimpleNamespace(steps=done, config=None, checked=None)


def test_a_training_ends_with_a_run_and_its_summary(run, kept, capsys):
    found = run(trained)
    assert kept.published
    assert run.source.gone == 2  # the table and the data set
    seconds = found.pop("seconds")
    assert seconds >= 0
    facts = {"run": str(kept.folder), "steps": 100, "windows": 9, "best_checkpoint": None}
    assert found == facts | {"rollbacks": [{"to": 0}]}
    assert f"{kept.folder} written in " in capsys.readouterr().err


def test_a_training_that_fails_names_its_last_good_checkpoint(run, kept):
    def learn(hooks):
        trained(hooks)
        raise TrainingError("collapsed.")

    with pytest.raises(TrainingError, match=r"^collapsed\.\nlast good checkpoint: .*100$"):
        run(learn)
    assert not kept.published


def test_a_quick_check_is_said_and_noted_before_the_run_is_written(run, disk, capsys, monkeypatch):
    checked = []
    save = store.save
    monkeypatch.setattr(
        store, "save", lambda folder, trained, *more: checked.append(trained.checked)
        or save(folder, trained, *more),
    )  # fmt: skip
    facts = {"accuracy": 0.53, "failure": None}
    assert run(trained, Checked(facts, "a line"))["quick_check"] == facts
    assert checked == [facts]
    assert capsys.readouterr().err.count("a line\n") == 1


def test_what_was_not_learned_is_written_and_then_an_error(run, kept, capsys):
    found = Checked({"failure": "Not learned. Try more."}, "a line")
    with pytest.raises(TrainingError) as caught:
        run(trained, found)
    assert str(caught.value) == (
        f"Not learned. Try more.\n{kept.folder} is kept, and can be looked at all the same."
    )
    assert kept.published
    assert f"{kept.folder} written in " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (None, "stopped before the first step: nothing was written"),
        (TrainingState(done=1500), "stopped; step 1,500 is kept. Go on with: rnngan train --res"),
        (TrainingState(2, 40), "stopped; step 40 of the second phase is kept. Go on with: rnngan"),
    ],
)
def test_a_stop_says_what_is_kept(run, capsys, state, said):
    def learn(hooks):
        if state is not None:
            hooks.good(None, state)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(learn)
    assert capsys.readouterr().err.splitlines()[-1].startswith(said)


def test_data_that_have_changed_meanwhile_are_noted(run, kept, tmp_path, capsys):
    kept.source["path"] = str(tmp_path / "t.csv")
    Path(kept.source["path"]).write_text("x\n1\n")
    run(trained)
    assert "note: t.csv has changed while training" in capsys.readouterr().err


def test_what_is_found_out_is_written_said_and_drawn(tmp_path, monkeypatch, capsys):
    found = Findings("codes", {"codes": [1]}, "a table", Figure)
    modality = SimpleNamespace(findings=lambda trained: found)
    monkeypatch.setattr(modalities, "of", lambda config: modality)
    model = SimpleNamespace(config=None, steps=7, checked=None)
    moved = keeper.findings(tmp_path, model)
    assert moved == {"codes": [1]}
    assert (tmp_path / "codes.json").read_text() == '{\n  "codes": [\n    1\n  ]\n}\n'
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == ["", "a table"]
    drawn = Path(said[2].removeprefix("shown in "))
    assert drawn.read_bytes().startswith(b"\x89PNG")
    assert keeper.summary(tmp_path, model, [], moved)["codes"] == [1]


def test_the_source_of_a_data_frame_is_unknown():
    table = SimpleNamespace(fingerprint="f", origin=None, size=lambda: {"rows": 3})
    assert keeper.source_of(table) == {"path": "-", "sha256": "f", "rows": 3}
    table.origin = {"path": "t.csv"}
    assert keeper.source_of(table)["path"] == "t.csv"
    table.fingerprint = None
    assert keeper.source_of(table) is None
