"""Windows on the scale of the protocol: all real ones of a table, and those of generated tables."""

from functools import cached_property

import numpy as np

from fidelity_parts import trainings
from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import read_table
from rnngan.evaluation import ts2vec
from rnngan.evaluation.encoding import Encoder, windows_of
from rnngan.evaluation.sides import chosen, halves
from rnngan.evaluation.window_scores import context_fid

ENCODER_SEED = 0  # one encoder a table and length: numbers of two can't be compared


class Real:
    """The real windows of a table, all of them at stride 1, or `most`.

    Args:
        path: of the table.
        length: rows of a window.
        most: windows at most, drawn once; None for all.
        limits: smallest and largest value of the scale, where these are not the table's own.
    """

    def __init__(self, path, length, most=None, limits=None):
        config = validate({"data": {"holdout": 0, "window": length}})
        self.dataset = prepare(read_table(path), config)
        self.encoder = Encoder(self.dataset.schema, self.dataset.rows)
        if limits is not None:
            width = len(self.encoder.names)
            self.encoder.minimum, self.encoder.maximum = (np.full(width, v) for v in limits)
        every = self.dataset.train.starts
        picked = chosen(len(every), most=most or len(every))
        self.starts = every[picked]  # (n,) first rows
        windows = self.encoder.windows(self.dataset.rows, every, self.dataset.config.data)
        self.windows = self._features(windows.gather(picked))  # (n, time, features)

    @property
    def rows(self):
        """All rows (rows, features)."""
        return self._features(self.encoder.rows(self.dataset.rows))

    @cached_property
    def halves(self):
        """Two halves of the windows: what real windows score against real ones."""
        return halves(self.windows, 0)

    @cached_property
    def ts2vec(self):
        """The encoder of context-FID, fitted on these windows."""
        encoder = ts2vec.TS2Vec(ENCODER_SEED)
        return ts2vec.fit(encoder, self.windows, context_fid.ITERATIONS, ENCODER_SEED)

    @cached_property
    def encoded(self):
        """What that encoder makes of the windows, (n, outputs)."""
        return ts2vec.encode(self.ts2vec, self.windows)

    def generated(self, training, folder, count, length):
        """Return `count` sequences (count, length, features) of a run.

        Raises:
            trainings.Failed: they can't be generated.
        """
        path = trainings.generated(training, folder, count, length)
        config = self.dataset.config.data.model_copy(update={"window": length})
        table = read_table(path)
        path.unlink()
        made = windows_of(table, self.dataset.schema, self.encoder, config, in_order=True)
        return self._features(made)

    def _features(self, values):
        return values[..., : len(self.encoder.names)]


def cut(series, length):
    """Return all windows (n, length, features) of series (count, time, features)."""
    found = np.lib.stride_tricks.sliding_window_view(series, length, axis=1)
    return found.transpose(0, 1, 3, 2).reshape(-1, length, series.shape[2])
