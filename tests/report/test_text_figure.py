"""The picture of what temperature does: what is drawn where."""

import pytest
from matplotlib.axes import Axes

from rnngan.report import figures
from rnngan.report.text_figure import temperatures


def test_each_generator_is_a_line_and_real_texts_are_points(monkeypatch):
    drawn, noted = [], []
    plot, annotate = Axes.plot, Axes.annotate

    def spied(axes, *arguments, **options):
        drawn.append((options["label"], *arguments[:2]))
        return plot(axes, *arguments, **options)

    def written(axes, text, point, **options):
        noted.append((text, point))
        return annotate(axes, text, point, **options)

    monkeypatch.setattr(Axes, "plot", spied)
    monkeypatch.setattr(Axes, "annotate", written)
    rows = [
        {"temperature": t, "bleu_4": {"mean": 0.5 - t / 10}, "self_bleu_4": {"mean": 0.9 - t / 2}}
        for t in (0.5, 1.0)
    ]
    real = {"bleu_4": 0.4, "self_bleu_4": 0.3}
    picture = temperatures({"$mine$": rows}, {"learned texts": real, "held-out texts": real})
    assert figures.png(picture).startswith(b"\x89PNG")
    assert drawn == [
        (r"\$mine\$", [0.65, 0.4], [0.45, 0.4]),
        ("learned texts", 0.3, 0.4),
        ("held-out texts", 0.3, 0.4),
    ]
    assert noted == [("0.5", (0.65, pytest.approx(0.45))), ("1", (0.4, 0.4))]
