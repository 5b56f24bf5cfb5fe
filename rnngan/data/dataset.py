"""The whole data module in one call: table + settings -> windows to train on and to hold out."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnngan.config.errors import ConfigError, InputError
from rnngan.config.run_config import LONGEST_WINDOW, RunConfig
from rnngan.data import conditions, parsing, personal, schema_files
from rnngan.data.cleaning import Rows, clean
from rnngan.data.formats.tables import Table, from_frame
from rnngan.data.generator_choice import with_generator
from rnngan.data.holdout import PARTS, Split, split
from rnngan.data.large import sampled
from rnngan.data.protection import lengths, protecting
from rnngan.data.protection.holders import holders_of
from rnngan.data.row_values import values_of
from rnngan.data.schema import Schema
from rnngan.data.time import calendar
from rnngan.data.training_length import with_steps
from rnngan.data.transforms import TableTransform
from rnngan.data.windows import Windows, window_starts

LEARNED_IDS = 50  # series from which on whole series are learned rather than windows
LEARNED_ROWS = 128  # and the most rows of such a series
SHOWN = 5  # ids named in a notice
FEW_WINDOWS = 32  # below it the networks will learn the windows by heart
MANY_FEATURES = 500  # above it training is slow


@dataclass
class Dataset:
    """A table made ready.

    Args:
        schema: `Schema` of the table.
        transform: `TableTransform`, fitted on the training rows.
        rows: the cleaned `Rows` that the windows' values were made from.
        config: the `RunConfig`; where the length of sequences is learned, with their longest as
            the window.
        train: training `Windows`: features, static features, calendar.
        holdout: held-out `Windows`; may be empty.
        split: `Split` of the rows that the windows were cut from.
        notices: what a person should know about how the table was read.
        stored: `StoredWindows` of all series of a table larger than memory, but for those held out;
            then all else here is of some of them. None for other tables.
    """

    schema: Schema
    transform: TableTransform
    rows: Rows
    config: RunConfig
    train: Windows
    holdout: Windows
    split: Split
    notices: list[str] = field(default_factory=list)
    stored: Any = None

    @property
    def learned(self):
        """The windows to train on: those of the whole table."""
        return self.train if self.stored is None else self.stored

    @property
    def size(self):
        """How many windows there are, as a dict."""
        return {"training_windows": len(self.learned), "holdout_windows": len(self.holdout)}

    @property
    def held_out_or_train(self):
        """The held-out windows, or the training windows where none are."""
        return self.holdout if len(self.holdout) else self.train

    def decided(self, config):
        """Return other settings of a training, with what the table has decided."""
        model = config.model.model_copy(update={"generator": self.config.model.generator})
        config = config.model_copy(update={"data": self.config.data, "model": model})
        return with_steps(config, sum(end - first for first, end in self.split.train))

    def describe(self):
        """Return one line for a person."""
        kinds = [column.kind for column in self.schema.columns]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        held = f", {self.split.describe(len(self.holdout))}" if len(self.holdout) else ""
        rows = len(self.rows) if self.stored is None else self.stored.rows
        return (
            f"{rows:,} rows; columns: {counts}; {len(self.learned):,} training windows "
            f"of {self.train.length} rows{held}"
        )

    def let_go(self):
        """Free the memory of the rows; the windows stay."""
        self.rows.let_go()

    def first_rows(self, windows):
        """Return the positions (windows,) in `rows` of the first rows of `train` or `holdout`."""
        if self.config.data.lengths != "learn":
            return windows.starts
        firsts = np.array([first for first, _ in self.rows.segments])
        return firsts[windows.starts // windows.length]  # each series is padded to one length


def dataset_of(data, config, schema_file=None):
    """Return (`Dataset`, `Table`) of a path or "-".

    Args:
        data: path of the table, or "-".
        config: `rnngan.config.run_config.RunConfig`.
        schema_file: path of an edited schema, or None. Its constraints replace detected
            ones.
    """
    table, wanted = sampled.read(data, config.data), None
    if schema_file is not None:
        wanted, rules = schema_files.read(schema_file)
        update = {"constraints": (*config.data.constraints, *rules), "detect_constraints": False}
        config = config.model_copy(update={"data": config.data.model_copy(update=update)})
    return prepare(table, config, wanted=wanted), table


def prepare(table, config, schema=None, wanted=None, transform=None):
    """Return the `Dataset` of a table.

    Args:
        table: `Table`, or a data frame.
        config: `rnngan.config.run_config.RunConfig`.
        schema: `Schema` to read the table with; detected when None.
        wanted: {column: fields} of a schema file, for the detection.
        transform: `TableTransform` of a run, whose settings and schema go with it; fitted when
            None.

    Raises:
        ConfigError: settings name what the table does not have.
        InputError: the table can't be used; says why and what to do.
    """
    table, schema = read(table, config.data, schema, wanted)
    conditions.check(config.data.condition, schema)
    absent = [] if config.data.missing == "drop" else _missing_notices(table, schema, config.data)
    rows, notices = clean(table, schema, config.data)
    if transform is None:
        absent += personal.notices(schema, rows, config.data.protect_below)
        series = None if table.large is None else table.large.series
        config, schema, rows = _with_lengths(config, schema, rows, notices, series)
        config = _with_cycles(config, rows, schema.first("time"), notices)
    else:
        rows = lengths.within(schema, rows) if config.data.lengths == "learn" else rows
        _check_lengths(table, rows, schema, config.data)
    parts = split(rows, config, schema)
    notices += _short(table, schema, rows, config)
    length, stride = config.data.window, config.data.stride
    whole = config.data.lengths == "learn"
    starts = _starts(parts.train, length, stride, whole)
    _check_enough(starts, rows, parts.train, config, table)
    if transform is None:
        chosen = _row_mask(parts.train, len(rows))
        config, said = with_generator(config, schema, rows, chosen)
        notices, config = notices + said, with_steps(config, int(chosen.sum()))
        by_row = config.model.generator == "row"
        how = whole and _differ(rows), whole, by_row, holders_of(schema.protection, rows.series)
        transform = TableTransform.fit(schema, rows, chosen, *how)
    held = _starts(parts.holdout, length, stride, whole)
    values, found = values_of(transform, schema, rows, config, [starts, held])
    windows = [Windows(values, firsts, length) for firsts in found]
    notices = table.notices + absent + notices + _notices(schema, transform, *windows, config)
    return Dataset(schema, transform, rows, config, *windows, parts, notices)


def read(table, config, schema, wanted):
    """Return (`Table`, `Schema`), protected; see `prepare`."""
    if not isinstance(table, Table):
        table = from_frame(table)
    if schema is None:
        return protecting.protected(table, config, wanted)
    _check_columns(table, schema)
    return protecting.again(table, schema), schema


def _check_columns(table, schema):
    read = [column for column in schema.columns if column.is_read]
    needed = [schema.series, schema.first("time"), *read]
    missing = [c.name for c in needed if c is not None and c.name not in table.frame.columns]
    if missing:
        raise InputError(
            f"{table.source} has no column {missing[0]!r}. Expected the columns that were trained "
            f"on: {', '.join(schema.names)}."
        )


def _missing_notices(table, schema, config):
    """Return a line on every column with missing values: how many, and what is done."""
    done = "learned and generated" if config.missing == "mask" else "filled in"
    notices = []
    for column in schema.columns:
        if not column.counts_missing:
            continue
        absent = parsing.missing(table, column.name)
        if absent.any():
            spelled = table.frame[column.name][absent].dropna().unique()[:SHOWN]
            read = f" (read as such: {', '.join(map(repr, spelled))})" if table.text else ""
            many = f"{absent.sum():,} missing value{'s' if absent.sum() > 1 else ''}"
            notices.append(f"{many} in {column.name!r}{read}: {done}")
    return notices


def _learns_lengths(data, rows, schema):
    """Return whether whole series are learned; decides --lengths auto."""
    counts = np.array([end - first for first, end in rows.segments])
    learn = data.lengths == "learn"
    if learn and schema.series is None:
        raise ConfigError("--lengths learn: the table has no id column, so it is one sequence.")
    if learn and schema.first("id") is None:
        raise ConfigError(
            f"--lengths learn: --condition {schema.series.name!r} tells which series is wanted, "
            "and each is one sequence, which would be learned by heart. Leave out one of the two."
        )
    if data.lengths == "auto":
        many = len(counts) >= LEARNED_IDS and 2 <= counts.max() <= LEARNED_ROWS
        learn = many and schema.first("id") is not None and "window" not in data.model_fields_set
        learn = learn and len(counts) == len(np.unique(rows.series))  # no gaps
        learn = learn and data.holdout_by not in PARTS  # which are cut from series
    return learn


def _with_lengths(config, schema, rows, notices, series=None):
    """Return settings, schema and rows with --lengths decided.

    Where whole series are learned, their lengths are protected, and the longest is the window.
    """
    data = config.data
    if not _learns_lengths(data, rows, schema):
        data = data.model_copy(update={"lengths": "windows"})
        return config.model_copy(update={"data": data}), schema, rows
    schema = lengths.protected(schema, rows)
    rows = lengths.within(schema, rows)
    counts = np.array([end - first for first, end in rows.segments])
    longest = int(counts.max())
    if longest < 2:
        raise InputError("--lengths learn: no sequence has two rows, so none can be learned.")
    if longest > LONGEST_WINDOW:
        raise InputError(
            f"--lengths learn: the longest sequence has {longest:,} rows, and at most "
            f"{LONGEST_WINDOW:,} can be learned whole. Pass --lengths windows."
        )
    many = f"{counts.min()} to {longest} rows" if _differ(rows) else f"{longest} rows"
    series = series or len(counts)
    notices.append(f"every one of the {series:,} series is learned whole ({many})")
    update = {"window": longest, "lengths": "learn", "stride": 1}
    return config.model_copy(update={"data": data.model_copy(update=update)}), schema, rows


def _check_lengths(table, rows, schema, config):
    """Refuse series that are longer than the longest that a run has learned whole."""
    first, end = max(rows.segments, key=lambda segment: segment[1] - segment[0])
    if config.lengths == "learn" and end - first > config.window:
        series = table.frame[schema.first("id").name].iloc[rows.source[first]]
        raise InputError(
            f"{table.source}: series {str(series)!r} has {end - first:,} rows. Expected at most "
            f"{config.window:,}, as in the longest series that was learned: shorten it, or leave "
            "it out."
        )


def _differ(rows):
    return len({end - first for first, end in rows.segments}) > 1


def _starts(segments, length, stride, whole):
    """Return the first rows of windows; of the segments where they are learned whole."""
    if whole:
        return np.array([first for first, _ in segments], "int64")
    return window_starts(segments, length, stride)


def _with_cycles(config, rows, column, notices):
    """Return the settings with --calendar auto decided: what of the date the networks read."""
    if config.data.calendar != ("auto",):
        return config
    cycles, days = ((), 0.0) if rows.points is None else calendar.choose(rows.points, column)
    if cycles:
        notices.append(
            f"the networks read the {_listed(cycles)} of every row (steps of "
            f"{column.frequency} over {days:,.0f} days); --calendar none leaves that out"
        )
    return config.model_copy(update={"data": config.data.model_copy(update={"calendar": cycles})})


def _listed(words):
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), words[-1]])


def _short(table, schema, rows, config):
    """Return a notice of the series that are too short for a window, if there are any."""
    if config.data.lengths == "learn":
        return []
    length = config.data.window
    short = [first for first, end in rows.segments if end - first < length]
    if not short or len(short) == len(rows.segments):
        return []
    what, names = "stretches between gaps", ""
    if schema.series is not None:
        ids = table.frame[schema.series.name].iloc[rows.source[short[:SHOWN]]]
        names = f": {', '.join(map(str, ids))}{', …' if len(short) > SHOWN else ''}"
        whole = len(np.unique(rows.series)) == len(rows.segments)
        what = "series" if whole else what
    return [
        f"{len(short):,} of {len(rows.segments):,} {what} are shorter than the window of {length} "
        f"rows and are left out{names}"
    ]


def _check_enough(starts, rows, train, config, table):
    if len(starts):
        return
    longest = max(end - first for first, end in rows.segments)
    usable = max(end - first for first, end in train)
    where = f"has {longest:,} row{'s' if longest > 1 else ''}"
    if len(rows.segments) > 1:
        where = where.replace("has", f"has {len(rows.segments):,} series, the longest with")
    advice = "At least two rows in a series are needed."
    if usable >= 2:
        advice = f"The longest usable window is {usable}: pass --window {usable}."
    raise InputError(
        f"{table.source} {where}, fewer than the window of {config.data.window}. {advice} "
        f"Received: window={config.data.window}."
    )


def _row_mask(segments, rows):
    mask = np.zeros(rows, bool)
    for first, end in segments:
        mask[first:end] = True
    return mask


def _signs(schema):
    """Return a line on every other spelling of numbers than 1234.5: which columns have it."""
    columns = {}
    for column in schema.columns:
        if column.signs != (".", ""):
            columns.setdefault(column.signs, []).append(column.name)
    notices = []
    for (decimal, thousands), names in columns.items():
        shown = f"1{thousands}234{decimal}5"
        more = ", …" if len(names) > SHOWN else ""
        notices.append(
            f"numbers are spelled like {shown} in {', '.join(map(repr, names[:SHOWN]))}{more}"
        )
    return notices


def _notices(schema, transform, train, holdout, config):
    notices = [] if schema.protection is None else schema.protection.notes()
    notices += _signs(schema)
    notices += [notice for c in schema.columns for notice in c.spelling_notices()]
    notices += [f"{c.name!r} {c.describe()}" for c in schema.columns if c.is_left_out]
    notices += [f"kept in every row: {text}" for text in schema.constraints]
    if len(train) < FEW_WINDOWS:
        notices.append(
            f"only {len(train)} training window{'s' if len(train) > 1 else ''}: the networks "
            "will learn them by heart; more rows or a shorter --window would help"
        )
    if config.data.holdout and not len(holdout):
        notices.append("too few rows for a holdout: all of them are trained on")
    width = transform.features + transform.statics
    if width > MANY_FEATURES:
        notices.append(f"{width:,} features make training slow: leave columns out with --ignore")
    return notices
