"""The picture of what codes move: at which values, what is left out, and its panels."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from rnngan.report import code_figure, figures
from rnngan.report.code_figure import LINES, MOST_ROWS, MOST_VALUES, STEPS, Row, title, values_of


def test_a_code_is_shown_at_its_first_categories_or_at_steps():
    assert values_of("categorical", 2) == (0, 1)
    assert values_of("categorical", MOST_VALUES + 5) == tuple(range(MOST_VALUES))
    assert values_of("continuous", 3) == STEPS


@pytest.mark.parametrize(
    ("codes", "left_out"),
    [
        ([("continuous", 1)] * MOST_ROWS, ""),
        ([("continuous", 1)] * 13, " (the first 12 of 13 codes)"),
        ([("categorical", 7)], " (the first 6 of up to 7 categories)"),
        ([("categorical", 9)] * 20, " (the first 12 of 20 codes, the first 6 of up to 9 categor"),
        ([("continuous", 1)] * MOST_ROWS + [("categorical", 9)], " (the first 12 of 13 codes)"),
    ],
)
def test_the_heading_says_what_is_left_out(codes, left_out):
    shown = title(tuple(codes)).removeprefix(title((("continuous", 1),)))
    assert shown.startswith(left_out)
    assert bool(shown) == bool(left_out)


def test_rows_of_numbers_and_of_categories_are_drawn_to_the_end():
    lines = [np.array([[0.0, 1.0], [1.0, 0.0]])] * 2
    rows = [Row(0, "$x$", (0, 1), lines), Row(1, "y", (-1.0, 0.0), lines, ["a", "b"])]
    assert figures.png(code_figure.draw(rows, "codes")).startswith(b"\x89PNG")
    assert figures.png(code_figure.draw([], "codes")).startswith(b"\x89PNG")


def test_panels_of_a_row_share_one_scale_and_categories_are_moved_apart():
    panels = Figure().subplots(1, 2)
    code_figure._draw_row(panels, Row(0, "x", (-1.0, 0.5), [[np.zeros(2)], [np.full(2, 50.0)]]))
    assert panels[0].get_ylim() == panels[1].get_ylim() == (-2.0, 52.0)
    assert [panel.get_title() for panel in panels] == ["code 0 = -1", "code 0 = 0.5"]
    panels = Figure().subplots(1, 1, squeeze=False)[0]
    code_figure._draw_row(panels, Row(0, "x", (0,), [[np.zeros(2)] * 2], ["a", "b"]))
    heights = [line.get_ydata()[0] for line in panels[0].lines]
    assert heights[1] - heights[0] == pytest.approx(0.5 / LINES)
    assert panels[0].get_ylim() == (-0.5, 1.5)
    assert [label.get_text() for label in panels[0].get_yticklabels()] == ["a", "b"]
