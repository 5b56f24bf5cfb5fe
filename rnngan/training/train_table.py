"""Windows + settings -> a trained model and its history."""

from rnngan.config.run_config import MOST_STEPS
from rnngan.data.conditions import Conditions
from rnngan.data.network_shape import static_positions
from rnngan.data.windows import WindowStatistics
from rnngan.models.build import compile_model
from rnngan.models.trained import assemble
from rnngan.training import batches, continuing, two_phases
from rnngan.training.batches import STEPS_PER_CALL
from rnngan.training.calibration import calibrate
from rnngan.training.estimate import CONTINUING_COST, continuing_steps
from rnngan.training.hooks import Hooks
from rnngan.training.monitor import SPREAD_WINDOWS, WINDOWS, distance, some_windows, spread
from rnngan.training.phase import Phase
from rnngan.training.state import TrainingState


def train(dataset, config=None, attempt=1, hooks=None):
    """Train on a `Dataset` and return a `TrainedModel`.

    Args:
        dataset: `rnngan.data.dataset.Dataset`.
        config: `RunConfig`; that of the dataset when None. Its data section has no effect.
        attempt: number of the first checkpoints.
        hooks: `rnngan.training.hooks.Hooks` that are called meanwhile, or None.

    Raises:
        TrainingError: training diverged or collapsed; the last good weights were kept.
    """
    trained = untrained(dataset, config)
    return go_on(trained, dataset, TrainingState(attempt=attempt, began=attempt), hooks)


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


def go_on(trained, dataset, state, hooks=None):
    """Train from a state to the end, and return the `TrainedModel`; see `two_phases.run`."""
    phases = _learn_windows, continuing.train
    return two_phases.run(trained, dataset, state, hooks or Hooks(), *phases)


def _learn_windows(trained, dataset, state, hooks):
    """Take the first phase to its end and return its last state."""
    training, new = trained.config.training, state.arrays is None
    per_call = min(STEPS_PER_CALL, training.steps)
    compile_model(trained.model, training, per_call)
    size = training.batch_size * training.d_steps  # each round has its own windows
    chosen = batches.of_windows(dataset.train, size, trained.config.seed)
    seconds = calibrate(trained.model, chosen, per_call)
    if new:
        trained.config = _with_steps(trained.config, dataset, seconds)
        continuing.prepare(trained, dataset)
    training = trained.config.training
    trained.model.schedule_steps.assign(float(training.steps))
    later = training.continue_steps
    left = training.steps - state.done + later * CONTINUING_COST
    hooks.begins(1, state.done, training.steps, later, left * seconds)
    looked = some_windows(dataset.train, SPREAD_WINDOWS, trained.config.seed)
    held = dataset.holdout if len(dataset.holdout) else dataset.train
    held = some_windows(held, WINDOWS, trained.config.seed)
    return Phase(
        trained,
        trained.model,
        state,
        training.steps,
        training,
        chosen,
        hooks,
        history=trained.history,
        spread=lambda model, done: spread(model, looked, done),
        distance=lambda model: distance(model, held),
    ).run()


def planned(config, dataset):
    """Return the settings with the steps of the second phase as a number.

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
