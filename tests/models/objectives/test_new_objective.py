"""An objective from outside the package is found by everything that asks for objectives."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

TOY = '''"""A toy (Nobody, 2000).

The mean logit; the generator raises it.
"""

from keras import ops

LABELS = False
DIVERGENCE = "nothing"
DEFAULTS = {"d_steps": 2, "clip_weights": 0.5}


def discriminator_loss(real, fake, label=1.0):
    return ops.mean(fake) - ops.mean(real)


def generator_loss(real, fake):
    return -ops.mean(fake)


def divergence(real, fake):
    return 42.0 + 0.0 * ops.mean(real)
'''
# What a person's own program does: a folder more, before anything is asked for.
PROGRAM = """
import sys
import rnngan.models.objectives
rnngan.models.objectives.__path__.append(sys.argv.pop(1))
from rnngan.config import catalogue
from rnngan.config.run_config import validate
assert "my-toy" in catalogue.objectives() and "bce" in catalogue.objectives()
settings = validate({"training": {"objective": "my-toy"}}).training
assert (settings.objective, settings.d_steps, settings.clip_weights) == ("my-toy", 2, 0.5)
from rnngan.cli.main import main
raise SystemExit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """Run the command with the folder of the toy: toy("train", …) -> result."""
    folder = tmp_path_factory.mktemp("objectives")
    (folder / "my_toy.py").write_text(TOY)

    def run(*arguments):
        command = [sys.executable, "-c", PROGRAM, str(folder), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300)

    return run


def test_the_command_line_offers_it(toy):
    shown = toy("train", "--help")
    assert shown.returncode == 0, shown.stderr
    assert "my-toy" in shown.stdout


def test_it_trains(toy, tmp_path):
    rng = np.random.default_rng(0)
    pd.DataFrame({"x": rng.normal(size=60).round(2)}).to_csv(tmp_path / "x.csv", index=False)
    run, small = tmp_path / "run", ("--steps", 2, "--window", 4, "--units", 4)
    small = (*small, "--generator", "window")  # against the discriminator from the first step
    made = toy("train", tmp_path / "x.csv", "-o", run, "--objective", "my-toy", *small)
    assert made.returncode == 0, made.stderr
    history = pd.read_csv(run / "history.csv")
    assert history["step"].iloc[-1] == 2
    assert history["divergence"].tolist() == [42.0] * len(history)
