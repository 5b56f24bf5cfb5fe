"""The devices that a training uses: one, several of this machine, or those of several workers."""

import os
import re
from contextlib import contextmanager
from contextvars import ContextVar

from rnngan.config.errors import WorkerError
from rnngan.config.run_config import flat
from rnngan.report.progress import say, speaking
from rnngan.runs.loading import load_tensorflow
from rnngan.training import interrupts

ONE = (None, "1")
LOCAL = ("data.cache",)  # settings that each worker may have another value of
_asked = ContextVar("asked", default=(None, None))


@contextmanager
def asked(devices, workers, folder):
    """Note on what the trainings of a block are to run; with workers, meet the other ones first.

    Args:
        devices: how many, as a text, or "all"; None for one.
        workers: `rnngan.config.workers.Workers`, or None.
        folder: of the run, for messages.

    Raises:
        WorkerError: another worker was lost while the block ran.
    """
    token = _asked.set((devices, workers))
    try:
        if workers is None:
            yield
        else:
            with speaking(quiet=workers.follows), _met(workers, folder):
                yield
    finally:
        _asked.reset(token)


def follows():
    """Return whether another worker writes the run, and says how it goes."""
    workers = _asked.get()[1]
    return workers is not None and workers.follows


@contextmanager
def ready():
    """Load TensorFlow, and train on what was asked for while the block runs."""
    load_tensorflow()  # takes 5 s: only when it is needed
    devices, workers = _asked.get()
    if workers is not None or devices in ONE:
        yield
        return
    from rnngan.training import distribution

    with distribution.of_machine(devices) as many:
        say("note: there is one device here" if many == 1 else f"training on {many} devices")
        yield


def refuse_difference(table, config, checkpoint=""):
    """Refuse to train where the workers were given different things.

    Args:
        table: `Table` or `Text`.
        config: `RunConfig`.
        checkpoint: name of the one to go on from.

    Raises:
        RunError: says what differs.
    """
    if _asked.get()[1] is None:
        return
    from rnngan.training import distribution

    settings = {name: value for name, value in flat(config).items() if name not in LOCAL}
    distribution.refuse_difference(
        {
            "the data": str(table.fingerprint),
            "the settings": repr(sorted(settings.items())),
            "the checkpoint to go on from": checkpoint,
        }
    )


@contextmanager
def _met(workers, folder):
    """Train with the other workers while the block runs."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # of what is lost, a message of ours tells
    say(f"{len(workers.addresses)} workers: waiting until all are there")
    load_tensorflow(alone=False)
    import tensorflow as tf

    from rnngan.training import distribution

    met = None
    try:
        with distribution.of_workers(workers.number, len(workers.addresses)) as met:
            interrupts.take_back()
            yield
    except tf.errors.OpError as error:
        if not isinstance(error, _signs_of_loss(tf)):
            raise
        begun = met is not None and met.begun
        raise WorkerError(_lost(str(error), workers, folder, begun)) from None


def _signs_of_loss(tf):
    names = "Unavailable", "DeadlineExceeded", "Aborted", "Cancelled", "FailedPrecondition"
    return tuple(getattr(tf.errors, f"{name}Error") for name in names)


def _lost(message, workers, folder, begun):
    """Return what to say of a lost worker; before a step the folder may be another run's."""
    numbers = {int(number) for number in re.findall(r"task:(\d+)", message)} - {workers.number}
    known = [f"{n} ({workers.addresses[n]})" for n in sorted(numbers) if n < len(workers.addresses)]
    who = f"worker {' or '.join(known)}" if known else "another worker"
    said = f"{who} was lost: its own messages may say why. "
    if not begun:
        return f"{said}Training has not begun: start all workers again."
    return (
        f"{said}Training has stopped on worker {workers.number}. Start all workers again with "
        f"`rnngan train --resume {folder}`: they go on from the last checkpoint."
    )
