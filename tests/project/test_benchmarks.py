"""Every benchmark runs: its whole path, with the smallest sizes."""

import os
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
NAMES = sorted(path.stem for path in BENCHMARKS.glob("*.py") if path.stem != "machine")


@pytest.mark.parametrize("name", NAMES)
def test_a_tiny_run_prints_its_lines(rnngan, name, root, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(root)}
    program = BENCHMARKS / f"{name}.py"
    result = rnngan("--tiny", program=program, cwd=tmp_path, env=environment)
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) >= 2
    assert not list(tmp_path.iterdir()), "a tiny run leaves nothing behind"
