"""What the pictures of a table's report show: real rows beside generated ones, as evaluated."""

import numpy as np
import pandas as pd

from rnngan.config.requests import GenerateRequest
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table, read_table
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
    return _pictures(dataset, made, dataset.config.data.lengths == "learn")


def of_tables(real, synthetic, config):
    """Return the pictures of any two tables.

    Args:
        real: path of the real table.
        synthetic: path of the other one.
        config: `RunConfig`; its data section says how they are read.
    """
    dataset = prepare(read_table(real, config.data), config)
    return _pictures(dataset, read_table(synthetic, config.data), True)


def _pictures(dataset, made, whole):
    config, rows = dataset.config.data, dataset.rows
    encoder = Encoder(dataset.schema, rows)
    starts = np.concatenate([dataset.train.starts, dataset.holdout.starts])
    windows = encoder.windows(rows, starts, config)
    real_windows = windows.gather(chosen(len(windows), SEED, MOST))
    made_windows = at_most(windows_of(made, dataset.schema, encoder, config), SEED, MOST)
    made_rows = rows_of(made, dataset.schema, encoder, config)
    real = Sample(dataset.schema, rows, rows.segments)
    generated = Sample(dataset.schema, made_rows, made_rows.segments)
    sides = real_windows, made_windows
    return pictures.pictures(real, generated, sides, config.window, whole, SEED)
