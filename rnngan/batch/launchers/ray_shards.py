"""Shards as tasks of a Ray cluster: `rnngan generate RUN -o out/ --ray local|ADDRESS`.

The run goes to the nodes with the tasks. A node that sees the folder of the output (one machine, or
a shared file system) writes into it; from others a shard comes back and is written here. What a
lost node had begun is done again elsewhere, by Ray itself.
"""

import os
import secrets
import tempfile
from collections import deque
from pathlib import Path

from rnngan.batch.launchers import ray_cluster
from rnngan.batch.launchers.processes import limits
from rnngan.config.errors import BatchError, ConfigError, RnnganError
from rnngan.data.formats import atomic
from rnngan.runs import shards, store
from rnngan.training import interrupts

SEEN = f"{atomic.HIDDEN}seen"  # a file by which a node knows that it sees the folder
RETRIES = 5  # of a shard whose node is lost
POLL = 0.5  # seconds
_loaded = {}  # of a process of the cluster: the run that it has loaded last


def write(address, jobs, trained, plan, folder, missing, progress):
    """Write shards on a cluster. Signals end all tasks at once.

    Args:
        address: "local", or that of a cluster.
        jobs: tasks side by side; as many as the cluster has processors when None.
        trained: `TrainedModel`.
        plan: `rnngan.runs.shards.Plan`.
        folder: of the output.
        missing: numbers of the shards.
        progress: hears of each shard that is finished: `ended(who, shard)`.

    Raises:
        ConfigError: Ray is not installed, or files are named that nodes may not see.
        RunError: the cluster does not answer.
        BatchError: a shard can't be written; those that are finished are kept.
    """
    if plan.files:
        named = ", ".join(f"--{name}" for name in plan.files)
        raise ConfigError(
            f"{named} names a file that nodes of a cluster may not see. Leave out --ray: --jobs "
            "uses the processors of this machine."
        )
    ray = ray_cluster.connected(address, jobs)
    folder, token = Path(folder).absolute(), secrets.token_hex(16)
    try:
        atomic.write(folder / SEEN, token)
        run = [ray.put(store.packed(trained))]  # in a list: fetched where it is needed alone
        jobs = jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))
        task = ray.remote(max_retries=RETRIES)(written)
        shared = run, plan.to_json(), str(folder), token
        play(ray, task, shared, jobs, missing, progress)
    finally:
        ray.shutdown()


def play(ray, task, shared, jobs, missing, progress):
    """Keep `jobs` tasks under way until no shard is left; see `write`.

    Args:
        ray: the module, connected to a cluster.
        task: `written` as Ray has it.
        shared: its arguments but the last one.
        jobs: tasks side by side.
        missing: numbers of the shards.
        progress: see `write`.
    """
    waiting, running, folder = deque(missing), {}, Path(shared[2])
    plan = shards.Plan.of_json(shared[1])
    with interrupts.collected() as signals:
        try:
            while (waiting or running) and not signals:
                while waiting and len(running) < jobs:
                    shard = waiting.popleft()
                    running[task.remote(*shared, shard)] = shard
                for reference in ray.wait(list(running), timeout=POLL)[0]:
                    shard = running.pop(reference)
                    content = _result(ray, reference)
                    if content is not None:
                        atomic.write(folder / plan.name(shard), content)
                    progress.ended("", shard)
        finally:
            for reference in running:
                ray.cancel(reference, force=True)
    if signals:
        raise interrupts.asked_by(signals[0])


def _result(ray, reference):
    """Return what a task has returned.

    Raises:
        RnnganError: it has failed.
    """
    goes_on = "The same command goes on from the shards that are there."
    try:
        return ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, RnnganError):
            raise error.cause from None
        what = str(error).strip().splitlines()[-1]
        raise BatchError(f"A shard could not be written: {what}. {goes_on}") from None
    except ray.exceptions.RayError as error:
        what = type(error).__name__
        raise BatchError(
            f"A shard was lost with its node or worker ({what}), {RETRIES + 1} times. {goes_on}"
        ) from None


def written(run, plan, folder, token, shard):
    """Write a shard on a node: the task.

    Args:
        run: [reference of what `store.packed` has returned].
        plan: `Plan` as JSON.
        folder: of the output.
        token: what the file SEEN in it holds, where it is seen.
        shard: its number.

    Returns:
        The bytes of the shard; None where it was written to the folder.
    """
    plan, folder = shards.Plan.of_json(plan), Path(folder)
    if token not in _loaded:
        import ray

        os.environ.update(limits(1))
        _loaded.clear()
        _loaded[token] = store.unpacked(ray.get(run[0]), "the run")
    trained, seen = _loaded[token], folder / SEEN
    if seen.is_file() and seen.read_text() == token:
        plan.write(trained, folder, shard, _nobody)
        return None
    with tempfile.TemporaryDirectory(prefix="rnngan-") as here:
        plan.write(trained, here, shard, _nobody)
        return (Path(here) / plan.name(shard)).read_bytes()


def _nobody(done):
    """Hear how much is written, and say it to nobody."""
