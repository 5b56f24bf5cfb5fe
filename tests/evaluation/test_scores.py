"""All scores together: their rows, their estimate, and that a file is all that a score needs."""

import json

import numpy as np
import pytest

from rnngan.config.errors import InputError
from rnngan.evaluation import ensemble, scores, window_scores
from rnngan.evaluation.window_scores import context_fid, discriminative, predictive
from rnngan.evaluation.window_scores.predictive import constant_score
from rnngan.report.console import scores_table

TOY = '''"""Distance of the means of all cells: a score without a network."""

from rnngan.evaluation.sides import row

NAME = "means"
TITLE = "means apart"
BETTER = "higher"
READING = "distance of the means of all cells"
FEWEST_FEATURES = 2
ITERATIONS = 0
ASKED_FOR = False


def judges(features, quick=False):
    return [] if quick else ["none"]


def seconds(sides, seeds, quick=False):
    return 7.0


def rows(sides, seeds, seed=0, quick=False, report=None):
    return [
        row(NAME, "none", name, [apart(sides.generated, real)], [apart(one, real)])
        for name, (real, one, _) in sides.against.items()
    ]


def apart(one, other):
    return abs(float(one.mean() - other.mean()))
'''


def waves(count, seed, features=2, length=8):
    rng = np.random.default_rng(seed)
    phase = rng.uniform(0, 6, (count, 1, features))
    return (0.5 + 0.4 * np.sin(np.arange(length)[None, :, None] + phase)).astype("float32")


@pytest.fixture
def quick(monkeypatch):
    for module in (discriminative, predictive):
        monkeypatch.setattr(module, "ITERATIONS", 20)


@pytest.mark.usefixtures("quick")
def test_rows_of_an_evaluation():
    rows = scores.evaluate(waves(60, 0), waves(20, 1), waves(60, 2), seeds=2)
    names = [(row["score"], row["judge"], row["against"]) for row in rows]
    judges = [
        ("correlational", "none"), ("discriminative", "GRU, 1 units"),
        ("discriminative", "GRU, 32 units"), ("discriminative", "CNN, 32 channels"),
        ("predictive", "GRU, 1 units"),
    ]  # fmt: skip
    sides = ("training windows", "held-out windows")
    assert names == [(*judge, against) for judge in judges for against in sides]
    for row in rows[2:]:
        for part in (row["generated"], row["floor"]):
            assert len(part["values"]) == 2
            assert part["mean"] == pytest.approx(np.mean(part["values"]))
            assert part["std"] == pytest.approx(np.std(part["values"], ddof=1))
    assert rows[-1]["baseline"] == constant_score(waves(20, 1))


@pytest.mark.usefixtures("quick")
def test_one_column_and_no_holdout_are_scored_too():
    rows = scores.evaluate(waves(60, 0, 1), waves(0, 1, 1), waves(60, 2, 1), seeds=1)
    assert [(row["score"], row["against"]) for row in rows] == [
        ("discriminative", "training windows")
    ] * 3


def test_quick_scores_are_of_fewer_networks_that_train_for_less_long(monkeypatch):
    asked, seen = [], []

    def reported_alone(pairs, *arguments):
        iterations, report, pace = arguments[-3:]
        asked.append((iterations, pace))
        report(iterations)
        return np.zeros((len(pairs), 1))

    def both(*arguments):
        return reported_alone(*arguments), reported_alone(*arguments)

    monkeypatch.setattr(discriminative, "classified", both)
    monkeypatch.setattr(predictive, "predictive_scores", reported_alone)
    sides = waves(60, 0), waves(20, 1), waves(60, 2)
    scores.evaluate(*sides, seeds=1, report=lambda *row: seen.append(row), quick=True)
    assert asked == [(200, discriminative.QUICK)] * 2 + [(200, predictive.QUICK_RATE)]
    assert list(dict.fromkeys(seen)) == [
        ("classifiers (CNN, 32 channels)", 200, 200),
        ("forecasters", 200, 200),
    ]
    asked.clear()
    scores.evaluate(*sides, seeds=1, report=lambda *row: seen.append(row))
    published = (2000, ensemble.PUBLISHED)
    assert asked == [published] * 6 + [(5000, ensemble.LEARNING_RATE)]


def tied(count, seed):
    """Return waves of one phase: each of six columns runs behind the one before."""
    phase = np.random.default_rng(seed).uniform(0, 6, (count, 1, 1))
    time = np.arange(8)[None, :, None] - 0.5 * np.arange(6)
    return (0.5 + 0.4 * np.sin(time + phase)).astype("float32")


def shuffled(windows, seed):
    rng = np.random.default_rng(seed)
    return np.stack([rng.permutation(window) for window in windows])


def test_quick_scores_distinguish_a_broken_generator_from_one_that_works():
    """Rows of the same values in another order: neither like real ones nor of use for forecasts."""
    train, drawn = tied(400, 0), tied(400, 2)
    found = {}
    for name, generated in (("works", drawn), ("broken", shuffled(drawn, 3))):
        rows = scores.evaluate(train, tied(0, 1), generated, seeds=1, quick=True)
        found[name] = {row["score"]: row for row in rows}
    classified = {name: rows["discriminative"] for name, rows in found.items()}
    assert classified["works"]["generated"]["mean"] < 0.1
    assert classified["broken"]["generated"]["mean"] > 0.4
    assert classified["broken"]["auc"]["generated"]["mean"] > 0.95
    forecast = {name: rows["predictive"] for name, rows in found.items()}
    floor = forecast["works"]["floor"]["mean"]
    assert forecast["works"]["generated"]["mean"] < 1.2 * floor
    assert floor < 0.5 * forecast["works"]["baseline"]
    assert forecast["broken"]["generated"]["mean"] > 1.5 * floor


