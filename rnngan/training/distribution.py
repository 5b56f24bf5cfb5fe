"""Training on several devices, of this machine or of several: TensorFlow's strategy and its loop.

Every step is taken by `strategy.run`: each replica takes its share of the joint batch (see
`rnngan.models.replicas`), so that several devices learn what one learns of the same batch, but for
last digits. Keras' own fit is for one device; with several workers it fails.
"""

import zlib
from contextlib import contextmanager, nullcontext
from functools import cache

import numpy as np
import tensorflow as tf

from rnngan.config.errors import ConfigError, RunError
from rnngan.models import replicas

PATIENCE = 600.0  # seconds that a worker waits for the others in a step
LARGEST = 2**16 + 1  # over any batch size
HALF = 2**16  # numbers under it are floats to the last bit
NOT_SHARED = {  # settings whose loss is no mean over windows -> what they have where they are off
    "model.minibatch": "none",
    "training.match": "none",
    "training.feature_matching": 0.0,
}
_started = []


class Distribution:
    """Several devices that take every step together.

    Args:
        strategy: `MirroredStrategy` or `MultiWorkerMirroredStrategy`.
        worker: number of this worker.
        workers: how many there are.
    """

    def __init__(self, strategy, worker=0, workers=1):
        self.strategy, self.worker, self.workers = strategy, worker, workers
        self.replicas = strategy.num_replicas_in_sync
        self.begun = False  # whether a step was asked for
        self._steps = {}

    def fit(self, model, batches, callbacks):
        """Take steps as `fit` of a compiled model does, and call the callbacks behind its calls.

        Args:
            model: composed model whose `train_step` takes its share of what it is given.
            batches: data set of joint batches.
            callbacks: `rnngan.training.callbacks.steps.Steps`.
        """
        self.begun = True
        for callback in callbacks:
            callback.set_model(model)
        model.stop_training = False
        number, logs = -1, None
        for number, data in enumerate(batches):
            logs = self._step(model, data, batches.element_spec)
            if (number + 1) % model.steps_per_execution == 0:
                _report(callbacks, number, logs)
                logs = None
            if model.stop_training:
                return
        if logs is not None:
            _report(callbacks, number, logs)

    def _step(self, model, data, spec):
        """Take a step, and return (names, values) of its losses."""
        learns = int(data[0]) >= getattr(model, "ahead", 0)
        if (model, learns) not in self._steps:
            self._steps[model, learns] = self._traced(model, learns, spec)
        names, step = self._steps[model, learns]
        return names, step(*data)

    def _traced(self, model, learns, spec):
        names = []

        def on_replica(*data):
            if hasattr(model, "learns"):
                model.learns = learns
            logs = model.train_step(data)
            names[:] = sorted(logs)
            values = [tf.cast(logs[name], "float32") for name in names]
            return replicas.mean([tf.stack(values)])[0]

        def on_all(*data):
            return self.strategy.experimental_local_results(
                self.strategy.run(on_replica, args=data)
            )[0]

        return names, tf.function(on_all, spec, autograph=False)

    def everyones(self, numbers):
        """Return the numbers of all workers, (workers, numbers) float32."""
        mine = np.zeros((self.workers, len(numbers)), "float32")
        mine[self.worker] = numbers
        nothing, local = np.zeros_like(mine), self.replicas // self.workers

        def of_replica(context):
            first = context.replica_id_in_sync_group % local == 0
            return tf.constant(mine if first else nothing)

        @tf.function(autograph=False)
        def total(given):
            return self.strategy.reduce(tf.distribute.ReduceOp.SUM, given, axis=None)

        return total(self.strategy.experimental_distribute_values_from_function(of_replica)).numpy()


def _report(callbacks, number, logs):
    names, values = logs
    found = dict(zip(names, values.numpy().tolist(), strict=True))
    for callback in callbacks:
        callback.on_train_batch_end(number, found)


