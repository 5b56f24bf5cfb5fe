"""What the commands do, from the file that comes in to the file that goes out."""

import json
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from rnngan.config.errors import RunError
from rnngan.data.constraints.constrained import violations
from rnngan.data.dataset import prepare
from rnngan.data.formats import atomic, outputs
from rnngan.data.formats.tables import Table, read_table
from rnngan.data.restore import Times
from rnngan.evaluation import condition_scores, reconstruction, scores
from rnngan.evaluation.encoding import Encoder, windows_of
from rnngan.evaluation.ensemble import iterations_of
from rnngan.report import figures
from rnngan.report.progress import Bar, duration, say
from rnngan.report.terminal import one_line
from rnngan.runs import store
from rnngan.sampling import sample_table
from rnngan.training import monitor

SEQUENCES_BEFORE_BAR = 20_000  # sequences under which generating needs no bar


def request(count, seed=0, length=None, start=None, frequency=None, **told):
    """Return the `Request` for `count` sequences, or for `rows`; see `sampling`."""
    return sample_table.Request(count, seed, length, Times(start, frequency), **told)


def generate_file(folder, request, output="-", kind=None, force=False, quiet=False):
    """Write generated sequences to a file or to standard output, in constant memory.

    Args:
        folder: run folder.
        request: `rnngan.sampling.sample_table.Request`.
        output: path, or "-".
        kind: "csv", "parquet" or "feather"; by the name of the file when None.
        force: replace an existing file.
        quiet: say nothing.

    Raises:
        RunError: the folder is no run, or damaged.
        InputError: the file exists, or can't be written.
    """
    if str(output) != "-":
        atomic.refuse_existing(output, force)
    write_sequences(store.load(folder), request, output, kind, quiet)


def write_sequences(trained, request, output="-", kind=None, quiet=False):
    """Write the generated sequences of a `TrainedModel`; see `generate_file`.

    Args:
        trained: `TrainedModel`.
        request: `rnngan.sampling.sample_table.Request`.
        output: path, or "-"; an existing file is replaced.
        kind: "csv", "parquet" or "feather"; by the name of the file when None.
        quiet: say nothing.
    """
    if not trained.finished:
        say(f"note: {trained.progress}", quiet)
    for note in sample_table.notes(trained, request):
        say(f"note: {one_line(note)}", quiet)
    header, done = sample_table.empty(trained, request), 0
    total, unit = (request.count, "sequences") if request.rows is None else (request.rows, "rows")
    few = SEQUENCES_BEFORE_BAR * (1 if request.rows is None else trained.config.data.window)
    chosen = outputs.format_of(output, kind)
    with (
        Bar("generating", total, quiet or total < few, unit) as bar,
        outputs.writing(output, chosen.table_writer, trained.schema, header) as writer,
    ):
        for frame, sequences in sample_table.frames(trained, request):
            writer.write(frame)
            done += sequences if request.rows is None else len(frame)
            bar.update(min(done, total))


def evaluate_trained(
    folder, trained, told, data=None, seeds=3, quiet=False, quick=False, split=False
):
    """Score a run that is opened already; see `rnngan.runs.evaluate.evaluate`.

    Returns:
        The content of scores.json, and a function that returns a PNG for `runs.write_figure`.
    """
    path, table = learned(folder, trained, told, data, read_table, trained.config.data, quiet)
    dataset = prepare(table, trained.config, trained.schema, transform=trained.transform)
    seeds = 1 if quick else seeds
    if split:
        dataset, measured = validated(trained, dataset, quiet)
    encoder = Encoder(trained.schema, dataset.rows)
    train_windows, held = (_encoded(part, dataset, encoder) for part in ("train", "holdout"))
    count = min(max(len(train_windows), len(held)), scores.MOST_WINDOWS)
    generated, broken = _generated(trained, encoder, count)
    result = _score(train_windows, held, generated, seeds, quiet, quick)
    result |= {"run": str(folder), "data": str(path)}
    if split:
        result["validation"] = measured
    if trained.conditions.columns:
        known = dataset, encoder, (train_windows, held)
        result["conditions"] = _obeyed(trained, *known, generated, seeds, quiet, quick)
    if trained.model.encoder is not None:
        real = train_windows, held
        result["reconstruction"] = _reconstructed(trained, dataset, encoder, real)
    result["constraints"] = _broken(table, trained.schema, broken)
    atomic.write(Path(folder) / store.SCORES, json.dumps(result, indent=2) + "\n")
    return result, partial(draw, encoder, train_windows, generated, Path(path).name)


def validated(trained, dataset, quiet=False):
    """Take the number that runs are chosen by on one half of what is held out.

    Args:
        trained: `TrainedModel`.
        dataset: `rnngan.data.dataset.Dataset` made ready as the run was.
        quiet: say nothing.

    Returns:
        The `Dataset` with the second half held out alone; and what the first half gives, as
        {"statistic": "distance", "value", "windows", "shared"}. Where the held-out windows are too
        few to be halved, the same dataset, measured on all of them, or on the training windows
        where nothing is held out: "shared" then says that scores are of these windows too.
    """
    halves = dataset.holdout.halves()
    shared = halves is None or len(halves[1]) < scores.LEAST_WINDOWS
    if shared:
        first = dataset.holdout if len(dataset.holdout) else dataset.train
        say(f"note: {_unsplit(len(dataset.holdout), len(first))}", quiet)
    else:
        first, second = halves
        dataset = replace(dataset, holdout=second)
    some = monitor.some_windows(first, monitor.WINDOWS, trained.config.seed)
    value = monitor.distance(trained.model, some)
    found = {"statistic": "distance", "value": value, "windows": len(first)}
    return dataset, found | {"shared": shared}


