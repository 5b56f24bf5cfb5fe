"""Batches that train: the same bytes by processes, by hand, and on a cluster that loses a node."""

import json
import os
import re
import shlex
import subprocess
import sys
import threading
import time

import pytest

SPEC = """\
defaults: {data: a.csv, window: 6, units: 4, steps: 20, generate: 4,
  training.adversarial_steps: 0, training.checkpoint_every: 10}
experiments:
  - {name: hinge, objective: hinge, seed: 2, evaluate: quick}
  - {name: bce, seed: 1}
  - {name: impossible, window: 500}
"""


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    """experiments.yaml and its table, too short for stretches longer than a window."""
    folder = tmp_path_factory.mktemp("real")
    rows = (f"{i},{(i * 37 % 11) / 7:.2f},{i % 5}\n" for i in range(120))
    (folder / "a.csv").write_text("t,x,y\n" + "".join(rows))
    (folder / "experiments.yaml").write_text(SPEC)
    return folder / "experiments.yaml"


@pytest.fixture(scope="module")
def done(rnngan, spec):
    """The finished batch, and what the command said."""
    output = spec.parent / "runs"
    return output, rnngan("batch", spec, "-o", output, "--jobs", 2, cwd=spec.parent)


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_two_runs_finish_and_one_can_not(done):
    output, result = done
    assert result.returncode == 6, result.stderr
    assert result.stdout == ""
    assert "1 of 3 runs failed:\n  impossible: " in result.stderr
    found = json.loads((output / "summary.json").read_text())
    assert found["counts"]["finished"] == 2
    (failure,) = found["failures"]
    assert "500" in failure["reason"]
    rows = {row["name"]: row for row in found["runs"]}
    assert "validation distance" in rows["hinge"]["scores"]
    assert any("CNN" in name for name in rows["hinge"]["scores"])
    assert rows["bce"]["settings"]["seed"] == 1
    assert (output / "bce" / "synthetic.csv").read_text().count("\n") > 4
    assert "20 steps will take" in (output / "logs" / "bce.log").read_text()


def test_the_commands_of_a_dry_run_do_the_same_by_hand(rnngan, spec, done, tmp_path):
    output, _ = done
    result = rnngan("batch", spec, "-o", tmp_path, "--dry-run", "--only", "[bh]*", cwd=spec.parent)
    assert re.match(r"hinge  \(new; about (\d+ min )?\d+ s\)\n", result.stdout)
    assert "2 of 2 runs to do" in result.stdout
    commands = [line.strip() for line in result.stdout.splitlines() if line.startswith("  rnngan")]
    assert [shlex.split(command)[1] for command in commands] == [
        "train", "generate", "evaluate", "train", "generate",
    ]  # fmt: skip
    for command in commands[3:]:
        result = rnngan(*shlex.split(command)[1:], cwd=spec.parent)
        assert result.returncode == 0, result.stderr
    one, other = contents(output / "bce"), contents(tmp_path / "bce")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_show_prints_it_and_nothing_is_done_again(rnngan, spec, done):
    output, _ = done
    shown = rnngan("batch", "show", output)
    assert shown.returncode == 0
    assert "2 finished, 1 failed" in shown.stdout
    assert json.loads(rnngan("batch", "show", output, "--json").stdout)["spec"] == spec.name
    began = (output / "bce" / "manifest.json").stat().st_mtime_ns
    again = rnngan("batch", spec, "-o", output, "--filter", "steps=20", "--only", "bce")
    assert again.returncode == 0
    assert "all 1 runs are finished: nothing to do" in again.stderr
    assert (output / "bce" / "manifest.json").stat().st_mtime_ns == began


def batch_with_a_lost_node(cluster_of, trained, output, root):
    """Return exit code, stdout, stderr of a batch on two nodes, and which was killed within it."""
    node, lost = {"num_cpus": 1, "include_dashboard": False}, []
    cluster = cluster_of(initialize_head=True, head_node_args=node)
    try:
        second = cluster.add_node(num_cpus=1)
        options = ["--ray", cluster.address, "--only", "hinge", "--only", "bce", "--json"]
        process = subprocess.Popen(
            [sys.executable, root / "cli.py", "batch", trained, "-o", output, *options],
            cwd=trained.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"RAY_USAGE_STATS_ENABLED": "0"},
        )  # fmt: skip

        def lose():
            while process.poll() is None and not lost:
                if len(list(output.glob("*/checkpoints/*-00000000"))) == 2:
                    cluster.remove_node(second, allow_graceful=False)
                    lost.append(second)
                time.sleep(0.1)

        watcher = threading.Thread(target=lose)
        watcher.start()
        out, err = process.communicate(timeout=240)
        watcher.join()
    finally:
        cluster.shutdown()
    return process.returncode, out, err, lost


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_of_two_nodes_gives_the_same_bytes_when_one_is_killed(spec, done, root, tmp_path):
    pytest.importorskip("ray")
    from ray.cluster_utils import Cluster

    trained = spec.with_name("trained.yaml")
    trained.write_text(SPEC.replace(", evaluate: quick", ""))
    for attempt in range(3):  # whether both runs are under way at one moment is up to the system
        output = tmp_path / str(attempt)
        code, out, err, lost = batch_with_a_lost_node(Cluster, trained, output, root)
        events = [json.loads(line) for line in out.splitlines()]
        assert code == 0, err
        retries = [e["reason"] for e in events if e["event"] == "retry"]
        if retries:
            break
    assert lost
    assert any("lost with its node" in reason for reason in retries), events
    for name in ("hinge", "bce"):
        one, other = contents(done[0] / name), contents(output / name)
        assert {"weights.safetensors", "synthetic.csv", "manifest.json"} < other.keys()
        assert [file for file in other if one[file] != other[file]] == []
