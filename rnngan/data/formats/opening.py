"""A path or "-" -> the bytes of a table: decompressed, fingerprinted, and no foreign format.

What a file is, is found out from its first bytes, never from its name. Bytes are kept in memory up
to `STREAMED`, and beyond it in a temporary file: in the folder that TMPDIR names.
"""

import hashlib
import os
import re
import stat
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from rnngan.config.errors import InputError
from rnngan.data.formats import compression, supported
from rnngan.data.text import names

STREAMED = 256 * 2**20  # bytes beyond which a table stays on the disk
HEAD = 1024  # bytes that show what a file is

FOREIGN = {  # first bytes -> what such a file is
    rb"\x89PNG": "a PNG picture",
    rb"\xff\xd8\xff": "a JPEG picture",
    rb"GIF8[79]a": "a GIF picture",
    rb"%PDF-": "a PDF document",
    rb"\{\\rtf": "an RTF document",
    rb"\x89HDF": "an HDF5 file",
    rb"\xd0\xcf\x11\xe0": "an old Excel workbook",
    rb"SQLite format 3\x00": "an SQLite database",
    rb"\x93NUMPY": "a NumPy array",
    rb"\x80[\x02-\x05]": "a Python pickle",
    rb"Obj\x01": "an Avro file",
    rb"ORC[^ -~\t\r\n]": "an ORC file",
    rb"FEA1[^ -~\t\r\n]": "a Feather file of version 1",
    rb"\xff\xff\xff\xff": "an Arrow stream",
    rb"MATLAB 5\.0 MAT-file": "a MATLAB file",
    rb"<stata_dta>": "a Stata file",
    rb"RD[AX][23]\n": "an R data file",
    rb"7z\xbc\xaf": "a 7z archive",
    rb"Rar!\x1a": "a RAR archive",
    rb".{257}ustar": "a tar archive",
    rb"(?:\xef\xbb\xbf)?\s*(?:(?:\[\s*)*\{\s*[\"}]|\[\s*(?:\[|[\"\d-]))": "JSON",
    rb"(?:\xef\xbb\xbf)?\s*<(?i:!doctype html|html|head|table)\b": "a web page (HTML)",
    rb"(?:\xef\xbb\xbf)?\s*<\?xml\b": "XML",
}
EXPECTED = {
    "table": "Expected a CSV file: export it as CSV.",
    "text": "Expected a text file: save it as plain text.",
}
MARKED_UP = ("JSON", "a web page (HTML)", "XML", "an RTF document")  # which are texts too


@dataclass
class Source:
    """The decompressed bytes of a table.

    Args:
        name: for messages.
        file: seekable binary file that stands at its beginning.
        size: number of its bytes.
        fingerprint: sha256 of the bytes as they came, before they were decompressed.
    """

    name: str
    file: BinaryIO
    size: int
    fingerprint: str

    def head(self):
        """Return the first `HEAD` bytes; the file stands at its beginning again."""
        return _head(self.file)

    @property
    def streamed(self):
        """Whether it is too large to be held in memory."""
        return self.size > STREAMED


@contextmanager
def opened(source, modality="table"):
    """Open a path, or standard input for "-", as a `Source`; its files are closed at the end.

    Every source is read once, so pipes work. Only a file larger than `STREAMED` is left where it
    is and may be read several times.

    Args:
        source: path, or "-".
        modality: "table" or "text"; a text may look like JSON, HTML, XML or RTF.

    Raises:
        InputError: it is missing, unreadable, damaged, no data or of a foreign format.

    Example:
        >>> with opened("data/seattle_weather.csv") as weather:
        ...     weather.head()[:17]
        b'date,precipitatio'
    """
    name = "standard input" if str(source) == "-" else str(source)
    with ExitStack() as stack:
        file, fingerprint = _raw(source, name, stack)
        head = _head(file)
        packed = compression.by_content(head)
        if packed:
            parts = compression.decompressed(file, packed, name, EXPECTED[modality])
            file = kept(parts, stack)
            head = _head(file)
            _refuse_compressed(head, name)
        _refuse_foreign(head, name, modality)
        yield Source(name, file, _size(file), fingerprint)


