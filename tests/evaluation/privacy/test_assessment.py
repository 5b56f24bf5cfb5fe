"""Real tables, attacked: what was learned by heart is found out, what was not is left alone."""

import json

import numpy as np
import pandas as pd
import pytest
import small_corruptions
from small_privacy import copied, people, real, sample
from small_samples import process

from rnngan.evaluation import window_scores
from rnngan.evaluation.privacy.assessment import assess
from rnngan.evaluation.sample import Sample
from rnngan.evaluation.sides import Sides
from rnngan.evaluation.similarity import row_scores
from rnngan.evaluation.similarity.comparison import similarity

COLUMNS = {
    "one column": ["person", "pulse"],
    "mixed kinds and missing cells": ["person", "pulse", "temperature", "mood", "ward"],
    "no number": ["person", "mood", "ward"],
}
PEOPLE, OTHERS = people(300, 2), people(600, 1, first=1000)


@pytest.fixture(params=COLUMNS)
def columns(request):
    return COLUMNS[request.param]


def privacy(frame, generated, unseen=True, **data):
    dataset, encoder = real(frame, **data)
    return assess(dataset, encoder, sample(generated, dataset, encoder), unseen)


def series(seed, rows=4000):
    """Return one long series that wanders, with a category."""
    rng = np.random.default_rng([seed, 0x5E7])
    moves, level = rng.normal(size=rows), np.zeros(rows)
    for row in range(1, rows):
        level[row] = 0.9 * level[row - 1] + moves[row]
    return pd.DataFrame({"x": level.round(2), "c": np.where(level > 0, "high", "low")})


def test_people_of_the_same_kind_give_nothing_away(columns):
    found = privacy(PEOPLE[columns], OTHERS[columns], id_column="person")
    assert found["grade"] == "good", found["verdict"]
    assert found["compared"] == {
        "members": 270, "non_members": 30, "generated": 600, "unit": "sequences"
    }  # fmt: skip
    assert all(row["auc"]["low"] <= 0.5 for row in found["attacks"])
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_people_who_are_repeated_are_found_out():
    dataset, _ = real(PEOPLE, id_column="person")
    found = privacy(PEOPLE, copied(PEOPLE, dataset, 1200), id_column="person")
    assert found["grade"] == "poor"
    assert [row["attack"] for row in found["attacks"]] == [
        "density ratio", "nearest", "rows", "shadow"
    ]  # fmt: skip
    assert all(row["auc"]["value"] >= 0.95 for row in found["attacks"])
    assert found["copies"]["exact"] == 1
    assert found["copies"]["exact_held_out"] == 0
    assert found["copies"]["longest_run"] == 8
    pair = found["riskiest"][0]
    assert pair["distance"] == 0 < pair["usual"]
    assert pair["generated"] == pair["real"]
    assert set(pair["real"][0]) == {"pulse", "temperature", "mood", "ward"}


def test_a_long_series_is_attacked_block_by_block():
    frame = series(0)
    found = privacy(frame, series(1), window=12)
    assert found["grade"] == "good", found["verdict"]
    assert found["compared"]["unit"] == "windows of 12 rows"
    assert all(row["auc"]["low"] <= 0.5 <= row["auc"]["high"] for row in found["attacks"])
    dataset, encoder = real(frame, window=12)
    own = np.concatenate([np.arange(*segment) for segment in dataset.split.train])
    parts = frame.iloc[dataset.rows.source[own]].assign(
        sequence=np.cumsum(np.diff(own, prepend=0) != 1)
    )
    found = assess(dataset, encoder, sample(parts, dataset, encoder))
    assert found["grade"] == "poor"
    area = {row["attack"]: row["auc"]["value"] for row in found["attacks"]}
    assert min(area["nearest"], area["density ratio"]) >= 0.95  # single rows are met by chance
    assert len(found["riskiest"]) == 3
    assert len(found["riskiest"][0]["real"]) == 12


def test_the_real_table_handed_in_as_synthetic_is_found_out_by_copies_alone():
    found = privacy(series(0), series(0), unseen=False, window=12)
    assert found["grade"] == "poor"
    assert found["copies"]["exact"] == 1
    assert found["copies"]["longest_run"] == 1000
    assert all(row["auc"]["low"] <= 0.5 <= row["auc"]["high"] for row in found["attacks"])
    assert "copies alone count" in found["promise"]


def test_the_same_draws_give_the_same_numbers():
    first, second = (privacy(PEOPLE, OTHERS, id_column="person") for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("rows", "options", "why"),
    [
        (400, {"holdout": 0}, "nothing is held out"),
        (400, {"holdout_by": "end"}, "Too little is held out to say"),  # one block
    ],
)
def test_where_it_cannot_be_said(rows, options, why):
    found = privacy(series(0, rows), series(1, rows), window=12, **options)
    assert found["grade"] == "unknown"
    assert why in found["verdict"]


