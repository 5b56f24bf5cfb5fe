"""Shards on a real Ray cluster of two nodes, by a task that draws nothing; and the task itself."""

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from rnngan.batch.launchers import ray_shards
from rnngan.config.errors import BatchError, ConfigError, InputError
from rnngan.runs.shards import Plan

ray = pytest.importorskip("ray")
pytestmark = pytest.mark.filterwarnings("ignore")
PLAN = Plan({}, {"count": 60}, {}, "csv", ".csv", 60, 10, "sequences", {})
TOKEN = "t"


def slowly(run, plan, folder, token, shard):
    """The task: of an even number it comes back, of an odd one it writes into the folder."""
    time.sleep(0.4)
    (Path(folder) / f"tried-{shard}-{time.monotonic_ns()}").touch()
    content = f"{run[0]} {shard}".encode()
    if shard % 2 == 0:
        return content
    (Path(folder) / Plan.of_json(plan).name(shard)).write_bytes(content)
    return None


def failing(run, plan, folder, token, shard):
    raise InputError("no room") if run == ["input"] else ValueError("odd")


def test_what_a_lost_node_had_begun_is_done_again(monkeypatch, tmp_path):
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": 0})
    second, done = cluster.add_node(num_cpus=1), []

    def ended(who, shard):
        done.append(shard)
        if len(done) == 2:
            cluster.remove_node(second, allow_graceful=False)

    try:
        ray.init(address=cluster.address, logging_level="ERROR", log_to_driver=False)
        shared, task = (["r"], PLAN.to_json(), str(tmp_path), TOKEN), ray.remote(slowly)
        ray_shards.play(ray, task, shared, 2, range(6), SimpleNamespace(ended=ended))
        assert sorted(done) == list(range(6))
        found = [path.read_text() for path in sorted(tmp_path.glob("part-*"))]
        assert found == [f"r {shard}" for shard in range(6)]
        for run, error, said in ((["input"], InputError, "no room"), ([], BatchError, "odd")):
            task = ray.remote(max_retries=0)(failing)
            with pytest.raises(error, match=said):
                ray_shards.play(ray, task, (run, *shared[1:]), 1, [0], None)
    finally:
        ray.shutdown()
        cluster.shutdown()


@pytest.mark.parametrize("seen", [True, False])
def test_a_node_that_sees_the_folder_writes_into_it_and_others_send_the_shard(
    monkeypatch, tmp_path, seen
):
    def write(self, trained, folder, shard, report):
        report(10)
        (Path(folder) / self.name(shard)).write_text(f"{trained} {shard}")

    monkeypatch.setattr(Plan, "write", write)
    monkeypatch.setattr(ray, "get", lambda reference: f"packed {reference}")
    monkeypatch.setattr(ray_shards.store, "unpacked", lambda content, name: f"un{content}")
    monkeypatch.setattr(ray_shards, "limits", lambda threads: {})
    ray_shards._loaded.clear()
    (tmp_path / ray_shards.SEEN).write_text(TOKEN if seen else "that of another one")
    for shard in (3, 4):
        found = ray_shards.written(["r"], PLAN.to_json(), str(tmp_path), TOKEN, shard)
        path = tmp_path / PLAN.name(shard)
        assert (found is None) == path.exists() == seen
        content = path.read_bytes() if seen else found
        assert content == f"unpacked r {shard}".encode()
        monkeypatch.setattr(ray_shards.store, "unpacked", None)  # a process loads a run once


def test_files_that_nodes_may_not_see_are_refused():
    plan = Plan({}, {}, {"after": "sum"}, "csv", ".csv", 60, 10, "sequences", {})
    with pytest.raises(ConfigError, match="--after names a file that nodes"):
        ray_shards.write("local", 1, None, plan, "out", [0], None)
