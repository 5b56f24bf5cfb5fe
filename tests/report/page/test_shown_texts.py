"""Scores of texts: whoever writes beside real texts."""

from rnngan.report.page import shown_texts


def spread(mean):
    return {"mean": mean, "std": 0.01, "values": [mean, mean]}


def scored(temperatures=2):
    row = {"bleu_4": spread(0.3), "self_bleu_4": spread(0.4), "copied": spread(0.0)}
    curve = [row | {"temperature": 0.5 + i / 2} for i in range(temperatures)]
    return {
        "texts": 100,
        "scores": {
            "held-out texts": {"bleu_4": 0.35, "self_bleu_4": 0.45, "copied": 0.01},
            "learned texts": {"bleu_4": 0.36, "self_bleu_4": 0.46},
            "adversarial": row,
        },
        "temperatures": {"adversarial": curve, "likelihood alone": curve},
        "held_out": {"adversarial": {"perplexity": 12.5}},
        "nearest": [{"text": "a", "learned": "b", "cosine": 0.5}] * 9,
    }


def test_generated_texts_stand_before_real_ones():
    found = shown_texts.scores(scored())
    assert found["who"] == ["adversarial", "learned texts", "held-out texts"]
    rows = dict(found["rows"])
    assert rows["BLEU-4  (higher)"] == ["0.300 ± 0.010", "0.360", "0.350"]
    assert rows["texts copied whole"] == ["0.000 ± 0.010", "", "0.010"]
    assert rows["held-out perplexity a token"] == ["12.5", "", ""]
    assert len(found["nearest"]) == shown_texts.SHOWN


def test_temperatures_are_curves_beside_real_texts():
    found = shown_texts.temperatures(scored())
    assert [mark["who"] for mark in found["marks"]] == ["adversarial", "likelihood alone"]
    assert (found["marks"][0]["from"], found["marks"][0]["to"]) == (0.5, 1.0)
    assert found["real"] is True
    assert shown_texts.temperatures(scored(1)) is None
