"""Generated rows against real ones, with floors, baselines and a headline."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_samples import of_lists, process, sides

from rnngan.evaluation.similarity import comparison as module
from rnngan.evaluation.similarity.comparison import similarity

READ = {"id_column": "id", "lengths": "learn"}


@pytest.fixture(scope="module")
def drawn():
    """Training rows, held-out ones and new ones of one process."""
    return sides(process(1, 80), process(2, 20), process(3, 60), **READ)


@pytest.fixture(scope="module")
def found(drawn):
    return similarity(*drawn, whole=True)


def test_what_scores_json_holds(found):
    assert found.keys() == {"share", "std", "definition", "verdict", "grade", "baselines", "scores"}
    for score in found["scores"]:
        assert score.keys() == {
            "score", "title", "reading", "unit", "generated", "floor", "held_out", "baselines",
            "share", "details",
        }  # fmt: skip
        for side in ("generated", "floor", "held_out"):
            assert score[side].keys() == {"mean", "std", "values"}
            assert len(score[side]["values"]) == module.SPLITS
        assert score["baselines"].keys() == {"block bootstrap", "Gaussian", "constant"}
        assert all(row.keys() == {"of", "generated", "floor"} for row in score["details"])
    assert json.loads(json.dumps(found)) == found


def test_the_same_process_drawn_again_is_good(found):
    assert found["grade"] == "good"
    assert found["share"] > 0.97


def test_baselines_are_far_from_what_is_real(found):
    reached = found["baselines"]
    assert reached["constant"] < 0.6
    assert reached["Gaussian"] < 0.9
    assert reached["block bootstrap"] < found["share"] - 0.04


def test_the_number_is_the_mean_of_all_details(found):
    [score] = [score for score in found["scores"] if score["score"] == "marginals"]
    for side in ("generated", "floor"):
        assert score[side]["mean"] == pytest.approx(np.mean([d[side] for d in score["details"]]))
    over = [row["generated"] - row["floor"] for row in score["details"]]
    assert over == sorted(over, reverse=True)
    assert [d["of"] for d in score["details"]] != []


def test_the_same_seed_draws_the_same(drawn, found):
    assert similarity(*drawn, whole=True) == found
    assert similarity(*drawn, whole=True, seed=1) != found


def test_two_seeds_agree_within_their_spreads(drawn, found):
    """Of all scores, on all sides, and of the headline: differences in spreads of both together."""
    other = similarity(*drawn, whole=True, seed=1)
    pairs = [({"mean": one["share"], "std": one["std"]}) for one in (found, other)]
    apart = [in_spreads(*pairs)]
    for one, two in zip(found["scores"], other["scores"], strict=True):
        apart += [in_spreads(one[side], two[side]) for side in ("generated", "floor", "held_out")]
    assert np.mean(np.array(apart) <= 2) >= 0.95
    assert max(apart) <= 3.5


def in_spreads(one, other):
    apart, spread = abs(one["mean"] - other["mean"]), np.hypot(one["std"], other["std"])
    return apart / spread if apart > 1e-12 else 0.0


def test_shuffled_rows_are_not_good(drawn):
    real, held, _ = drawn
    rng = np.random.default_rng(0)
    frame = process(3, 60)
    order = np.arange(len(frame)).reshape(60, -1)
    order = rng.permuted(order, axis=1).ravel()
    values = {name: frame[name].to_numpy()[order] for name in ("smooth", "rough", "level", "kind")}
    _, shuffled = sides(process(1, 80), frame.assign(**values), **READ)
    found = similarity(real, held, shuffled, whole=True)
    assert found["grade"] == "poor"
    worst = {s["score"] for s in sorted(found["scores"], key=lambda s: s["share"])[:5]}
    assert "classifier" in worst
    assert "marginals" not in worst


def test_long_series_are_cut_into_as_many_pieces_as_are_needed():
    rng = np.random.default_rng(0)
    real, other = sides(*(pd.DataFrame({"x": rng.normal(size=n).round(3)}) for n in (400, 300)))
    assert module.piece(real, other) == 10  # 40 pieces of 400 rows
    assert module.piece(real, other.cut(6, rng)) == 6
    found = similarity(real, real.taken([]), other)
    assert {score["score"] for score in found["scores"]} >= {"marginals", "spectrum"}
    assert all(score["held_out"] is None for score in found["scores"])


def test_too_few_sequences_are_not_compared():
    real, other = of_lists([[1.5, 2.5]] * 3, [[1.5, 2.5]] * 9)
    assert similarity(real, real.taken([]), other, whole=True) is None  # halves of one
    assert similarity(other, real.taken([]), real.taken([0]), whole=True) is None


def test_a_table_without_columns_to_compare_has_no_similarity():
    (real,) = sides(pd.DataFrame({"x": np.arange(200) % 7, "word": "same"}))
    words = replace(real, schema=real.schema.model_copy(update={"columns": ()}))
    assert similarity(words, words.taken([]), words) is None


def test_floors_are_of_as_many_sequences_as_were_generated(drawn):
    real, held, other = drawn
    rng = np.random.default_rng(0)
    split = module._split(real, held, other.taken(range(7)), rng)
    assert [len(side.segments) for side in (split.real, split.floor, split.generated)] == [7] * 3
    assert not set(split.real.segments) & set(split.floor.segments)
    assert len(split.held_out.segments) == 7


def test_large_samples_are_taken_in_part(drawn, monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 48 * 5)
    split = module._split(*drawn, np.random.default_rng(0))
    assert [len(side) for side in (split.real, split.floor, split.generated)] == [48 * 5] * 3


def test_categories_alone_have_no_gaussian():
    rng = np.random.default_rng(0)
    real, other = sides(*(pd.DataFrame({"c": rng.choice(list("abc"), 200)}) for _ in range(2)))
    found = similarity(real, real.taken([]), other)
    assert found["baselines"].keys() == {"block bootstrap", "constant"}
