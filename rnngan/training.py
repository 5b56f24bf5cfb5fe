"""Windows + settings -> a trained model and its history."""

import time

import numpy as np
import tensorflow as tf

from rnngan.callbacks import SPREAD_WINDOWS, Guard, History, Progress
from rnngan.config import MOST_STEPS
from rnngan.data.windows import WindowStatistics
from rnngan.models import noise
from rnngan.models.build import compile_model
from rnngan.models.noise import Stream
from rnngan.trained import assemble

STEPS_PER_CALL = 20  # one call from Python into TensorFlow; losses are seen this often
CALIBRATION_CALLS = 2  # timed calls before the first step, whose effect is undone


def train(dataset, config=None, report=None, announce=None, save=None):
    """Train on a `Dataset` and return a `TrainedModel`.

    Args:
        dataset: `rnngan.data.prepare.Dataset`.
        config: `RunConfig`; that of the dataset when None.
        report: called with (steps done, losses) after every call into TensorFlow.
        announce: called with (steps, seconds) before the first step: the estimate.
        save: called with the `TrainedModel` after every `checkpoint_every` steps and once at the
            end or at a stop.

    Raises:
        TrainingError: training diverged or collapsed; the last good weights were saved.
    """
    config = dataset.config if config is None else config
    statistics = WindowStatistics.fit(dataset.train, dataset.transform, config.model.auto_normalise)
    trained = assemble(config, dataset.schema, dataset.transform, statistics)
    per_call = min(STEPS_PER_CALL, config.training.steps)
    length = compile_model(trained.model, config.training, per_call)
    batches = _batches(dataset.train, config)
    seconds = _calibrate(trained.model, batches, per_call)
    trained.config = config = _with_steps(config, seconds)
    length.assign(float(config.training.steps))
    if announce is not None:
        announce(config.training.steps, config.training.steps * seconds)
    _fit(trained, dataset, batches, report, save)
    return trained


def _fit(trained, dataset, batches, report, save):
    config, model = trained.config.training, trained.model
    guard = Guard(
        config.steps,
        _some_windows(dataset.train, trained.config.seed),
        config.collapse_below,
        config.checkpoint_every,
        save=lambda done: keep(done),
    )
    rate = model.generator_optimizer._learning_rate  # the schedule itself, not its present value
    history = History(config.steps, rate, lambda: guard.spread)
    trained.history = history.rows
    callbacks = [history, guard] + ([Progress(config.steps, report)] if report else [])

    def keep(done):
        trained.steps = done
        if save is not None:
            save(trained)

    try:
        model.fit(batches.take(config.steps), verbose=0, shuffle=False, callbacks=callbacks)
    finally:  # also after a divergence or an interrupt: what is good is kept
        keep(guard.done)


def _batches(windows, config):
    """Return the data set of (step, real windows): a function of (seed, step) alone."""
    values = tf.constant(windows.values)
    starts = tf.constant(windows.starts)
    within = tf.range(windows.length, dtype=starts.dtype)
    size, seed = config.training.batch_size, config.seed

    def batch(step):
        chosen = noise.integers((size,), len(windows), seed, Stream.WINDOWS, step)
        rows = tf.gather(starts, chosen)[:, None] + within  # (batch, time)
        return step, tf.gather(values, rows)  # (batch, time, features)

    return tf.data.Dataset.range(2**31 - 1).map(batch).prefetch(tf.data.AUTOTUNE)


def _calibrate(model, batches, per_call):
    """Trace the step, time it, and return seconds per step; the model is left as it was."""
    variables = [
        *model.trainable_variables,
        *model.generator_optimizer.variables,
        *model.discriminator_optimizer.variables,
    ]
    before = [variable.numpy() for variable in variables]
    times = []
    steps = (1 + CALIBRATION_CALLS) * per_call  # the first call traces
    clock = Progress(steps, lambda done, losses: times.append(time.perf_counter()))
    model.fit(batches.take(steps), verbose=0, shuffle=False, callbacks=[clock])
    seconds = (times[-1] - times[0]) / (CALIBRATION_CALLS * per_call)
    for variable, value in zip(variables, before, strict=True):
        variable.assign(value)
    return seconds


def _with_steps(config, seconds):
    """Return the settings with --minutes turned into the number of steps that fit."""
    training = config.training
    if training.minutes is None:
        return config
    steps = min(MOST_STEPS, max(STEPS_PER_CALL, int(training.minutes * 60 / seconds)))
    update = {"training": training.model_copy(update={"steps": steps})}
    return config.model_copy(update=update)


def _some_windows(windows, seed):
    chosen = np.random.default_rng([seed, 0x5EED]).integers(0, len(windows), SPREAD_WINDOWS)
    return windows.gather(chosen)
