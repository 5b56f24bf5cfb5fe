"""Missing cells of a table, filled by what stands before, beside and behind them."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from rnngan.config.errors import ConfigError
from rnngan.data.columns import cell_texts
from rnngan.data.constraints import repair
from rnngan.data.constraints.rules import Order
from rnngan.data.constraints.totals import floats
from rnngan.data.formats.tables import Table, from_frame
from rnngan.data.partial import holes_of, with_room
from rnngan.data.restore import Times, restore
from rnngan.sampling import completion

DRAWS = 16  # whose mean stands for a cell


class Filling:
    """The missing cells of a table, and what may stand in them.

    Args:
        trained: `TrainedTable` with a row generator.
        table: `Table` or data frame with the columns that were trained on.

    Raises:
        ConfigError: windows are written at once.
        InputError: the table can't be used.
    """

    def __init__(self, trained, table):
        if not trained.writes_rows:
            raise ConfigError(
                "This run writes whole windows at once, and none can be given cells. Train with "
                "--generator row."
            )
        self.trained = trained
        self.table = table if isinstance(table, Table) else from_frame(table)
        found = with_room(trained.schema, trained.transform, self.table)
        self.schema, self.transform = found
        parts = trained.config.data, self.schema, self.transform
        self.partials, self.rows, self.missing, self.notices = holes_of(self.table, *parts)

    @property
    def counts(self):
        """{column: how many of its cells are missing}, of those that have some."""
        return {name: int(n) for name, n in self.missing.sum().items() if n}

    def frames(self, request):
        """Yield data frames of the whole table with nothing missing, one a version.

        Args:
            request: `ImputeRequest`.
        """
        if request.how == "mean":
            draws = [self._drawn(request.seed, number) for number in range(DRAWS)]
            yield self._with({name: self._mean(name, draws) for name in draws[0]})
            return
        for number in range(request.versions):
            yield self._with(self._drawn(request.seed, number))

    def _drawn(self, seed, number) -> Mapping[str, pd.Series]:
        """Return {column: cells that were missing, by their row of the table} of a draw."""
        found, parts = {name: [] for name in self.counts}, self._chunks()
        for draw, (partial, wanted) in enumerate(parts, number * len(parts)):
            made = completion.windows(
                self.trained, partial, wanted % len(partial), seed, draw, completion.PARTICLES
            )
            wanted = wanted[wanted < len(partial)]
            frame, source = self._restored(partial, made[: len(wanted)], wanted)
            for name in found:
                cells = frame[name].set_axis(source)
                found[name].append(cells[self._holes(name)[source]])
        found = {name: pd.concat(cells).sort_index() for name, cells in found.items()}
        return self._ordered(found)

    def _chunks(self):
        """Return [`Partial`, numbers of its sequences that are written at once]."""
        parts = []
        for partial in self.partials:
            size = completion.together(partial, completion.PARTICLES)
            size = min(size, 2 ** (len(partial) - 1).bit_length())
            firsts = range(0, len(partial), size)
            parts += [(partial, np.arange(first, first + size)) for first in firsts]
        return parts

    def _holes(self, name):
        """Return which rows of the table miss a cell of a column, (rows,) bool."""
        found = np.zeros(len(self.table.frame), bool)
        found[self.rows.source[self.missing[name].to_numpy()]] = True
        return found

    def _restored(self, partial, made, wanted):
        """Return the rows of some sequences that are there, and which of the table each is."""
        starts = None if partial.points is None else partial.points.iloc[wanted]
        when = Times(starts=None if starts is None else starts.reset_index(drop=True))
        transform = self.transform
        if transform.length is not None:  # as long as it is, whatever was drawn
            block = transform.length
            lengths = block.scaled(partial.lengths[wanted].astype("float64"))
            made[..., transform.features + block.start] = lengths[:, None]
        frame = restore(self.schema, transform, made, when=when)
        there = np.arange(made.shape[1]) < transform.lengths(made)[:, None]
        source = partial.source[wanted][there]
        return frame[source >= 0], source[source >= 0]

    def _ordered(self, found):
        """Return filled cells on the right side of those that were known."""
        names = [column.name for column in self.schema.columns]
        for part in repair.as_parts(self.schema.constraints, names):
            if not isinstance(part, Order):
                continue
            for name, other, least in (
                (part.upper, part.lower, True),
                (part.lower, part.upper, False),
            ):
                if name not in found:
                    continue
                cells = found[name]
                ends = self._known(other, cells.index)
                side = np.fmax if least else np.fmin
                values = side(floats(cells), ends)
                if not np.array_equal(values, floats(cells), equal_nan=True):
                    made = self.schema[name].cells_of(values)
                    found[name] = made.set_axis(cells.index)
        return found

    def _known(self, name, rows):
        """Return the values of a column in some rows of the table, NaN where they are filled."""
        if not isinstance(name, str):
            return np.full(len(rows), float(name))
        values = np.full(len(self.table.frame), np.nan)
        known = self.rows.values[name].mask(self.missing[name]).to_numpy()
        values[self.rows.source] = known
        return values[rows]

    def _mean(self, name, draws):
        """Return the cells of a column that are expected, of those of several draws."""
        column, each = self.schema[name], [draw[name] for draw in draws]
        if column.has_ends and pd.api.types.is_numeric_dtype(each[0].dtype):
            values = column.rounded(np.mean([floats(cells) for cells in each], axis=0))
            return column.cells_of(values).set_axis(each[0].index)
        codes, values = pd.factorize(pd.concat(each), use_na_sentinel=False)
        codes = codes.reshape(len(each), -1)
        counts = np.stack([(codes == code).sum(axis=0) for code in range(len(values))])
        return pd.Series(values[counts.argmax(axis=0)], index=each[0].index).astype(each[0].dtype)

    def _with(self, found):
        """Return the table with cells filled; the others as they stand."""
        frame = self.table.frame.copy()
        for name, cells in found.items():
            column, target = self.schema.source(self.schema[name]), frame[name].copy()
            if self.table.text:
                cells = pd.Series(cell_texts.texts(column, cells).to_pylist(), index=cells.index)
            target.iloc[cells.index] = cells.astype(target.dtype).array
            frame[name] = target
        return frame
