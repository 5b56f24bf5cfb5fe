"""A process that keeps to the protocol of shards and draws nothing; the run's name says how.

ok: writes its shards. crash: the first one, then kills itself; the second try is ok. lost: kills
itself each time. full: says that the disk is full. held: writes one shard, then waits.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path


def report(**event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def main():
    share = json.loads(sys.stdin.readline())
    behaviour, folder = Path(share["run"]).name, Path(share["folder"])
    print("a line for the log", file=sys.stderr, flush=True)
    if behaviour == "lost":
        os.kill(os.getpid(), signal.SIGKILL)
    if behaviour == "full":
        report(event="failed", reason="the disk is full", code=3, passing=True)
        sys.exit(1)
    for shard in share["shards"]:
        (folder / f"part-{shard:05d}.csv").write_text(f"{shard}")
        report(event="progress", shard=shard, done=10, total=10)
        report(event="shard", shard=shard)
        if behaviour == "crash" and share["attempt"] == 1:
            time.sleep(0.1)
            os.kill(os.getpid(), signal.SIGKILL)
        if behaviour == "held":
            (folder / f"{share['name']}.pid").write_text(str(os.getpid()))
            sys.stdin.read()  # ends with the process that has started it
            sys.exit(1)
    report(event="finished")


main()
