"""What benchmarks/fidelity.py measures and keeps, by hand; test_benchmarks.py runs all of it."""

import numpy as np
import pytest

pytestmark = pytest.mark.usefixtures("benchmark_parts")


def test_nearness_by_hand():
    """Windows of two rows at 0, 1, 2, … 9: the nearest that begins two rows away is 2√2 away."""
    from fidelity_parts.measures import nearness

    starts = np.arange(10)
    real = np.repeat(starts[:, None, None], 2, axis=1).astype("float32")
    assert nearness(real, starts, real) == 0
    assert nearness(real, starts, real + 0.5) == pytest.approx(0.5 / 2)
    assert nearness(real, starts, real[:1] - 3) == pytest.approx(3 / 2)


def test_all_windows_of_long_series():
    from fidelity_parts.windows import cut

    series = np.arange(10.0).reshape(2, 5, 1)
    windows = cut(series, 3)
    assert windows[..., 0].tolist() == [
        [0, 1, 2], [1, 2, 3], [2, 3, 4], [5, 6, 7], [6, 7, 8], [7, 8, 9],
    ]  # fmt: skip


def test_memory_by_hand():
    """Of 1, -1, 1, -1 the autocorrelation is -3/3 and 2/2; of 1, 1, -1, -1 it is 1/3 and -1."""
    from fidelity_parts.measures import autocorrelation, memory

    swinging, slow = np.array([[1.0], [-1], [1], [-1]]), np.array([[1.0], [1], [-1], [-1]])
    assert autocorrelation(swinging)[:2, 0].tolist() == pytest.approx([-1, 1])
    assert autocorrelation(slow)[:2, 0].tolist() == pytest.approx([1 / 3, -1])
    assert memory(swinging[None], swinging) == 0
    assert memory(slow[None], swinging) == pytest.approx((4 / 3 + 2 + 0) / 3)


def test_figures_that_were_cut_off_go_on(tmp_path):
    from fidelity_parts.results import Results

    path, key = tmp_path / "results.jsonl", {"table": "sines", "seed": 0}
    Results(path).add("windows", key, {"ds": [0.1]})
    with open(path, "a") as stream:
        stream.write('{"what": "series", "table": "si')
    again = Results(path)
    assert again.find("windows", **key)["ds"] == [0.1]
    assert again.find("windows", table="sines", seed=1) is None
    again.add("windows", key, {"ds": [0.2]})
    assert [line["ds"] for line in Results(path).all("windows", table="sines")] == [[0.2]]


def test_tables_of_means_and_spreads(tmp_path):
    from fidelity_parts import tables
    from fidelity_parts.results import Results

    results = Results(tmp_path / "results.jsonl")
    floors = {"table": "stocks", "length": 24, "part": "", "steps": None}
    results.add("floor", floors, {"ds": [0.01, 0.03], "cs": 0.5})
    for seed, ds in ((0, [0.1, 0.3]), (1, [0.3, 0.5]), (7, [9.0])):
        key = floors | {"seed": seed}
        results.add("training", key, {"minutes": 2.0 + seed})
        results.add("windows", key, {"ds": ds, "cs": 1.0, "nearness": 1.0})
    key = floors | {"part": "calendar", "seed": 0}
    results.add("failure", key, {"failed": "training", "error": "no such setting"})
    lines = list(tables.lines(results, seeds=[0, 1], steps=None))
    assert (
        "| Stocks, 24 | 2 | 2.5 | 0.300 ± 0.141 | 0.020 | – | – | – | – | – | – "
        "| 1.000 ± 0.000 | 0.500 | 1.00 ± 0.00 |"
    ) in lines
    assert lines[-1] == "\nfailed: Stocks, 24 calendar, seed 0: no such setting"
    results.add("training", key, {"minutes": 1.0})
    results.add("windows", key, {"ds": [0.4], "cs": 2.0})
    assert list(tables.lines(results, [0, 1], None))[-1] == (
        "| calendar | Stocks, 24 | 1 | 1.0 | 0.400 | – | 2.000 |"
    )