def _unsplit(held, used):
    """Return what a person should know where the held-out part is not halved."""
    if not held:
        why, where = "nothing is held out", f"the {used:,} training windows"
    else:
        some = f"{held:,} held-out windows are" if held > 1 else "1 held-out window is"
        why = f"{some} too few to be halved"
        where = "all of them" if held > 1 else "it"
    return f"{why}: the validation number is measured on {where}, as the scores are"


def learned(folder, trained, told, data, read, config, quiet=False):
    """Return (path, what was read) of what a run has learned.

    Args:
        folder: run folder, for messages.
        trained: what is in it.
        told: its manifest.
        data: path of the data, where they have moved since training.
        read: function of (path, config) that reads them.
        config: for it.
        quiet: say nothing.

    Raises:
        RunError: the run does not say where its data are.
        InputError: they can't be read.
    """
    if not trained.finished:
        say(f"note: {trained.progress}", quiet)
    source = told["data"] or {}
    path = data or source.get("path")
    if path in (None, "-"):
        raise RunError(f"{folder} was not trained on a file. Name its data with --data FILE.")
    found = read(path, config)
    if data is None and found.fingerprint != source["sha256"]:
        say(f"note: {path} has changed since training", quiet)
    return path, found


def evaluate_files(real, synthetic, config, seeds=3, quiet=False, quick=False):
    """Score any two tables against each other.

    Args:
        real: path of the real table.
        synthetic: path of the other one.
        config: `RunConfig`; its data section says how they are read.
        seeds: judges of each score.
        quiet: say nothing.
        quick: one judge a score, trained a fifth as long.

    Returns:
        The scores, as in scores.json.

    Raises:
        InputError: a table can't be used.
    """
    table, other = read_table(real, config.data), read_table(synthetic, config.data)
    dataset = prepare(table, config)
    encoder = Encoder(dataset.schema, dataset.rows)
    generated = windows_of(other, dataset.schema, encoder, dataset.config.data)
    train_windows, held = (_encoded(part, dataset, encoder) for part in ("train", "holdout"))
    seeds = 1 if quick else seeds
    result = _score(train_windows, held, generated, seeds, quiet, quick)
    broken = violations(other, dataset.schema)
    result["constraints"] = _broken(table, dataset.schema, broken)
    return result | {"real": str(real), "synthetic": str(synthetic)}


def _broken(table, schema, generated):
    """Return a row for every constraint: how often it is broken, generated and real."""
    real = violations(table, schema)
    return [{"constraint": t, "generated": generated[t], "real": real[t]} for t in real]


def _score(train_windows, held, generated, seeds, quiet, quick):
    estimate = duration(scores.seconds(train_windows, held, seeds, quick))
    judges = f"{seeds} judge{'s' if seeds > 1 else ''}"
    say(f"training {judges} a score will take about {estimate}", quiet)
    with Bar("judging", quiet=quiet) as bar:
        report = partial(_told, bar)
        rows = scores.evaluate(train_windows, held, generated, seeds, report=report, quick=quick)
    return {
        "protocol": "docs/scores.md",
        "quick": quick,
        "judge_seeds": seeds,
        "windows": {
            "training": len(train_windows),
            "held_out": len(held),
            "generated": len(generated),
        },
        "scores": rows,
    }


def _told(bar, name, done, total):
    """Show on a bar how far the training of some judges is."""
    if done == 0:
        bar.start(total, name)
    else:
        bar.update(done)


def _obeyed(trained, dataset, encoder, real, generated, seeds, quiet, quick):
    """Return a row for every condition that is a category: how often it is recognised."""
    iterations = iterations_of(condition_scores.ITERATIONS, quick)
    estimate = duration(condition_scores.seconds(generated, seeds, iterations))
    say(f"training {seeds} classifiers of each condition, about {estimate} for one", quiet)
    numbers = (
        condition_scores.sequences(dataset, part)[scores.chosen(len(part))]
        for part in (dataset.train, dataset.holdout)
    )
    sides = list(zip(real, numbers, strict=True))
    columns = trained.conditions.columns
    with Bar("classifiers", quiet=quiet) as bar:
        report = partial(_told, bar)
        how = {"iterations": iterations, "report": report}
        return condition_scores.evaluate(columns, encoder, sides, generated, seeds, **how)


def _reconstructed(trained, dataset, encoder, real):
    """Return the reconstruction error of training and of held-out windows."""
    parts = {}
    for name, windows, known in zip(
        ("training", "held-out"), (dataset.train, dataset.holdout), real, strict=True
    ):
        parts[name] = windows, scores.chosen(len(windows)), known
    return reconstruction.errors(trained, encoder, parts)


def _encoded(part, dataset, encoder):
    """Return the windows (n, time, features) of a part of the data on the judges' scale."""
    starts = getattr(dataset, part).starts
    windows = encoder.windows(dataset.rows, starts, dataset.config.data)
    return windows.gather(scores.chosen(len(windows)))  # no more are scored


def _generated(trained, encoder, count):
    """Return (generated windows on the judges' scale, {constraint: rows that break it})."""
    parts, broken = [], Counter()
    for frame, _ in sample_table.frames(trained, sample_table.Request(count)):
        table = Table(frame)
        parts.append(windows_of(table, trained.schema, encoder, trained.config.data, True))
        broken.update(violations(table, trained.schema))
    return np.concatenate(parts), broken


def draw(encoder, real, generated, title):
    """Return the PNG of real beside generated windows, in the columns' own units."""
    (names, real), (_, generated) = encoder.numbers(real), encoder.numbers(generated)
    return figures.samples(names, real, generated, title)
