"""The condition score: what classifiers see, and how often they are right."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.evaluation import condition_scores
from rnngan.evaluation.condition_scores import evaluate, sequences
from rnngan.evaluation.encoding import Encoder
from rnngan.report.console import scores_table


def told(count=60, rows=4):
    """Return sequences whose level is their clinic, of two that come as 2 : 1."""
    south = np.arange(count) % 3 == 0
    rng = np.random.default_rng(0)
    level = np.repeat(np.where(south, 0.0, 10.0), rows) + rng.uniform(0, 1, count * rows)
    return pd.DataFrame(
        {
            "id": np.repeat(np.arange(count), rows),
            "clinic": np.repeat(np.where(south, "south", "north"), rows),
            "kilos": np.repeat(np.arange(count), rows),
            "level": level.round(3),
        }
    )


def made(frame, **data):
    dataset = prepare(frame, RunConfig(data={"window": 4, "id_column": "id"} | data))
    return dataset, Encoder(dataset.schema, dataset.rows)


def sides(dataset, encoder):
    parts = []
    for part in (dataset.train, dataset.holdout):
        windows = encoder.windows(dataset.rows, part.starts, dataset.config.data)
        values = windows.gather(np.arange(len(part)))
        parts.append((values, sequences(dataset, part)))
    return parts


def test_obedient_windows_are_recognised_and_swapped_ones_are_not():
    dataset, encoder = made(told(), holdout=0.2)
    real = sides(dataset, encoder)
    generated = real[0][0].copy()
    clinics = encoder.positions("clinic")
    generated[:6] = generated[:6][..., np.argsort(np.r_[clinics[::-1], 2:4])]  # 6 of 48 are told
    [row] = evaluate(["kilos", "clinic"], encoder, real, generated, seeds=2, iterations=150)
    assert row["column"] == "clinic"  # numbers are left out
    assert row["real"]["values"] == [1.0, 1.0]
    assert row["generated"]["values"] == [0.875, 0.875]  # the other way round
    held = dataset.rows.values["clinic"].to_numpy()[dataset.holdout.starts]
    assert row["baseline"] == pytest.approx(max(held.mean(), 1 - held.mean()))


def test_static_columns_are_hidden_from_the_classifier():
    frame = told().assign(copy=lambda t: t["clinic"])
    _, encoder = made(frame)  # clinic takes two features, kilos one, level one, the copy two
    changing = condition_scores._changing(encoder, 7)  # and one says which rows are of the sequence
    assert changing.tolist() == [False, False, False, True, False, False, True]


def test_held_out_sequences_are_asked_about_where_there_are_ten():
    train, held = np.zeros((40, 2, 2)), np.ones((12, 2, 2))
    asked = condition_scores._split([(train, np.arange(40)), (held, np.arange(40, 52))], [0, 1], 0)
    assert [len(part) for part in asked] == [40, 12]
    assert asked[1] is held


@pytest.mark.parametrize("held_names", [[], [3, 3], [50, 51]])
def test_otherwise_a_fifth_of_the_training_sequences_of_each_category_is(held_names):
    names = np.repeat(np.arange(15), 3)
    train = np.zeros((45, 2, 3))
    train[names < 10, :, 0] = train[names >= 10, :, 1] = 1  # ten of one category, five of another
    train[..., 2] = names[:, None]
    held = (np.full((len(held_names), 2, 3), 99.0), np.array(held_names, "int64"))
    learned, asked = condition_scores._split([(train, names), held], [0, 1], 0)
    assert (len(learned), len(asked)) == (36, 9)
    assert asked[..., :2].sum(axis=(0, 1)).tolist() == [12, 6]  # two sequences, and one
    assert not set(learned[..., 2].ravel()) & set(asked[..., 2].ravel())
    assert 99 not in asked


def test_too_few_sequences_are_not_split():
    one = (np.zeros((5, 2, 2)), np.array([0, 0, 1, 1, 1]))
    assert (
        condition_scores._split([one, (np.zeros((0, 2, 2)), np.zeros(0, int))], [0, 1], 0) is None
    )


@pytest.mark.parametrize("lengths", ["windows", "learn"])
def test_every_window_knows_its_sequence(lengths):
    frame = told(count=60, rows=8).query("not (id == 1 and level.index % 8 > 5)")
    dataset, _ = made(frame, lengths=lengths, holdout=0, protect="off")
    names = sequences(dataset, dataset.train)
    each = 1 if lengths == "learn" else 5
    expected = [each] * 60
    expected[1] = 1 if lengths == "learn" else 3
    assert np.bincount(names).tolist() == expected


def test_the_terminal_shows_them():
    summary = {"mean": 0.9, "std": 0.01, "values": [0.89, 0.91]}
    row = {"column": "clinic", "real": summary, "generated": summary, "baseline": 0.5}
    shown = scores_table({"scores": [], "judge_seeds": 2, "conditions": [row]})
    assert "condition recognised in  real windows   generated windows  commonest" in shown
    assert "clinic                   0.900 ± 0.010  0.900 ± 0.010      0.500" in shown