def kept(parts, stack):
    """Write bytes into a file: in memory up to `STREAMED`, on the disk beyond; return it rewound.

    Args:
        parts: the bytes, piece by piece.
        stack: `ExitStack` that closes the file.

    Raises:
        InputError: the disk is full.
    """
    file = tempfile.SpooledTemporaryFile(max_size=STREAMED)  # noqa: SIM115 - the stack closes it
    stack.callback(file.close)
    for piece in parts:
        try:
            file.write(piece)
        except OSError as error:
            raise InputError(
                f"{tempfile.gettempdir()}: {error.strerror} while the table was kept there. "
                "Make room, or name another folder in the environment variable TMPDIR."
            ) from None
    file.seek(0)
    return file


def pieces(file):
    """Yield the bytes of a binary file, `compression.PIECE` at once."""
    while piece := file.read(compression.PIECE):
        yield piece


def native(file, streamed):
    """Return the rest of a file as pyarrow reads it without Python, from memory of its own.

    pyarrow's threads may let go of what they read when the result is long there. For a Python
    object they need the interpreter then, and where that is just ending, the whole process aborts:
    "terminate called without an active exception" (apache/arrow issue 34314).

    Args:
        file: seekable binary file.
        streamed: whether it is too large to be held in memory; it is returned as it is then.

    Example:
        >>> import io
        >>> native(io.BytesIO(b"a,b"), streamed=False).read()
        b'a,b'
    """
    if streamed:
        return file
    start = file.tell()
    rest = pa.allocate_buffer(file.seek(0, os.SEEK_END) - start)
    file.seek(start)
    file.readinto(memoryview(rest))
    return pa.BufferReader(rest)


def _raw(source, name, stack):
    """Return (seekable file, sha256 of its bytes)."""
    try:
        if str(source) == "-":
            file = _standard_input()
        else:
            file = stack.enter_context(_open(Path(source), name))
            if os.fstat(file.fileno()).st_size > STREAMED:
                return file, _fingerprint(file)
        digest = hashlib.sha256()
        return kept(_noted(file, digest), stack), digest.hexdigest()
    except FileNotFoundError:
        raise InputError(f"{name}: no such file{_near(Path(source))}.") from None
    except InputError:  # which is a ValueError, and says it better
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{name}: can't be read: {reason}.") from None


def _noted(file, digest):
    for piece in pieces(file):
        digest.update(piece)
        yield piece


def _fingerprint(file):
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def _standard_input():
    if sys.stdin is None:
        raise InputError("standard input is closed. Pipe a table into it, or name a file.")
    return sys.stdin.buffer


def _open(path, name):
    """Open what may hold data: a file, a pipe, or the null device, which is an empty file."""
    status = os.stat(path)
    if stat.S_ISDIR(status.st_mode):
        raise InputError(names.said_of(path))
    null = stat.S_ISCHR(status.st_mode) and os.path.samefile(path, os.devnull)
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISFIFO(status.st_mode) or null):
        what = "a socket" if stat.S_ISSOCK(status.st_mode) else "a device"
        raise InputError(f"{name} is {what}. Expected a file or a pipe: give one CSV file.")
    return path.open("rb")


def _near(path):
    """Return a hint at files next to `path` with similar names."""
    try:
        others = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"; the folder {path.parent} does not exist either"
    near = get_close_matches(path.name, others, n=3)
    return f"; beside it: {', '.join(near)}" if near else ""


def _head(file):
    head = file.read(HEAD)
    file.seek(0)
    return head


def _size(file):
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def _refuse_foreign(head, name, modality):
    what = next((w for mark, w in FOREIGN.items() if re.match(mark, head, re.DOTALL)), None)
    if what is None or (modality == "text" and what in MARKED_UP):
        return
    if not supported.is_marked(head, modality):
        raise InputError(f"{name} looks like {what}. {EXPECTED[modality]}")


def _refuse_compressed(head, name):
    inner = compression.by_content(head)
    if inner:
        raise InputError(
            f"{name} holds {inner} data inside compressed data. Expected a CSV file compressed "
            "once: decompress it."
        )
