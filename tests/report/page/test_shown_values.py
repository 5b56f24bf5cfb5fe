"""Values as the page shows them: their text, what they are sorted by, and all their digits."""

import pytest

from rnngan.report.page import shown_values

NOTHING = dict.fromkeys(("value", "title", "note", "link", "state"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (0.0, "0"),
        (-0.0, "0"),
        (64, "64"),
        (1234567, "1234567"),
        (0.41234567, "0.4123"),
        (-0.41234567, "-0.4123"),
        (0.99999, "1.0000"),
        (1.0, "1.000"),
        (9.87654, "9.877"),
        (123.456, "123.5"),
        (12345.6, "12346"),
        (0.012345, "0.0123"),
        (0.0012345, "0.00123"),
        (0.00012345, "0.000123"),
        (0.000012345, "1.23e-05"),
        (1.5e9, "1.50e+09"),
    ],
)
def test_numbers_have_three_or_four_significant_digits(value, shown):
    assert shown_values.number(value) == shown


@pytest.mark.parametrize(
    ("mean", "std", "n", "shown"),
    [
        (0.41234, 0.02123, 4, "0.4123 ± 0.0212"),
        (0.41234, 0.0, 4, "0.4123 ± 0.0000"),
        (0.41234, 0.0000123, 4, "0.4123 ± 1e-05"),
        (0.41234, 0.0, 1, "0.4123"),
        (0.41234, None, 1, "0.4123"),
        (0.0008, 0.003, 4, "0.00080 ± 0.00300"),
        (12.3456, 0.5, 2, "12.35 ± 0.50"),
        (0.0, 0.0, 2, "0 ± 0"),
        (1, 0, 2, "1.000 ± 0.000"),
        (2e-7, 1e-8, 2, "2.00e-07 ± 1.00e-08"),
    ],
)
def test_means_have_as_many_decimals_as_their_deviations(mean, std, n, shown):
    assert shown_values.mean_text({"mean": mean, "std": std, "n": n}) == shown


@pytest.mark.parametrize(
    ("value", "right", "shown"),
    [
        (None, False, {"text": "–", "number": False}),
        (None, True, {"text": "–", "number": True}),
        (80, False, {"text": "80", "number": True, "value": "80"}),
        (0.41234567, False,
         {"text": "0.4123", "number": True, "value": "0.41234567", "title": "0.41234567"}),
        (float("nan"), False, {"text": "nan", "number": True}),
        (True, False, {"text": "true", "number": False, "value": "true"}),
        ("bce", True, {"text": "bce", "number": True, "value": "bce"}),
        ([1, "é"], False, {"text": '[1, "é"]', "number": False, "value": '[1, "é"]'}),
    ],
)  # fmt: skip
def test_what_a_cell_shows_and_is_sorted_by(value, right, shown):
    assert shown_values.cell(value, right) == NOTHING | shown


def test_the_cell_of_a_mean_notes_how_many_runs_made_it_where_some_did_not():
    mean = {"mean": 0.25, "std": 0.125, "n": 3}
    full = "mean 0.25, standard deviation 0.125, over 3 runs"
    shown = {"text": "0.2500 ± 0.1250", "value": "0.25", "title": full, "number": True}
    assert shown_values.mean_cell(mean, 3) == NOTHING | shown
    assert shown_values.mean_cell(mean, 4) == NOTHING | shown | {"note": "n = 3"}
    assert shown_values.mean_cell(None, 4) == NOTHING | {"text": "–", "number": True}
