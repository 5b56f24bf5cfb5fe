"""Scores of texts as lines."""

from rnngan.report.text_console import ROWS, WIDE, scores_table


def result_of(**more):
    keys = [key for key, _ in ROWS]
    drawn = {key: {"mean": 0.5, "std": 0.01} for key in keys} | {
        "longest_span": {"mean": 41.0, "std": 2.0}
    }
    real = dict.fromkeys(keys, 0.25)
    learned = {key: value for key, value in real.items() if key != "copied"}
    near = {"text": "x" * 99, "learned": "a\nb", "cosine": 0.75}
    return {
        "scores": {"likelihood": drawn, "learned texts": learned, "held-out texts": real},
        "held_out": {"likelihood": {"perplexity": 12.345}},
        "nearest": [near] * 5,
        "seeds": 3,
        "texts": 1000,
        **more,
    }


def row(shown, title):
    return next(line for line in shown.splitlines() if line.startswith(title))[len(title) :].split()


def test_each_score_has_a_row_of_draws_and_of_real_texts():
    shown = scores_table(result_of())
    assert row(shown, "BLEU-2  (higher)") == ["0.500", "±", "0.010", "0.250", "0.250"]
    assert row(shown, "longest verbatim span") == ["41.0", "±", "2.000", "0.250", "0.250"]
    assert row(shown, "texts copied whole") == ["0.500", "±", "0.010", "0.250"]  # not of learned
    assert row(shown, "held-out perplexity a token") == ["12.35"]
    assert "1,000 texts a row, at temperature 1; mean ± standard deviation over 3 draws." in shown


def test_one_quick_draw_has_no_spread():
    shown = scores_table(result_of(quick=True))
    assert row(shown, "BLEU-2  (higher)") == ["0.500", "0.250", "0.250"]
    assert "; one draw." in shown


def test_three_texts_are_shown_in_a_line_each_beside_their_nearest():
    lines = scores_table(result_of()).splitlines()[-6:]
    assert lines[0] == "  " + "x" * WIDE
    assert lines[1] == r"    nearest learned (0.75): a\nb"
