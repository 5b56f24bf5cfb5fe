"""How similar a generated table is to the real one, row by row, and what gives it away."""

import numpy as np

from rnngan.evaluation.explanation.explain import explain
from rnngan.evaluation.sample import Sample
from rnngan.evaluation.similarity import comparison
from rnngan.report.progress import say


def similar(dataset, generated, explained=False, seed=0):
    """Return scores of rows for scores.json; nothing where there are too few rows.

    Args:
        dataset: `Dataset` of the real table.
        generated: `Sample`.
        explained: add what gives the generated table away.
        seed: of all that is drawn.
    """
    train, held = (_learned(dataset, part) for part in (dataset.train, dataset.holdout))
    whole, result = dataset.config.data.lengths == "learn", {}
    found = comparison.similarity(train, held, generated, whole, seed)
    if found is None:
        say("note: too few sequences to compare rows. Expected at least 4 real and 2 new ones")
    else:
        result["similarity"] = found
    if explained:
        result["explanation"] = explain(train, generated, whole, seed)
        if result["explanation"] is None:
            say("note: too few sequences to say what gives the generated ones away")
    return result


def _learned(dataset, windows):
    """Return the `Sample` of the rows that some `Windows` are of; touching ones stay apart."""
    starts = np.sort(dataset.first_rows(windows))
    if dataset.config.data.lengths == "learn":
        ends = dict(dataset.rows.segments)
        return Sample(dataset.schema, dataset.rows, [(a, ends[a]) for a in starts.tolist()])
    edges = np.flatnonzero(np.diff(starts) >= windows.length) + 1
    parts = np.split(starts, edges) if len(starts) else []
    segments = [(int(part[0]), int(part[-1]) + windows.length) for part in parts]
    return Sample(dataset.schema, dataset.rows, segments)
