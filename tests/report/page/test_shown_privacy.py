"""What attacks found, with intervals; and sequences side by side."""

from rnngan.report.page import shown_privacy


def test_the_card_has_the_strongest_attack(content):
    found = shown_privacy.privacy(content["scores"]["privacy"])
    assert found["strongest"] == {"value": "0.51", "low": "0.47", "high": "0.55"}
    assert found["grade"] == {"name": "good", "mark": "✓"}
    nearest, density = found["attacks"]
    assert nearest["auc"] == "0.51 (0.47 to 0.55)"
    assert (nearest["tpr"], nearest["luck"]) == ("1.3 % (0.0 % to 7.1 %)", "3.2 %")
    assert (nearest["at"], nearest["from"], nearest["to"]) == ("51.20%", "47.10%", "55.30%")
    assert density["at"] == "49.70%"


def test_attributes_and_copies(content):
    found = shown_privacy.privacy(content["scores"]["privacy"])
    assert found["attributes"] == [
        {"column": "weather", "training": "70 %", "held_out": "70 %"}
        | {"advantage": "+0.5 points (−3.1 to +4.1)"}
    ]
    assert found["copies"]["sides"] == ["generated", "held out", "training, elsewhere"]
    assert found["copies"]["rows"] == [
        ("exact copies", ["0 %", "0 %", "0.1 %"]),
        ("near copies", ["1.2 %", "1.4 %", ""]),
        ("longest copied run", ["2 rows", "3 rows", "1 row"]),
    ]


def test_cells_that_agree_are_marked(content):
    (pair,) = shown_privacy.privacy(content["scores"]["privacy"])["riskiest"]
    assert (pair["names"], pair["of"]) == (["date", "temp_max"], 2)
    generated, real = pair["tables"]
    assert generated["rows"][0] == [
        {"text": "2013/02/10", "same": True},
        {"text": "10.1", "same": False},
    ]
    assert [cell["same"] for cell in real["rows"][1]] == [True, True]


def test_many_columns_and_sequences_of_different_lengths(content):
    row = {f"c{i}": str(i) for i in range(30)}
    pair = {"distance": 0.1, "usual": 0.2, "generated": [row] * 40, "real": [row, {"c0": None}]}
    content["scores"]["privacy"]["riskiest"] = [pair]
    (shown,) = shown_privacy.privacy(content["scores"]["privacy"])["riskiest"]
    assert (len(shown["names"]), shown["of"]) == (shown_privacy.MOST_COLUMNS, 30)
    assert len(shown["tables"][0]["rows"]) == shown_privacy.MOST_ROWS
    assert shown["tables"][1]["rows"][1][0] == {"text": "", "same": False}


def test_what_is_not_there_is_left_out():
    found = shown_privacy.privacy({"verdict": "v", "grade": "unknown", "promise": "p"})
    assert found["grade"]["mark"] == "?"
    assert (found["strongest"], found["copies"]) == (None, None)
    assert (found["attacks"], found["attributes"], found["riskiest"]) == ([], [], [])
