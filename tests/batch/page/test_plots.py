"""Dot plots: which scores have one, and where dots, bars and ticks are, in percent."""

import pytest

from rnngan.batch.page import plots

SCORE = {"name": "s", "role": "reported", "better": "lower"}


def group(mean, std=0.0, n=2, best=False, **settings):
    scores = {} if mean is None else {"s": {"mean": mean, "std": std, "n": n}}
    return {"settings": settings, "scores": scores, "best": best}


def drawn(*groups, score=SCORE):
    return plots.plots({"scores": [score], "groups": list(groups)})


def test_dots_bars_and_ticks_in_percent():
    """From 0.1 = 0.2 - 0.1 to 0.4: ticks 0.1 apart, a third of the width each."""
    (plot,) = drawn(group(0.2, 0.1, o="x", seeds=2, best=True), group(0.4, n=1, o="y", seeds=2))
    assert (plot["name"], plot["better"]) == ("s", "lower")
    (panel,) = plot["panels"]
    assert panel["title"] is None
    ticks = [(tick["at"], tick["text"]) for tick in panel["ticks"]]
    assert ticks == [("0.00%", "0.1"), ("33.33%", "0.2"), ("66.67%", "0.3"), ("100.00%", "0.4")]
    first, second = panel["rows"]
    assert (first["at"], first["from"], first["to"]) == ("33.33%", "0.00%", "66.67%")
    assert (first["label"], first["best"], first["spread"]) == ("x", True, True)
    assert (second["at"], second["label"], second["spread"]) == ("100.00%", "y", False)
    assert [row["text"] for row in panel["rows"]] == ["0.2000 ± 0.1000", "0.4000"]


@pytest.mark.parametrize("role", ["validation", "training"])
def test_only_reported_scores_are_drawn(role):
    assert drawn(group(0.1, o="x"), group(0.2, o="y"), score=SCORE | {"role": role}) == []


@pytest.mark.parametrize("mean", [None, float("nan"), float("inf"), 1e301])
def test_a_configuration_that_no_axis_can_hold_is_left_out(mean):
    assert drawn(group(0.1, o="x"), group(mean, o="y")) == []
    ((panel,),) = (plot["panels"] for plot in drawn(group(1, o="x"), group(mean), group(2, o="z")))
    assert [row["label"] for row in panel["rows"]] == ["x", "z"]


@pytest.mark.parametrize(
    ("data", "titles"),
    [("aabb", ["a", "b"]), ("abbb", [None]), ("aaaa", [None]), ("a", [])],
)
def test_a_data_set_has_a_panel_where_it_has_something_to_compare(data, titles):
    found = drawn(*(group(i, data=name, o=str(i)) for i, name in enumerate(data)))
    assert [panel["title"] for plot in found for panel in plot["panels"]] == titles


def test_labels_have_what_differs_texts_alone_and_other_values_with_their_names():
    settings = {"data": "a", "objective": "bce", "units": 8}
    groups = [group(1, **settings), group(2, **settings | {"objective": "mse", "units": 0.0002})]
    assert plots._differing(groups) == ["objective", "units"]
    ((panel,),) = (plot["panels"] for plot in drawn(*groups))
    assert [row["label"] for row in panel["rows"]] == ["bce, units 8", "mse, units 0.0002"]
