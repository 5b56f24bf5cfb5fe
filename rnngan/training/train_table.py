"""Table + settings -> a trained model and its history, whichever generator writes its sequences."""

from rnngan.data.conditions import Conditions
from rnngan.data.network_shape import static_positions
from rnngan.data.row_statistics import RowStatistics
from rnngan.data.windows import WindowStatistics
from rnngan.models.trained import assemble
from rnngan.training import distribution, train_rows, train_windows, two_phases
from rnngan.training.hooks import Hooks
from rnngan.training.state import TrainingState


def train(dataset, config=None, attempt=1, hooks=None):
    """Train on a `Dataset` and return a `TrainedTable`.

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
    """Return a `TrainedTable` with its first weights, as `train` begins with.

    Args:
        dataset: `rnngan.data.dataset.Dataset`.
        config: `RunConfig`; that of the data set when None.
    """
    config = dataset.config if config is None else dataset.decided(config)
    parts = dataset.train, dataset.transform
    if config.model.generator == "row":
        statistics = RowStatistics.fit(*parts)
    else:
        statistics = WindowStatistics.fit(*parts, config.model.auto_normalise)
    conditions, transform = config.data.condition, dataset.transform
    where = static_positions(transform.static, conditions)
    known = Conditions.fit(conditions, where, dataset.train, transform.features)
    with distribution.scope():
        return assemble(config, dataset.schema, transform, statistics, known)


def go_on(trained, dataset, state, hooks=None):
    """Train from a state to the end, and return the `TrainedTable`; see `two_phases.run`."""
    distribution.refuse(trained.config)
    phases = train_rows.PHASES if trained.writes_rows else train_windows.PHASES
    return two_phases.run(trained, dataset, state, hooks or Hooks(), *phases)
