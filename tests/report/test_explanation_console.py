"""What gives generated sequences away, as a terminal shows it."""

from rnngan.report.explanation_console import explanation_table


def row(what, of, auc, reading, without=None):
    return {"what": what, "of": of, "auc": auc, "without": without, "reading": reading}


ALL = row("all", [], 0.81, "everything at once")


def test_the_clearest_stands_first_with_what_differs():
    rows = [
        ALL,
        row("column", ["rain"], 0.78, "all of this column", 0.55),
        row("together", ["rain", "wind"], 0.64, "gap: real 1, generated 2 on average"),
    ]
    lines = explanation_table({"explanation": rows}).splitlines()
    assert [line.split("  ")[0] for line in lines[:4]] == [
        "given away by",
        "everything",
        "rain",
        "rain and wind",
    ]
    assert lines[2].split() == ["rain", "column", "0.78", "0.55", "all", "of", "this", "column"]
    assert lines[5].startswith("Each row is a classifier that sees this alone")


def test_where_nothing_gives_it_away_one_line_says_so():
    assert explanation_table({"explanation": [ALL]}) == (
        "No single column, pair or aspect of them gives generated sequences away. All at once: "
        "AUC 0.81.\n\n"
    )


def test_names_do_not_steer_a_terminal():
    rows = [ALL, row("column", ["a\x1b[31mb"], 0.7, "all of this column")]
    assert "\x1b" not in explanation_table({"explanation": rows})
