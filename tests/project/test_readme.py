"""README's examples, run for real and in order: the commands, the batch, and the Python."""

import os
import re
import shlex

import numpy as np
import pandas as pd
import pytest

SMALL = {  # in place of minutes of training
    "RNNGAN_TRAINING_STEPS": "2",
    "RNNGAN_TRAINING_BATCH_SIZE": "16",
    "RNNGAN_TRAINING_ADVERSARIAL_STEPS": "0",
    "RNNGAN_MODEL_UNITS": "8",
}
ABOUT = {  # by what a command names
    "psalms": {
        "RNNGAN_TRAINING_ADVERSARIAL_STEPS": "1",
        "RNNGAN_TEXT_LENGTH": "12",
        "RNNGAN_TEXT_EMBEDDING": "8",
    },
    "visits": {"RNNGAN_MODEL_ROWS_PER_STEP": "12"},
    "": {
        "RNNGAN_DATA_WINDOW": "6",
        "RNNGAN_MODEL_ROWS_PER_STEP": "6",
    },
}
SHORTER = {  # what an example says itself, and would take minutes
    r"--steps \d+": "--steps 3",
    r"--window 24": "--window 6",
    r"--length \d+": "--length 50",
    r"steps: \d+": "steps: 2",
    r"evaluate: quick": "evaluate: null",
    r"objective: \[bce, hinge\], seed: \[1, 2, 3\]": "objective: [bce], seed: [1]",
    r"steps=\d+": "steps=4, adversarial_steps=0, units=8, rows_per_step=24",
}
LINES = {".txt": 600, ".csv": 120}  # of the data: too few for stretches longer than a window


def blocks(root):
    """Return (language, text) of every block of code of README, made shorter."""
    text = (root / "README.md").read_text()
    for long, short in SHORTER.items():
        text, count = re.subn(long, short, text)
        assert count, f"README says no {long} any more"
    return re.findall(r"^```(\w*)\n(.*?)^```", text, re.M | re.S)


def prices():
    """Return one long series."""
    rng = np.random.default_rng(0)
    days = pd.date_range("2023-01-01", periods=120)
    close = (100 + np.cumsum(rng.normal(0, 1, 120))).round(2)
    return pd.DataFrame({"date": days, "close": close, "high": close + rng.integers(0, 4, 120)})


def visits():
    """Return patients of two clinics, whose numbers of days differ."""
    rng, parts = np.random.default_rng(1), []
    for number in range(120):
        days = int(rng.integers(5, 13))
        pulse = 70 + 9 * np.sin(np.arange(days) / 3 + rng.uniform(0, 6))
        table = {
            "patient": f"P{number:03d}",
            "day": pd.date_range("2024-01-01", periods=days),
            "clinic": ["north", "south"][number % 2],
            "pulse": pulse.round(1),
        }
        parts.append(pd.DataFrame(table))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def place(root, tmp_path_factory):
    """Folder with what the examples name."""
    folder = tmp_path_factory.mktemp("readme")
    prices().to_csv(folder / "prices.csv", index=False)
    visits().to_csv(folder / "visits.csv", index=False)
    (folder / "data").mkdir()
    for path in [*root.glob("data/*.csv"), *root.glob("data/*.txt")]:
        lines = path.read_text("utf-8").splitlines(keepends=True)
        (folder / "data" / path.name).write_text("".join(lines[: LINES[path.suffix]]), "utf-8")
    [experiments] = [text for language, text in blocks(root) if language == "yaml"]
    (folder / "experiments.yaml").write_text(experiments)
    return folder


def test_the_commands_run_as_shown(rnngan, root, place):
    lines = [line for _, text in blocks(root) for line in text.splitlines()]
    commands = [
        shlex.split(line, comments=True) for line in lines if re.match(r"rnngan \w+ ", line)
    ]
    assert len(commands) >= 20
    program = root / "tests" / "quick_judges.py"
    for _, *arguments in commands:
        named = next(name for name in ABOUT if name in " ".join(arguments))
        environment = os.environ | SMALL | ABOUT[named]
        result = rnngan(*arguments, program=program, cwd=place, env=environment)
        assert result.returncode == 0, f"{arguments}\n{result.stderr}"
        assert "could not be drawn" not in result.stderr


def test_the_python_runs_as_shown(rnngan, root, place):
    [text] = [text for language, text in blocks(root) if language == "python"]
    (place / "example.py").write_text(text)
    result = rnngan(program=place / "example.py", cwd=place)
    assert result.returncode == 0, result.stderr
    assert (place / "weather-run" / "manifest.json").exists()
