"""How close generated sequences of a table are to real ones, and what is broken in them."""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from rnngan.config.errors import ConfigError
from rnngan.config.requests import GenerateRequest
from rnngan.data.constraints.constrained import violations
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table, read_table
from rnngan.data.protection import protecting
from rnngan.evaluation import (
    common_columns,
    condition_scores,
    reconstruction,
    scores,
    window_scores,
)
from rnngan.evaluation.encoding import Encoder, rows_of, timed, windows_in
from rnngan.evaluation.ensemble import iterations_of
from rnngan.evaluation.sample import Sample, joined
from rnngan.evaluation.similarity import comparison
from rnngan.modalities import table_pictures, table_privacy, table_similarity
from rnngan.modalities.base import Evaluation
from rnngan.modalities.table_unseen import with_unseen
from rnngan.report import figures
from rnngan.report.console import scores_table
from rnngan.report.explanation_console import explanation_table
from rnngan.report.privacy_console import privacy_lines
from rnngan.report.progress import Bar, duration, say
from rnngan.report.similarity_console import similarity_table
from rnngan.sampling import sample_table
from rnngan.training import monitor
from rnngan.training.row_monitor import HeldOut

DRAWN = 500  # generated windows of a picture that is drawn without scores
UNPROTECTED = {"protect": "off"}


def evaluate(trained, table, request, about, kept=None):
    """Return the `Evaluation` of a run; see `rnngan.modalities.base.Modality.evaluate`."""
    if request.real is not None:
        raise ConfigError(
            "--real goes with --synthetic, or with the run of a text. A table's RUN is read as it "
            "was trained."
        )
    dataset = prepare(table, trained.config, trained.schema, transform=trained.transform)
    table = protecting.again(table, trained.schema)  # that it has all columns is known by now
    if request.split:
        dataset, measured = validated(trained, dataset)
    encoder = Encoder(trained.schema, dataset.rows)
    train_windows, held = (_encoded(part, dataset, encoder) for part in ("train", "holdout"))
    count = min(max(len(train_windows), len(held)), scores.MOST_WINDOWS)
    generated, broken, sample = _generated(trained, encoder, count, request.seed)
    result = _score((train_windows, held, generated), request, kept) | about
    if request.split:
        result["validation"] = measured
    if trained.conditions.columns:
        known = dataset, encoder, (train_windows, held)
        result["conditions"] = _obeyed(trained, *known, generated, request)
    if trained.config.model.encoder:
        real = train_windows, held
        result["reconstruction"] = _reconstructed(trained, dataset, encoder, real)
    result["constraints"] = _broken(table, trained.schema, broken)
    result |= table_similarity.similar(dataset, sample, request.explain, request.seed)
    result["privacy"] = table_privacy.of_run(trained, dataset, encoder, request.seed)
    if trained.schema.protection is not None:
        result["protection"] = trained.schema.protection.facts()
    picture = partial(draw, encoder, train_windows, generated, Path(about["data"]).name)
    return Evaluation(result, rows_of_scores(result), _shown(result), ("samples", picture))


