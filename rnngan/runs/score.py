"""`rnngan score`: how surprising the rows of a table are to a run, as a file and at a glance."""

import json
from os import PathLike

import numpy as np

from rnngan.data.formats import outputs
from rnngan.data.formats.tables import read_table
from rnngan.report.console import columns
from rnngan.report.progress import say
from rnngan.report.terminal import one_line
from rnngan.runs import table_runs

OLDER = "this run was trained before held-out rows were kept: rows are scored, and none is odd"
ODDEST = 10  # rows that are shown
SHOWN = 0.5, 0.9, 0.95  # shares of the rows at which their distribution is


def score_file(
    folder: str | PathLike,
    data: str,
    output: str | PathLike = "-",
    format: str | None = None,
    force: bool = False,
    as_json: bool = False,
) -> None:
    """Write how surprising the rows of a table are, and say which are the oddest.

    Args:
        folder: run folder.
        data: path of the table, or "-".
        output: path, or "-" for standard output.
        format: such as "csv"; by the name of the file when None.
        force: replace an existing file.
        as_json: print what is shown as JSON on standard output in place of the table.

    Raises:
        ConfigError: whole windows are written at once.
        RunError: the folder is no run, or has learned a text.
        InputError: the table can't be used, or the file can't be written.
    """
    trained, chosen = table_runs.opened(folder, output, format, force)
    from rnngan.sampling import surprise

    table = read_table(data, trained.config.data)
    found = surprise.of_table(trained, table)
    for note in found.notices:
        say(f"note: {one_line(note)}")
    frame = surprise.frame(found, table)
    facts = _facts(frame, found)
    if as_json:
        print(json.dumps(facts, indent=2))
    else:
        for line in _lines(facts, table.source):
            say(line)
    if not as_json or str(output) != "-":
        keys = trained.schema.model_copy(update={"columns": (), "constraints": ()})
        with outputs.writing(output, chosen.table_writer, keys, frame[:0]) as writer:
            writer.write(frame)


def _facts(frame, found):
    """Return what is shown, as a dict for JSON."""
    from rnngan.sampling import oddity, surprise

    facts = {"rows": len(frame), "nats": _quantiles(frame["nats"])}
    if found.oddity is None:
        return facts
    known = found.oddity
    order = np.argsort(-frame["one_in"].to_numpy(), kind="stable")[:ODDEST]
    shown = frame.iloc[order, : frame.columns.get_loc("odd_by") + 1]
    nats = dict(zip(oddity.SHARES, known.quantiles[surprise.ROW], strict=True))
    nats = {f"{share:.0%}": round(nats[share], 2) for share in SHOWN}
    return facts | {
        "held_out": {"rows": known.rows, "nats": nats},
        "oddest": json.loads(shown.to_json(orient="records")),
    }


def _quantiles(values):
    return {f"{share:.0%}": round(float(np.quantile(values, share)), 2) for share in SHOWN}


def _lines(facts, source):
    """Yield what is shown, for people."""
    spread = ", ".join(f"{share} {value:g}" for share, value in facts["nats"].items())
    yield f"{source}: {facts['rows']:,} rows; nats of a row: {spread}"
    if "held_out" not in facts:
        yield f"note: {OLDER}"
        return
    held = facts["held_out"]
    spread = ", ".join(f"{share} {value:g}" for share, value in held["nats"].items())
    yield f"held out in training: {held['rows']:,} rows; {spread}"
    rows = [[str(cell) for cell in row.values()] for row in facts["oddest"]]
    yield f"the oddest rows:\n{columns(rows, list(facts['oddest'][0]))}"
