"""The process that works on one run: `python -m rnngan.batch.worker`, with the job on its input.

It reports what happens as lines of JSON on its output, and writes for people to stderr, which is
the log of the run. It ends when its input does, so that no worker outlives its batch. Everything it
does may be cut off at any moment and is taken up again by the next one.
"""

import contextlib
import json
import os
import sys
import threading
import time
import traceback
from pathlib import Path

from rnngan.batch import records
from rnngan.batch.experiment_keys import Generate
from rnngan.batch.job import Job
from rnngan.batch.records import BatchFolder, Record
from rnngan.config.errors import RnnganError, RunError
from rnngan.config.requests import (
    EvaluateRequest,
    ResumeRequest,
    TrainRequest,
)
from rnngan.data.formats import atomic
from rnngan.report.progress import speaking, warn, watched
from rnngan.runs import checkpoints, manifest, store
from rnngan.runs import evaluate as evaluate_runs
from rnngan.runs import generate as generate_runs
from rnngan.runs import train as train_runs
from rnngan.training import interrupts

OFTEN = 0.25  # seconds between two lines about progress
PATIENCE = 60  # seconds to wait for a worker of a batch that was killed
LOST, STOPPED = 137, "stopped"


def work(job, report=lambda event: None):
    """Do the steps of a run that are not done, and return its `Record`.

    The working folder of the process becomes that of the batch, and what is written speaks of the
    run by its name alone: the same batch gives the same bytes wherever it lies.

    Args:
        job: `Job`.
        report: called with each event, a dict.

    Raises:
        RnnganError: a step can't be done; what was done is kept.
    """
    batch_folder, folder = BatchFolder(Path(job.folder)), Path(job.name)
    os.chdir(batch_folder.path)
    record = _opened(batch_folder, job)
    if folder.is_dir():
        _wait_for(folder)
        atomic.clear_leftovers(folder)  # of one that was killed
    done = records.finished(batch_folder, job, record, job.addresses)
    for step, act in (("train", train), ("generate", generate), ("evaluate", evaluate)):
        if step in job.addresses and step not in done:
            report({"event": "step", "step": step})
            began = time.monotonic()
            record = act(job, folder, record)
            record.done[step] = job.addresses[step]
            record.seconds[step] = round(time.monotonic() - began, 2)
            batch_folder.write(job.name, record)
    return record


def _opened(batch_folder, job):
    """Return the record of a run, begun anew where its settings or its data have changed.

    Raises:
        InputError: its folder holds something else.
    """
    record, folder = batch_folder.read(job.name), batch_folder.run(job.name)
    address = job.addresses["train"]
    if record.begun is None and folder.exists():
        records.refuse_foreign(folder, signs=())
    gone = "train" in record.done and not records.finished(batch_folder, job, record, job.addresses)
    if record.begun != address or gone:
        records.set_aside(batch_folder, job.name)
        record = Record(begun=address, settings=job.settings)
    record.attempts += 1
    record.failed = record.state = None
    batch_folder.write(job.name, record)
    return record


def train(job, folder, record):
    """Train, or go on with a training that was cut off; return the record with what came of it.

    Raises:
        RnnganError: it can't be trained.
    """
    data, schema = job.data_here or job.data, job.schema_here or job.schema
    summary = None
    if checkpoints.newest(folder) is not None or (folder / manifest.NAME).exists():
        summary = _go_on(job, folder)
    if summary is None:
        known_as = job.data if job.data_here else None
        summary = train_runs.train(
            TrainRequest(data, folder, job.run_config, schema, force=True, known_as=known_as)
        )
    record.steps, record.distance = summary["steps"], last_distance(folder)
    record.written = {manifest.NAME: records.sum_of(folder / manifest.NAME)}
    return record


def last_distance(folder):
    """Return the distance from held-out data that was measured last, or None."""
    for path in reversed(checkpoints.all_of(folder)):
        with contextlib.suppress(RunError):
            found = manifest.read(path)["distance"]
            if found is not None:
                return found
    return None