def test_the_estimate_follows_quick_scores(monkeypatch):
    """At a second an iteration: 200 + 200 in place of 3 · 2,000 + 5,000."""
    for module in (discriminative, predictive):
        monkeypatch.setattr(module, "scoring_seconds", lambda *a: a[3])
    sides = waves(60, 0), waves(20, 1)
    assert scores.seconds(*sides, 1) == 11_000
    assert scores.seconds(*sides, 1, quick=True) == 400
    one = waves(60, 0, 1), waves(20, 1, 1)
    assert scores.seconds(*one, 1) == 6000  # nothing is forecast of a single column


def test_too_few_windows_are_refused():
    with pytest.raises(InputError, match="4 training windows are too few for a score"):
        scores.evaluate(waves(4, 0), waves(0, 1), waves(60, 2))
    with pytest.raises(InputError, match="9 generated windows are too few for a score"):
        scores.evaluate(waves(60, 0), waves(0, 1), waves(9, 2))


@pytest.fixture
def toy(monkeypatch, tmp_path):
    (tmp_path / "means.py").write_text(TOY)
    monkeypatch.setattr(window_scores, "__path__", [*window_scores.__path__, str(tmp_path)])


def test_what_a_file_says_is_what_its_module_says():
    described, modules = window_scores.described(), window_scores.modules()
    given = ["correlational", "discriminative", "predictive"]
    assert [module.NAME for module in modules] == given
    assert list(described) == sorted([*given, "context_fid"])
    for module in [*modules, context_fid]:
        found = described[module.NAME]
        said = (found.title, found.better, found.reading)
        assert said == (module.TITLE, module.BETTER, module.READING)
        assert module.BETTER in ("lower", "higher")


@pytest.mark.parametrize(("quick", "more"), [(False, []), (True, ["means apart (none)"])])
@pytest.mark.usefixtures("toy")
def test_what_quick_scores_leave_out_is_named(quick, more):
    classifiers = [f"discriminative (GRU, {units} units)" for units in (3, 32)] if quick else []
    assert scores.left_out(6, quick) == classifiers + more
    assert scores.left_out(1, quick) == [name.replace("3 u", "1 u") for name in classifiers]


@pytest.mark.usefixtures("quick", "toy")
def test_a_file_is_all_that_a_score_needs(monkeypatch):
    zeros, ones, twos = np.zeros((12, 4, 2)), np.ones((12, 4, 2)), np.full((12, 4, 2), 2.0)
    rows = scores.evaluate(zeros, ones, twos, seeds=1)
    found = [row for row in json.loads(json.dumps(rows)) if row["score"] == "means"]
    assert [row["against"] for row in found] == ["training windows", "held-out windows"]
    assert [row["generated"]["mean"] for row in found] == [2.0, 1.0]
    assert [row["floor"]["mean"] for row in found] == [0.0, 1.0]
    assert [row["score"] for row in rows][::2] == [
        "correlational", *["discriminative"] * 3, "means", "predictive",
    ]  # fmt: skip

    result = {"scores": rows, "judge_seeds": 1}
    shown = scores_table(result, window_scores.described()).splitlines()
    assert "means apart     none              held-out windows  1.000      1.000" in shown
    assert "means apart (higher is better): distance of the means of all cells" in " ".join(shown)
    assert "predictive (lower is better): " in " ".join(shown)

    for module in (discriminative, predictive):
        monkeypatch.setattr(module, "scoring_seconds", lambda *a: 1.0)
    assert scores.seconds(zeros, ones, 1) == 3 + 7 + 1


@pytest.mark.usefixtures("toy")
def test_a_score_that_a_column_is_too_few_for_is_left_out(monkeypatch):
    one = np.zeros((12, 4, 1))
    monkeypatch.setattr(discriminative, "rows", lambda *_: [])
    assert scores.evaluate(one, one, one) == []


def test_what_takes_long_is_given_to_those_who_ask_for_it(monkeypatch):
    monkeypatch.setattr(context_fid, "rows", lambda *_: [{"score": "context_fid"}])
    monkeypatch.setattr(context_fid, "seconds", lambda *_: 60.0)
    for module in (discriminative, predictive):
        monkeypatch.setattr(module, "rows", lambda *_: [])
        monkeypatch.setattr(module, "seconds", lambda *_: 1.0)
    sides = waves(60, 0), waves(0, 1), waves(60, 2)
    for also, names, seconds in (
        ((), ["correlational"], 2.0),
        (("context_fid",), ["context_fid", "correlational"], 62.0),
    ):
        assert [row["score"] for row in scores.evaluate(*sides, also=also)] == names
        assert scores.seconds(*sides[:2], 1, also=also) == seconds


def test_the_line_on_how_to_read_scores():
    zero = {"mean": 0, "std": 0}
    rows = [
        {"score": name, "judge": "j", "against": "a", "generated": zero, "floor": zero}
        for name in ("correlational", "discriminative", "predictive")
    ]
    shown = scores_table({"scores": rows, "judge_seeds": 3}, window_scores.described())
    assert " ".join(shown.splitlines()[-5:]) == (
        "mean ± standard deviation over 3 judges; lower is better. correlational: a tenth of the "
        "differences between all correlations of two features, summed (± over other draws of "
        "windows). discriminative: 0 where a classifier can't distinguish generated from real "
        "windows, 0.5 where it always can. "
        "predictive: mean absolute error of a forecast learned on the generated windows; "
        "'constant' forecasts the median."
    )
