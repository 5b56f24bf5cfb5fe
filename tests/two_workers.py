"""Train with two workers on loopback: undisturbed, with one of them killed, resumed, and forked.

Every training diverges once, and goes back. A program of its own, which forks the workers before
TensorFlow computes anything. It prints what became of each.
"""

import hashlib
import json
import os
import signal
import socket
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file

from rnngan.cli.main import main as command
from rnngan.models import replicas, weights
from rnngan.models.rows.likelihood import RowLikelihood
from rnngan.training import distribution, train_rows, two_phases

SETTINGS = [
    "--window=4", "--lengths=windows", "--calendar=none", "--protect=off", "--units=3",
    "--batch-size=8", "--steps=40", "--adversarial-steps=0", "--set=training.checkpoint_every=20",
    "--on-divergence=rollback",
]  # fmt: skip
OTHER = ["--steps=60", "--set=training.precision=mixed_bfloat16"]
DIVERGES_AT, KILLED_AT = 25, 30  # steps; it is killed when that step is taken once more


def addresses():
    """Return two free ones of this machine."""
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return [f"127.0.0.1:{each.getsockname()[1]}" for each in (one, other)]


def begin(folder, name, arguments, cluster=None, number=0, killed=False):
    """Start a worker as a process of its own, and return its id."""
    child = os.fork()
    if child:
        return child
    stream = os.open(folder / f"{name}.{number}.txt", os.O_CREAT | os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(stream, descriptor)
    if cluster:
        task = {"type": "worker", "index": number}
        os.environ["TF_CONFIG"] = json.dumps({"cluster": {"worker": cluster}, "task": task})
    note_weights(folder / f"{name}.{number}.sha256")
    diverge_at(DIVERGES_AT)
    if killed:
        die_at(KILLED_AT)
    code = command(arguments)
    sys.stdout.flush()
    os._exit(code)


def note_weights(path):
    """Write the hash of the weights that a worker ends with."""
    run = two_phases.run

    def noted(*given):
        trained = run(*given)
        found = weights.dump(weights.values(weights.of_networks(trained.model)))
        path.write_text(hashlib.sha256(found).hexdigest())
        return trained

    two_phases.run = noted
    train_rows.calibrate = lambda *_: 0.01


def diverge_at(step):
    """Let the loss of a step be no number on the last replica alone, at the first learning rate."""
    loss_of = RowLikelihood.loss_of

    def diverged(self, number, *data):
        wrong = (number == step) & (tf.convert_to_tensor(self.rate_factor) == 1.0)
        if replicas.count() > 1:
            context = tf.distribute.get_replica_context()
            wrong &= context.replica_id_in_sync_group == replicas.count() - 1
        return loss_of(self, number, *data) * tf.where(wrong, np.nan, 1.0)

    RowLikelihood.loss_of = diverged


def die_at(step):
    """Let this process be killed before a step that is taken for the second time."""
    take, times = distribution.Distribution._step, []

    def killed(self, model, data, spec):
        if int(data[0]) == step:
            times.append(step)
        if len(times) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return take(self, model, data, spec)

    distribution.Distribution._step = killed


def job(folder, name, arguments, killed=False):
    """Run both workers of a job, the second of which may be killed, and return their codes."""
    cluster = addresses()
    workers = [begin(folder, name, arguments, cluster, n, killed and n == 1) for n in (0, 1)]
    return [os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) for worker in workers]


def main(table, folder):
    folder = Path(folder)

    def new(name):
        return ["train", table, "-o", str(folder / name), *SETTINGS]

    codes = {"both": job(folder, "both", new("both"))}
    alone = begin(folder, "one", new("one"))
    codes["one"] = [os.waitstatus_to_exitcode(os.waitpid(alone, 0)[1])]
    codes["lost"] = job(folder, "lost", new("lost"), killed=True)
    resume = ["train", "--resume", str(folder / "lost")]
    codes["resumed"] = job(folder, "resumed", resume)
    codes["forked"] = job(folder, "forked", [*resume, "--fork", str(folder / "forked"), *OTHER])
    one, both = (load_file(folder / name / "weights.safetensors") for name in ("one", "both"))
    apart = max(float(np.abs(one[name] - both[name]).max()) for name in one)
    print(json.dumps({"codes": codes, "apart": apart}))


if __name__ == "__main__":
    main(*sys.argv[1:])
