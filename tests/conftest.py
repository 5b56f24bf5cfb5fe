"""Shared by all tests: small data, one small trained model, quiet TensorFlow."""

import functools
import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
from untraced import untraced as untracing
from zygote import CLI, Zygote

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
for _threads in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")  # tests run side by side, a core each
gc.set_threshold(20_000, 20, 100)  # graphs are many objects, and looked through again and again
LONGEST = {  # files that take longest: first, so that no process is left alone with one at last
    "test_cli.py", "test_inputs_learned.py", "test_train_table.py", "test_real.py",
    "test_text.py", "test_resume.py", "test_inputs.py", "test_estimator.py",
    "test_ray_cluster.py", "test_readme.py", "test_benchmarks.py", "test_sample_table.py",
    "test_latents.py", "test_codes.py", "test_battery.py", "test_vae.py", "test_conditional.py",
    "test_store.py", "test_evaluate.py", "test_security.py", "test_train_rows.py",
    "test_adversarial.py", "test_infogan.py", "test_notebooks.py",
}  # fmt: skip
BROWSER = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
settings.register_profile("untimed", deadline=None)  # no test is timed
settings.load_profile("untimed")
ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items):
    """Put the longest files first."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def root():
    """Folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def visits():
    """A table of every kind: 12 ids, 30 days each, a number, an integer and a category."""
    rng = np.random.default_rng(0)
    days = pd.date_range("2024-01-01", periods=30)
    parts = []
    for number in range(12):
        wave = np.sin(np.arange(30) / 4 + rng.uniform(0, 6))
        parts.append(
            pd.DataFrame(
                {
                    "patient": f"P{number:03d}",
                    "day": days,
                    "pulse": (70 + 9 * wave + rng.normal(0, 1, 30)).round(1),
                    "steps": (4000 + 2500 * wave + rng.normal(0, 300, 30)).astype("int64"),
                    "mood": np.where(wave > 0.3, "good", np.where(wave < -0.5, "bad", "so-so")),
                    "clinic": "north",
                    "pulse_again": 0.0,
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    table["pulse_again"] = table["pulse"]
    return table


@pytest.fixture(scope="session")
def visits_csv(visits, tmp_path_factory):
    """The same table as a CSV file."""
    path = tmp_path_factory.mktemp("data") / "visits.csv"
    visits.to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def rnngan():
    """Run the command in a process of its own: rnngan("train", path, …) -> result.

    `program` names another program in Python to run. Where the system can fork, the process has
    loaded TensorFlow already; see tests/zygote.py.
    """
    if hasattr(os, "pidfd_open"):
        zygote = Zygote()

        def run(*arguments, **kwargs):
            if kwargs.keys() <= {"program", "input", "text", "timeout", "cwd", "env"}:
                return zygote.run(arguments, **kwargs)
            return real_command(*arguments, **kwargs)  # with descriptors or a user of its own

        yield run
        zygote.close()
    else:
        yield real_command


@pytest.fixture(scope="session")
def untraced_command(rnngan, root):
    """Run the command without tracing functions of TensorFlow, for trainings of a few steps."""
    return functools.partial(rnngan, program=root / "tests" / "untraced.py")


def real_command(*arguments, program=CLI, **kwargs):
    """Run the real command."""
    command = [sys.executable, str(program), *map(str, arguments)]
    kwargs = {"capture_output": True, "text": True, "timeout": 300, "cwd": ROOT} | kwargs
    return subprocess.run(command, **kwargs)


@pytest.fixture
def untraced():
    """Functions of TensorFlow run without being traced, which takes longer than few steps do."""
    with untracing():
        yield


@pytest.fixture(scope="module")
def all_untraced():
    """Nor are they in the shared trainings of a file that asks for this, and in its tests."""
    with untracing():
        yield


@pytest.fixture(scope="session")
def visits_run(rnngan, visits_csv, tmp_path_factory):
    """A run folder trained for a few steps by the real command."""
    folder = tmp_path_factory.mktemp("runs") / "visits"
    result = rnngan(
        "train", visits_csv, "-o", folder, "--steps", 40, "--window", 8, "--units", 8, "--seed", 3,
        "--adversarial-steps", 0,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def browser(tmp_path):
    """A browser without a window that keeps nothing."""
    pytest.importorskip("selenium")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    found = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    for name, path in found.items():
        if path is None:
            pytest.skip(f"there is no {name}")
    options = webdriver.ChromeOptions()
    options.binary_location = found["chromium"]
    for argument in (*BROWSER, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with webdriver.Chrome(options=options, service=Service(found["chromedriver"])) as driver:
        yield driver
