"""A real Ray cluster of two nodes on this machine; workers that train nothing."""

import json
import time

import pytest

from rnngan.batch import runner
from rnngan.batch.board import Lines
from rnngan.batch.records import BatchFolder
from rnngan.config.errors import RunError

ray = pytest.importorskip("ray")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def cluster(monkeypatch):
    """Two nodes of one processor each."""
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    made.second = made.add_node(num_cpus=1)
    yield made
    ray.shutdown()
    made.shutdown()


@pytest.fixture
def connected(cluster, stub):
    """Return a launcher on the cluster, with the stub as its worker."""
    from rnngan.batch.launchers import ray_cluster

    def connect(shared=None):
        ray.init(address=cluster.address, logging_level="ERROR", log_to_driver=False)
        return ray_cluster.OnRay(shared=shared, command=stub)

    return connect


class Watching(Lines):
    """Hears everything, and does something at the first progress."""

    def __init__(self, act=lambda: None):
        super().__init__()
        self.act, self.events = act, []

    def event(self, event, **facts):
        self.events.append((event, facts))
        if event == "progress" and self.act is not None:
            act, self.act = self.act, None
            act()


def experiments(*names):
    runs = ", ".join(f"{{name: {name}, seed: {i}}}" for i, name in enumerate(names))
    return f"defaults: {{data: a.csv, generate: 3, retries: 3}}\nexperiments: [{runs}]"


def test_a_node_is_lost_and_all_runs_are_finished_all_the_same(cluster, connected, opened):
    search = "\nsearch: {trials: 2, ranges: {units: {low: 8, high: 16}}}"
    batch = opened(experiments("slow1", "slow2", "ok1", "once1") + search)
    lose = lambda: cluster.remove_node(cluster.second, allow_graceful=False)  # noqa: E731
    board = Watching(lose)
    assert runner.play(batch, batch.runs, board, connected(), 2) == 0
    assert board.counts.finished == 6  # with two trials
    retried = {facts["run"]: facts["reason"] for event, facts in board.events if event == "retry"}
    assert retried["once1"] == "the disk is full"
    assert any("lost with its node" in reason for reason in retried.values())
    states = [batch.batch_folder.run(name) / "state" for name in ("slow1", "slow2")]
    assert [state.read_text() for state in states] == ["3", "3"]


def test_nodes_that_do_not_see_the_folder_send_theirs(connected, opened, tmp_path):
    """What was there goes along, and what comes back is laid out as everywhere."""
    batch = opened(experiments("ok1", "slow1"))
    batch_folder = BatchFolder(tmp_path / "runs")
    launcher, board = connected(shared=False), Watching()
    assert runner.play(batch, batch.runs, board, launcher, 2) == 0
    for name in ("ok1", "slow1"):
        assert (batch_folder.run(name) / "synthetic.csv").exists()
        assert f"working on {name}" in batch_folder.log(name).read_text()
        record = batch_folder.read(name)
        assert record.done.keys() == {"train", "generate"}
        assert str(tmp_path) in record.settings["data"]
    assert (batch_folder.run("slow1") / "state").read_text() == "3"
    assert [e for e, _ in board.events].count("finished") == 2
    assert batch.reasons(batch.runs) == []
    # One that was cut off goes on from what was there.
    (batch_folder.run("slow1") / "manifest.json").unlink()
    (batch_folder.run("slow1") / "state").write_text("2")
    record = batch_folder.read("slow1")
    record.done = {}
    batch_folder.write("slow1", record)
    board = Watching()
    began = time.monotonic()
    assert runner.play(batch, batch.runs, board, _again(launcher, connected), 2) == 0
    assert time.monotonic() - began < 60
    notes = [facts["note"] for event, facts in board.events if event == "progress"]
    assert set(notes) <= {"from 2"}
    assert (batch_folder.run("slow1") / "state").read_text() == "3"


def _again(launcher, connected):
    """Return a new launcher: the first one has left the cluster."""
    return connected(shared=False)


def test_a_cluster_that_does_not_answer_is_told():
    from rnngan.batch.launchers import ray_cluster

    with pytest.raises(RunError, match="no cluster answers there"):
        ray_cluster.launcher("127.0.0.1:1")


def test_what_is_sent_arrives_as_it_was(tmp_path):
    from rnngan.batch.launchers import ray_cluster

    (tmp_path / "texts" / "deep").mkdir(parents=True)
    (tmp_path / "texts" / "deep" / "a.txt").write_text("one")
    content = ray_cluster.packed({"": tmp_path / "texts"})
    ray_cluster.unpack(content, tmp_path, "copy")
    assert (tmp_path / "copy" / "deep" / "a.txt").read_text() == "one"


def test_the_plan_is_json(opened):
    batch = opened(experiments("ok1"))
    batch.batch_folder.make()
    runner.write_plan(batch)
    assert (
        json.loads((batch.batch_folder.hidden / "plan.json").read_text())["runs"][0]["name"]
        == "ok1"
    )
