"""What others call a setting, and what is nearly spelled like one."""

import pytest

from rnngan.config import run_config
from rnngan.config.nearest import ELSEWHERE, MEANT, meant

KNOWN = ["training.steps", "training.learning_rate", "data.window", "data.stride", "seed"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("steps", "training.steps"),
        ("model.steps", "training.steps"),  # its last part alone
        ("Training.LR", "training.learning_rate"),
        ("random-state", "seed"),
        ("data.step", "data.stride"),  # of its own section, though steps is nearer
        ("trainig.windw", "data.window"),
        ("units", None),  # of another section, which isn't known here
        ("", None),
    ],
)
def test_a_name_is_found_by_what_others_call_it_and_by_its_letters(name, found):
    assert meant(name, KNOWN) == found


def test_names_near_by_are_looked_for_in_the_same_section_first():
    known = ["a.window", "b.windows"]
    assert meant("a.windowz", known) == "a.window"
    assert meant("b.windowz", known) == "b.windows"


def test_what_another_name_means_is_meant_only_where_it_is_known():
    assert meant("lr", ["seed"]) is None


def test_no_name_of_elsewhere_is_a_setting_itself():
    known = {name.rpartition(".")[2] for name in run_config.fields()}
    assert set(ELSEWHERE) <= known
    assert not MEANT.keys() & known
    assert len(MEANT) == sum(map(len, ELSEWHERE.values()))
