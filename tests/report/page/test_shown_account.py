"""Histories of one phase and of two, and what is needed to make a report again."""

from rnngan.report.page import shown_account


def test_two_phases_have_charts_of_their_own(content):
    first, second = shown_account.history(content["history"])
    assert (first["title"], first["steps"]) == ("First phase: likelihood", 800)
    titles = [chart["title"] for chart in first["charts"]]
    assert titles == ["Likelihood loss", "The same on held-out data"]
    assert [chart["title"] for chart in second["charts"]] == ["Losses of the two networks"]
    marks = second["charts"][0]["chart"]["marks"]
    assert [mark["name"] for mark in marks] == ["solid", "dashed"]
    assert "d_loss ends at 1.17, g_loss ends at 0.83" in second["charts"][0]["chart"]["label"]


def test_a_generator_of_windows_has_one_phase():
    rows = [
        {"step": s, "d_loss": 1 / s, "g_loss": s / 9, "spread": 0.9 + s / 99} for s in range(1, 9)
    ]
    (phase,) = shown_account.history(rows)
    assert phase["title"] == "Generator against discriminator"
    assert len(phase["charts"]) == 2


def test_what_was_not_trained_yet_is_no_zero():
    rows = [{"part": 2, "step": s, "likelihood": 0.0 if s < 4 else 10.0 + s} for s in range(1, 9)]
    (phase,) = shown_account.history(rows)
    assert phase["charts"][0]["chart"]["y"][0][1] == "14"


def test_short_and_flat_curves_are_left_out():
    assert shown_account.history([{"part": 1, "step": 1, "likelihood": 2.0}]) == []
    flat = [{"part": 1, "step": step, "likelihood": 2.0} for step in range(9)]
    assert shown_account.history(flat) == []
    assert shown_account.history([]) == []


def test_long_histories_are_thinned():
    rows = [{"part": 1, "step": step, "likelihood": 1 / (1 + step)} for step in range(5_000)]
    (phase,) = shown_account.history(rows)
    assert phase["charts"][0]["chart"]["marks"][0]["d"].count("L") < shown_account.MOST


def test_what_is_needed_to_make_it_again(content):
    found = shown_account.reproduce(content["reproduce"])
    assert found["facts"] == [("seed", 0), ("steps", 1360)]
    assert found["settings"] == [("training.steps", 820)]
    assert shown_account.reproduce({"commands": ["x"]})["hashes"] == []
