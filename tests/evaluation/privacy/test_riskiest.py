import numpy as np
import pandas as pd
from small_privacy import real, sample

from rnngan.data.windows import Windows
from rnngan.evaluation.privacy import riskiest
from rnngan.evaluation.privacy.close_copies import Stretches
from rnngan.evaluation.privacy.riskiest import pairs, texts

VALUES = np.array([0.0, 0.1, 5.0, 9.0, 9.1])[:, None]
STRETCHES = Stretches(Windows(VALUES, np.arange(5), 1), np.arange(5), apart=1)


def test_near_means_near_for_that_training_one():
    """0.05 from 0 is half of what is usual there, 0.4 from 5 a tenth."""
    made = np.array([0.05, 5.4, 8.96])[:, None, None]
    found = pairs(*STRETCHES.nearest(made), STRETCHES)
    assert [(generated, training) for generated, training, _, _ in found] == [
        (1, 2),
        (2, 3),
        (0, 0),
    ]
    assert np.allclose([share for *_, share in found], [4, 0.1, 0.1])


def test_each_training_one_is_shown_once_and_three_at_most():
    made = np.array([0.0, 0.0, 5.0, 5.0, 9.0, 9.1, 0.1])[:, None, None]
    found = pairs(*STRETCHES.nearest(made), STRETCHES)
    assert len(found) == len({training for _, training, _, _ in found}) == 3


def test_rows_are_spelled_as_in_the_table(monkeypatch):
    frame = pd.DataFrame(
        {"x": [1.5, np.nan, 3.25], "k": [1, 2, 1], "c": ["a", None, "b"], "same": ["s"] * 3}
    )
    dataset, encoder = real(frame, window=2, holdout=0)
    rows = sample(frame, dataset, encoder)
    expected = [{"x": "1.5", "k": "1", "c": "a"}, {"x": "", "k": "2", "c": ""}]
    assert texts(rows, 0, 2) == expected
    monkeypatch.setattr(riskiest, "MOST_ROWS", 1)
    assert texts(rows, 0, 3) == expected[:1]
