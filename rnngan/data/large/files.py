"""Which paths hold a table larger than memory: large files, folders of tables, and globs."""

import glob
import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from rnngan.config.errors import InputError
from rnngan.data.formats import compression, supported

LARGE = 192 * 2**20  # bytes of a CSV from which on it is read in pieces: 15 times that in memory
LARGE_CELLS = 16 * 2**20  # the same of Parquet, in cells
ENDINGS = {".csv": "csv", ".parquet": "parquet"}
SIGNS = "*?["  # of a glob


@dataclass(frozen=True)
class Files:
    """The files of a table.

    Args:
        name: path of the file or folder, or the glob, as it was named.
        paths: of the files, in the order in which they are read.
        kind: "csv" or "parquet".
    """

    name: str
    paths: tuple[Path, ...]
    kind: str

    @property
    def size(self):
        """Bytes of all files."""
        return sum(path.stat().st_size for path in self.paths)

    @property
    def age(self):
        """Sha256 of names, sizes and times of all files: another one where some have changed."""
        stats = [(str(path.resolve()), path.stat()) for path in self.paths]
        known = [[path, stat.st_size, stat.st_mtime_ns] for path, stat in stats]
        return sha256(json.dumps(known).encode()).hexdigest()


def found(source):
    """Return the `Files` of a path that is read in pieces; None for one that fits into memory.

    Args:
        source: path of a file or folder, a glob, or "-".

    Raises:
        InputError: no file fits a glob, or CSV and Parquet are mixed.
    """
    name, path = str(source), Path(source)
    if name == "-":
        return None
    if any(sign in name for sign in SIGNS) and not path.exists():
        paths = [Path(one) for one in sorted(glob.glob(name, recursive=True))]
        paths = [one for one in paths if one.is_file()]
        if not paths:
            raise InputError(f"{name}: no file fits. Expected the names of CSV or Parquet files.")
        return _several(name, paths)
    if path.is_dir():
        return _in_folder(name, path)
    kind = _kind(path) if path.is_file() else None
    return None if kind is None else Files(name, (path,), kind)


def _in_folder(name, folder):
    """Return the `Files` of a folder of tables; None for a folder of anything else."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    seen = [p for p in paths if not any(part[0] in "._" for part in p.relative_to(folder).parts)]
    if not seen or any(path.suffix.lower() not in ENDINGS for path in seen):
        return None
    return _several(name, seen)


def _several(name, paths):
    kinds = {ENDINGS.get(path.suffix.lower()) for path in paths}
    if len(kinds) > 1 or None in kinds:
        raise InputError(
            f"{name} holds files of several kinds, such as {paths[0].name} and {paths[-1].name}. "
            "Expected CSV files alone (.csv), or Parquet files alone (.parquet)."
        )
    return Files(name, tuple(paths), kinds.pop())


def _kind(path):
    """Return "csv" or "parquet" of a file that is large, else None."""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError:  # said where it is read
        return None
    if head.startswith(b"PAR1"):
        try:
            known = pyarrow.parquet.read_metadata(path)
        except pa.ArrowException:  # damaged, which is said where it is read
            return None
        return "parquet" if known.num_rows * known.num_columns >= LARGE_CELLS else None
    small = path.stat().st_size < LARGE
    other = compression.by_content(head) or supported.is_marked(head, "table") or b"\0" in head
    return None if small or other else "csv"
