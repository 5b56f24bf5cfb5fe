"""`rnngan export`: a folder that works without rnngan, and what is refused."""

import io
import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

ALONE = (  # an example where rnngan can't be imported
    "import runpy, sys; sys.modules['rnngan'] = None; runpy.run_path(sys.argv[1], run_name='_')"
)


@pytest.fixture(scope="module")
def exported(rnngan, visits_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported") / "generator"
    done = rnngan("export", visits_run, folder)
    assert (done.returncode, done.stdout) == (0, f"exported   {folder}\n"), done.stderr
    return folder


def test_the_folder_holds_what_it_says(exported):
    names = {"README.md", "columns.json", "example.py", "generator.keras", "saved_model"}
    assert {path.name for path in exported.iterdir()} == names
    about = json.loads((exported / "columns.json").read_text("utf-8"))
    assert [value["name"] for value in about["values"]] == ["pulse", "steps", "mood"]
    assert about["values"][0]["format"] == "z.1f"
    assert about["values"][2]["labels"] == ["bad", "good", "so-so", ""]
    assert about["inputs"].keys() == about["noise"].keys() | about["context"].keys()
    readme = (exported / "README.md").read_text("utf-8")
    assert "`import rnngan.models.exported` before `keras.models.load_model`" in readme
    example = (exported / "example.py").read_text("utf-8")
    assert len([line for line in example.splitlines() if line.strip()]) <= 20


def test_the_example_runs_without_rnngan(exported, visits, tmp_path):
    environment = {n: v for n, v in os.environ.items() if n != "PYTHONPATH"}
    command = [sys.executable, "-P", "-c", ALONE, exported / "example.py"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    frame = pd.read_csv(io.StringIO(done.stdout))
    assert [*frame] == ["sequence", "pulse", "steps", "mood"]
    assert frame.groupby("sequence").size().tolist() == [8] * 5
    assert set(frame["mood"]) <= set(visits["mood"])
    assert (frame["pulse"].round(1) == frame["pulse"]).all()
    assert visits["pulse"].min() - 30 < frame["pulse"].mean() < visits["pulse"].max() + 30


def test_the_saved_model_has_one_signature(exported):
    import tensorflow as tf

    generate = tf.saved_model.load(str(exported / "saved_model")).signatures["serving_default"]
    about = json.loads((exported / "columns.json").read_text("utf-8"))
    taken = generate.structured_input_signature[1]
    assert {name: spec.shape.as_list() for name, spec in taken.items()} == about["inputs"]
    assert generate.structured_outputs.keys() == {"values", "features", "length"}
    inputs = {name: np.zeros((2, *shape), "float32") for name, (_, shape) in about["noise"].items()}
    inputs |= {n: np.float32(v)[:2] for n, v in about["context"].items()}
    made = generate(**{name: tf.constant(one) for name, one in inputs.items()})
    assert made["values"].shape == (2, 8, 3)


def test_what_is_there_is_replaced_when_asked_for(rnngan, exported, visits_run, tmp_path):
    done = rnngan("export", visits_run, exported)
    assert (done.returncode, "Choose another name, or pass --force" in done.stderr) == (3, True)
    (tmp_path / "other").mkdir()
    done = rnngan("export", visits_run, tmp_path / "other", "--force")
    assert (done.returncode, "is no export, so --force does not" in done.stderr) == (3, True)
    done = rnngan("export", visits_run, tmp_path / "a" / "b")
    assert (done.returncode, "a does not exist. Make it first" in done.stderr) == (3, True)
    assert rnngan("export", visits_run, exported, "--force", "-q").returncode == 0
    assert not [path for path in exported.parent.iterdir() if path != exported]


def test_what_can_not_be_exported_is_refused(rnngan, untraced_command, tmp_path):
    done = rnngan("export", tmp_path, tmp_path / "generator")
    assert (done.returncode, "is not a run" in done.stderr) == (4, True)
    (tmp_path / "poem.txt").write_text("".join(f"line {i} of a poem\n" for i in range(120)))
    train = "train", tmp_path / "poem.txt", "-o", tmp_path / "run", "--steps", 1, "--units", 4
    assert untraced_command(*train, "--adversarial-steps", 0).returncode == 0
    done = rnngan("export", tmp_path / "run", tmp_path / "generator")
    assert (done.returncode, "has learned a text, whose generator is not" in done.stderr) == (
        2,
        True,
    )
    assert not (tmp_path / "generator").exists()
