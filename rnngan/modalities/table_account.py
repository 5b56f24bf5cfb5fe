"""What is in a table, and what training and scoring would cost; without loading TensorFlow."""

from rnngan.data import schema_files
from rnngan.data.dataset import dataset_of
from rnngan.data.formats import atomic
from rnngan.data.network_shape import network_shape
from rnngan.data.protection import protecting
from rnngan.data.protection.record import Protection
from rnngan.data.row_statistics import RowStatistics
from rnngan.data.windows import WindowStatistics
from rnngan.modalities.base import Account
from rnngan.report.console import columns
from rnngan.report.progress import duration
from rnngan.report.terminal import one_line
from rnngan.training import estimate

# Training steps of the classifiers and of the forecaster; `rnngan.evaluation` itself needs
# TensorFlow.
ITERATIONS = (2000, 2000, 2000, 5000)
QUICK_ITERATIONS = (200, 200)  # of the last of them
TRACING = 4.0  # seconds for each of them


def inspect(data, config, schema_file=None, written=None, force=False):
    """Return the `Account` of a table: what is in it and what will be done with it.

    Args:
        data: path of the table, or "-".
        config: `RunConfig`.
        schema_file: path of an edited schema, or None.
        written: path to write the schema to, or None.
        force: whether that file may be replaced.

    Raises:
        InputError: the table can't be used.
    """
    if written is not None:
        atomic.refuse_existing(written, force)
    dataset, table = dataset_of(data, config, schema_file)
    config = dataset.config
    if written is not None:
        atomic.write(written, schema_files.to_yaml(dataset.schema, table.source))
    by_row = config.model.generator == "row"
    moving = () if by_row else statistics_of(dataset).drifting
    drifting = {block.name for block in dataset.transform.blocks if block.start in moving}
    protection = dataset.schema.protection
    facts = {
        "source": table.source,
        "rows": table.size()["rows"],
        "columns": [_column(column, drifting) for column in dataset.schema.columns],
        "window": config.data.window,
        "generator": config.model.generator,
        "training_windows": len(dataset.train),
        "holdout_windows": len(dataset.holdout),
        "held_out": dataset.split.describe(len(dataset.holdout)),
        "constraints": list(dataset.schema.constraints),
        "protection": None if protection is None else protection.facts(),
        "unprotected": protecting.why_not(config.data) if protection is None else None,
        "notices": dataset.notices,
        "steps": None if config.training.minutes else config.training.steps,
        "estimated_seconds": round(training_seconds(dataset)),
    }
    return Account(facts, text(facts))


def statistics_of(dataset):
    """Return the `WindowStatistics` of the training windows."""
    normalised = dataset.config.model.auto_normalise
    return WindowStatistics.fit(dataset.train, dataset.transform, normalised)


def training_seconds(dataset):
    """Return about how long training on a `Dataset` takes on this machine."""
    shape = network_shape(dataset.config, dataset.transform)
    if dataset.config.model.generator == "row":
        rows = RowStatistics.fit(dataset.train, dataset.transform)
        return estimate.training_seconds(dataset.config, shape, statistics=rows)
    return estimate.training_seconds(dataset.config, shape, len(statistics_of(dataset).drifting))


def evaluation_seconds(dataset, classifiers, quick):
    """Return about how long the scores of a run take on this machine.

    Args:
        dataset: `Dataset`.
        classifiers: of each score.
        quick: whether they are fewer and train for less long.
    """
    features = dataset.train.values.shape[1]
    shape = dataset.train.length, features
    count = classifiers * 2 * (1 + (len(dataset.holdout) > 0))
    published, strong = max(1, features // 2), estimate.STRONG_UNITS
    units = published, strong, strong, published  # a convolutional one takes as long as 32 units
    steps = QUICK_ITERATIONS if quick else ITERATIONS
    return sum(
        TRACING + estimate.scoring_seconds(*shape, count, iterations, width)
        for iterations, width in zip(steps, units[-len(steps) :], strict=True)
    )


def _column(column, drifting):
    plan = column.describe()
    if column.name in drifting:
        plan += "; drifts: its mean in each window is learned apart"
    return {**column.model_dump(mode="json"), "drifting": column.name in drifting, "plan": plan}


def _protected(found):
    """Return what is protected for a terminal, a line a column."""
    if found["protection"] is None:
        return f"nothing is protected: {found['unprotected']}"
    known = Protection.model_validate(found["protection"])
    if not known.columns:
        return f"nothing has to be protected: there is nothing that {known.few} hold"
    rows = [[one_line(name), one_line(what)] for name, what in known.lines()]
    return columns(rows, ["protected", f"what {known.few} hold"])


def text(found):
    """Return the account for a terminal."""
    rows = [[one_line(c["name"]), c["kind"], one_line(c["plan"])] for c in found["columns"]]
    steps = f"{found['steps']:,} steps" if found["steps"] else "training"
    lines = [
        f"{one_line(found['source'])}: {found['rows']:,} rows",
        "",
        columns(rows, ["column", "kind", "what was found"]),
        "",
        _protected(found),
        "",
        f"{found['training_windows']:,} training windows of {found['window']} rows, "
        f"{found['held_out']}",
        *[f"note: {one_line(notice)}" for notice in found["notices"]],
        f"{steps} would take about {duration(found['estimated_seconds'])} on this machine",
    ]
    return "\n".join(lines)
