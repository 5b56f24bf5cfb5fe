"""The same runs as tasks of a Ray cluster: `--ray local`, or the address of one that stands.

A task starts the same worker as on this machine. Where the node sees the folder of the batch (one
machine, or a shared file system), the worker works in it, and a node that is lost costs what came
after the last checkpoint. Elsewhere data go there and the run's folder comes back with the result.
"""

import contextlib
import io
import os
import queue
import secrets
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from rnngan.batch import records
from rnngan.batch.job import Job
from rnngan.batch.launchers.processes import COMMAND, EXIT, ended, events, processors, worker
from rnngan.batch.records import BatchFolder, Record
from rnngan.config.errors import ConfigError, RunError
from rnngan.data.formats import atomic

SEEN = "seen"  # a file by which a node knows that it sees the folder of the batch
GRACE = 30  # seconds that a worker has to end well when its task is cancelled
ANSWER = 10  # seconds in which a cluster must answer
GIGABYTE = 2**30
HEAD = "node:__internal_head__"


def launcher(address, jobs=None):
    """Return what starts runs on Ray; see `connected`."""
    connected(address, jobs)
    return OnRay(jobs)


def connected(address, jobs=None):
    """Return the module `ray`, connected to a cluster.

    Args:
        address: "local" for a cluster of this machine alone, or that of a cluster.
        jobs: processors that may be busy at once; all of the cluster when None.

    Raises:
        ConfigError: Ray is not installed.
        RunError: the cluster does not answer.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent to anybody
    try:
        import ray
    except ImportError:
        raise ConfigError("--ray needs Ray. Install it with: pip install 'rnngan[ray]'") from None
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    options = {"logging_level": "ERROR", "log_to_driver": False}
    if address == "local":
        options |= {
            "address": "local",
            "num_cpus": jobs or processors(),
            "include_dashboard": False,
        }
    else:
        options |= {"address": address}
        _refuse_silence(address)
    sys.stdout.flush()
    os.dup2(2, 1)  # Ray prints what is wrong with a cluster to stdout, where data go
    try:
        ray.init(**options)
    except (ConnectionError, ValueError, RuntimeError, ray.exceptions.RayError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise RunError(f"--ray {address}: no cluster answers there: {reason}") from None
    return ray


def _refuse_silence(address):
    """Refuse an address at which nobody listens: Ray itself would wait for minutes."""
    host, colon, port = address.rpartition("://")[2].rpartition(":")
    if not colon or not port.isdigit():
        return  # such as "auto"
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWER).close()
    except OSError as error:
        raise RunError(
            f"--ray {address}: no cluster answers there: {error.strerror or error}. Expected "
            "local, auto, or HOST:PORT of a cluster that runs."
        ) from None


class OnRay:
    """Starts runs as tasks of the Ray cluster that this process is connected to.

    Args:
        jobs: processors that may be busy at once; all of the cluster when None.
        shared: whether nodes see the folder of the batch; they look for themselves when None.
        command: arguments of Python that start a worker.
    """

    def __init__(self, jobs=None, shared=None, command=COMMAND):
        import ray

        self.ray, self.shared, self.command = ray, shared, command
        self.jobs = jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))
        self.token = secrets.token_hex(16)
        self.channel = self._channel()
        self._running, self._sent = {}, {}
        self._task = ray.remote(attend)

    def _channel(self):
        """Return a queue for what happens, on the head of the cluster: it is lost with it alone."""
        from ray.util.queue import Queue
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        heads = [n["NodeID"] for n in self.ray.nodes() if HEAD in n["Resources"] and n["Alive"]]
        here = heads[0] if heads else self.ray.get_runtime_context().get_node_id()
        there = NodeAffinitySchedulingStrategy(here, soft=True)
        return Queue(actor_options={"num_cpus": 0, "scheduling_strategy": there})

    def full(self, running):
        """Return whether no further run can start."""
        return sum(run.threads for run in running) >= self.jobs

    def fits(self, run, running):
        """Return whether there is room for one more run."""
        return not running or sum(r.threads for r in running) + run.threads <= self.jobs

    def start(self, job, log, run):
        """Hand a run to the cluster.

        Args:
            job: `rnngan.batch.job.Job`.
            log: path of the file that what it prints is added to.
            run: `rnngan.batch.plan.Run`, which says what it needs.
        """
        batch_folder = BatchFolder(Path(job.folder))
        atomic.write(batch_folder.hidden / SEEN, self.token)
        needs = {"num_cpus": run.threads, "num_gpus": run.said.get("gpus") or 0, "max_retries": 0}
        if run.said.get("memory_gb"):
            needs["memory"] = int(run.said["memory_gb"] * GIGABYTE)
        parcel = None if self.shared or self._one_machine() else self._parcel(job, batch_folder)
        token = self.token if self.shared is not False else ""
        task = self._task.options(**needs)
        arguments = job.to_json(), str(log), token, parcel, self.channel, self.command
        self._running[job.name] = task.remote(*arguments), job, Path(log)

    def _one_machine(self):
        """Return whether all nodes are on this machine, which sees its own folders."""
        addresses = {n["NodeManagerAddress"] for n in self.ray.nodes() if n["Alive"]}
        return self.shared is None and addresses == {self.ray.util.get_node_ip_address()}

    def _parcel(self, job, batch_folder):
        """Return what a node needs that does not see this machine's files, as references."""
        record = batch_folder.read(job.name)
        if record.begun not in (None, job.addresses["train"]):
            records.set_aside(batch_folder, job.name)
            batch_folder.write(
                job.name, Record(begun=job.addresses["train"], settings=job.settings)
            )
        sent = {}
        for name, path in (("data", job.data), ("schema", job.schema)):
            if path is not None:
                key = path, job.settings["data's content"], job.settings["schema"]
                if key not in self._sent:
                    self._sent[key] = self.ray.put(packed({"": Path(path)}))
                sent[name] = [self._sent[key]]  # in a list: fetched where it is needed alone
        sent["state"] = [self.ray.put(packed(_state_of(batch_folder, job.name)))]
        return sent

    def poll(self, seconds):
        """Return the events of workers as (name, event) pairs; wait at most `seconds` for them."""
        if not self._running:
            time.sleep(seconds)
            return []
        tasks = {reference: name for name, (reference, *_) in self._running.items()}
        ready, _ = self.ray.wait(list(tasks), num_returns=1, timeout=seconds)
        found = self._heard()
        for reference in ready:
            name = tasks[reference]
            found += [(name, event) for event in self._result(name, reference)]
            del self._running[name]
        return found

    def _heard(self):
        """Return the events of tasks that go on."""
        lost = self.ray.exceptions.RayError, queue.Empty
        with contextlib.suppress(*lost):  # progress alone is lost with the channel
            waiting = self.channel.qsize()
            return [tuple(pair) for pair in self.channel.get_nowait_batch(waiting)]
        return []

    def _result(self, name, reference):
        """Return the last events of a task: what it said of its end, and that it has ended."""
        _, job, log = self._running[name]
        try:
            ending, reason, parcel = self.ray.get(reference)
        except self.ray.exceptions.TaskCancelledError:
            return [{"event": EXIT, "reason": "was stopped"}]
        except self.ray.exceptions.RayTaskError as error:
            what = str(error).strip().splitlines()[-1]
            return [{"event": EXIT, "reason": f"could not be attended: {what}"}]
        except self.ray.exceptions.RayError as error:
            what = type(error).__name__
            return [{"event": EXIT, "reason": f"was lost with its node or worker ({what})"}]
        if parcel is not None:
            printed = laid_out(BatchFolder(Path(job.folder)), job.name, parcel)
            with log.open("ab") as stream:
                stream.write(printed)
        return [*([ending] if ending else []), {"event": EXIT, "reason": reason}]

    def stop(self, name):
        """Ask a worker to end after the step that is under way, with a checkpoint."""
        self._cancel(name, force=False)

    def kill(self, name):
        """End a worker at once."""
        self._cancel(name, force=True)

    def _cancel(self, name, force):
        if name in self._running:
            self.ray.cancel(self._running[name][0], force=force)

    def close(self):
        """End all workers that are left, and leave the cluster."""
        for name in list(self._running):
            self.kill(name)
        with contextlib.suppress(self.ray.exceptions.RayError):
            self.channel.shutdown(force=True)
        self.ray.shutdown()


