"""Tables -> arrays for evaluation: real and generated rows on the scale of the real table."""

import numpy as np

from rnngan.config.errors import InputError
from rnngan.data.cleaning import clean
from rnngan.data.schema import IdColumn
from rnngan.data.windows import Windows, padded, window_starts


class Encoder:
    """Columns as the published protocol sees them: numbers min-max scaled, categories one-hot.

    Unlike the generator, evaluation sees duplicate and constant columns too. The scale is
    (x - min) / (max - min + 1e-7) over the whole real table. A missing number stands at the middle
    of its column, and a feature of its own says that it is missing.

    Args:
        schema: `Schema` of the real table.
        rows: the real `Rows`.
    """

    def __init__(self, schema, rows):
        self.schema = schema
        self.lengths_differ = len({end - first for first, end in rows.segments}) > 1
        self.columns = [c for c in schema.columns if c.is_read]
        raw = self._raw(rows.values)
        self.minimum, self.maximum = np.nanmin(raw, axis=0), np.nanmax(raw, axis=0)

    @property
    def names(self):
        """Name of each feature's column; None for one-hot features and for masks."""
        names = []
        for column in self.columns:
            number = not self.schema.source(column).is_coded
            names += [column.name] * number + [None] * (self._width(column) - number)
        return names

    def positions(self, name):
        """Return the numbers of the features that a column takes.

        Args:
            name: of the column.

        Raises:
            KeyError: evaluation does not see this column.
        """
        first = 0
        for column in self.columns:
            size = self._width(column)
            if column.name == name:
                return np.arange(first, first + size)
            first += size
        raise KeyError(name)

    def _width(self, column):
        """Return the number of features of a column, its mask with them."""
        source = self.schema.source(column)
        return (len(source.values) if source.is_coded else 1) + source.may_miss

    def rows(self, rows):
        """Return (rows, features) float32 of `Rows` with the same columns."""
        scaled = (self._raw(rows.values) - self.minimum) / (self.maximum - self.minimum + 1e-7)
        return np.nan_to_num(scaled, nan=0.5).astype("float32")

    def numbers(self, windows):
        """Return the columns of numbers in their own units.

        Args:
            windows: (n, time, features), as `windows` gives them.

        Returns:
            Names of the columns, and values (n, time, columns): NaN where a number is missing, and
            in the rows behind the end of a sequence.
        """
        width = self.maximum - self.minimum
        values = windows[..., : len(width)] * width + self.minimum
        if windows.shape[-1] > len(width):  # the last feature: 0 behind the end of the sequence
            values[windows[..., -1] == 0] = np.nan
        names = [c.name for c in self.columns if not self.schema.source(c).is_coded]
        positions = [self.positions(name) for name in names]
        for number, *mask in positions:
            for position in mask:
                values[..., number][values[..., position] > 0.5] = np.nan
        return names, values[..., np.array([position[0] for position in positions], int)]

    def windows(self, rows, starts, config):
        """Return `Windows` of `Rows`; with a last feature for rows of the sequence if padded.

        Args:
            rows: `Rows`.
            starts: first rows of the windows, as in `Dataset.train`.
            config: `rnngan.config.run_config.DataConfig`.
        """
        values = self.rows(rows)
        if config.lengths == "learn" and self.lengths_differ:
            values = np.concatenate([values, np.ones((len(values), 1), "float32")], axis=1)
        if config.lengths == "learn":
            values = padded(values, rows.segments, config.window, [])[0]
        return Windows(values, starts, config.window)

    def _raw(self, values):
        return np.column_stack([self._column(values[c.name], c) for c in self.columns])

    def _column(self, values, column):
        """Return the features (rows, k) of a column, NaN where a number is missing."""
        source, values = self.schema.source(column), values.to_numpy()
        absent = np.isnan(values)
        if source.is_coded:
            codes = np.where(absent, len(source.values), values).astype("int64")
            return np.eye(len(source.values) + 1)[codes][:, : self._width(column)]
        return np.column_stack([values, absent]) if source.may_miss else values[:, None]


def windows_of(table, schema, encoder, config, in_order=False):
    """Return all windows (n, length, features) of a table, none across two sequences.

    Sequences are distinguished by the schema's id column, or by the column that `generate` adds.

    Args:
        table: `Table` with the columns of the real one.
        schema: `Schema` of the real table.
        encoder: `Encoder` of the real table.
        config: `rnngan.config.run_config.DataConfig`.
        in_order: whether the rows are in the order of time, so that times needn't be read.

    Raises:
        InputError: a column is missing, or no sequence is as long as a window.
    """
    _check_columns(table, encoder)
    rows = rows_of(table, schema, config, in_order)
    if config.lengths == "learn":
        fitting = [s for s in rows.segments if s[1] - s[0] <= config.window]
        if not fitting:
            raise InputError(
                f"{table.source}: every sequence is longer than the longest of the real table, "
                f"which has {config.window} rows."
            )
        rows.segments = fitting
        starts = np.arange(len(fitting)) * config.window
    else:
        starts = window_starts(rows.segments, config.window, config.stride)
    if not len(starts):
        longest = max(end - first for first, end in rows.segments)
        raise InputError(
            f"{table.source}: the longest sequence has {longest} rows, fewer than the window of "
            f"{config.window}. Pass --window {longest} or less."
        )
    return encoder.windows(rows, starts, config).gather(np.arange(len(starts)))


def rows_of(table, schema, config, in_order=False):
    """Return the cleaned `Rows` of a table of new sequences; see `windows_of`."""
    own = _with_sequences(table, schema, in_order)
    if own.series is not None and own.series.name not in table.frame.columns:
        raise InputError(
            f"{table.source} has no column {own.series.name!r}, which distinguishes the series "
            f"of the real table, and no column {schema.sequence_name!r} in its place. Add either."
        )
    return clean(table, own, config)[0]


def _check_columns(table, encoder):
    missing = [c.name for c in encoder.columns if c.name not in table.frame.columns]
    if missing:
        raise InputError(
            f"{table.source} has no column {missing[0]!r}. Expected the columns of the real "
            f"table: {', '.join(encoder.schema.names)}."
        )


def _with_sequences(table, schema, in_order):
    """Return a schema whose id is the added sequence column, where the table has one."""
    name, time = schema.sequence_name, schema.first("time")
    needed = time is None or (not in_order and time.name in table.frame.columns)
    present = [c for c in schema.columns if needed or c is not time]
    if name in table.frame.columns and _cuts(table.frame, name, schema.first("id")):
        present.insert(0, IdColumn(name=name, dtype="int64", count=1, next=0))
    return schema.model_copy(update={"columns": tuple(present)})


def _cuts(frame, name, column):
    """Return whether a column is the one that `generate` adds, and not another number of rows."""
    if column is None or column.name not in frame.columns:
        return True
    sequences = frame.groupby(name, sort=False)[column.name]
    return bool(sequences.size().max() > 1 and (sequences.nunique() == 1).all())
