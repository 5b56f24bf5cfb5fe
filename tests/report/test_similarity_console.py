"""The similarity of rows on the terminal: what is shown where, and what is left out."""

from rnngan.report.similarity_console import similarity_table


def spread(mean, std=0.01):
    return {"mean": mean, "std": std, "values": [mean]}


def score(title, share, held=None, **baselines):
    return {
        "title": title,
        "generated": spread(0.3),
        "floor": spread(0.125, 0.002),
        "held_out": held,
        "share": share,
        "baselines": baselines,
        "details": [{"of": "x\x1b[31m", "generated": 0.4, "floor": 0.1}],
    }


def shown(*scores, **more):
    found = {"share": 0.8, "grade": "poor", "verdict": "They differ.", "scores": list(scores)}
    return similarity_table({"similarity": found | more}).splitlines()


def words(line):
    return " ".join(line.split())


def test_the_headline_comes_first():
    first, second, *_ = shown(score("pairs", 0.8), baselines={"Gaussian": 0.7, "constant": 0.254})
    assert first == (
        "similarity: 80 % of what other real rows reach (a Gaussian 70 %, a constant 25 %)"
    )
    assert second == "poor: They differ."
    assert shown(score("pairs", 0.8))[0] == "similarity: 80 % of what other real rows reach"


def test_each_score_is_a_row_and_the_worst_is_first():
    lines = shown(score("pairs", 0.96, Gaussian=0.5), score("lags", 0.8, **{"block bootstrap": 0}))
    assert words(lines[3]) == (
        "rows compared by generated real vs real bootstrap Gaussian reached worst in"
    )
    assert words(lines[4]) == r"lags 0.300 ± 0.010 0.125 ± 0.002 0.000 80 % x\x1b[31m"
    assert words(lines[5]) == r"pairs 0.300 ± 0.010 0.125 ± 0.002 0.500 96 % x\x1b[31m"


def test_what_is_not_worse_than_real_rows_has_no_worst_column():
    assert shown(score("pairs", 0.999))[4].split()[-2:] == ["100", "%"]


def test_held_out_rows_are_shown_where_there_are_some():
    lines = shown(score("pairs", 0.8, held=spread(0.2)), score("lags", 0.9))
    assert "held-out" in words(lines[3])
    assert words(lines[4]).startswith("pairs 0.300 ± 0.010 0.125 ± 0.002 0.200 80 %")
    assert "held-out: rows that were not learned from" in words(" ".join(lines))
    assert "held-out" not in " ".join(shown(score("pairs", 0.8)))


def test_a_percentage_is_not_torn_apart():
    verdict = "word " * 18 + "rows (93 %) and more"
    assert not any(line.startswith("%") for line in shown(score("pairs", 0.8), verdict=verdict))