def attend(job, log, token, parcel, channel, command=COMMAND):
    """Work on a run on a node: the task.

    Args:
        job: `Job` as JSON.
        log: path of the log, where the folder of the batch is seen.
        token: what the file SEEN in it holds then.
        parcel: {name: [reference]} of what is needed elsewhere, or None.
        channel: queue for (name, event).
        command: arguments of Python that start a worker.

    Returns:
        (the worker's last event or None, how it ended, what it wrote as bytes or None).
    """
    job = Job.from_json(job)
    seen = BatchFolder(Path(job.folder)).hidden / SEEN
    if seen.is_file() and seen.read_text() == token:
        return *_attended(job, log, channel, command), None
    if parcel is None:
        reason = f"{job.folder} is not seen on this node. Expected a shared file system."
        return {"event": "failed", "reason": reason, "code": 3, "passing": False}, "", None
    import ray

    with tempfile.TemporaryDirectory(prefix="rnngan-") as folder:
        folder = Path(folder)
        contents = {name: ray.get(reference[0]) for name, reference in parcel.items()}
        here = _unpacked(job, folder, contents)
        batch_folder = BatchFolder(Path(here.folder))
        try:
            ending, reason = _attended(here, batch_folder.log(job.name), channel, command)
        except KeyboardInterrupt:
            ending, reason = None, "was stopped"
        state = _state_of(batch_folder, job.name) | {"log": batch_folder.log(job.name)}
        return ending, reason, packed(state)