def validated(trained, dataset):
    """Take the number that runs are chosen by on one half of what is held out.

    Args:
        trained: `TrainedModel`.
        dataset: `rnngan.data.dataset.Dataset` made ready as the run was.

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
        say(f"note: {_unsplit(len(dataset.holdout), len(first))}")
    else:
        first, second = halves
        dataset = replace(dataset, holdout=second)
    found = {"statistic": "distance", "value": _distance(trained, first), "windows": len(first)}
    return dataset, found | {"shared": shared}


def _distance(trained, windows):
    """Return the distance of generated windows from some `Windows`, as training measures it."""
    seed = trained.config.seed
    if trained.writes_rows:
        return HeldOut(windows, seed).distance(trained.model)
    return monitor.distance(trained.model, monitor.some_windows(windows, monitor.WINDOWS, seed))


def _unsplit(held, used):
    """Return what a person should know where the held-out part is not halved."""
    if not held:
        why, where = "nothing is held out", f"the {used:,} training windows"
    else:
        some = f"{held:,} held-out windows are" if held > 1 else "1 held-out window is"
        why = f"{some} too few to be halved"
        where = "all of them" if held > 1 else "it"
    return f"{why}: the validation number is measured on {where}, as the scores are"


def compare(real, synthetic, config, request):
    """Return the `Evaluation` of any two tables against each other.

    Nothing is learned here, so nothing is protected unless that is asked for, or the synthetic
    table has the mark of rare categories: then both are protected as the real one would be.

    Args:
        real: path of the real table.
        synthetic: path of the other one.
        config: `RunConfig`; its data section says how they are read.
        request: `EvaluateRequest`.

    Raises:
        InputError: a table can't be used.
    """
    table, other = read_table(real, config.data), read_table(synthetic, config.data)
    if config.data.protect == "auto" and not protecting.is_marked(other):
        config = config.model_copy(update={"data": config.data.model_copy(update=UNPROTECTED)})
    unseen = request.unseen and read_table(request.unseen, config.data)
    dataset = with_unseen(table, unseen, config) if unseen else prepare(table, config)
    encoder, schema = Encoder(dataset.schema, dataset.rows), dataset.schema
    other, notices = common_columns.matched(other, table.source, schema)
    for notice in notices:
        say(f"note: {notice}")
    other = protecting.again(other, schema)
    rows = rows_of(other, schema, dataset.config.data)
    generated = windows_in(rows, encoder, dataset.config.data, other.source)
    train_windows, held = (_encoded(part, dataset, encoder) for part in ("train", "holdout"))
    result = _score((train_windows, held, generated), request)
    result["constraints"] = _broken(table, schema, violations(other, schema))
    sample = Sample(schema, rows, rows.segments)
    result |= table_similarity.similar(dataset, sample, request.explain, request.seed)
    result["privacy"] = table_privacy.of_table(other, dataset, encoder, request)
    result |= {"real": str(real), "synthetic": str(synthetic), "unseen": request.unseen}
    found = Evaluation(result, rows_of_scores(result), _shown(result))
    found.pictures = partial(table_pictures.beside, dataset, other)
    return found


def rows_of_scores(result):
    """Return the scores of a table as dicts: those of rows, then those that networks give."""
    similar = result.get("similarity", {"scores": []})["scores"]
    rows = [
        {"score": score["title"], "judge": "", "against": "training", **_numbers(score)}
        for score in similar
    ]
    for score in result["scores"]:
        named = {name: score[name] for name in ("score", "judge", "against")}
        rows.append({**named, **_numbers(score)})
    return rows


def _numbers(score):
    """Return the numbers of a score: of generated and of other real rows, their mean and spread."""
    return {
        "generated": score["generated"]["mean"],
        "generated_std": score["generated"]["std"],
        "real": score["floor"]["mean"],
        "real_std": score["floor"]["std"],
        "share": score.get("share"),
    }


def _shown(result):
    """Return what a terminal shows: the headline, scores, then what they could give away."""
    scores = scores_table(result, window_scores.described())
    parts = similarity_table(result), explanation_table(result), scores, "\n\n"
    return "".join([*parts, privacy_lines(result)]).rstrip()


def _broken(table, schema, generated):
    """Return a row for every constraint: how often it is broken, generated and real."""
    real = violations(table, schema)
    return [{"constraint": t, "generated": generated[t], "real": real[t]} for t in real]


def _seeds(request):
    """Return how many networks each score has."""
    return 1 if request.quick else request.seeds


def _score(windows, request, kept=None):
    train_windows, held, generated = windows
    seeds, quick = _seeds(request), request.quick
    also = ("context_fid",) if request.context_fid else ()
    estimate = duration(scores.seconds(train_windows, held, seeds, quick, also))
    networks = f"{seeds} judge{'s' if seeds > 1 else ''}"
    say(f"training {networks} a score will take about {estimate}")
    with Bar(
        "judging",
    ) as bar:
        report = partial(_show, bar)
        rows = scores.evaluate(*windows, seeds, report, quick, also, kept, request.seed)
    return {
        "protocol": "docs/scores.md",
        "quick": quick,
        "not_measured": scores.left_out(train_windows.shape[2], quick, also),
        "judge_seeds": seeds,
        "seed": request.seed,
        "windows": {
            "training": len(train_windows),
            "held_out": len(held),
            "generated": len(generated),
        },
        "scores": rows,
    }


def _show(bar, name, done, total):
    """Show on a bar how far the training of some networks is."""
    if done == 0:
        bar.start(total, name)
    else:
        bar.update(done)


def _obeyed(trained, dataset, encoder, real, generated, request):
    """Return a row for every condition that is a category: how often it is recognised."""
    seeds, iterations = _seeds(request), iterations_of(condition_scores.ITERATIONS, request.quick)
    estimate = duration(condition_scores.seconds(generated, seeds, iterations))
    say(f"training {seeds} classifiers of each condition, about {estimate} for one")
    numbers = (
        condition_scores.sequences(dataset, part)[scores.chosen(len(part))]
        for part in (dataset.train, dataset.holdout)
    )
    sides = list(zip(real, numbers, strict=True))
    columns = trained.conditions.columns
    with Bar(
        "classifiers",
    ) as bar:
        report = partial(_show, bar)
        how = {"iterations": iterations, "report": report, "seed": scores.APART * request.seed}
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
    """Return the windows (n, time, features) of a part of the data on the scale of the scores."""
    starts = getattr(dataset, part).starts
    windows = encoder.windows(dataset.rows, starts, dataset.config.data)
    return windows.gather(scores.chosen(len(windows)))  # no more are scored


def _generated(trained, encoder, count, seed=0):
    """Return generated sequences in three forms.

    Returns:
        Windows on the scale of the scores, {constraint: rows that break it}, and a `Sample` of as
        many rows as scores of rows take.
    """
    parts, broken, kept = [], Counter(), []
    schema, config = trained.schema, trained.config.data
    for frame, _ in sample_table.frames(trained, GenerateRequest(count, seed)):
        table = Table(frame)
        rows = rows_of(table, schema, config, in_order=True)
        parts.append(windows_in(rows, encoder, config, table.source))
        broken.update(violations(table, schema))
        if sum(map(len, kept)) < comparison.MOST_ROWS:
            kept.append(timed(rows, table, schema))
    rows = joined(kept)
    return np.concatenate(parts), broken, Sample(schema, rows, rows.segments)


def picture(trained, table):
    """Return the `Figure` of real next to generated windows; see `Modality.picture`."""
    dataset = prepare(table, trained.config, trained.schema, transform=trained.transform)
    encoder = Encoder(trained.schema, dataset.rows)
    real = _encoded("train", dataset, encoder)
    request = GenerateRequest(min(len(real), DRAWN), trained.config.seed)
    frames = (frame for frame, _ in sample_table.frames(trained, request))
    config = trained.config.data
    rows = (rows_of(Table(frame), trained.schema, config, in_order=True) for frame in frames)
    made = np.concatenate([windows_in(some, encoder, config, table.source) for some in rows])
    return draw(encoder, real, made, table.source)


def draw(encoder, real, generated, title):
    """Return the `Figure` of real next to generated windows, in the columns' own units."""
    (names, real), (_, generated) = encoder.numbers(real), encoder.numbers(generated)
    return figures.samples(names, real, generated, title)
