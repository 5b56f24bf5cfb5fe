"""The pictures of report.json become charts with words."""

import pytest

from rnngan.report.page import shown_pictures


def test_excerpts_share_their_axes(content):
    found = shown_pictures.excerpts(content["pictures"]["excerpts"])
    assert found["many"] == {"real": 4, "generated": 4}
    for row in found["rows"][:4]:
        assert row["real"]["y"] == row["generated"]["y"]
        assert row["real"]["x"] == row["generated"]["x"]
        assert row["legend"] == []
    codes = found["rows"][4]
    assert {text for _, text in codes["legend"]} == {"drizzle", "fog", "rain", "snow", "sun"}
    assert codes["real"]["label"].startswith("weather: 4 real sequences, a strip each")


def test_many_categories_share_the_last_colour(content):
    excerpts = content["pictures"]["excerpts"]
    excerpts["columns"] = excerpts["columns"][4:]
    excerpts["columns"][0]["real"] = [[f"c{i}" for i in range(12)]]
    legend = shown_pictures.excerpts(excerpts)["rows"][0]["legend"]
    assert len(legend) == shown_pictures.COLOURS + 1
    assert legend[-1] == (f"c{shown_pictures.COLOURS}", "10 others")


def test_sequences_without_any_value_are_empty_charts(content):
    excerpts = content["pictures"]["excerpts"]
    for column in excerpts["columns"]:
        column |= {"real": [[None, None]], "generated": [[None]]}
    for row in shown_pictures.excerpts(excerpts)["rows"]:
        assert row["real"]["marks"] == []


def test_values_are_histograms_or_bars(content):
    found = shown_pictures.values(content["pictures"]["values"])
    assert found["beyond"] is True  # wind has values further out
    number, *_, weather = found["rows"]
    assert number["note"] == "3 % of the values lie elsewhere"
    assert number["chart"]["label"].startswith("Histograms of temp_max, from -5.000 to 35.00: 3 %")
    assert weather["chart"] is None
    assert weather["bars"][0] == {
        "label": "drizzle", "real": 0.04, "generated": 0.05, "most": 0.45,
        "real_text": "4 %", "generated_text": "5 %",
    }  # fmt: skip


def test_matrices_leave_out_what_a_column_shares_with_itself(content):
    found = shown_pictures.pairs(content["pictures"]["pairs"])
    assert [title for title, _ in found["matrices"]] == ["real", "generated", "generated − real"]
    real = found["matrices"][0][1]
    assert sum(mark["d"].count("M") for mark in real["marks"]) == 20  # of 25 but the diagonal
    assert found["largest"] == [{"of": ["temp_max", "wind"], "real": "−0.31", "generated": "−0.28"}]


def test_lags_and_cycles_say_how_far_sides_are_apart(content):
    lags = shown_pictures.lags(content["pictures"]["lags"])
    assert lags["rows"][0]["note"] == "autocorrelation; 0.04 apart on average"
    assert lags["rows"][4]["note"] == "the same value; 0.04 apart on average"
    assert lags["rows"][0]["chart"]["y"][0][1] == "0.0"  # the axis holds 0
    (cycle,) = shown_pictures.cycles(content["pictures"]["cycles"])
    assert cycle["title"] == "By day of the week"
    assert [text for _, text in cycle["rows"][0]["chart"]["x"]][::6] == ["Mon", "Sun"]


def test_a_season_that_hardly_moves_is_not_blown_up(content):
    cycles = content["pictures"]["cycles"]
    cycles[0]["columns"] = [
        {"column": "x", "distance": 0, "spread": 8.0}
        | dict.fromkeys(("real", "generated"), [10.0, 10.1] * 3 + [10.0])
    ]
    texts = [float(t) for _, t in shown_pictures.cycles(cycles)[0]["rows"][0]["chart"]["y"]]
    assert texts[-1] - texts[0] >= 8


def test_projections_and_extents(content):
    pictures = content["pictures"]
    found = shown_pictures.projections(pictures["projections"])
    assert (found["shares"], found["many"]) == (("43 %", "20 %"), 60)
    both = shown_pictures.extents(pictures["lengths"], pictures["missing"])
    assert both["chart"]["note"] == "mean 6.1 real, 6.3 generated"
    assert both["bars"][0]["label"] == "wind"
    assert shown_pictures.extents(None, pictures["missing"])["chart"] is None
    assert shown_pictures.extents(pictures["lengths"], None)["bars"] is None


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.968, "97 %"),
        (0.0995, "10 %"),
        (0.012, "1.2 %"),
        (2e-5, "0.002 %"),
    ],
)
def test_shares_have_as_many_digits_as_they_need(share, text):
    assert shown_pictures.percent(share) == text
