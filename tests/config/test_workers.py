"""What TF_CONFIG says of a training on several machines."""

import json

import pytest

from rnngan.config.errors import ConfigError
from rnngan.config.workers import Workers


def environment(jobs, kind="worker", index=0):
    return {"TF_CONFIG": json.dumps({"cluster": jobs, "task": {"type": kind, "index": index}})}


def test_the_first_worker_writes_and_the_others_follow():
    jobs = {"worker": ["a:1", "b:1"]}
    first, second = (Workers.of(environment(jobs, index=number)) for number in (0, 1))
    assert first.addresses == second.addresses == ("a:1", "b:1")
    assert (first.follows, second.follows) == (False, True)


def test_a_chief_comes_before_the_workers():
    found = Workers.of(environment({"chief": ["a:1"], "worker": ["b:1"]}))
    assert (found.addresses, found.number) == (("a:1", "b:1"), 1)


@pytest.mark.parametrize(
    "given", [{}, {"TF_CONFIG": ""}, environment({}), environment({"worker": ["a:1"]})]
)
def test_one_machine_needs_no_others(given):
    assert Workers.of(given) is None


@pytest.mark.parametrize(
    "given",
    [
        {"TF_CONFIG": "{"},
        {"TF_CONFIG": "[]"},
        environment({"worker": ["a:1", "b:1"]}, index=2),
        environment({"worker": ["a:1", "b:1"]}, "ps"),
        environment({"worker": ["a:1"], "ps": ["b:1"]}),
        {"TF_CONFIG": '{"cluster": {"worker": ["a:1", "b:1"]}}'},
    ],
)
def test_what_names_no_workers_is_refused(given):
    with pytest.raises(ConfigError, match="TF_CONFIG: expected such as"):
        Workers.of(given)
