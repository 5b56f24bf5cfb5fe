"""All series of a large table -> a store of the rows that windows are cut from, made once."""

import json
import os
import shutil
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from rnngan.config.errors import InputError
from rnngan.data.cleaning import clean
from rnngan.data.formats import atomic
from rnngan.data.formats.tables import Table
from rnngan.data.large import cache, scan
from rnngan.data.large.facts import coded, codes_of
from rnngan.data.large.sampled import check_types
from rnngan.data.large.stored_windows import STRETCHES, VALUES, StoredWindows
from rnngan.data.parsing import MISSING
from rnngan.data.protection import lengths, protecting
from rnngan.data.row_values import values_of
from rnngan.report.progress import Bar, say

BATCH = 2**21  # cells, or features, that are cleaned and transformed at once
THREADS = 3  # batches that are at work at the same time
DONE, STATE = "done.json", "state.json"


def with_store(dataset, table):
    """Return the `Dataset` with the windows of the whole table; the same one if it is not large.

    Args:
        dataset: `rnngan.data.dataset.Dataset` of the series of it that are looked at.
        table: the `Table` that it was made from.

    Raises:
        InputError: a cell does not fit the schema, or the disk is full.
    """
    if table.large is None:
        return dataset
    check_types(table, dataset.schema)
    made = table.large.scanned
    parts = dataset.schema.model_dump(mode="json"), dataset.transform.model_dump(mode="json")
    kept = dataset.config.data.model_dump(mode="json", exclude={"cache"})
    key = cache.key(made.folder.name, *parts, kept, dataset.split.train)
    folder = made.folder.parent / f"rows-{key}"
    with atomic.exclusive(made.folder / "lock", scan.BUSY.format(table.source), say):
        if not _is_whole(folder):
            shutil.rmtree(folder, ignore_errors=True)
            _Storing(dataset, table, made, folder).run()
    data, width = dataset.config.data, dataset.train.values.shape[1]
    windows = StoredWindows(folder, width, data.window, data.stride, made.facts["rows"])
    return replace(dataset, stored=windows)


def _is_whole(folder):
    """Return whether a store is there with all its bytes: a power cut may have taken some."""
    try:
        sizes = json.loads((folder / DONE).read_text())
        return sizes == {name: (folder / name).stat().st_size for name in (VALUES, STRETCHES)}
    except (OSError, ValueError):
        return False