def _unpacked(job, folder, contents):
    """Lay out on a node what was sent to it; return the `Job` that finds it there."""
    batch_folder = BatchFolder(folder / "batch")
    batch_folder.make()
    laid_out(batch_folder, job.name, contents["state"])
    moved = {"folder": str(batch_folder.path)}
    for name, field in (("data", "data_here"), ("schema", "schema_here")):
        if name in contents:
            target = folder / name / Path(getattr(job, name)).name
            target.parent.mkdir()
            unpack(contents[name], target.parent, target.name)
            moved[field] = str(target)
    return replace(job, **moved)


def _attended(job, log, channel, command):
    """Start the worker, pass on its events, and return (its last event, how it ended)."""
    from ray.exceptions import RayError

    ending, process = None, worker(command, job, log)
    try:
        for event in events(process.stdout):
            if event["event"] in ("finished", "failed", "stopped"):
                ending = event
            else:
                with contextlib.suppress(RayError):  # what is shown alone is lost with it
                    channel.put((job.name, event))
        return ending, ended(process.wait())
    finally:
        process.terminate()  # the task was cancelled
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        process.kill()
        process.stdin.close()
        process.stdout.close()
        process.wait()


def _state_of(batch_folder, name):
    """Return {name in the parcel: path} of what belongs to a run."""
    known = {"run": batch_folder.run(name), "record": batch_folder.record(name)}
    return {where: path for where, path in known.items() if path.exists()}


def packed(paths):
    """Return files and folders as the bytes of an archive.

    Args:
        paths: {name in the archive: path}; "" for "content".
    """
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=1) as archive:
        for name, path in paths.items():
            archive.add(path, name or "content")
    return stream.getvalue()


def unpack(content, folder, name=None):
    """Lay out an archive in a folder.

    Args:
        content: bytes that `packed` gave.
        folder: where; of a run's state, the folder of the batch.
        name: of the file or folder that was packed alone; None for a run's state.
    """
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        archive.extractall(folder, filter="data")
    if name is not None:
        (Path(folder) / "content").rename(Path(folder) / name)


def laid_out(batch_folder, job_name, content):
    """Lay out the state of a run in the folder of a batch; return what was printed meanwhile.

    The run's folder comes before its record: a record says nothing of files that are not there.
    """
    with tempfile.TemporaryDirectory(prefix=atomic.HIDDEN, dir=batch_folder.path) as inner:
        inner = Path(inner)
        unpack(content, inner)
        log = (inner / "log").read_bytes() if (inner / "log").exists() else b""
        if (inner / "run").exists():
            if batch_folder.run(job_name).exists():
                records.remove(batch_folder.run(job_name))
            (inner / "run").rename(batch_folder.run(job_name))
        if (inner / "record").exists():
            atomic.write(batch_folder.record(job_name), (inner / "record").read_bytes())
    return log
