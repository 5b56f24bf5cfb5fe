"""What codes move, as lines."""

from rnngan.report.code_console import READING, table


def moved(name, mean, deviation):
    return {"column": name, "mean": mean, "deviation": deviation}


def test_a_code_is_a_row_that_names_what_it_moves_most():
    nats = {"entropy": 1.0986, "information": 0.9, "most": 1.0986}
    first = {"code": 0, "kind": "categorical", "categories": 3, "recovered": 0.876, **nats}
    first["columns"] = [
        moved("a\nb", 0.5, None), moved("c", 0.009, 0.01), moved("d", 0.0, 0.009),
        moved("e", 0.9, 0.9),
    ]  # fmt: skip
    second = {"code": 1, "kind": "continuous", "correlation": -0.001, **nats, "columns": []}
    lines = table({"codes": [first, second]}).splitlines()
    assert " ".join(lines[1].split()) == (
        r"0 categorical:3 1.10 0.90 1.10 88% a\nb 0.50 / –, c 0.01 / 0.01"
    )
    assert lines[2].split("r 0.00")[1].strip() == "nothing that these shares show"
    assert "\n".join(lines[3:]) == READING
