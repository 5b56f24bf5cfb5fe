"""What the pictures of a table's report show: real rows beside generated ones, as evaluated."""

import numpy as np
import pandas as pd

from rnngan.config.requests import GenerateRequest
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table
from rnngan.evaluation import pictures
from rnngan.evaluation.encoding import Encoder, rows_of, windows_of
from rnngan.evaluation.sample import Sample
from rnngan.evaluation.sides import at_most, chosen
from rnngan.sampling import sample_table

ROWS = 24_000  # generated rows that are enough for smooth histograms
LEAST, MOST = 50, 1_000  # sequences
SEED = 0  # of all that is drawn


def of_run(trained, table):
    """Return the pictures of a run and of the table it learned, as plain values.

    Args:
        trained: `TrainedModel`.
        table: the `Table`.

    Returns:
        {name: content}; see `rnngan.evaluation.pictures`.
    """
    dataset = prepare(table, trained.config, trained.schema, transform=trained.transform)
    window = trained.config.data.window
    request = GenerateRequest(int(np.clip(ROWS // window, LEAST, MOST)), SEED)
    frames = [frame for frame, _ in sample_table.frames(trained, request)]
    made = Table(pd.concat(frames, ignore_index=True))
    return beside(dataset, made)


def beside(dataset, made):
    """Return the pictures of a real table beside another one.

    Args:
        dataset: `Dataset` of the real one.
        made: `Table` of the other one, with the same columns.
    """
    config, rows = dataset.config.data, dataset.rows
    encoder = Encoder(dataset.schema, rows)
    starts = np.concatenate([dataset.train.starts, dataset.holdout.starts])
    windows = encoder.windows(rows, starts, config)
    real_windows = windows.gather(chosen(len(windows), SEED, MOST))
    made_windows = at_most(windows_of(made, dataset.schema, encoder, config), SEED, MOST)
    made_rows = rows_of(made, dataset.schema, config)
    real = Sample(dataset.schema, rows, rows.segments)
    generated = Sample(dataset.schema, made_rows, made_rows.segments)
    sides, whole = (real_windows, made_windows), config.lengths == "learn"
    return pictures.pictures(real, generated, sides, config.window, whole, SEED)
