"""Rows as a linear model reads them."""

import numpy as np
import pandas as pd
from small_samples import sides

from rnngan.evaluation.similarity.row_features import COMMONEST, FARTHEST, RowFeatures


def test_numbers_are_standardised_by_the_real_side_and_categories_are_indicators():
    real, other = sides(
        pd.DataFrame({"x": [1.5, 2.5, 1.5, 2.5], "c": list("abbb")}),
        pd.DataFrame({"x": [3.5, 2.0, np.nan, 2.0], "c": ["a", "b", None, "b"]}),
    )
    features = RowFeatures(real)
    assert features.columns == {"x": slice(0, 1), "c": slice(1, 3)}
    assert features.of(real)[0].tolist() == [[-1, 0, 1], [1, 1, 0], [-1, 1, 0], [1, 1, 0]]
    nan = np.nan
    expected = [[3, 0, 1], [0, 1, 0], [nan, nan, nan], [0, 1, 0]]  # the commoner one comes first
    np.testing.assert_array_equal(features.of(other)[0], expected)


def test_an_outlier_and_a_column_that_never_changes():
    real, other = sides(
        pd.DataFrame({"x": [1.5, 2.5], "same": 7}), pd.DataFrame({"x": [1e9, -1e9], "same": 9})
    )
    assert RowFeatures(real).of(other)[0].tolist() == [[FARTHEST, 2], [-FARTHEST, 2]]


def test_rare_categories_have_no_feature():
    (real,) = sides(pd.DataFrame({"c": [f"v{i}" for i in range(12)] * 2}))
    assert RowFeatures(real).of(real).shape == (1, 24, COMMONEST)
