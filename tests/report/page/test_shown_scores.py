"""The scores of report.json as cards, marks and rows."""

from rnngan.report.page import shown_scores


def test_the_card_of_similarity(content):
    found = shown_scores.similarity(content["scores"]["similarity"])
    assert (found["share"], found["grade"]) == ("97 %", {"name": "good", "mark": "✓"})
    assert found["definition"].endswith("reach.")
    assert (found["held_out"], found["others"]) == (True, [])
    assert found["baselines"] == ["block bootstrap", "Gaussian", "constant"]
    assert [row["share"] for row in found["rows"]] == ["91 %", "98 %", "99 %", "100 %"]


def test_marks_stand_on_a_square_root_scale(content):
    score = content["scores"]["similarity"]["scores"][0]
    score |= {"generated": {"mean": 0.25, "std": 0.0}, "floor": {"mean": 0.04, "std": 0.0}}
    score |= {"held_out": None, "baselines": {"constant": 0.81, "Gaussian": None}}
    row = next(
        row
        for row in shown_scores.similarity(content["scores"]["similarity"])["rows"]
        if row["title"] == "values of single columns"
    )
    assert (row["at"], row["floor"], row["held_out"]) == ("50.00%", "20.00%", None)
    assert row["baselines"] == [{"name": "constant", "at": "90.00%"}]
    assert row["texts"] == [
        ("generated", "0.250"),
        ("real against real", "0.040"),
        ("constant", "0.810"),
    ]
    assert row["details"][0] == {"of": "temp_max", "generated": "0.031", "floor": "0.022"}


def test_details_of_pairs_name_both(content):
    rows = shown_scores.similarity(content["scores"]["similarity"])["rows"]
    pairs = next(row for row in rows if row["title"] == "pairs of columns")
    assert pairs["details"][0]["of"] == "temp_max and temp_min"


def test_a_share_that_is_not_known(content):
    content["scores"]["similarity"] |= {"share": None, "baselines": {"Gaussian": 0.86}}
    content["scores"]["similarity"]["scores"][0]["share"] = None
    found = shown_scores.similarity(content["scores"]["similarity"])
    assert (found["share"], found["rows"][-1]["share"]) == ("–", "–")
    assert found["others"] == [("Gaussian", "86 %")]


def test_protection_and_explanation(content):
    found = shown_scores.protection(content["scores"]["protection"])
    assert (found["unit"], found["below"], len(found["rows"])) == ("rows", 5, 2)
    first, second = shown_scores.explanation(content["scores"]["explanation"])
    assert (first["rank"], first["of"], first["auc"]) == (1, "precipitation", "0.61")
    assert (second["of"], second["without"]) == ("temp_max, temp_min", "–")


def test_scores_by_networks_have_titles_and_readings(content):
    found = shown_scores.networks(content["scores"]["scores"], content["readings"])
    assert found["baselines"] is True
    assert found["rows"][0]["title"] == "correlational"
    assert found["rows"][-1]["baseline"] == "0.489"
    assert found["rows"][0]["baseline"] == "–"
    assert found["readings"] == [content["readings"]["predictive"]]


def test_the_most_broken_rules_come_first():
    rules = [{"constraint": c, "generated": n, "real": 0} for c, n in (("a", 0), ("b", 7))]
    found = shown_scores.rules(rules)
    assert ([row["rule"] for row in found["rows"]], found["broken"]) == (["b", "a"], 1)


def test_conditions_are_means_with_their_spread():
    row = {"column": "clinic", "baseline": 0.5}
    row |= {"real": {"mean": 0.9, "std": 0.02}, "generated": {"mean": 0.88, "std": 0.0}}
    assert shown_scores.conditions([row]) == [
        {"column": "clinic", "real": "0.900 ± 0.020", "generated": "0.880", "baseline": "0.500"}
    ]