def _go_on(job, folder):
    """Go on from the newest checkpoint, and return the summary; None where none is whole."""
    from rnngan.runs.resume import resume

    try:
        return resume(ResumeRequest(folder, job.data_here))
    except RunError as error:
        if next(checkpoints.whole(folder), None) is not None:
            raise
        warn(f"note: {error} The run begins anew.")
        records.remove(folder)
        return None


def _wait_for(folder):
    """Wait until a worker that has lost its batch has ended; others are refused by training."""
    import filelock

    with (
        contextlib.suppress(filelock.Timeout),
        filelock.FileLock(folder / atomic.LOCK).acquire(timeout=PATIENCE),
    ):
        pass


def generate(job, folder, record):
    """Write the sequences that are asked for; return the record with what was written.

    Raises:
        RnnganError: they can't be written.
    """
    path = folder / job.output
    with speaking(quiet=True):
        generate_runs.generate_file(folder, Generate(**job.generate).request, path, force=True)
    record.written[path.name] = records.sum_of(path)
    return record


def evaluate(job, folder, record):
    """Score the run on one half of what was held out; return the record with what was written.

    Raises:
        RnnganError: it can't be scored.
    """
    request = EvaluateRequest(job.data_here, seeds=job.judges, quick=job.quick, split=True)
    found = evaluate_runs.evaluate(folder, request)
    path = folder / store.SCORES
    if job.data_here:
        scores = json.loads(path.read_text("utf-8")) | {"data": job.data}
        atomic.write(path, json.dumps(scores, indent=2, ensure_ascii=False) + "\n")
    record.written[path.name] = records.sum_of(path)
    found.draw()
    return record


class Line:
    """The line to the batch: events go out as JSON, those about progress not every time.

    Args:
        descriptor: open file descriptor.
    """

    def __init__(self, descriptor):
        self.descriptor, self.last = descriptor, 0.0

    def __call__(self, event):
        """Send an event."""
        often = event["event"] == "progress" and event["done"] != event["total"]
        if often and time.monotonic() - self.last < OFTEN:
            return
        self.last = time.monotonic()
        try:
            os.write(self.descriptor, json.dumps(event).encode() + b"\n")
        except OSError:  # nobody listens any more
            os._exit(LOST)


def main():
    """Work on the job that comes in on stdin."""
    serve(lambda content, line: work(Job.from_json(content), line))


def serve(act):
    """Be a worker: do what is asked for on stdin, say how it ends, and end the process.

    Args:
        act: called with the line of JSON that comes in, and the `Line` to whoever started this.
    """
    line = Line(os.dup(1))
    os.dup2(2, 1)  # what libraries print goes to the log
    content = sys.stdin.buffer.readline()
    threading.Thread(target=_end_with_the_batch, daemon=True).start()
    code = 1
    with interrupts.handled():
        try:
            os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
            with watched(line):
                act(content, line)
            line({"event": "finished"})
            code = 0
        except (KeyboardInterrupt, SystemExit):
            line({"event": STOPPED})
        except Exception as error:
            line({"event": "failed", **reason_of(error)})
    sys.stderr.flush()
    os._exit(code)  # TensorFlow has nothing to tidy up that is worth waiting for


def reason_of(error):
    """Return why a run failed, as a dict: reason, code, and whether another try may help.

    Example:
        >>> reason_of(OSError(28, "No space left on device", "a.csv"))
        {'reason': 'a.csv: No space left on device', 'code': 3, 'passing': True}
    """
    if isinstance(error, RnnganError):
        warn(f"rnngan: {error}")
        return {"reason": str(error), "code": error.exit_code, "passing": False}
    traceback.print_exception(error)
    if isinstance(error, OSError):
        where = error.filename or "a file"
        return {"reason": f"{where}: {error.strerror}", "code": 3, "passing": True}
    passing = isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"
    what = "out of memory" if passing else "a bug in rnngan"
    reason = f"{what}: {type(error).__name__}: {error}".splitlines()[0]
    return {"reason": reason, "code": 1, "passing": passing}


def _end_with_the_batch():
    """Wait for the end of stdin, which comes when the batch ends, however it ends."""
    while os.read(0, 4096):
        pass
    os._exit(LOST)


if __name__ == "__main__":
    main()