@contextmanager
def of_machine(wanted):
    """Train on several devices of this machine while the block runs; give their number.

    Args:
        wanted: how many GPUs, or "all". Where there are none, the processors that TensorFlow knows
            count, which is one unless a program has divided them.

    Raises:
        ConfigError: there are not so many.
    """
    gpus = tf.config.list_logical_devices("GPU")
    devices = gpus or tf.config.list_logical_devices("CPU")
    many = len(devices) if wanted == "all" else int(wanted)
    if many > len(devices):
        raise ConfigError(
            f"--devices {wanted}: TensorFlow sees {len(gpus)} GPUs here. Expected as many or "
            "fewer, or all."
        )
    if many == 1:
        yield 1
        return
    with _in(Distribution(_mirrored(tuple(device.name for device in devices[:many])))):
        yield many


@cache
def _mirrored(names):
    """Return the strategy for some devices; two in one process would mix up their messages."""
    return tf.distribute.MirroredStrategy(names)


@contextmanager
def of_workers(worker, workers):
    """Train with the other workers of TF_CONFIG while the block runs; give their `Distribution`.

    TensorFlow must not have computed anything yet. It is waited for the other workers.

    Args:
        worker: number of this one.
        workers: how many there are.
    """
    options = tf.distribute.experimental.CommunicationOptions(timeout_seconds=PATIENCE)
    strategy = tf.distribute.MultiWorkerMirroredStrategy(communication_options=options)
    distribution = Distribution(strategy, worker, workers)
    with _in(distribution):
        yield distribution


@contextmanager
def _in(distribution):
    _started.append(distribution)
    try:
        yield
    finally:
        _started.pop()


def scope():
    """Return the context in which networks and optimizers are made.

    Example:
        >>> with scope():
        ...     variable = tf.Variable(1.0)
    """
    return _started[-1].strategy.scope() if _started else nullcontext()


def fit(model, batches, callbacks):
    """Take the steps of a data set with the devices of the training; see `Distribution.fit`."""
    if _started:
        _started[-1].fit(model, batches, callbacks)
    else:
        model.fit(batches, verbose=0, shuffle=False, callbacks=callbacks)


def agreed(number):
    """Return the first worker's number, which differs between workers, such as a time.

    Example:
        >>> agreed(0.5)
        0.5
    """
    if not _started or _started[-1].workers == 1:
        return number
    return float(_started[-1].everyones([number])[0, 0])


def refuse_difference(facts):
    """Refuse to train where the workers were given different things.

    Args:
        facts: {what it is: text that has to be the same for all workers}.

    Raises:
        RunError: names what differs.
    """
    if not _started or _started[-1].workers == 1:
        return
    sums = [zlib.crc32(text.encode()) for text in facts.values()]
    found = _started[-1].everyones([half for one in sums for half in divmod(one, HALF)])
    for number, name in enumerate(facts):
        halves = found[:, 2 * number : 2 * number + 2]
        other = [str(i) for i, pair in enumerate(halves) if (pair != halves[0]).any()]
        if other:
            raise RunError(
                f"{name}: worker {', '.join(other)} has another than worker 0. Expected the same "
                "data, settings and run folder on all."
            )


def refuse(config):
    """Refuse settings whose loss several devices can't share.

    Args:
        config: `RunConfig`.

    Raises:
        ConfigError: names the setting.
    """
    if not _started:
        return
    for name, off in NOT_SHARED.items():
        section, _, last = name.partition(".")
        value = getattr(getattr(config, section), last)
        if value != off:
            raise ConfigError(
                f"{name}: {value} compares the windows of a whole batch, which several devices "
                f"have in parts. Expected {off} with them, or one device."
            )


def refuse_uneven(batch, parts=lambda batch: [batch]):
    """Refuse a batch size whose joint batches the devices can't share in equal parts.

    Args:
        batch: the setting `training.batch_size`.
        parts: function of a batch size that returns the sizes of all that is shared in a step.

    Raises:
        ConfigError: names a batch size that can be shared.
    """
    many = _started[-1].replicas if _started else 1
    fitting = (size for size in range(batch, LARGEST) if not any(p % many for p in parts(size)))
    near = next(fitting, None)
    if near != batch:
        advice = "" if near is None else f" Expected a size such as {near}: --batch-size {near}."
        raise ConfigError(
            f"training.batch_size: {batch} makes batches of {', '.join(map(str, parts(batch)))} "
            f"that {many} devices can't share in equal parts.{advice}"
        )
