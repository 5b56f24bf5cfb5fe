"""What is asked of the devices of a training, and what is said when a worker is lost."""

from types import SimpleNamespace

import pytest

from rnngan.config.run_config import RunConfig
from rnngan.config.workers import Workers
from rnngan.runs import devices

PAIR = Workers(("a:1", "b:2"), 0)


@pytest.mark.parametrize(
    ("message", "who"),
    [
        ("/job:worker/replica:0/task:1 is unhealthy", "worker 1 (b:2) was lost"),
        ("Error from task:0: task:1 has crashed", "worker 1 (b:2) was lost"),
        ("Connection reset by peer", "another worker was lost"),
        ("task:7", "another worker was lost"),
    ],
)
def test_the_worker_that_was_lost_is_named_with_what_to_do(message, who):
    said = devices._lost(message, PAIR, "run", begun=True)
    assert said.startswith(who)
    assert "`rnngan train --resume run`" in said


def test_where_no_step_was_taken_nothing_is_gone_on_with():
    """A first worker that has refused a folder, in which another run stands."""
    said = devices._lost("task:1", PAIR, "run", begun=False)
    assert said.startswith("worker 1 (b:2) was lost")
    assert said.endswith("start all workers again.")
    assert "--resume" not in said


def test_without_workers_nobody_follows_and_nothing_differs():
    with devices.asked(None, None, "run"), devices.ready():
        assert not devices.follows()
        devices.refuse_difference(SimpleNamespace(fingerprint="0"), RunConfig())


def test_one_device_where_all_are_asked_for_is_said(capsys):
    with devices.asked("all", None, "run"), devices.ready():
        pass
    assert "there is one device here" in capsys.readouterr().err
