"""A large table, read through once: which series are looked at, and all rows in a quick form."""

import hashlib
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from rnngan.config.errors import InputError
from rnngan.data.detection import detect, roles
from rnngan.data.formats import atomic
from rnngan.data.large import cache, pieces
from rnngan.data.large.facts import Facts, Hints, codes_of, hashes, points_of
from rnngan.report.progress import Bar, duration, say

LONGEST = 10_000  # rows of a series; a longer one is cut into stretches of so many
SCANNED = "scanned.json"
LATER = {  # settings that change nothing here: some are decided when all is read
    *("window", "stride", "lengths", "calendar", "holdout", "holdout_by", "duplicates", "gaps"),
    *("strict", "missing", "protect", "protect_rare", "cache"),
}
BUSY = "{}: another process makes it ready; waiting for it"
STORING = 1.6  # time until all is made ready, in that of reading
NUMBERS = ("number", "pace", "product", "sum")  # kinds of columns whose cells are numbers
TIMES = {"%Y-%m-%d": pa.date32(), pieces.CLOCK: pa.timestamp("s")}


class NotInOrderError(InputError):
    """Rows of one series are not next to one another, or not in the order of time."""


@dataclass
class Scanned:
    """What is known of a large table once it was read through.

    Args:
        folder: where it is kept.
        pieces: `CsvPieces` or `ParquetPieces`.
        series: column that distinguishes the series, or None.
        types: {column: Arrow type} that the rows were read with; other columns are texts.
        config: `DataConfig`.
        facts: what is kept as JSON: "rows", "units", "series", "cut" (stretches of longer series),
            "sha256" of the bytes, "parts" ([rows, units] of each), and of the units that are looked
            at "chosen" (their numbers), "spans" and "first_rows".
    """

    folder: Path
    pieces: pieces.CsvPieces | pieces.ParquetPieces
    series: str | None
    types: dict
    config: object
    facts: dict

    def parts(self, skipped=0):
        """Yield (`pa.Table`, first row, (units,) first rows in it, number of its first unit).

        Args:
            skipped: how many parts are left out.
        """
        row = unit = 0
        for number, (rows, units) in enumerate(self.facts["parts"]):
            if number >= skipped:
                table = read_part(self.folder, number)
                yield table, row, units_of(table, self.series, LONGEST)[0], unit
            row, unit = row + rows, unit + units

    def has_parts(self, skipped=0):
        """Return whether the rows in their quick form are still there, but for the first parts."""
        numbers = range(skipped, len(self.facts["parts"]))
        return all(part(self.folder, number).exists() for number in numbers)

    def let_go(self, numbers):
        """Remove some parts of the rows."""
        for number in numbers:
            part(self.folder, number).unlink(missing_ok=True)


def part(folder, number):
    """Return the path of a part of the rows."""
    return folder / f"{number:06d}.arrow"


def read_part(folder, number):
    """Return the `pa.Table` of a part, as pages of its file."""
    return pa.ipc.open_file(pa.memory_map(str(part(folder, number)))).read_all()


def scanned(found, config):
    """Return the `Scanned` of a large table; what was kept of an earlier time is taken.

    Args:
        found: `rnngan.data.large.files.Files`.
        config: `DataConfig`.

    Raises:
        InputError: a row is faulty, or rows of one series are not next to one another.
    """
    source = pieces.of(found, config)
    series, types, hints = _first_look(source, config)
    known = {n: str(kind) for n, kind in types.items()}
    named = found.name, found.age, config.model_dump(mode="json", exclude=LATER), known, series
    folder = cache.folder(config) / f"scan-{cache.key(*named, pieces.BLOCK, pieces.CELLS)}"
    folder.mkdir(exist_ok=True)
    made = Scanned(folder, source, series, types, config, {})
    with atomic.exclusive(folder / "lock", BUSY.format(found.name), say):
        if (folder / SCANNED).exists():
            made.facts = json.loads((folder / SCANNED).read_text())
        else:
            cache.refuse_full(folder, 3 * found.size)
            made.facts, age = _Scan(made, hints).run(), found.age
            if age != named[1]:
                raise InputError(f"{found.name} has changed while it was read. Run it again.")
            atomic.write(folder / SCANNED, json.dumps(made.facts))
    return made


