"""A readable account of a table, without loading TensorFlow."""

from rnngan.data import schema_files
from rnngan.data.dataset import dataset_of
from rnngan.data.formats import atomic
from rnngan.data.network_shape import network_shape
from rnngan.data.windows import WindowStatistics
from rnngan.report.console import columns
from rnngan.report.progress import duration
from rnngan.report.terminal import one_line
from rnngan.training.estimate import training_seconds


def inspect(data, config, schema_file=None, written=None, force=False):
    """Return what is in a table and what will be done with it, ready for JSON.

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
    statistics = WindowStatistics.fit(dataset.train, dataset.transform, config.model.auto_normalise)
    drifting = {
        block.name for block in dataset.transform.blocks if block.start in statistics.drifting
    }
    shape = network_shape(config, dataset.transform)
    seconds = training_seconds(config, shape, len(statistics.drifting))
    return {
        "source": table.source,
        "rows": len(table.frame),
        "columns": [_column(column, drifting) for column in dataset.schema.columns],
        "window": config.data.window,
        "training_windows": len(dataset.train),
        "holdout_windows": len(dataset.holdout),
        "constraints": list(dataset.schema.constraints),
        "notices": dataset.notices,
        "steps": None if config.training.minutes else config.training.steps,
        "estimated_seconds": round(seconds),
    }


def _column(column, drifting):
    plan = column.describe()
    if column.name in drifting:
        plan += "; drifts: its mean in each window is learned apart"
    return {**column.model_dump(mode="json"), "drifting": column.name in drifting, "plan": plan}


def text(found):
    """Return the account for a terminal."""
    rows = [[one_line(c["name"]), c["kind"], one_line(c["plan"])] for c in found["columns"]]
    steps = f"{found['steps']:,} steps" if found["steps"] else "training"
    held = found["holdout_windows"]
    lines = [
        f"{one_line(found['source'])}: {found['rows']:,} rows",
        "",
        columns(rows, ["column", "kind", "what was found"]),
        "",
        f"{found['training_windows']:,} training windows of {found['window']} rows, "
        f"{held:,} held out",
        *[f"note: {one_line(notice)}" for notice in found["notices"]],
        f"{steps} would take about {duration(found['estimated_seconds'])} on this machine",
    ]
    return "\n".join(lines)
