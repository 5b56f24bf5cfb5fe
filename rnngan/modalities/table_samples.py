"""Generated sequences as data frames, and how well they are like rows that were not learned."""

from itertools import chain

import pandas as pd

from rnngan.config.errors import InputError
from rnngan.config.requests import GenerateRequest
from rnngan.data.formats.tables import Table, with_index
from rnngan.evaluation.encoding import rows_of
from rnngan.evaluation.sample import Sample
from rnngan.evaluation.similarity import comparison
from rnngan.sampling import latents, sample_table

SEED = 0  # of what is drawn for a score


def samples(trained, request):
    """Return an iterator over data frames; see `rnngan.modalities.base.Modality.samples`."""
    none = sample_table.empty(trained, request)
    return _frames(trained, request, none)


def _frames(trained, request, none):
    """Yield data frames with the types of `none`, which comes where there is nothing else."""
    made = (frame.astype(none.dtypes) for frame, _ in sample_table.frames(trained, request))
    yield from (with_index(f, trained.schema) for f in chain([next(made, none)], made))


def score(trained, table):
    """Return the share that generated rows reach of what other real rows do, 1 at most.

    It is the headline of `rnngan evaluate` (docs/scores.md), with the rows of `table` as the real
    ones: it sees values, correlations and time, needs no network that is trained, and takes
    seconds.

    Args:
        trained: `TrainedTable`.
        table: `Table` with the columns of the training table.

    Raises:
        InputError: it doesn't fit, or has too few rows.
    """
    dataset = latents.windows_of(trained, table)
    schema, config, rows = trained.schema, dataset.config.data, dataset.rows
    real = Sample(schema, rows, rows.segments)
    wanted = min(len(real), comparison.MOST_ROWS)
    request = GenerateRequest(max(2, -(-wanted // config.window)), SEED)
    frames = [frame for frame, _ in sample_table.frames(trained, request)]
    made = rows_of(Table(pd.concat(frames, ignore_index=True)), schema, config)
    generated, none = Sample(schema, made, made.segments), Sample(schema, rows, [])
    found = comparison.similarity(real, none, generated, config.lengths == "learn", SEED)
    if found is None:
        raise InputError(
            f"{table.source} can't be scored: it has too few rows, or no column that is compared. "
            f"Expected four sequences, or a long one. Received: {len(real):,} rows"
        )
    return found["share"]
