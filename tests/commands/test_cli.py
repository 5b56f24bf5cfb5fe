"""What a user relies on, through the real command: exit codes, stdout against stderr, bytes."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

LIKELIHOOD_ALONE = ("--adversarial-steps", 0)  # the second phase takes thrice as long to trace
TINY = ("--window", 8, "--units", 8, "--steps", 4, *LIKELIHOOD_ALONE)


def columns(text):
    return text.splitlines()[0].split(",")


def test_train_says_what_it_does_on_stderr_and_nothing_on_stdout(rnngan, visits_csv, tmp_path):
    sizes = ("--window", 4, "--units", 8, "--steps", 20)  # short: it is traced
    result = rnngan("train", visits_csv, "-o", tmp_path / "run", *sizes)
    assert result.returncode == 0
    assert result.stdout == ""
    for said in (
        "360 rows; columns: 1 id, 1 time, 2 number, 1 category, 1 constant, 1 duplicate; "
        "297 training windows of 4 rows, 27 held out",
        "'pulse_again' equals pulse in every row; left out and restored",
        "20 steps, and 13 against the discriminator, will take at most",
        "training 20/20  likelihood ",
        "adversarial 13/13  D ",
        "next: rnngan generate",
    ):
        assert said in result.stderr
    assert "oneDNN" not in result.stderr
    assert "Warning" not in result.stderr


def test_generate_writes_the_users_table(rnngan, visits_run, visits):
    result = rnngan("generate", visits_run, "-n", 3)
    assert result.returncode == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert columns(result.stdout) == list(visits.columns)
    assert len(lines) == 1 + 3 * 8
    first = dict(zip(visits.columns, lines[1].split(","), strict=True))
    assert first["patient"] == "P012"
    assert first["day"] == "2024-01-01"
    assert first["clinic"] == "north"
    assert first["pulse"] == first["pulse_again"]
    assert len(first["pulse"].split(".")[1]) == 1
    assert first["steps"].isdigit()


def test_same_run_and_seed_same_bytes(rnngan, visits_run, tmp_path):
    digests = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        path = tmp_path / f"{name}.csv"
        assert rnngan("generate", visits_run, "-n", 30, "-o", path, "--seed", seed).returncode == 0
        digests.append(hashlib.sha256(path.read_bytes()).hexdigest())
    assert digests[0] == digests[1] != digests[2]
    shown = rnngan("generate", visits_run, "-n", 30, "--seed", 1).stdout
    assert shown == (tmp_path / "a.csv").read_text()


def test_same_data_and_seed_same_weights(rnngan, visits_csv, visits_run, tmp_path):
    sizes = ("--steps", 40, "--window", 8, "--units", 8, "--seed", 3, *LIKELIHOOD_ALONE)
    assert rnngan("train", visits_csv, "-o", tmp_path / "run", *sizes, "-q").returncode == 0
    weights = [run / "weights.safetensors" for run in (visits_run, tmp_path / "run")]
    assert weights[0].read_bytes() == weights[1].read_bytes()


def test_parquet_in_and_out(rnngan, untraced_command, visits, tmp_path):
    visits.to_parquet(tmp_path / "visits.parquet")
    run, made = tmp_path / "run", tmp_path / "made.parquet"
    trained = untraced_command("train", tmp_path / "visits.parquet", "-o", run, *TINY)
    assert trained.returncode == 0, trained.stderr
    assert rnngan("generate", run, "-n", 2, "-o", made).returncode == 0
    frame = pd.read_parquet(made)
    assert list(frame.columns) == list(visits.columns)
    assert frame["steps"].dtype == "int64"
    assert pd.api.types.is_datetime64_any_dtype(frame["day"])


def test_training_from_stdin(untraced_command, visits_csv, tmp_path):
    text = visits_csv.read_text()
    result = untraced_command("train", "-", "-o", tmp_path / "run", *TINY, input=text)
    assert result.returncode == 0, result.stderr
    assert "standard input: 360 rows" in result.stderr


def test_none_is_the_header_alone(rnngan, visits_run, visits):
    result = rnngan("generate", visits_run, "-n", 0)
    assert (result.returncode, result.stdout) == (0, ",".join(visits.columns) + "\n")


def test_a_reader_that_stops_early_ends_it_quietly(root, visits_run):
    command = f"{sys.executable} {root / 'cli.py'} generate {visits_run} -n 200000 | head -n 2"
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_no_success(rnngan, visits_run):
    with open("/dev/full", "w") as full:
        result = rnngan(
            "generate",
            visits_run,
            "-n",
            5,
            stdout=full,
            stderr=subprocess.PIPE,
            capture_output=False,
        )
    assert result.returncode == 3
    assert "No space left on device" in result.stderr
    assert "Traceback" not in result.stderr


def test_existing_output_is_refused(rnngan, visits_csv, visits_run, tmp_path):
    path = tmp_path / "kept.csv"
    path.write_text("mine")
    result = rnngan("generate", visits_run, "-n", 1, "-o", path)
    assert result.returncode == 3
    assert f"{path} exists. Choose another name, or pass --force to replace it." in result.stderr
    assert path.read_text() == "mine"
    assert rnngan("generate", visits_run, "-n", 1, "-o", path, "--force").returncode == 0
    assert path.read_text().startswith("patient,")
    result = rnngan("train", visits_csv, "-o", visits_run, *TINY)
    assert result.returncode == 3
    assert "exists. Choose another name" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "options", "expected"),
    [
        ("empty.csv", "", [], "is empty. Expected a header line"),
        ("header.csv", "a,b\n", [], "has a header and no rows"),
        (
            "short.csv",
            "a\n" + "1\n2\n3\n" * 3,
            [],
            "longest usable window is 9: pass --window 9",
        ),
        ("text.csv", "a\n1\n2\nx\n4\n", ["--window", 2], "text.csv:4:a: 'x' is not a number"),
        (
            "missing.csv",
            "a,b\n1,2\n3,\n",
            ["--window", 2, "--missing", "error"],
            "1 missing value, for instance at missing.csv:3:b",
        ),
        ("twice.csv", "a,b,a\n1,2,3\n", [], "column name 'a' stands at positions 1, 3"),
        ("longer.csv", "a,b\n1,2\n1,2,3\n", [], "longer.csv:3: 3 cells where the header has 2"),
        ("flat.csv", "a\n" + "1\n" * 40, [], "no column varies"),
    ],
)
def test_unusable_input_exits_3_and_leaves_nothing(
    rnngan, tmp_path, name, content, options, expected
):
    (tmp_path / name).write_text(content)
    result = rnngan("train", name, "-o", "run", *options, cwd=tmp_path)
    assert result.returncode == 3
    assert expected in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "run").exists()


def test_a_missing_file_is_told_with_near_names(rnngan, visits_csv, tmp_path):
    result = rnngan("train", visits_csv.with_name("visit.csv"), "-o", tmp_path / "run")
    assert result.returncode == 3
    assert "no such file; beside it: visits.csv" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["train"], "Give DATA and -o RUN; or --resume RUN"),
        (["trian"], "No such command 'trian'"),
        (["train", "DATA", "-o", "x", "--window", "1"], "data.window: Input should be greater"),
        (["train", "DATA", "-o", "x", "--window", "two"], "'two' is not a whole number"),
        (["train", "DATA", "-o", "x", "--set", "training.step=5"], "did you mean training.steps?"),
        (["train", "DATA", "-o", "x", "--set", "training.r1"], "expected section.key=value"),
        (
            ["train", "DATA", "-o", "x", "--objective", "none"],
            "'none' is not one of 'bce', 'hinge'",
        ),
        (["train", "DATA", "-o", "x", "--id-column", "nobody"], "no column 'nobody'. Columns: pat"),
        (["generate", "x", "-n", "-1"], "-1 is not in the range x>=0"),
        (["generate", "x", "-n", "2.5"], "'2.5' is not a whole number, such as 1000, 1_000 or 1e3"),
        (["train", "DATA", "-o", "x", "--steps", "1e-3"], "'1e-3' is not a whole number, such"),
        (["generate", "x", "-n", "1", "-o", "x.parquet", "--excel-safe"], "is for CSV: other form"),
        (["evaluate"], "Give a RUN, or both --real FILE and --synthetic FILE"),
        (["evaluate", "x", "--window", "9"], "A RUN is read as it was trained"),
        (["train", "DATA", "-o", "x", "--steps", "9", "--minutes", "1"], "not both"),
        (["config", "show", "--seed", "1", "--set", "seed.x=2"], "unknown setting seed.x"),
    ],
)
def test_misuse_exits_2(rnngan, visits_csv, arguments, expected):
    arguments = [visits_csv if argument == "DATA" else argument for argument in arguments]
    result = rnngan(*arguments)
    assert result.returncode == 2
    assert expected in result.stderr.replace("\n", " ")
    assert "Traceback" not in result.stderr


def test_a_damaged_run_exits_4(rnngan, visits_run, tmp_path):
    shutil.copytree(visits_run, tmp_path / "run")
    weights = tmp_path / "run" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    result = rnngan("generate", tmp_path / "run", "-n", 1)
    assert result.returncode == 4
    assert "weights.safetensors is damaged" in result.stderr


def test_a_collapse_exits_5_and_the_run_can_be_used(rnngan, visits_csv, tmp_path):
    result = rnngan(
        "train", visits_csv, "-o", tmp_path / "run", "--window", 8, "--units", 4, "--steps", 2000,
        "--batch-size", 8, "--set", "training.collapse_below=0.999", "--set",
        "training.learning_rate=1e-6", "--generator", "window", "--set", "model.rows_per_step=8",
        "-q",
    )  # fmt: skip
    assert result.returncode == 5
    assert "the generator collapsed. The weights of step" in result.stderr
    assert "\nlast good checkpoint: " in result.stderr
    assert len(result.stderr.splitlines()) == 2
    assert rnngan("generate", tmp_path / "run", "-n", 1).returncode == 0


def test_a_table_that_was_not_learned_exits_5_and_the_run_can_be_used(rnngan, visits_csv, tmp_path):
    result = rnngan(
        "train", visits_csv, "-o", tmp_path / "run", "--window", 8, "--units", 4, "--steps", 1000,
        "--batch-size", 4, "--set", "training.collapse_below=0", "--set",
        "training.learning_rate=1e-6", "--generator", "window", "--set", "model.rows_per_step=8",
        "-q",
    )  # fmt: skip
    assert result.returncode == 5
    first, second = result.stderr.splitlines()
    assert first.startswith("rnngan: Training has not learned the data: a quick judge tells ")
    assert "Try more --steps or --minutes" in first
    assert second == f"{tmp_path / 'run'} is kept, and can be looked at all the same."
    assert rnngan("generate", tmp_path / "run", "-n", 1).returncode == 0


def test_evaluate_writes_scores_and_a_picture(rnngan, visits_run, tmp_path, root):
    run = tmp_path / "run"
    shutil.copytree(visits_run, run)
    program = root / "tests" / "quick_judges.py"
    result = rnngan("evaluate", run, "--seeds", 2, program=program)
    assert result.returncode == 0, result.stderr
    assert "discriminative  GRU, 32 units     held-out windows" in result.stdout
    scores = json.loads((run / "scores.json").read_text())
    assert len(scores["scores"]) == 10
    assert scores["windows"] == {"training": 253, "held_out": 23, "generated": 253}
    assert (run / "figures" / "samples.png").read_bytes().startswith(b"\x89PNG")

    made = tmp_path / "made.csv"
    real = json.loads((run / "manifest.json").read_text())["data"]["path"]
    assert shutil.copy(real, made)
    out = tmp_path / "two.json"
    files = ("--real", real, "--synthetic", made, "--window", 8)
    how = ("--seeds", 1, "--json", "--fail-if", "similarity > 0.5", "--fail-if", "broken>0")
    result = rnngan("evaluate", *files, *how, "-o", out, program=program)
    assert result.returncode == 6, result.stderr
    assert "similarity is " in result.stderr
    assert json.loads(result.stdout) == json.loads(out.read_text())
    assert json.loads(result.stdout)["windows"]["generated"] == 12 * 23


def test_inspect_as_text_and_as_json(rnngan, visits_csv):
    text = rnngan("inspect", visits_csv, "--window", 8)
    assert text.returncode == 0
    assert "mood         category   3 values: bad, good, so-so" in text.stdout
    assert "440 steps would take about" in text.stdout
    found = json.loads(rnngan("inspect", visits_csv, "--window", 8, "--json").stdout)
    kinds = {column["name"]: column["kind"] for column in found["columns"]}
    assert kinds == {
        "patient": "id", "day": "time", "pulse": "number", "steps": "number", "mood": "category",
        "clinic": "constant", "pulse_again": "duplicate",
    }  # fmt: skip
    assert found["estimated_seconds"] > 0


def test_where_settings_come_from(rnngan, tmp_path, monkeypatch):
    (tmp_path / "settings.yaml").write_text("seed: 4\ntraining: {steps: 7, r1: 1e-3}\n")
    monkeypatch.setenv("RNNGAN_TRAINING_STEPS", "9")
    monkeypatch.setenv("RNNGAN_DATA_WINDOW", "30")
    result = rnngan(
        "config", "show", "--config", tmp_path / "settings.yaml", "--window", 48, "--json"
    )
    found = json.loads(result.stdout)
    assert found["data"]["window"] == 48  # the flag wins over the environment
    assert found["training"]["steps"] == 9  # the environment over the file
    assert found["training"]["r1"] == 1e-3  # the file over the default
    assert found["seed"] == 4
    shown = rnngan("config", "show", "--config", tmp_path / "settings.yaml").stdout
    lines = {line.split()[0]: line for line in shown.splitlines()}
    assert "RNNGAN_TRAINING_STEPS" in lines["training.steps"]
    assert "settings.yaml" in lines["training.r1"]
    assert "default" in lines["training.r2"]


def test_every_command_has_help_with_every_option_explained(rnngan):
    for command in ("train", "generate", "evaluate", "inspect", "demo"):
        result = rnngan(command, "--help")
        assert result.returncode == 0
        assert "Usage: rnngan" in result.stdout
        assert len(result.stdout.splitlines()) > 8


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_exits_and_keeps_what_was_learned(rnngan, root, visits_csv, tmp_path, sent, code):
    command = [sys.executable, root / "cli.py", "train", visits_csv, "-o", tmp_path / "run"]
    sizes = ["--window", "4", "--units", "4", "--steps", "1000000"]
    with subprocess.Popen(command + sizes, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if "will take at most" in line:
                break
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        process.send_signal(sent)
        try:
            assert process.wait(60) == code
        finally:
            process.kill()
        said = process.stderr.read()
    assert ("interrupted" in said) == (code == 130)
    assert "Traceback" not in said
    if code != 130:
        return  # the rest is the same
    made = rnngan("generate", tmp_path / "run", "-n", 1)
    assert made.returncode == 0
    assert "note: training is not finished: " in made.stderr


def test_the_installed_command_and_the_module_are_the_same(root):
    shown = [
        subprocess.run(command, capture_output=True, text=True, check=True, cwd=root).stdout
        for command in (
            [Path(sys.executable).with_name("rnngan"), "--version"],
            [sys.executable, "cli.py", "--version"],
            [sys.executable, "-m", "rnngan", "--version"],
        )
    ]
    assert set(shown) == {"rnngan, version 0.1.0\n"}
