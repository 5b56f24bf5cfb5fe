"""Compression: known by a file's first bytes when it is read, by its name when it is written.

The same content gives the same bytes: neither the time nor the name of the file goes into them.
"""

import io
import re
from contextlib import contextmanager
from pathlib import Path

from rnngan.config.errors import InputError

ENDINGS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd", ".zip": "ZIP"}
MARKS = {  # first bytes of each
    "gzip": rb"\x1f\x8b",
    "bzip2": rb"BZh[1-9]1AY&SY",
    "xz": rb"\xfd7zXZ\x00",
    "zstd": rb"\x28\xb5\x2f\xfd",
    "ZIP": rb"PK(?:\x03\x04|\x05\x06)",
}
PIECE = 2**20  # bytes that are read at once
MOST_RATIO, ALWAYS_ALLOWED = 200, 256 * 2**20  # real tables shrink to a hundredth at most
SHOWN = 10  # members of a ZIP archive that a message lists
OLDEST = (1980, 1, 1, 0, 0, 0)  # no earlier date fits into a ZIP archive
UNIX, READABLE = 3, 0o644 << 16  # or the member would depend on the system it is written on


def by_name(path):
    """Return the compression that the name of a file asks for, or None.

    Example:
        >>> by_name("new.CSV.GZ"), by_name("new.csv")
        ('gzip', None)
    """
    return ENDINGS.get(Path(str(path).lower()).suffix)


def by_content(head):
    """Return the compression that the first bytes of a file show, or None."""
    return next((name for name, mark in MARKS.items() if re.match(mark, head)), None)


def without_ending(path):
    """Return the name of a file in small letters, without the ending of a compression.

    Example:
        >>> without_ending("New.CSV.gz"), without_ending("new.csv")
        ('new.csv', 'new.csv')
    """
    name = str(path).lower()
    return name.removesuffix(Path(name).suffix) if by_name(name) else name


def decompressed(file, compression, name, expected):
    """Yield the decompressed bytes of a file, piece by piece.

    Args:
        file: seekable binary file, at its beginning.
        compression: as `by_content` returns it.
        name: of the file, for messages.
        expected: what a message says of an archive that holds something else.

    Raises:
        InputError: it is damaged, holds not one file, or far more than a table can shrink to.
    """
    broken, total = _broken(), 0
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    try:
        stream = _decompressor(file, compression, name, expected)
        while piece := stream.read(PIECE):
            total += len(piece)
            if total > ALWAYS_ALLOWED and total > MOST_RATIO * size:
                raise InputError(
                    f"{name} decompresses to more than {total // 2**20:,} MiB, {MOST_RATIO} times "
                    "its own size. Expected a table: decompress it yourself if it is meant."
                )
            yield piece
    except InputError:  # which is a ValueError, and says it better
        raise
    except broken as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"{name}: can't be read as {compression} data: {str(reason).rstrip('.')}. It is "
            "damaged or cut off: fetch it again."
        ) from None


def _broken():
    """Return what the decompressors raise for damaged bytes."""
    import lzma
    import zipfile
    import zlib

    import pyarrow as pa

    known = (OSError, EOFError, RuntimeError, ValueError)
    return *known, zlib.error, lzma.LZMAError, zipfile.BadZipFile, pa.ArrowException


def _decompressor(file, compression, name, expected):
    import bz2
    import gzip
    import lzma
    import zipfile

    import pyarrow as pa

    if compression == "gzip":
        return gzip.GzipFile(fileobj=file, mode="rb")
    if compression == "bzip2":
        return bz2.BZ2File(file)
    if compression == "xz":
        return lzma.LZMAFile(file)
    if compression == "zstd":
        return pa.CompressedInputStream(pa.PythonFile(file, "r"), "zstd")
    return _only_member(zipfile.ZipFile(file), name, expected)


def _only_member(archive, name, expected):
    """Return the one file in a ZIP archive, opened."""
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        what = "an Excel workbook" if "xl/workbook.xml" in names else "an Office document"
        raise InputError(f"{name} looks like {what}. {expected}")
    if names[:1] == ["mimetype"]:
        raise InputError(f"{name} looks like an OpenDocument file. {expected}")
    hidden = re.compile(r"(__MACOSX/|(.*/)?\.DS_Store$)|.*/$")  # what macOS adds; folders
    members = [info for info in archive.infolist() if not hidden.match(info.filename)]
    if len(members) != 1:
        shown = ", ".join(info.filename for info in members[:SHOWN])
        shown = (f": {shown}" if shown else "") + (", …" if len(members) > SHOWN else "")
        raise InputError(
            f"{name} is a ZIP archive of {len(members):,} files{shown}. Expected one CSV file in "
            "it: extract the one that is meant."
        )
    if members[0].flag_bits & 1:
        raise InputError(f"{name}: {members[0].filename} is encrypted. Extract it first.")
    return archive.open(members[0])


@contextmanager
def compressed(stream, compression, name="table.csv"):
    """Give a binary stream whose bytes reach `stream` compressed; `stream` stays open.

    Args:
        stream: writable binary stream.
        compression: one of `ENDINGS`; None for none.
        name: of the output file; its last part without ".zip" names the member of a ZIP archive.

    Example:
        >>> import gzip
        >>> target = io.BytesIO()
        >>> with compressed(target, "gzip") as stream:
        ...     _ = stream.write(b"a,b")
        >>> gzip.decompress(target.getvalue())
        b'a,b'
    """
    if compression is None:
        yield stream
    elif compression == "ZIP":
        with _new_member(stream, name) as member:
            yield member
    else:
        with _compressor(stream, compression) as compressor:
            yield compressor


def _compressor(stream, compression):
    import bz2
    import gzip
    import lzma

    import pyarrow as pa

    if compression == "gzip":
        return gzip.GzipFile("", "wb", 6, stream, mtime=0)
    if compression == "bzip2":
        return bz2.BZ2File(stream, "wb")
    if compression == "xz":
        return lzma.LZMAFile(stream, "wb")
    return pa.CompressedOutputStream(pa.PythonFile(_Open(stream), "w"), "zstd")


@contextmanager
def _new_member(stream, name):
    """Give the one file in a new ZIP archive, to write to."""
    import zipfile

    file = Path(name).name
    inner = file[:-4] if file.lower().endswith(".zip") else file
    info = zipfile.ZipInfo(inner or "table.csv", OLDEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = UNIX, READABLE
    with (
        zipfile.ZipFile(stream, "w") as archive,
        archive.open(info, "w", force_zip64=True) as member,
    ):
        yield member


class _Open(io.RawIOBase):
    """Passes bytes on to a stream; closing it leaves the stream open."""

    def __init__(self, stream):
        self.stream = stream

    def writable(self):
        return True

    def write(self, data):
        self.stream.write(data)
        return len(data)
