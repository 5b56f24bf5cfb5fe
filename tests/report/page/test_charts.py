"""Where lines, bars, dots and cells are, by hand."""

import pytest

from rnngan.report.page import charts


def marks(chart):
    return {mark["name"]: mark["d"] for mark in chart["marks"]}


def test_a_line_has_a_gap_where_there_is_no_number():
    plane = charts.Plane((0, 3), (0, 1), 10.0)  # from 10 to 310 across, from 128 up to 8
    assert plane.line([0, 1, 2, 3], [0, 1, None, 1]) == "M10 128L110 8M310 8"


def test_dots_and_crosses():
    plane = charts.Plane((0, 3), (0, 1), 10.0)
    assert plane.points([0, 3], [0, 1]) == "M10 128h0M310 8h0"
    assert plane.points([0], [1], arm=2.0) == "M8.0 6.0l4 4m0 -4l-4 4"


def test_axes_hold_round_numbers_and_make_room_for_their_texts():
    short = charts.lines("a", [("real", [1, 5], [0.2, 3.9])])
    assert [text for _, text in short["y"]] == ["0", "1", "2", "3", "4"]
    assert [text for _, text in short["x"]] == ["1", "2", "3", "4", "5"]
    long = charts.lines("a", [("real", [1, 5], [20_000, 35_000])])
    assert [text for _, text in long["y"]] == ["20k", "25k", "30k", "35k"]
    assert long["box"][0] - short["box"][0] == pytest.approx(2 * charts.CHARACTER)


def test_a_point_without_neighbours_is_a_dot():
    chart = charts.lines("a", [("real", [1, 2, 3], [1, None, 2])])
    assert marks(chart)["real dots"].count("h0") == 2
    assert "real dots" not in marks(charts.lines("a", [("real", [1, 2], [1, 2])]))


@pytest.mark.parametrize("ys", [[2.5], [None], [1, 1], []])
def test_lines_of_one_number_or_none(ys):
    chart = charts.lines("a", [("real", list(range(len(ys))), ys)])
    assert len(chart["y"]) >= 2


def test_a_histogram_is_an_area_and_a_line():
    chart = charts.histogram("a", 0, 2, [0.25, 0.75], [0.5, 0.5])
    left, top, right, bottom = chart["box"]
    assert (top, right, bottom) == (8, 310, 128)
    assert [text for _, text in chart["y"]] == ["0 %", "20 %", "40 %", "60 %", "80 %"]
    middle = (left + right) / 2
    drawn = marks(chart)
    assert drawn["generated"] == f"M{left:g} 53L{middle:g} 53L{middle:g} 53L310 53"
    assert drawn["real area"].startswith(f"M{left:g} 128L")
    assert drawn["real area"].endswith("L310 128Z")


def test_a_histogram_of_dates_has_texts_at_its_ends():
    chart = charts.histogram("a", 0, 2, [1.0], [1.0], ["2020-01-01", "2024-01-01"])
    assert [text for _, text in chart["x"]] == ["2020-01-01", "2024-01-01"]


def test_cells_are_stronger_the_farther_from_zero():
    chart = charts.cells("a", [[None, 1.0], [-0.5, 0.01]], ["x", "long"], size=100)
    assert chart["step"] == 50
    assert [(m["name"], m["shade"]) for m in chart["marks"]] == [("more", 1.0), ("less", 0.5)]
    assert chart["marks"][0]["d"] == f"M{chart['left'] + 50:.1f} 0.0h50.0v50.0h-50.0z"
    assert chart["left"] == pytest.approx(14 * (3 + 0.6 * 4))


def test_a_strip_has_a_piece_for_each_run():
    chart = charts.strips("a", [["x", "x", "y"], ["z", None, "x"]], ["x", "y"])
    found = marks(chart)
    assert [*found] == ["c0", "c1", "c2"]  # z shares the colour of others
    assert [found[name].count("M") for name in found] == [2, 1, 1]


def test_clouds_have_a_frame_and_no_ticks():
    chart = charts.scatter("a", [[0, 0], [1, 1]], [[0.5, 0.5]])
    assert (chart["x"], chart["y"]) == ([], [])
    assert [*marks(chart)] == ["real dots", "generated crosses"]