def _first_look(source, config):
    """Return (name of the series, {column: type}, `Hints`) by the first rows."""
    head, below = source.look, config.protect_below
    try:
        schema = detect(head, config)
        series = None if schema.series is None else schema.series.name
        clock, columns = schema.first("time"), schema.columns
    except InputError:  # the first rows may be too few: all is text then
        series, clock = roles(head, config)
        none, named = frozenset(), frozenset(filter(None, [series]))
        return series, {}, Hints(series, clock, None, below, {}, none, {}, none, named)
    types = {c.name: pa.float64() for c in columns if c.kind in NUMBERS and c.signs == (".", "")}
    if clock is not None and clock.format is None and isinstance(clock.frequency, float):
        types[clock.name] = pa.float64()
    elif clock is not None and clock.format in TIMES:
        types[clock.name] = TIMES[clock.format]
    types = {n: kind for n, kind in types.items() if source.text}
    numbers = [c for c in columns if c.kind == "number"]
    hints = Hints(
        series,
        None if clock is None else clock.name,
        None if clock is None else clock.format,
        below,
        {c.name: c.decimals for c in numbers if c.decimals is not None},
        frozenset(c.name for c in columns if c.is_static),
        {c.name: 1 if c.monotone == "rising" else -1 for c in numbers if c.monotone},
        frozenset(c.name for c in numbers if c.values is not None),
        frozenset(c.name for c in columns if c.kind in ("id", "key")),
    )
    return series, types, hints


