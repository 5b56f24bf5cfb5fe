"""What is asked of a run, checked once for all who ask."""

import pytest

from rnngan.batch.experiment_keys import Generate
from rnngan.config.errors import ConfigError
from rnngan.config.requests import OF_TABLES, OF_TEXTS, EvaluateRequest, GenerateRequest


def test_conditions_and_codes_may_be_maps_pairs_or_texts():
    wanted = {"count": 2, "seed": 5}
    expected = GenerateRequest(
        given=(("clinic", "north"), ("age", "")), codes=((0, 2.0), (1, -0.5)), **wanted
    )
    maps = {"clinic": "north", "age": None}, {0: 2, 1: -0.5}
    texts = (("clinic", "north"), ("age", "")), (("0", "2"), ("1", "-0.5"))
    assert GenerateRequest.of(*maps, **wanted) == expected
    assert GenerateRequest.of(*texts, **wanted) == expected
    of_a_batch = Generate(given=maps[0], codes={"0": 2, "1": -0.5}, output="x.csv", **wanted)
    assert of_a_batch.request == expected


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {},
            "Give one of -n, the number of sequences; --rows, about how many rows; ",
        ),
        ({"count": 1, "rows": 1}, "Received: count, rows"),
        (
            {"count": 1, "between": "a.csv"},
            "--between names the ends of --interpolate K",
        ),
        ({"count": -1}, "n: expected 0 or more. Received: n=-1"),
        ({"rows": 0}, "rows: expected 1 or more. Received: rows=0"),
        ({"interpolate": 1}, "interpolate: expected 2 or more. Received: interpolate=1"),
        ({"count": 1, "length": 0}, "length: expected 1 or more. Received: length=0"),
        ({"count": 1, "codes": (("a", "2"),)}, "--code a=2: expected numbers, such as 0=2."),
    ],
)
def test_what_can_t_be_generated_is_refused(values, message):
    with pytest.raises(ConfigError) as caught:
        GenerateRequest.of(**values)
    assert message in str(caught.value)


def test_what_only_tables_or_only_texts_have_is_found():
    request = GenerateRequest(count=3, temperature=0.0)
    assert (request.odd(OF_TABLES), request.odd(OF_TEXTS)) == (None, "temperature")
    assert GenerateRequest(count=0).count == 0
    assert GenerateRequest(rows=3).odd(OF_TABLES) == "rows"


def test_halves_of_what_another_text_holds_are_refused():
    with pytest.raises(ConfigError, match=r"^--split-held-out halves .* Received: --real a\.txt$"):
        EvaluateRequest(real="a.txt", split=True)
