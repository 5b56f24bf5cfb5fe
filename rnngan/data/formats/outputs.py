"""What a generated table is written as: found out from the name of its file.

The same content gives the same bytes: neither the time nor the name of the file goes into them.
"""

import bz2
import gzip
import io
import lzma
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from rnngan.config.errors import ConfigError, InputError
from rnngan.data.formats import atomic

KINDS = {".csv": "csv", ".parquet": "parquet", ".feather": "feather", ".arrow": "feather"}
COMPRESSIONS = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zst": "zst", ".zip": "zip"}
FOREIGN = (".xlsx", ".xls", ".ods", ".json", ".html", ".h5", ".pkl", ".sqlite", ".db")
OLDEST = (1980, 1, 1, 0, 0, 0)  # no earlier date fits into a ZIP archive
UNIX, READABLE = 3, 0o644 << 16  # or the member would depend on the system it is written on


def kind_of(name):
    """Return (kind, compression) of a file: "csv", "parquet" or "feather"; None for plain.

    Example:
        >>> kind_of("new.csv.gz"), kind_of("NEW.PARQUET"), kind_of("new.txt"), kind_of("-")
        (('csv', 'gz'), ('parquet', None), ('csv', None), ('csv', None))
    """
    path = Path(str(name).lower())
    if path.suffix in FOREIGN:
        raise InputError(
            f"{name}: {path.suffix} files can't be written. Expected one of "
            f"{', '.join(KINDS)}, or .csv.gz, .csv.bz2, .csv.xz, .csv.zst, .csv.zip."
        )
    compression = COMPRESSIONS.get(path.suffix)
    if compression:
        path = path.with_suffix("")
    return KINDS.get(path.suffix, "csv"), compression


def excel_safe(output, kind=None):
    """Return the kind of CSV in which no text is a formula to a spreadsheet.

    Args:
        output: path, or "-".
        kind: "csv", "parquet" or "feather"; by the name of the file when None.

    Raises:
        ConfigError: something else than a CSV is asked for.

    Example:
        >>> excel_safe("new.csv.gz")
        'excel-safe csv'
    """
    kind = kind or kind_of(output)[0]
    if kind != "csv":
        raise ConfigError(
            "--excel-safe is for CSV: other formats say what is text. Expected --format csv, or a "
            f"file named .csv. Received: {kind}"
        )
    return "excel-safe csv"


@contextmanager
def target(output):
    """Give the binary stream of an output, compressed as its name says: whole or not there.

    Args:
        output: path; or "-" for standard output, which is flushed and stays open.

    Raises:
        InputError: a file of this kind can't be written.
    """
    compression = kind_of(output)[1]
    if str(output) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    name = Path(output).name
    with atomic.replacing(output) as stream, opened(stream, compression, name) as inner:
        yield inner


@contextmanager
def opened(stream, compression, name="table.csv"):
    """Give a binary stream whose bytes reach `stream` compressed; `stream` stays open.

    Args:
        stream: writable binary stream.
        compression: one of "gz", "bz2", "xz", "zst", "zip"; None for none.
        name: of the output file; its last part without ".zip" names the member of a ZIP archive.

    Example:
        >>> import io
        >>> target = io.BytesIO()
        >>> with opened(target, "gz") as stream:
        ...     _ = stream.write(b"a,b")
        >>> gzip.decompress(target.getvalue())
        b'a,b'
    """
    if compression is None:
        yield stream
    elif compression == "zip":
        with (
            zipfile.ZipFile(stream, "w") as archive,
            archive.open(_member(name), "w", force_zip64=True) as member,
        ):
            yield member
    else:
        with _compressor(stream, compression) as compressor:
            yield compressor


def _compressor(stream, compression):
    if compression == "gz":
        return gzip.GzipFile("", "wb", 6, stream, mtime=0)
    if compression == "bz2":
        return bz2.BZ2File(stream, "wb")
    if compression == "xz":
        return lzma.LZMAFile(stream, "wb")
    return pa.CompressedOutputStream(pa.PythonFile(_Open(stream), "w"), "zstd")


def _member(name):
    file = Path(name).name
    inner = file[:-4] if file.lower().endswith(".zip") else file
    member = zipfile.ZipInfo(inner or "table.csv", OLDEST)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system, member.external_attr = UNIX, READABLE
    return member


class _Open(io.RawIOBase):
    """Passes bytes on to a stream; closing it leaves the stream open."""

    def __init__(self, stream):
        self.stream = stream

    def writable(self):
        return True

    def write(self, data):
        self.stream.write(data)
        return len(data)
