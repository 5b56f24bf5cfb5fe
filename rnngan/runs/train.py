"""Training a new run folder: `train` from a file, `train_run` from what was read already.

Importing it does not load TensorFlow: data are read and checked before.
"""

from functools import partial
from os import PathLike
from typing import Any

from rnngan import modalities
from rnngan.config.requests import TrainRequest
from rnngan.config.run_config import flat
from rnngan.data.formats import atomic
from rnngan.report.training_bar import introduce
from rnngan.runs import checkpoints, devices, keeper, store
from rnngan.runs.tracking import tracked


def train(request: TrainRequest) -> dict[str, Any]:
    """Train on a file and write a run folder.

    Args:
        request: `rnngan.config.requests.TrainRequest`.

    Returns:
        Summary, as `train_run` returns it; of workers, the first one alone has one.

    Raises:
        ConfigError: a setting does not fit the data.
        InputError: the data can't be used; the folder exists, can't be made, or its disk is full.
        RunError: somebody else trains into the folder.
        TrainingError: training diverged or collapsed, or has not learned the data; the run holds
            the last good weights.
        WorkerError: another worker was lost.
    """
    with devices.asked(request.devices, request.workers, request.folder):
        if not devices.follows():
            atomic.refuse_folder(request.folder, request.force)
        modality = modalities.of(request.config)
        dataset, table = modality.prepare(request.data, request.config, request.schema)
        if request.known_as is not None:
            table.known_as = request.known_as
        return train_run(dataset, table, request.folder, request.force, request.track)


def train_run(
    dataset: Any,
    table: Any,
    folder: str | PathLike,
    force: bool = False,
    track: str | None = None,
) -> dict[str, Any]:
    """Train on a data set and write a run folder.

    Args:
        dataset: `rnngan.data.dataset.Dataset`, or `rnngan.data.text.corpus.Corpus`.
        table: the `Table` or `Text` that it was made from.
        folder: folder of the run.
        force: replace an existing run.
        track: what losses are handed on to (`--track`), or None.

    Returns:
        Summary: run, steps, seconds, training and held-out windows, what a quick check has found;
            with codes, what they move.

    Raises:
        InputError: the folder exists, or can't be made, or its disk is full.
        RunError: somebody else trains into it.
        TrainingError: training diverged or collapsed, or has not learned the data; the run holds
            the last good weights.
    """
    with devices.ready():
        devices.refuse_difference(table, dataset.config)
        if devices.follows():
            return keeper.follow(
                dataset, table, partial(modalities.of(dataset.config).train, dataset)
            )
        return _written(dataset, table, store.create(folder, force), track)


def _written(dataset, table, folder, track):
    modality = modalities.of(dataset.config)
    with store.locked(folder):
        attempt = checkpoints.attempt_of(checkpoints.newest(folder)) + 1
        keeping = keeper.Keeper(folder, keeper.source_of(table), attempt)
        introduce(table, dataset)
        learn = partial(modality.train, dataset, attempt=attempt)
        with tracked(track, folder, flat(dataset.config), new=True) as keeping.tracker:
            return keeper.run(dataset, table, keeping, modality, learn)
