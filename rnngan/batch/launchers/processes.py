"""Runs as processes of this machine, one each, with the threads that the run may use."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

import rnngan

COMMAND = ("-P", "-m", "rnngan.batch.worker")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")
EXIT = "exit"


class Processes:
    """Starts workers on this machine, and collects their events.

    Args:
        jobs: processors that may be busy at once.
        memory: GB that runs which name their memory may use together.
        command: arguments of Python that start a worker.
    """

    def __init__(self, jobs, memory=None, command=COMMAND):
        self.jobs, self.command = jobs, command
        self.memory = physical_memory() if memory is None else memory
        self._events = queue.Queue()
        self._running = {}

    def full(self, running):
        """Return whether no further run can start."""
        return sum(run.threads for run in running) >= self.jobs

    def fits(self, run, running):
        """Return whether there is room for one more run."""
        threads = sum(other.threads for other in running) + run.threads
        needed = sum(other.said.get("memory_gb") or 0 for other in (*running, run))
        return not running or (threads <= self.jobs and needed <= self.memory)

    def start(self, job, log, run):
        """Start a worker; what it prints is added to the file `log`.

        Args:
            job: `rnngan.batch.job.Job`.
            log: path.
            run: `rnngan.batch.plan.Run`, which says what it needs.
        """
        process = worker(self.command, job, log)
        self._running[job.name] = process
        threading.Thread(target=self._listen, args=(job.name, process), daemon=True).start()

    def _listen(self, name, process):
        for event in events(process.stdout):
            self._events.put((name, event))
        process.stdout.close()
        self._events.put((name, {"event": EXIT, "reason": ended(process.wait())}))
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()

    def poll(self, seconds):
        """Return the events of workers as (name, event) pairs; wait at most `seconds` for them.

        The last event of every worker is `{"event": "exit", "reason"}`.
        """
        found = []
        with contextlib.suppress(queue.Empty):
            found.append(self._events.get(timeout=seconds))
            while True:
                found.append(self._events.get_nowait())
        for name, event in found:
            if event["event"] == EXIT:
                self._running.pop(name)
        return found

    def stop(self, name):
        """Ask a worker to end after the step that is under way, with a checkpoint."""
        self._signal(name, signal.SIGTERM)

    def kill(self, name):
        """End a worker at once."""
        self._signal(name, signal.SIGKILL)

    def _signal(self, name, number):
        process = self._running.get(name)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)

    def close(self):
        """End all workers that are left."""
        for name in list(self._running):
            self.kill(name)


def worker(command, job, log):
    """Start a worker, hand it its job, and return the process; it ends when its stdin does.

    Args:
        command: arguments of Python that start it.
        job: `rnngan.batch.job.Job`.
        log: path of the file that what it prints is added to.
    """
    with Path(log).open("ab") as stream:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stream,
            env=environment(job.threads),
            start_new_session=True,  # Ctrl-C is for the batch, which knows what to do
        )
    with contextlib.suppress(BrokenPipeError):  # it has ended already: its exit code says why
        process.stdin.write(job.to_json().encode() + b"\n")
        process.stdin.flush()
    return process


def events(stream):
    """Yield the events of a worker, a line of JSON each; a line that is cut off is left out."""
    for line in stream:
        with contextlib.suppress(ValueError):
            yield json.loads(line)


def ended(code):
    """Return how a process ended that has not said why, for people.

    Example:
        >>> ended(-9), ended(1)
        ('was killed by SIGKILL (out of memory?)', 'ended with exit code 1')
    """
    if code >= 0:
        return f"ended with exit code {code}"
    memory = " (out of memory?)" if code == -signal.SIGKILL else ""
    return f"was killed by {signal.Signals(-code).name}{memory}"


def environment(threads):
    """Return the environment of a worker: as many threads as the run has processors."""
    given = limits(threads)
    paths = [str(Path(rnngan.__file__).parents[1]), os.environ.get("PYTHONPATH")]
    return os.environ | given | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


def limits(threads):
    """Return the variables by which libraries take as many threads, and no more memory of a GPU."""
    given = {name: str(threads) for name in THREADS}
    return given | {"TF_NUM_INTEROP_THREADS": "1", "TF_FORCE_GPU_ALLOW_GROWTH": "true"}


def physical_memory():
    """Return the memory of this machine in GB; unlimited where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (ValueError, OSError, AttributeError):
        return 1e9


def processors():
    """Return the number of processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1
