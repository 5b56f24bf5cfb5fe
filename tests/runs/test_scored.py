"""Scores and pictures of a SequenceGAN, and the page of its report."""

import json
import pickle

import pandas as pd
import pytest
from matplotlib.figure import Figure
from quick_judges import judges
from untraced import untraced as untracing

from rnngan import ConfigError, InputError, RunError, SequenceGAN
from rnngan.runs import scored

TINY = {"window": 8, "units": 8, "steps": 5, "adversarial_steps": 0, "seed": 3}
NAMED = {"id_column": "patient", "time_column": "day"}


@pytest.fixture(scope="module")
def gan(visits):
    frame = visits[["patient", "day", "pulse", "mood"]].rename(columns={"mood": "<b>mood</b>"})
    with untracing():
        return SequenceGAN(**TINY).fit(frame, quiet=True, **NAMED)


@pytest.fixture(scope="module")
def scores(gan):
    with pytest.MonkeyPatch.context() as patch:
        for quick in judges():
            patch.setattr(*quick)
        return gan.evaluate(quick=True)


def test_scores_are_a_frame_with_a_row_for_each(scores):
    frame = scores.frame
    assert [*frame.columns[:6]] == [
        "score", "judge", "against", "generated", "generated_std", "real",
    ]  # fmt: skip
    similar = scores.values["similarity"]["scores"]
    assert len(frame) == len(similar) + len(scores.values["scores"])
    assert frame["generated"].iloc[0] == similar[0]["generated"]["mean"]
    assert frame["share"].notna().sum() == len(similar)
    assert repr(scores).startswith("similarity: ")
    json.dumps(scores.values)


def test_scores_are_shown_and_drawn(scores):
    page = scores.to_html()
    assert page == scores._repr_html_()
    assert page.count("<tr>") == 1 + len(scores.frame)
    assert "nan" not in page
    assert isinstance(scores.plot(), Figure)


def test_real_sequences_are_drawn_beside_generated_ones(gan, visits):
    figure = gan.plot()
    assert isinstance(figure, Figure)
    assert [axes.get_title() for axes in figure.axes[:3]] == ["real", "generated", "all values"]
    assert figure.axes[0].get_ylabel() == "pulse"


def test_what_is_not_at_hand_is_asked_for(gan, visits):
    again = pickle.loads(pickle.dumps(gan))
    for method in (again.evaluate, again.plot, lambda: again.report("a.html")):
        with pytest.raises(RunError, match=r"are not at hand\. Hand them in: X=…"):
            method()
    frame = visits.rename(columns={"mood": "<b>mood</b>"})
    assert isinstance(again.plot(frame), Figure)
    with pytest.raises(InputError, match="pulse"):
        again.plot(frame.drop(columns="pulse"))


def test_a_report_is_a_page_with_its_json(gan, scores, tmp_path, monkeypatch):
    monkeypatch.setattr(scored, "evaluation", lambda *_: scores._found)  # once is enough
    path = gan.report(tmp_path / "report.html", quick=True)
    page = path.read_text("utf-8")
    assert "<b>mood" not in page
    content = json.loads(path.with_suffix(".json").read_text())
    assert content["reproduce"]["commands"][0].startswith("gan = SequenceGAN(seed=3, window=8, ")
    assert content["reproduce"]["steps"] == 5
    with pytest.raises(InputError, match="pass force=True to replace it"):
        gan.report(path)
    with pytest.raises(ConfigError, match="Expected the name of the page"):
        gan.report(tmp_path / "report.txt")


def test_a_notebook_shows_settings_columns_and_training(gan):
    shown = gan._repr_html_()
    assert "<b>mood" not in shown
    assert "&lt;b&gt;mood" in shown
    status = "<strong>SequenceGAN</strong>: 4 columns, 5 steps"
    for part in (status, "pulse", "likelihood", "judge"):
        assert part in shown, part
    assert gan._repr_mimebundle_() == {"text/plain": repr(gan), "text/html": shown}
    assert "not fitted" in SequenceGAN(units=8)._repr_html_()


def test_a_run_knows_where_its_data_are(visits_run, visits_csv):
    gan = SequenceGAN.load(visits_run)
    assert gan._data == str(visits_csv)
    assert isinstance(gan.plot(), Figure)
    assert isinstance(gan.score(visits_csv), float)
    assert isinstance(gan.sample(1), pd.DataFrame)
