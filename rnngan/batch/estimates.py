"""About how long the runs of a batch will take, from their data and this machine's speed."""

from dataclasses import replace

from rnngan import modalities
from rnngan.config.errors import RnnganError

STARTING = 8.0  # seconds until a worker has loaded TensorFlow
GENERATING = 3.0  # seconds, where few sequences are asked for


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
        modality = modalities.of(run.config)
        dataset = self._dataset(run, modality)
        dataset = replace(dataset, config=dataset.decided(run.config))
        total = STARTING + modality.training_seconds(dataset)
        total += GENERATING * (run.generate is not None)
        if run.evaluate is not None:
            total += modality.evaluation_seconds(dataset, run.judges, run.evaluate == "quick")
        return total

    def _dataset(self, run, modality):
        """Return the data of a run made ready; those of the last one are kept."""
        config = run.config
        key = run.data, run.schema, config.model_dump_json(exclude={"training"})
        if self._ready is None or self._ready[0] != key:
            self._ready = None  # let go first
            self._ready = key, modality.prepare(run.data, config, run.schema)[0]
        return self._ready[1]
