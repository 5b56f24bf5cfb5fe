"""Context-FID: distances by hand; sets that are the same, and one that is moved."""

import numpy as np
import pytest

from rnngan.evaluation import ts2vec
from rnngan.evaluation.sides import Sides
from rnngan.evaluation.window_scores import context_fid
from rnngan.evaluation.window_scores.context_fid import frechet_distance

PLUS_MINUS = np.array([[-1.0], [1.0]])  # variance 2


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (PLUS_MINUS, PLUS_MINUS, 0.0),
        (PLUS_MINUS, PLUS_MINUS + 3, 9.0),
        (PLUS_MINUS, 3 * PLUS_MINUS, 8.0),  # (√2 - √18)² = 2 + 18 - 2 · 6
        (PLUS_MINUS, 0 * PLUS_MINUS, 2.0),
    ],
)
def test_distances_by_hand(one, other, expected):
    assert frechet_distance(one, other) == pytest.approx(expected)
    assert frechet_distance(other, one) == pytest.approx(expected)


def test_covariances_that_do_not_commute():
    """tr (C₁ C₂)^½ from the eigenvalues of the product itself."""
    rng = np.random.default_rng(0)
    one, other = (rng.normal(size=(50, 3)) @ rng.normal(size=(3, 3)) for _ in range(2))
    first, second = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    shared = np.sqrt(np.linalg.eigvals(first @ second).real).sum()
    moved = ((one.mean(axis=0) - other.mean(axis=0)) ** 2).sum()
    expected = moved + np.trace(first) + np.trace(second) - 2 * shared
    assert frechet_distance(one, other) == pytest.approx(expected)


@pytest.fixture
def small(monkeypatch):
    """An encoder of a few channels that learns for a few steps."""
    encoder = ts2vec.TS2Vec
    monkeypatch.setattr(ts2vec, "TS2Vec", lambda seed: encoder(seed, 4, 6, depth=1))
    monkeypatch.setattr(context_fid, "ITERATIONS", 10)


@pytest.mark.usefixtures("small")
def test_the_same_windows_score_0_and_moved_ones_more():
    rng = np.random.default_rng(1)
    real = rng.uniform(0, 1, (60, 8, 2)).astype("float32")
    seen = []

    def scored(generated):
        sides = Sides(real, real[:20], generated)
        return context_fid.rows(sides, seeds=3, report=lambda *about: seen.append(about))

    same, moved = scored(real), scored(real + 1)
    assert [row["against"] for row in same] == ["training windows", "held-out windows"]
    values = [row["generated"]["values"][0] for row in (same[0], moved[0])]
    assert values[0] == pytest.approx(0, abs=1e-4)
    assert values[1] > max(1e-3, 10 * same[0]["floor"]["mean"])
    assert [row["floor"] for row in same] == [row["floor"] for row in moved]  # one encoder
    assert seen[0] == ("encoder of windows", 0, 10)
    assert seen[10] == ("encoder of windows", 10, 10)


def test_the_estimate_by_hand(monkeypatch):
    """1.3e6 operations a row of 24: 6 · 8 · 600 windows trained, 2 · 1,000 + 200 encoded."""
    monkeypatch.setattr(context_fid, "operations_per_second", lambda *_: 1.3e6 * 24)
    sides = Sides(np.zeros((1000, 24, 3)), np.zeros((200, 24, 3)), np.zeros((1000, 24, 3)))
    assert context_fid.seconds(sides, 3) == pytest.approx(8 + 3.3 * (28_800 + 2_200))
    assert context_fid.seconds(sides, 3, quick=True) == pytest.approx(8 + 3.3 * (5_760 + 2_200))


@pytest.mark.usefixtures("small")
def test_an_encoder_that_was_kept_serves_again(monkeypatch):
    rng, kept = np.random.default_rng(1), {}
    real, made = rng.uniform(0, 1, (2, 60, 8, 2)).astype("float32")
    first = context_fid.rows(Sides(real, real[:0], made, kept=kept), seeds=1)
    (name,) = kept
    assert name.startswith("context_fid/10/0/")
    again = dict(kept)
    fitted = []
    monkeypatch.setattr(ts2vec, "fit", lambda *given: fitted.append(given))
    assert context_fid.rows(Sides(real, real[:0], made, kept=again), seeds=1) == first
    assert not fitted
    context_fid.rows(Sides(real[1:], real[:0], made, kept=again), seeds=1)  # of other windows
    assert len(fitted) == 1
