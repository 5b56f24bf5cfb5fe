"""`rnngan evaluate`: scores of a run, or of any two tables."""

import json
from functools import partial
from os import PathLike
from pathlib import Path

from rnngan import modalities
from rnngan.config.errors import RunError
from rnngan.config.requests import EvaluateRequest
from rnngan.config.run_config import RunConfig, flat
from rnngan.data.formats import atomic
from rnngan.modalities.base import Evaluation
from rnngan.report.progress import say
from rnngan.runs import store
from rnngan.runs.loading import load_tensorflow
from rnngan.runs.tracking import numbers, tracked


def evaluate(
    folder: str | PathLike, request: EvaluateRequest, track: str | None = None
) -> Evaluation:
    """Score a run, write scores.json, and return the `Evaluation`.

    Args:
        folder: run folder.
        request: `EvaluateRequest`.
        track: what scores are handed on to (`--track`), or None.

    Returns:
        `rnngan.modalities.base.Evaluation`. Where the held-out part was split, "validation" in its
        scores holds the statistic ("distance" of a table, "nats_per_token" of a text; lower is
        better), its value, how many "windows" or "texts" it was taken on, and whether these are
        "shared" with the scores, because there are too few of them to be split.

    Raises:
        ConfigError: another table is given: those are scored without a run.
        RunError: the folder is no run, or does not say where its data are.
        InputError: the data can't be used.
    """
    trained, facts = store.opened(folder)
    modality = modalities.of(trained.config)
    path, source = learned(folder, trained, facts, request.data)
    about = {"run": str(folder), "data": str(path), **identity(facts, source)}
    kept = store.read_fitted(folder)
    known = set(kept)
    found = modality.evaluate(trained, source, request, about, kept)
    if kept.keys() != known:
        store.write_fitted(folder, kept)
    scores = json.dumps(found.scores, indent=2, ensure_ascii=False)
    atomic.write(Path(folder) / store.SCORES, scores + "\n")
    if track is not None:
        with tracked(track, folder, flat(trained.config)) as tracker:
            tracker.write(numbers(found.scores), trained.steps)
    found.draw = partial(store.write_figure, folder, *found.picture)
    return found


def compare_files(
    real: str,
    synthetic: str,
    config: RunConfig,
    request: EvaluateRequest | None = None,
) -> Evaluation:
    """Return the `Evaluation` of any two tables against each other.

    Args:
        real: path of the real table.
        synthetic: path of the other one.
        config: `RunConfig`; its data section says how they are read.
        request: `EvaluateRequest`, which says how they are scored; by default as it does.

    Raises:
        InputError: a table can't be used.
    """
    load_tensorflow()
    from rnngan.modalities import table_evaluation

    return table_evaluation.compare(real, synthetic, config, request or EvaluateRequest())


def identity(facts, source):
    """Return which weights and which data scores are of, as scores.json keeps it.

    Args:
        facts: manifest of the run.
        source: `Table` or `Text` that it is scored on.
    """
    return {"weights": facts["files"][store.WEIGHTS]["sha256"], "data_sha256": source.fingerprint}


def learned(folder, trained, facts, data=None):
    """Return (path, what was read) of what a run has learned.

    Args:
        folder: run folder, for messages.
        trained: what is in it.
        facts: its manifest.
        data: path of the data, where they have moved since training.

    Raises:
        RunError: the run does not say where its data are.
        InputError: they can't be read.
    """
    if not trained.finished:
        say(f"note: {trained.progress}")
    source = facts["data"] or {}
    path = data or source.get("path")
    if path in (None, "-"):
        raise RunError(f"{folder} was not trained on a file. Name its data with --data FILE.")
    found = modalities.of(trained.config).read(path, trained.config)
    if data is None and found.fingerprint != source["sha256"]:
        say(f"note: {path} has changed since training")
    return path, found
