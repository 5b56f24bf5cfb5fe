"""A worker that keeps to the protocol and trains nothing; what it does is in the run's name.

ok…: finishes. fail…: can't be done. once…: a fault that passes. crash…: kills itself.
slow…: three steps of half a second, going on where it was cut off. deaf…: hears no SIGTERM.
held…: works until there is a file `go` in the run's folder.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rnngan.batch import records  # noqa: E402
from rnngan.batch.job import Job  # noqa: E402
from rnngan.batch.records import BatchFolder, Record  # noqa: E402

STEPS, PACE = 3, 0.5


def report(**event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def finish(batch_folder, job, record):
    folder = batch_folder.run(job.name)
    (folder / "manifest.json").write_text('{"files": {}}')
    (folder / (job.output or "weights")).write_text(job.addresses["train"])
    record.written = {p.name: records.sum_of(p) for p in folder.iterdir() if p.is_file()}
    record.done, record.steps = dict(job.addresses), STEPS
    record.distance = 0.5
    batch_folder.write(job.name, record)
    report(event="finished", record={})


def slowly(batch_folder, job, record):
    state = batch_folder.run(job.name) / "state"
    done = int(state.read_text()) if state.exists() else 0
    for step in range(done + 1, STEPS + 1):
        time.sleep(PACE)
        state.write_text(str(step))
        report(event="progress", stage="training", done=step, total=STEPS, note=f"from {done}")


def until_it_may_go(batch_folder, job):
    folder = batch_folder.run(job.name)
    (folder / "state").write_text("0")
    while not (folder / "go").exists():
        time.sleep(0.05)


def end_with_the_batch():
    while os.read(0, 4096):
        pass
    os._exit(137)


def main():
    job = Job.from_json(sys.stdin.buffer.readline())
    threading.Thread(target=end_with_the_batch, daemon=True).start()
    batch_folder = BatchFolder(Path(job.folder))
    record = batch_folder.read(job.name)
    if record.begun != job.addresses["train"]:
        records.set_aside(batch_folder, job.name)
        record = Record(begun=job.addresses["train"], settings=job.settings)
    record.attempts += 1
    batch_folder.write(job.name, record)
    batch_folder.run(job.name).mkdir(exist_ok=True)
    print("working on", job.name, file=sys.stderr, flush=True)
    behaviour = job.name.rstrip("0123456789")
    if behaviour == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if behaviour == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if behaviour == "fail":
        report(event="failed", reason="there is no column x", code=3, passing=False)
        os._exit(1)
    if behaviour == "once" and record.attempts == 1:
        report(event="failed", reason="the disk is full", code=3, passing=True)
        os._exit(1)
    if behaviour == "held":
        until_it_may_go(batch_folder, job)
    if behaviour in ("slow", "deaf"):
        slowly(batch_folder, job, record)
    finish(batch_folder, job, record)
    os._exit(0)


if __name__ == "__main__":
    main()
