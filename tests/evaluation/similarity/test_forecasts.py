"""Forecasts of real rows by what was learned from others."""

import numpy as np
import pandas as pd
import pytest
from small_samples import of_lists, sides

from rnngan.evaluation.similarity.forecasts import lost_skill


def test_skill_of_a_known_process():
    """The next row is half of this one and noise of variance 3/4; learned as -1/2, all is lost."""
    rng = np.random.default_rng(0)

    def sequences(weight):
        for _ in range(300):
            values = [rng.normal()]
            for _ in range(9):
                values.append(weight * values[-1] + np.sqrt(1 - weight**2) * rng.normal())
            yield np.round(values, 4).tolist()

    real, same, opposite, weaker = of_lists(*(list(sequences(w)) for w in (0.5, 0.5, -0.5, 0.25)))
    assert lost_skill(real, same)["x"] < 0.05
    assert lost_skill(real, opposite)["x"] == 1
    # 1 - squared error / variance: .25 with the weight 1/2, .25 - 1/16 with 1/4
    assert lost_skill(real, weaker)["x"] == pytest.approx(0.25, abs=0.1)


def test_sequences_of_two_rows_have_nothing_to_forecast_from():
    real, other = of_lists([[1.5, 2.5]] * 9, [[1.5, 2.5]] * 9)
    assert lost_skill(real, other) == {}


def test_categories_and_missing_numbers_are_forecast_too():
    ids = np.repeat(np.arange(20), 8)
    frame = pd.DataFrame({"id": ids, "c": list("aabb") * 40, "x": np.tile([1.5, 3.5], 80)})
    frame.loc[::7, "x"] = np.nan
    real, shuffled = sides(frame, frame.assign(c=list("ab") * 80), id_column="id", lengths="learn")
    assert lost_skill(real, real) == {"c": 0, "x": 0}
    assert lost_skill(real, shuffled)["c"] > 0.9
