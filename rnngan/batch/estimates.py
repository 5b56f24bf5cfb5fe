"""About how long the runs of a batch will take, from their data and this machine's speed."""

from rnngan.config.errors import RnnganError
from rnngan.modalities import preparing

STARTING = 8.0  # seconds until a worker has loaded TensorFlow
GENERATING = 3.0  # seconds, where few sequences are asked for
# Iterations of both judges and of the forecaster; `rnngan.evaluation` itself needs TensorFlow.
JUDGED = (2000, 2000, 5000)
TRACING = 4.0  # seconds for each of them
QUICKER = 5


def together(runs):
    """Return about how many seconds runs take one after another; those that can't run take none."""
    known = Estimates()
    found = [known.seconds(run) for run in sorted(runs, key=lambda run: str(run.data))]
    return sum(seconds for seconds in found if not isinstance(seconds, str))


class Estimates:
    """Estimates of runs; what was read for one is used for the next on the same data."""

    def __init__(self):
        self._known, self._ready = {}, None

    def seconds(self, run):
        """Return about how many seconds a run takes alone, or why it can't be run.

        Args:
            run: `rnngan.batch.plan.Run`.
        """
        config = run.config.model_dump_json(exclude={"seed"})
        key = (run.data, run.schema, config, run.evaluate, run.generate is None)
        if key not in self._known:
            try:
                self._known[key] = self._measured(run)
            except RnnganError as error:
                self._known[key] = str(error)
        return self._known[key]

    def _measured(self, run):
        dataset = self._dataset(run)
        config = run.config.model_copy(update={"data": dataset.config.data})
        training = _of_text(dataset) if config.kind == "text" else _of_table(dataset, config)
        total = STARTING + training + GENERATING * (run.generate is not None)
        if run.evaluate is not None and config.kind == "table":
            total += _judging(dataset, run)
        return total

    def _dataset(self, run):
        """Return the data of a run made ready; those of the last one are kept."""
        config = run.config
        key = (run.data, run.schema, config.kind, config.data, config.text, config.seed)
        if self._ready is None or self._ready[0] != key:
            self._ready = None  # let go first
            self._ready = key, preparing.made_ready(run.data, config, run.schema)[0]
        return self._ready[1]


def _of_table(dataset, config):
    from rnngan.data.network_shape import network_shape
    from rnngan.data.windows import WindowStatistics
    from rnngan.training.estimate import training_seconds

    normalised = config.model.auto_normalise
    statistics = WindowStatistics.fit(dataset.train, dataset.transform, normalised)
    shape = network_shape(config, dataset.transform)
    return training_seconds(config, shape, len(statistics.drifting))


def _of_text(corpus):
    from rnngan.runs import text_inspect

    lengths = corpus.train.lengths + corpus.train.ended
    return text_inspect.seconds(corpus, float(lengths.mean()))


def _judging(dataset, run):
    from rnngan.training.estimate import STRONG_UNITS, judging_seconds

    features = dataset.train.values.shape[1]
    shape = dataset.train.length, features
    judges = run.judges * 2 * (1 + (len(dataset.holdout) > 0))
    units = (max(1, features // 2), STRONG_UNITS, max(1, features // 2))
    share = QUICKER if run.evaluate == "quick" else 1
    return sum(
        TRACING + judging_seconds(*shape, judges, iterations // share, width)
        for iterations, width in zip(JUDGED, units, strict=True)
    )
