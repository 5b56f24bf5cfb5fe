"""What each code of a run moves, as figures, as a table for people and as a picture."""

from functools import partial

import numpy as np

from rnngan.config.requests import GenerateRequest
from rnngan.data.restore import restore
from rnngan.evaluation import codes
from rnngan.modalities.base import Findings
from rnngan.report import code_console, code_figure
from rnngan.report.progress import say
from rnngan.sampling import sample_table

SHOWN = 3  # columns that the picture shows of each code


def report(trained):
    """Return the `Findings` on what each code moves, or None for a run without codes."""
    if not trained.model.generator.shape_.codes:
        return None
    say("looking at what each code moves, about 10 s")
    found = codes.measure(trained)
    return Findings("codes", found, code_console.table(found), partial(picture, trained, found))


def picture(trained, found, seed=0):
    """Return the `Figure` of sequences with each code at several values, all other noise the same.

    Args:
        trained: `TrainedModel` of a run with codes.
        found: what `codes.measure` returned; it says which columns a code moves most.
        seed: of the draw.
    """
    shape = trained.model.generator.shape_
    shown = found["codes"][: code_figure.MOST_ROWS]
    height = max(1, min(SHOWN, code_figure.MOST_ROWS // len(shown)))
    rows = []
    for row in shown:
        values = code_figure.values_of(*shape.codes[row["code"]])
        sets = [_sequences(trained, row["code"], value, seed) for value in values]
        for column in (c["column"] for c in row["columns"][:height]):
            if column in sets[0]:
                rows.append(_panels(trained.schema[column], row["code"], values, sets))
    return code_figure.draw(rows, code_figure.title(shape.codes))


def _sequences(trained, code, value, seed):
    """Return {column: [cells of one sequence]} of the first few sequences with a code set."""
    request = GenerateRequest(code_figure.LINES, seed, codes=((code, value),))
    windows, when, _ = next(sample_table.windows(trained, request))
    frame = restore(trained.schema, trained.transform, windows, 0, when)
    ends = np.cumsum(trained.transform.lengths(windows))[:-1]
    parts = np.split(np.arange(len(frame)), ends)
    return {name: [frame[name].iloc[part] for part in parts] for name in frame.columns}


def _panels(column, code, values, sets):
    """Return the `code_figure.Row` of a code and a column."""
    categories = [str(value) for value in column.values] if column.is_coded else None

    def heights(cells):
        numbers = column.measures(cells)
        if categories is None:
            return numbers[:, 0]
        return np.where(numbers.any(axis=1), numbers.argmax(axis=1), np.nan)

    lines = [[heights(cells) for cells in found[column.name]] for found in sets]
    return code_figure.Row(code, column.name, values, lines, categories)
