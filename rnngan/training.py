"""Windows + settings -> a trained model and its history."""

import time

import numpy as np

from rnngan import continuing
from rnngan.batches import STEPS_PER_CALL, batches_of
from rnngan.callbacks import SPREAD_WINDOWS, Guard, History, Progress
from rnngan.config import MOST_STEPS
from rnngan.data.conditions import Conditions
from rnngan.data.windows import WindowStatistics
from rnngan.estimate import CONTINUING_COST, continuing_steps
from rnngan.models.build import compile_model
from rnngan.shape import places
from rnngan.trained import assemble

CALIBRATION_CALLS = 2  # timed calls before the first step, whose effect is undone


def train(dataset, config=None, report=None, announce=None, save=None):
    """Train on a `Dataset` and return a `TrainedModel`.

    Args:
        dataset: `rnngan.data.prepare.Dataset`.
        config: `RunConfig`; that of the dataset when None. Its data section has no effect.
        report: called with (steps done, losses) after every call into TensorFlow.
        announce: called with (steps, steps of the second part, seconds of both) before the first
            step, and with (None, steps of the second part, None) before the second part.
        save: called with the `TrainedModel` after every `checkpoint_every` steps and once at the
            end or at a stop.

    Raises:
        TrainingError: training diverged or collapsed; the last good weights were saved.
    """
    config = dataset.config if config is None else config
    config = config.model_copy(update={"data": dataset.config.data})  # with lengths decided
    statistics = WindowStatistics.fit(dataset.train, dataset.transform, config.model.auto_normalise)
    told, transform = config.data.condition, dataset.transform
    where = places(transform.static, told)
    conditions = Conditions.fit(told, where, dataset.train, transform.features)
    trained = assemble(config, dataset.schema, transform, statistics, conditions)
    per_call = min(STEPS_PER_CALL, config.training.steps)
    compile_model(trained.model, config.training, per_call)
    size = config.training.batch_size * config.training.d_steps  # each round has its own windows
    batches = batches_of(dataset.train, size, config.seed)
    seconds = _calibrate(trained.model, batches, per_call)
    trained.config = config = _with_steps(config, seconds)
    trained.model.schedule_steps.assign(float(config.training.steps))
    continuing.prepare(trained, dataset)
    if announce is not None:
        steps, more = config.training.steps, config.training.continue_steps
        announce(steps, more, (steps + more * CONTINUING_COST) * seconds)
    _fit(trained, dataset, batches, report, save)
    continuing.train(trained, dataset, report, announce, save)
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


def _calibrate(model, batches, per_call):
    """Trace the step, time it, and return seconds per step; the model is left as it was."""
    optimizers = model.generator_optimizer, model.discriminator_optimizer
    variables = [*model.variables, *(v for o in optimizers for v in o.variables)]
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
    """Return the settings with --minutes turned into steps that fit, and "auto" into a number."""
    training = config.training
    if training.minutes is not None:
        share = continuing_steps(config) / training.steps * CONTINUING_COST
        affordable = int(training.minutes * 60 / seconds / (1 + share))
        steps = min(MOST_STEPS, max(STEPS_PER_CALL, affordable))
        training = training.model_copy(update={"steps": steps})
        config = config.model_copy(update={"training": training})
    update = {"continue_steps": continuing_steps(config)}
    update = {"training": training.model_copy(update=update)}
    return config.model_copy(update=update)


def _some_windows(windows, seed):
    chosen = np.random.default_rng([seed, 0x5EED]).integers(0, len(windows), SPREAD_WINDOWS)
    return windows.gather(chosen)
