"""Event files; `../test_tracking.py` tries what all trackers have in common."""

import pytest

from rnngan.runs.tracking import tracked

pytest.importorskip("tensorboard")


def test_event_files_stand_in_a_folder_of_their_own(tmp_path):
    with tracked("tensorboard", tmp_path, {}, new=True) as tracker:
        tracker.write({"phase_1/likelihood": 2.0}, 20)
    (path,) = tmp_path.rglob("*.*")
    assert path.parent == tmp_path / "tensorboard"
    assert path.name.startswith("events.out.tfevents.")