def units_of(table, series, most):
    """Return ((units,) first rows, those of whole series): stretches of `most` rows at most.

    Example:
        >>> found, whole = units_of(pa.table({"id": [7, 7, 7, 8]}), "id", 2)
        >>> found.tolist(), whole.tolist()
        ([0, 2, 3], [0, 3])
    """
    if series is None:
        whole = np.zeros(1, "int64")
    else:
        codes = codes_of(table[series])
        whole = np.append(0, np.flatnonzero(codes[1:] != codes[:-1]) + 1)
    rows = np.diff(whole, append=table.num_rows)
    if rows.max(initial=0) <= most:
        return whole, whole
    many = -(-rows // most)
    first = np.repeat(whole, many)
    number = np.arange(len(first)) - np.repeat(np.cumsum(many) - many, many)
    return first + number * most, whole


class _Scan:
    """Reads all pieces in order; what a scan before has left is not parsed again."""

    def __init__(self, made, hints):
        self.made, self.hints = made, hints
        self.facts = Facts(hints, len(made.pieces.names))
        self.rows = self.units = self.cut = 0
        self.hashes, self.parts, self.spans = [], [], {}
        self.writing = None  # what writes the part before
        self.before = None  # (id, time) of the last row of the part before

    def run(self):
        """Return the facts of `Scanned`."""
        found = self.made.pieces.files
        atomic.clear_leftovers(self.made.folder)
        sizes = np.cumsum([0, *(path.stat().st_size for path in found.paths)])
        say(f"{found.name}: {found.size / 1e9:.1f} GB are read in pieces into {self.made.folder}")
        with (
            ThreadPoolExecutor(3) as self.threads,
            Bar("reading", int(sizes[-1] / 1e6), "MB") as bar,
        ):
            digest = self.threads.submit(_sha256, found.paths)
            position, began, coming = (0, 0), time.monotonic(), None
            while position[0] < len(found.paths):
                piece, kept = coming.result() if coming else self._read(position)
                starts, rows = self._whole(piece, kept)
                position = piece.position(rows)
                if position[0] < len(found.paths):
                    following = len(self.parts) + 1, self.rows + rows
                    coming = self.threads.submit(self._read, position, *following)
                self._note(piece, starts, rows, kept)
                done = sizes[position[0]] + position[1] if self.made.pieces.text else 0
                if len(self.parts) == 1:  # which takes longer than those behind it
                    began, first = time.monotonic(), done
                if len(self.parts) == 2 and self.made.pieces.text:
                    self._estimate(time.monotonic() - began, done - first, done, sizes[-1])
                bar.update(int(done / 1e6))
            if self.writing is not None:
                self.writing.result()
            return self._facts(digest.result())

    def _read(self, position, number=0, row=0):
        """Return (`Piece`, whether its part is there already, left by a scan that was stopped)."""
        source, path = self.made.pieces, part(self.made.folder, number)
        if not path.exists():
            return source.read(position, self.made.types, row), False
        table = read_part(self.made.folder, number)
        size, last = json.loads(table.schema.metadata[b"rnngan"])
        return source.kept(table, position, size, last), True

    def _whole(self, piece, kept):
        """Return the first rows of units, and how many rows of a piece are of whole series."""
        starts, whole = units_of(piece.table, self.made.series, LONGEST)
        if kept or piece.last or len(whole) == 1:
            return starts, piece.table.num_rows
        return starts[starts < whole[-1]], int(whole[-1])

    def _note(self, piece, starts, rows, kept):
        """Note what is in a piece, and keep its rows."""
        table = piece.table.slice(0, rows)
        self._check_order(table, starts)
        self.facts.add(table, starts, self.units)
        ends = np.append(starts[1:], rows)
        wanted = self.facts.chosen()
        for unit in wanted[wanted >= self.units] - self.units:
            a, b = int(starts[unit]), int(ends[unit])
            self.spans[int(unit + self.units)] = [*piece.span(a, b), self.rows + a, b - a]
        for unit in self.spans.keys() - set(wanted.tolist()):
            del self.spans[unit]
        if not kept:
            behind = piece.position(rows)
            last = behind[0] != piece.file
            size = piece.size if last else behind[1] - piece.first
            table = table.replace_schema_metadata({"rnngan": json.dumps([size, last])})
            if self.writing is not None:
                self.writing.result()
            number = len(self.parts)
            self.writing = self.threads.submit(write_part, self.made.folder, number, table)
        self.parts.append([rows, len(starts)])
        self.rows, self.units = self.rows + rows, self.units + len(starts)

    def _check_order(self, table, starts):
        """Refuse series that come back, and long ones whose times go back where they are cut."""
        series, clock = self.made.series, self.hints.time
        first, last = ((table[series][i].as_py() if series else "") for i in (0, -1))
        goes_on = self.before is not None and self.before[0] == first
        same = np.zeros(len(starts), bool)
        same[0] = goes_on
        if series is not None:
            found = hashes(table[series], starts)
            same[1:] = found[1:] == found[:-1]
            self.hashes.append(found[~same])
            if not self.parts and len(np.unique(found[~same])) < (~same).sum():
                raise self._not_in_order()  # most such tables are known by their first rows
        else:
            same[1:] = True
        self.cut += int(same.sum())
        points = None if clock is None else points_of(table[clock], self.hints)
        if points is None:
            self.before = last, np.nan
            return
        behind = np.append(self.before[1] if goes_on else np.nan, points[starts[1:] - 1])
        if (points[starts] < behind)[same].any():
            raise self._not_in_order()
        self.before = last, points[-1]

    def _not_in_order(self):
        found, name = self.made.pieces.files, self.made.series or self.hints.time
        many = f"/**/*.{found.kind}" if Path(found.name).is_dir() else ""
        order = ", ".join(f'"{n}"' for n in (self.made.series, self.hints.time) if n)
        query = f"FROM '{found.name}{many}' ORDER BY {order}"
        return NotInOrderError(
            f"{found.name}: rows of one {name!r} are not next to one another and in the order "
            "of time. Expected so in a table larger than memory: sort it first, such as "
            f"with DuckDB: COPY ({query}) TO 'sorted.parquet'"
        )

    def _estimate(self, seconds, read, done, size):
        """Say how much disk and time it takes, by what one part of the file has taken."""
        rows, cells = self.rows / done * size, len(self.made.pieces.names)
        about = STORING * seconds * (size - done) / read
        say(
            f"about {rows:,.0f} rows; {8 * rows * cells / 1e9:.1f} GB of disk while they are made "
            f"ready, about {4 * rows * cells / 1e9:.1f} GB then; {duration(about)}"
        )

    def _facts(self, digest):
        if self.hashes:
            found = np.concatenate(self.hashes)
            if len(np.unique(found)) < len(found):
                raise self._not_in_order()
        chosen = self.facts.chosen().tolist()
        spans = [self.spans[unit] for unit in chosen]
        return {
            "rows": self.rows,
            "units": self.units,
            "series": sum(map(len, self.hashes)) or 1,
            "cut": self.cut,
            "sha256": digest,
            "parts": self.parts,
            "chosen": chosen,
            "spans": [span[:3] for span in spans],
            "first_rows": [span[3:] for span in spans],
        }


def write_part(folder, number, table):
    """Write the rows of a part, whole or not at all."""
    with (
        atomic.replacing(part(folder, number)) as stream,
        pa.ipc.new_file(stream, table.schema) as writer,
    ):
        writer.write_table(table)


def _sha256(paths):
    """Return the sha256 of the bytes of a file, or of those of several."""
    found = []
    for path in paths:
        with path.open("rb") as file:
            found.append(hashlib.file_digest(file, "sha256").hexdigest())
    return found[0] if len(found) == 1 else hashlib.sha256("".join(found).encode()).hexdigest()


def again(made):
    """Bring back the rows in their quick form of a `Scanned`, and return its facts."""
    return _Scan(made, _first_look(made.pieces, made.config)[2]).run()
