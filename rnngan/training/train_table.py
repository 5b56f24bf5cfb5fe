"""Windows + settings -> a trained model and its history."""

from rnngan.config.run_config import MOST_STEPS
from rnngan.data.conditions import Conditions
from rnngan.data.network_shape import static_positions
from rnngan.data.windows import WindowStatistics
from rnngan.models.build import compile_model
from rnngan.models.trained import assemble
from rnngan.training import continuing
from rnngan.training.batches import STEPS_PER_CALL, batches_of
from rnngan.training.calibration import calibrate
from rnngan.training.estimate import CONTINUING_COST, continuing_steps
from rnngan.training.monitor import SPREAD_WINDOWS, WINDOWS, distance, some_windows, spread
from rnngan.training.phase import Game
from rnngan.training.state import TrainingState


def train(dataset, config=None, attempt=1, **told):
    """Train on a `Dataset` and return a `TrainedModel`.

    Args:
        dataset: `rnngan.data.dataset.Dataset`.
        config: `RunConfig`; that of the dataset when None. Its data section has no effect.
        attempt: number of the first checkpoints.
        **told: what is called meanwhile; see `go_on`.

    Raises:
        TrainingError: training diverged or collapsed; the last good weights were saved.
    """
    trained = untrained(dataset, config)
    return go_on(trained, dataset, TrainingState(attempt=attempt, began=attempt), **told)


def untrained(dataset, config=None):
    """Return a `TrainedModel` with its first weights, as `train` begins with.

    Args:
        dataset: `rnngan.data.dataset.Dataset`.
        config: `RunConfig`; that of the data set when None.
    """
    config = dataset.config if config is None else config
    config = config.model_copy(update={"data": dataset.config.data})  # with lengths decided
    statistics = WindowStatistics.fit(dataset.train, dataset.transform, config.model.auto_normalise)
    conditions, transform = config.data.condition, dataset.transform
    where = static_positions(transform.static, conditions)
    known = Conditions.fit(conditions, where, dataset.train, transform.features)
    return assemble(config, dataset.schema, transform, statistics, known)


def go_on(trained, dataset, state, report=None, announce=None, save=None, tell=None):
    """Train from a state to the end, and return the `TrainedModel`.

    The same state, settings and data give the same weights and history, however often training was
    stopped and went on: batches and noise are functions of the seed and the step.

    Args:
        trained: `TrainedModel`; of the state's checkpoint, or an untrained one.
        dataset: `rnngan.data.dataset.Dataset`.
        state: `TrainingState`; its arrays are None before the first step.
        report: called with (steps done, losses) after every call into TensorFlow.
        announce: called with (steps, steps of the second part, seconds of both) before the first
            step, and with (None, steps of the second part, None) before the second part.
        save: called with (`TrainedModel`, `TrainingState`) whenever weights are found good: before
            the first step, after every `checkpoint_every` steps, at the end, and at a stop.
        tell: called with a line of what a person should know; a warning when None.

    Raises:
        TrainingError: training diverged or collapsed; the last good weights were saved.
        KeyboardInterrupt, SystemExit: a signal has come; the last weights were saved.
    """

    def keep(state):
        first = state.part == 1
        trained.steps = state.done if first else trained.config.training.steps
        trained.continued = 0 if first else state.done
        if save is not None:
            save(trained, state)

    told = {"report": report, "save": keep, "tell": tell}
    if state.part == 1:
        state = _learn_windows(trained, dataset, state, announce, told)
        same = {n: getattr(state, n) for n in ("rollbacks", "attempt", "began")}
        state = TrainingState(part=2, **same)
    continuing.train(trained, dataset, state, announce=announce, **told)
    return trained


def _learn_windows(trained, dataset, state, announce, told):
    """Play the first part to its end and return its last state."""
    training, new = trained.config.training, state.arrays is None
    per_call = min(STEPS_PER_CALL, training.steps)
    compile_model(trained.model, training, per_call)
    size = training.batch_size * training.d_steps  # each round has its own windows
    batches = batches_of(dataset.train, size, trained.config.seed)
    seconds = calibrate(trained.model, batches, per_call)
    if new:
        trained.config = _with_steps(trained.config, dataset, seconds)
        continuing.prepare(trained, dataset)
    training = trained.config.training
    trained.model.schedule_steps.assign(float(training.steps))
    if announce is not None:
        left, more = training.steps - state.done, training.continue_steps
        announce(left, more, (left + more * CONTINUING_COST) * seconds)
    looked = some_windows(dataset.train, SPREAD_WINDOWS, trained.config.seed)
    held = dataset.holdout if len(dataset.holdout) else dataset.train
    held = some_windows(held, WINDOWS, trained.config.seed)
    game = Game(
        trained.model,
        state,
        training.steps,
        training,
        batches,
        history=trained.history,
        look=lambda model, done: spread(model, looked, done),
        measure=lambda model: distance(model, held),
        **told,
    )
    game.play()
    return game.state


def planned(config, dataset):
    """Return the settings with the steps of the second part as a number.

    Args:
        config: `RunConfig`, with lengths decided.
        dataset: `rnngan.data.dataset.Dataset`.
    """
    known = len(continuing.windows_of(dataset, config))
    update = {"continue_steps": continuing_steps(config) if known else 0}
    return config.model_copy(update={"training": config.training.model_copy(update=update)})


def _with_steps(config, dataset, seconds):
    """Return the settings with --minutes turned into steps that fit, and "auto" into a number."""
    training = config.training
    if not planned(config, dataset).training.continue_steps:
        training = training.model_copy(update={"continue_steps": 0})  # nothing to learn it from
        config = config.model_copy(update={"training": training})
    if training.minutes is not None:
        share = continuing_steps(config) / training.steps * CONTINUING_COST
        affordable = int(training.minutes * 60 / seconds / (1 + share))
        steps = min(MOST_STEPS, max(STEPS_PER_CALL, affordable))
        training = training.model_copy(update={"steps": steps})
        config = config.model_copy(update={"training": training})
    return planned(config, dataset)
