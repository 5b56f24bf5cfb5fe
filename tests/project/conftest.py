"""Shared by tests of the benchmarks."""

import sys

import pytest


@pytest.fixture
def benchmark_parts(root, monkeypatch):
    """What a benchmark is made of can be imported, and is forgotten afterwards."""
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0].endswith("_parts")]:
        del sys.modules[name]
