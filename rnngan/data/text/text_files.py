"""Files of text, a folder of them, or a column of a table -> lines, or one long text."""

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from rnngan.config.errors import InputError
from rnngan.data.formats import opening, supported
from rnngan.data.formats.encodings import decode
from rnngan.data.formats.tables import read_table
from rnngan.data.text.names import parted, shown

REPLACE = " Or read it with --errors replace, which puts \ufffd in place of such bytes."


@dataclass
class Text:
    """What was read, and where it came from.

    Args:
        source: name for messages.
        content: the whole text, lines ended by line feeds; of a column, None.
        cells: the texts of a column; None for files.
        fingerprint: sha256 of the bytes that were read.
        notices: what was found out, for the user.
        known_as: path to remember in place of that of a copy that was read, or None.
    """

    source: str
    content: str | None
    cells: list[str] | None = None
    fingerprint: str | None = None
    notices: list[str] = field(default_factory=list)
    known_as: str | None = None

    @property
    def origin(self):
        """{"path", "sha256"} of what can be read again; None for pipes."""
        path = Path(self.source)
        if not path.exists():
            return None
        return {"path": self.known_as or str(path.resolve()), "sha256": self.fingerprint}

    @property
    def lines(self):
        """The lines that hold more than white space, or the cells of a column."""
        if self.cells is not None:
            return self.cells
        return [line for line in self.content.split("\n") if line.strip()]

    def size(self):
        """Return how much was read, as a dict."""
        parts = self.lines
        return {"lines": len(parts), "characters": sum(map(len, parts))}

    def let_go(self):
        """Free the memory of the text; what is known of the file stays."""
        self.content, self.cells = "", None


def read_text(source, config):
    """Return the `Text` of a path: a file, a folder of .txt files, or "-" for standard input.

    Args:
        source: path, or "-".
        config: `rnngan.config.run_config.RunConfig`; its text section says how the bytes are read.

    Raises:
        InputError: it is missing, unreadable, empty, no text, or has no such column.
    """
    if config.text.column is not None:
        return _column(source, config)
    if str(source) != "-" and Path(source).is_dir():
        return _folder(Path(source), config)
    return _file(source, config)


def _file(source, config):
    with opening.opened(source, "text") as opened:
        format = supported.by_content(opened.name, opened.head(), "text")
        return format.read_text(opened, config)


def read_plain(source, config):
    """Return the `Text` of an `rnngan.data.formats.opening.Source` that holds plain text.

    Raises:
        InputError: it is empty, or no text.
    """
    with ExitStack() as stack:
        text = decode(source, config.data.encoding, stack, config.text.errors, REPLACE)
        raw = text.rewind().read().decode(errors=config.text.errors)
    if text.blank:
        raise InputError(f"{text.name} is empty. Expected a text of some lines.")
    notices, content = text.notices, raw.replace("\r\n", "\n").replace("\r", "\n")
    if content != raw:
        notices.append(f"{text.name}: line ends of Windows (CR) were read as line feeds")
    if config.text.errors == "replace" and "\ufffd" in content:
        count = content.count("\ufffd")
        notices.append(f"{text.name}: {count:,} characters stand for bytes that could not be read")
    return Text(source.name, content, None, source.fingerprint, notices)


def _folder(folder, config):
    """Return the texts of a folder's files one after another, by name."""
    paths, *further = parted(folder)
    passed = [path for part in further for path in part]
    if not paths:
        held = f"It holds {shown(passed)}." if passed else "It is empty."
        raise InputError(f"{folder} has no .txt files. {held} Name a file, or another folder.")
    texts = [_file(path, config) for path in paths]
    content = "\n".join(text.content.rstrip("\n") for text in texts) + "\n"
    digest = hashlib.sha256("".join(text.fingerprint for text in texts).encode()).hexdigest()
    notices = [f"{folder}: {len(paths):,} files, read in the order of their names"]
    notices += [f"{folder}: passed over: {shown(passed)}"] if passed else []
    return Text(str(folder), content, None, digest, notices + [n for t in texts for n in t.notices])


def _column(source, config):
    """Return the cells of a column of a table, each a text of its own."""
    return column_of(read_table(source, config.data), config.text.column)


def column_of(table, name):
    """Return the cells of a column of a `Table` as a `Text`, each a text of its own.

    Raises:
        InputError: there is no such column, or no text in it.
    """
    if name not in table.frame.columns:
        known = ", ".join(map(repr, table.frame.columns))
        raise InputError(
            f"{table.source} has no column {name!r}. Expected --text-column to be one of: {known}."
        )
    column = table.frame[name]
    cells = [str(cell) if there else "" for cell, there in zip(column, column.notna(), strict=True)]
    text = text_of(cells, table.source, f"the column {name!r}")
    text.fingerprint, text.notices = table.fingerprint, table.notices + text.notices
    return text


def text_of(cells, source, what="the list"):
    """Return the `Text` of texts in memory; those of white space are passed over.

    Args:
        cells: list of texts.
        source: name for messages.
        what: holds them, for messages.

    Raises:
        InputError: there is none.
    """
    kept = [text.replace("\r\n", "\n").replace("\r", "\n") for text in cells if text.strip()]
    if not kept:
        raise InputError(f"{source}: {what} holds no text.")
    passed = len(cells) - len(kept)
    notices = [f"{source}: {passed:,} empty cells passed over"] if passed else []
    return Text(source, None, kept, None, notices)
