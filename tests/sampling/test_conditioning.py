"""What the generator is given beside noise: a function of the seed and the number of the chunk."""

from types import SimpleNamespace

import numpy as np
import pytest

from rnngan.config.errors import ConfigError
from rnngan.config.requests import GenerateRequest
from rnngan.data.conditions import Conditions
from rnngan.data.network_shape import NetworkShape
from rnngan.sampling.conditioning import Given, fixed_codes, odd_codes

CODES = (("categorical", 3), ("continuous", 1))
CONDITIONS = Conditions(columns=("a",), places=(0,), rows=((0.0,), (1.0,)), counts=(1, 3))


def given(known=(), conditions=False, **request):
    shape = NetworkShape(4, 1, conditions=(0,) if conditions else (), codes=known)
    trained = SimpleNamespace(
        model=SimpleNamespace(generator=SimpleNamespace(shape_=shape)),
        conditions=CONDITIONS if conditions else Conditions(),
        schema=None,
        transform=SimpleNamespace(static=()),
    )
    return Given(trained, GenerateRequest(count=9, seed=5, **request))


def test_without_codes_and_conditions_nothing_is_given():
    assert given().chunk(0, 4) is None


def test_codes_are_drawn_a_category_and_a_number_each():
    drawn = given(CODES).chunk(0, 200)
    assert drawn.shape == (200, 4)
    assert (drawn[:, :3].sum(axis=1) == 1).all()
    assert set(np.unique(drawn[:, :3])) == {0, 1}
    assert (np.abs(drawn[:, 3]) <= 1).all()
    assert np.array_equal(drawn, given(CODES).chunk(0, 200))
    assert not np.array_equal(drawn, given(CODES).chunk(1, 200))


def test_a_code_that_is_set_is_the_same_for_all_and_others_stay_as_drawn():
    drawn, free = given(CODES, codes=((0, 2.0),)).chunk(0, 9), given(CODES).chunk(0, 9)
    assert drawn[:, :3].tolist() == [[0, 0, 1]] * 9
    assert np.array_equal(drawn[:, 3], free[:, 3])


def test_conditions_are_drawn_as_often_as_in_training_and_stand_behind_the_codes():
    drawn = given(CODES, conditions=True).chunk(0, 2000)
    assert drawn.shape == (2000, 5)
    assert drawn[:, 4].mean() == pytest.approx(0.75, abs=0.04)
    fixed = given(CODES, conditions=True)
    fixed.fixed = [(0, 0.0)]
    assert not fixed.chunk(0, 50)[:, 4].any()


def test_along_a_path_all_are_given_the_same():
    drawn = given(CODES, conditions=True, latents=np.zeros((6, 2))).chunk(0, 6)
    assert (drawn == drawn[0]).all()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ([(0, 1.0), (0, 2.0)], "--code 0 is given twice"),
        ([(2, 0.0)], r"--code 2=0: there is no such code\. Known: 0 to 1\."),
        ([(-1, 0.0)], "--code -1=0: there is no such code"),
        ([(0, 3.0)], "--code 0=3: expected a category from 0 to 2"),
        ([(0, 0.5)], r"--code 0=0\.5: expected a category"),
        ([(1, 3.1)], r"--code 1=3\.1: expected a number from -1 to 1"),
        ([(1, float("nan"))], "--code 1=nan: expected a number"),
    ],
)
def test_a_code_that_can_not_be_set_is_refused(asked, message):
    with pytest.raises(ConfigError, match=message):
        fixed_codes(CODES, asked)
    with pytest.raises(ConfigError, match=message):
        odd_codes(CODES, asked)


def test_a_run_without_codes_says_so():
    with pytest.raises(ConfigError, match="This run has no codes"):
        fixed_codes((), [(0, 0.0)])


def test_codes_start_behind_those_before_them_and_far_ones_are_noted():
    assert fixed_codes(CODES, [(1, -3.0), (0, 0.0)]) == [(3, [-3.0]), (0, [1.0, 0.0, 0.0])]
    assert odd_codes(CODES, [(0, 2.0), (1, -1.0)]) == []
    [line] = odd_codes(CODES, [(0, 2.0), (1, -1.5)])
    assert line.startswith("--code 1=-1.5 lies beyond -1 to 1")