@dataclass
class _Storing:
    """Writes a store: first the rows that were looked at, then those of all other series."""

    dataset: object
    table: Table
    made: scan.Scanned
    folder: object

    def run(self):
        """Write what is not written yet, and move it in."""
        made, building = self.made, self.folder.with_name(f"{self.folder.name}.building")
        building.mkdir(exist_ok=True)
        state = self._state(building)
        if not made.has_parts(state["parts"]):  # another store was made of them
            made.facts = scan.again(made)
        self.columns = self.dataset.schema.by_name
        width = self.dataset.train.values.shape[1]
        cache.refuse_full(building, 4 * width * made.facts["rows"])
        names = VALUES, STRETCHES
        try:
            with (
                (building / names[0]).open("ab") as values,
                (building / names[1]).open("ab") as stretches,
                ThreadPoolExecutor(THREADS) as self.threads,
                Bar("preparing", made.facts["rows"], "rows") as bar,
            ):
                self.files = values, stretches
                for file, size in zip(self.files, state["bytes"], strict=True):
                    file.truncate(size)
                    file.seek(size)
                self.rows = state["bytes"][0] // (4 * width)
                if not state["parts"]:
                    self._first()
                self._others(building, state["parts"], bar)
        except OSError as error:
            raise InputError(
                f"{building}: {error.strerror or error}. Make room and run the same again: it goes "
                "on from there. Or name another folder with --cache."
            ) from None
        sizes = {name: (building / name).stat().st_size for name in names}
        atomic.write(building / DONE, json.dumps(sizes))
        os.rename(building, self.folder)
        made.let_go(range(len(made.facts["parts"])))

    def _state(self, building):
        """Return how many parts are written, and how many bytes that are, where they are there."""
        path = building / STATE
        if path.exists():
            state = json.loads(path.read_text())
            there = [(building / name).stat().st_size for name in (VALUES, STRETCHES)]
            if np.greater_equal(there, state["bytes"]).all():  # a power cut may have taken some
                return state
        return {"parts": 0, "bytes": [0, 0]}

    def _first(self):
        """Write the rows that were looked at, those held out among them: their windows are none."""
        train = self.dataset.train
        if self.dataset.config.data.lengths == "learn":
            stretches = [(start, train.length) for start in train.starts.tolist()]
        else:
            stretches = [(first, end - first) for first, end in self.dataset.split.train]
        self._append(train.values, np.array(stretches, "int64").reshape(-1, 2))

    def _append(self, values, stretches):
        """Write rows, and the stretches (first row of them, rows) that windows are cut from."""
        values.astype("float32", copy=False).tofile(self.files[0])
        (stretches + np.array([self.rows, 0])).astype("int64").tofile(self.files[1])
        self.rows += len(values)

    def _others(self, building, written, bar):
        """Write the rows of all parts but the first ones, which are written already."""
        for number, row, made in self._side_by_side(self._wanted(written)):
            if number > written:  # all parts before it are written
                done, written = range(written, number), number
                for file in self.files:
                    file.flush()
                state = {"parts": number, "bytes": [file.tell() for file in self.files]}
                atomic.write(building / STATE, json.dumps(state))
                self.made.let_go(done)
                bar.update(row)
            self._append(*made)
        bar.update(self.made.facts["rows"])

    def _wanted(self, skipped):
        """Yield (number of a part, its `pa.Table`, rows of it, its first row) of each batch."""
        chosen = np.array(self.made.facts["chosen"])
        for number, (table, row, starts, unit) in enumerate(self.made.parts(skipped), skipped):
            others = ~np.isin(np.arange(unit, unit + len(starts)), chosen)
            most = max(1, BATCH // max(table.num_columns, self.dataset.train.values.shape[1]))
            for rows in batches(starts, table.num_rows, others, most, self.made.facts["cut"] > 0):
                yield number, table, rows, row

    def _side_by_side(self, wanted):
        """Yield (number of the part, its first row, what `_batch` makes) of each, in order.

        A few of them are at work at the same time.
        """
        at_work = deque()
        for number, *one in wanted:
            at_work.append((number, one[-1], self.threads.submit(self._batch, *one)))
            if len(at_work) >= THREADS:
                number, row, made = at_work.popleft()
                yield number, row, made.result()
        for number, row, made in at_work:
            yield number, row, made.result()

    def _batch(self, part, rows, row):
        """Return the values of some rows of a part, and the stretches that windows are cut from.

        Args:
            part: `pa.Table`.
            rows: numbers of its rows.
            row: number of its first row among all.
        """
        dataset, schema = self.dataset, self.dataset.schema
        found = part.slice(rows[0], rows[-1] - rows[0] + 1)
        if len(rows) < len(found):
            wanted = np.zeros(len(found), bool)
            wanted[rows - rows[0]] = True
            found = found.filter(pa.array(wanted))
        table = protecting.again(self._table(found, rows + row + 2), schema)
        cleaned, _ = clean(table, schema, dataset.config.data)
        whole = dataset.config.data.lengths == "learn"
        cleaned = lengths.within(schema, cleaned) if whole else cleaned
        stretches = np.array(cleaned.segments, "int64").reshape(-1, 2)
        window = dataset.config.data.window
        if whole:
            self._check_lengths(table, cleaned, stretches, window)
        firsts = [stretches[:, 0]]
        values, _ = values_of(dataset.transform, schema, cleaned, dataset.config, firsts)
        if whole:
            firsts = np.arange(len(stretches)) * window
            return values, np.stack([firsts, np.full(len(firsts), window)], axis=1)
        return values, np.stack([stretches[:, 0], stretches[:, 1] - stretches[:, 0]], axis=1)

    def _check_lengths(self, table, rows, stretches, most):
        sizes = np.diff(stretches, axis=1)[:, 0]
        if sizes.max(initial=0) > most:
            first = stretches[sizes.argmax(), 0]
            raise InputError(
                f"{table.where(int(rows.source[first]), self.made.series)}: a series of "
                f"{sizes.max():,} rows. Expected at most {most:,}. Pass --lengths windows."
            )

    def _table(self, rows, lines):
        """Return the `Table` of rows of a part, its cells as numbers, categories and times."""
        config = self.dataset.config.data
        if self.made.pieces.text:
            cells = {n: self._cells(n, rows[n], config) for n in rows.column_names}
            frame = pd.DataFrame(cells, copy=False)
        else:
            frame = rows.to_pandas(date_as_object=False)
        table = Table(frame, self.table.source, lines=lines)
        table.na_values, table.inf_as_missing = config.na_values, config.inf_as_missing
        return table

    def _cells(self, name, column, config):
        """Return the cells of a column of a CSV; what stands for a missing value is missing."""
        if not pa.types.is_dictionary(column.type):
            return column.to_numpy()
        kind = self.dataset.schema.source(self.columns[name])
        if name == self.made.series and not kind.is_coded:
            return codes_of(column)
        codes, names = coded(column)
        spelled, values = MISSING.union(config.na_values), getattr(kind, "values", None) or ()
        missing = [text.strip() in spelled and text not in values for text in names]
        if kind.is_coded:
            codes = np.where(np.array(missing)[codes], -1, codes)
            return pd.Categorical.from_codes(codes, pd.Index(names, dtype="str"))
        texts = np.array([None if m else n for n, m in zip(names, missing, strict=True)], object)
        return pd.Series(texts[codes], dtype="str")


def batches(starts, rows, wanted, most, apart):
    """Yield the numbers of the rows of wanted units, about `most` at once, and whole units.

    Args:
        starts: (units,) first row of each unit.
        rows: of all.
        wanted: (units,) bool.
        most: rows.
        apart: whether units with one between them that is not wanted stay apart.

    Example:
        >>> wanted = np.array([True, False, True])
        >>> [found.tolist() for found in batches(np.array([0, 2, 5]), 9, wanted, 9, False)]
        [[0, 1, 5, 6, 7, 8]]
        >>> [found.tolist() for found in batches(np.array([0, 2, 5]), 9, wanted, 9, True)]
        [[0, 1], [5, 6, 7, 8]]
    """
    sizes = np.diff(starts, append=rows)
    number = np.cumsum(np.where(wanted, sizes, 0)) // most
    if apart:
        number = number + len(starts) * np.cumsum(~wanted)
    units = np.flatnonzero(wanted)
    for part in np.split(units, np.flatnonzero(np.diff(number[units])) + 1):
        if len(part):
            some = slice(part[0], part[-1] + 1)
            yield starts[part[0]] + np.flatnonzero(np.repeat(wanted[some], sizes[some]))
