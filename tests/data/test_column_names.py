"""A name that comes in beside those of a table never takes one of theirs."""

import pytest

from rnngan.data.column_names import free_name


@pytest.mark.parametrize(
    ("taken", "found"),
    [([], "x"), (["y"], "x"), (["x"], "x_"), (["x_", "x"], "x__"), (["x_"], "x")],
)
def test_underscores_are_put_behind_until_it_is_free(taken, found):
    assert free_name("x", taken) == found
