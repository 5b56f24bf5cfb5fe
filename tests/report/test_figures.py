"""Pictures: what is drawn, and what is not."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from rnngan.config.errors import InputError
from rnngan.report import figures


def test_what_is_missing_is_in_no_histogram():
    panel = Figure().subplots()
    real, generated = np.array([[1.0, np.nan], [3.0, np.nan]]), np.array([[5.0, 5.0], [9.0, 5.0]])
    figures._histogram(panel, real, generated)
    assert panel.get_xlim()[1] < 10
    for drawn in panel.patches:  # each an outline, from the first bin to the last
        heights = drawn.get_path().vertices[1:-1:2, 1]
        assert heights.max() == pytest.approx(0.5 if drawn.get_label() == "real" else 0.75)


def test_gaps_and_columns_without_a_value_are_drawn():
    real = np.ones((3, 4, 2))
    real[:, 2:, 0] = np.nan
    generated = np.full((2, 4, 2), np.nan)
    real[..., 1] = np.nan
    assert figures.png(figures.samples(["a", "b"], real, generated)).startswith(b"\x89PNG")
    assert figures.limits(real[..., 1], generated) == (0.0, 1.0)


def test_there_is_nothing_to_draw_without_numbers():
    with pytest.raises(InputError, match=r"no column holds numbers"):
        figures.samples([], np.zeros((2, 3, 0)), np.zeros((2, 3, 0)))
