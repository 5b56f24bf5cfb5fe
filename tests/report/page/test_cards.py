"""Cards of a notebook: what stands in them is escaped."""

from rnngan.report.page.cards import estimator_card, scores_card


def test_whatever_people_name_is_escaped():
    shown = estimator_card("G", "1 column", {"x": "'<i>'"}, [("<b>", "number", "&")], {"a": "1"})
    assert "<i>" not in shown
    assert "<b>" not in shown
    assert "<td>&lt;b&gt;</td><td>number</td><td>&amp;</td>" in shown


def test_what_is_not_there_is_not_shown():
    shown = estimator_card("G", "not fitted", {}, [], {})
    assert "<table>" not in shown
    assert "not fitted" in shown


def test_numbers_are_short_and_gaps_empty():
    shown = scores_card("<said>", ["a", "b", "c"], [[0.123456, None, float("nan")], ["<x>", 1, 2]])
    assert "<td>0.1235</td><td></td><td></td>" in shown
    assert "&lt;said&gt;" in shown
    assert "<td>&lt;x&gt;</td>" in shown
    assert "<p>" not in scores_card(None, [], [])
