"""Real tables, attacked: what was learned by heart is found out, what was not is left alone."""

import json

import numpy as np
import pandas as pd
import pytest
from small_privacy import copied, people, real, sample

from rnngan.evaluation.privacy.assessment import assess
from rnngan.evaluation.window_scores.correlational import correlational_score

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


def test_copies_are_caught_here_and_not_by_the_scores_of_similarity():
    """Copied people correlate as training ones do: to that score they are perfect."""
    dataset, encoder = real(PEOPLE, id_column="person")
    train = encoder.rows(dataset.rows)[[r for s in dataset.split.train for r in range(*s)]][None]
    scores = {}
    for name, frame in (("copies", copied(PEOPLE, dataset, 1200)), ("others", OTHERS)):
        rows = sample(frame, dataset, encoder).rows
        scores[name] = correlational_score(train, encoder.rows(rows)[None])
    assert scores["copies"] < scores["others"] < 0.3


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
