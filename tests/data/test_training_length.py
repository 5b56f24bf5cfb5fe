"""Steps where no number is asked for, by hand."""

import pytest

from rnngan.config.run_config import validate
from rnngan.data.training_length import FEWEST, STEPS, with_steps


@pytest.mark.parametrize(
    ("generator", "rows", "steps"),
    [
        ("row", 1, FEWEST),
        ("row", 2500, 1200),  # 24 for each root
        ("row", 2600, 1220),  # 1,223.8, to a whole call of 20
        ("row", 10**9, STEPS),
        ("window", 2500, STEPS),
        ("row", None, STEPS),  # a text
    ],
)
def test_steps_grow_with_the_root_of_the_rows_of_what_is_written_row_by_row(generator, rows, steps):
    config = validate({"model": {"generator": generator}})
    assert with_steps(config, rows).training.steps == steps


def test_a_number_that_is_asked_for_stays():
    config = validate({"training": {"steps": 7}, "model": {"generator": "row"}})
    assert with_steps(config, 2500) is config
