"""The process that writes some shards: `python -m rnngan.batch.shard_worker`; see `worker.serve`.

Its job, a line of JSON on its input, is a `rnngan.batch.bulk.Share`.
"""

import json
from functools import partial

from rnngan.batch.worker import serve
from rnngan.config.errors import RunError
from rnngan.runs import shards, store


def write(content, line):
    """Write the shards of a share, and report each that is finished.

    Args:
        content: the `Share` as JSON.
        line: called with events.

    Raises:
        RnnganError: a shard can't be written.
    """
    share = json.loads(content)
    folder, run = share["folder"], share["run"]
    plan = shards.Plan.read(folder)
    if plan is None:
        raise RunError(f"{folder}: the plan can't be read. Begin the output anew.")
    trained, facts = store.opened(run)
    plan.refuse_other(facts, run)
    for shard in share["shards"]:
        plan.write(trained, folder, shard, partial(_report, line, plan, shard))
        line({"event": "shard", "shard": shard})


def _report(line, plan, shard, done):
    total = len(plan.numbers(shard))
    line({"event": "progress", "shard": shard, "done": done, "total": total})


if __name__ == "__main__":
    serve(write)