WHOLE = {"id_column": "id", "lengths": "learn"}
CHEAP = [module.NAME for module in window_scores.modules() if module.ITERATIONS == 0]
CORRUPTIONS = [
    "shuffled_time", "noise", "dropped_mode", "dropped_category", "shifted_seasons"
]  # fmt: skip


def all_kinds(seed, count=200, hours=30):
    """Return sequences for which every score is defined: of two lengths, with gaps and delays."""
    frame = process(seed, count, hours)
    for change in ("cut_sequences", "stuck", "lost_cells"):
        frame = getattr(small_corruptions, change)(frame, 0.3)
    late = pd.Series(np.random.default_rng(seed).integers(0, 50, len(frame)))
    late = late.groupby(frame["id"]).cumsum()
    return frame.assign(time=frame["time"] + pd.to_timedelta(late, "min"))


class Copies:
    """A real table, those of its sequences that were trained on, and others of the same kind."""

    def __init__(self):
        frame = all_kinds(1)
        self.dataset, self.encoder = real(frame, **WHOLE)
        self.train = Sample(self.dataset.schema, self.dataset.rows, self.dataset.split.train)
        self.held = Sample(self.dataset.schema, self.dataset.rows, self.dataset.split.holdout)
        learned = frame["id"].isin(self.names(frame))
        self.copies = sample(self.renamed(frame[learned]), self.dataset, self.encoder)
        self.frame, self.drawn = frame, process(2, 200, 30)
        self.similarity = similarity(self.train, self.held, self.copies, whole=True)
        self.scores = {score["score"]: score for score in self.similarity["scores"]}

    def names(self, frame):
        source = self.dataset.rows.source
        return {frame["id"].iloc[source[first]] for first, _ in self.dataset.split.train}

    def renamed(self, frame):
        return frame.assign(id="Q" + frame["id"])

    def windows(self, found):
        """Return the sequences of a sample as windows, padded, on the scale of the scores."""
        rows = self.encoder.rows(found.rows)
        grid = np.zeros((len(found.segments), 30, rows.shape[1]), "float32")
        for window, (first, end) in zip(grid, found.segments, strict=True):
            window[: end - first] = rows[first:end]
        return grid

    def assessed(self, frame):
        return assess(self.dataset, self.encoder, sample(frame, self.dataset, self.encoder))


@pytest.fixture(scope="module")
def case():
    return Copies()


def test_copies_of_training_rows_are_good_rows(case):
    assert set(case.scores) == {module.NAME for module in row_scores.modules()}
    assert case.similarity["grade"] == "good"
    assert case.similarity["share"] > 0.99


@pytest.mark.parametrize("name", sorted(module.NAME for module in row_scores.modules()))
def test_no_score_of_rows_catches_copies(case, name):
    found = case.scores[name]
    spread = np.hypot(found["generated"]["std"], found["floor"]["std"])
    assert found["generated"]["mean"] <= found["floor"]["mean"] + 2 * spread
    assert found["share"] > 0.97


@pytest.mark.parametrize("name", CHEAP)
def test_no_cheap_score_of_windows_catches_copies(case, name):
    [module] = [module for module in window_scores.modules() if name == module.NAME]
    sides = Sides(*map(case.windows, (case.train, case.held, case.copies)))
    for row in module.rows(sides, 1):
        assert row["generated"]["mean"] <= row["floor"]["mean"]


def test_every_attack_catches_copies(case):
    found = assess(case.dataset, case.encoder, case.copies)
    assert found["grade"] == "poor"
    assert found["attacks"]
    assert all(row["auc"]["low"] > 0.9 for row in found["attacks"])
    assert found["copies"]["exact"] == found["copies"]["near"] == 1
    assert found["copies"]["exact_held_out"] == 0


def test_the_more_copies_the_more_attacks_recognise(case):
    """The ids that are held out are not among those that are put in first."""
    learned = case.frame[case.frame["id"].isin(case.names(case.frame))]
    corrupt = small_corruptions.copied(learned)
    found = [case.assessed(corrupt(case.drawn, amount)) for amount in (0.0, 0.4, 0.9)]
    assert [round(one["copies"]["exact"], 2) for one in found] == [0.0, 0.4, 0.9]
    assert [one["grade"] for one in found[1:]] == ["poor"] * 2
    for number in range(len(found[0]["attacks"])):
        areas = [one["attacks"][number]["auc"]["value"] for one in found]
        assert areas == sorted(areas)
        assert areas[0] < 0.65
        assert areas[-1] > 0.85


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_rows_that_are_wrong_are_no_copies(case, name):
    """What scores of rows see is not called a leak."""
    found = case.assessed(getattr(small_corruptions, name)(case.drawn, 1.0))
    assert found["grade"] != "poor", found["verdict"]
    assert found["copies"]["exact"] == 0
