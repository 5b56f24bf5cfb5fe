"""A folder of files that vouch for each other: sizes and sha256 sums, written last.

The manifest vouches for itself too, so that no flipped bit of it goes unseen. It is a checksum, not
a signature: whoever can write into the folder can write a manifest.
"""

import hashlib
import json
import stat
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rnngan.config.errors import DamagedError, RunError

NAME = "manifest.json"
FORMAT = 3
PLAIN = r"^[\w-]+(\.[\w-]+)*$"  # of a name: nothing that leads elsewhere
LARGEST = {".json": 1 << 28, ".csv": 1 << 32, ".safetensors": 1 << 34}  # bytes of a file


class _File(BaseModel):
    bytes: int = Field(ge=0)
    sha256: str


class _Manifest(BaseModel):
    """What a manifest says; other facts are welcome."""

    model_config = ConfigDict(extra="allow", strict=True)

    files: dict[Annotated[str, Field(pattern=PLAIN)], _File]
    steps: int = Field(0, ge=0)
    continued: int = Field(0, ge=0)
    attempt: int = Field(0, ge=0)
    began: int = Field(0, ge=0)
    part: Literal[1, 2] = 1
    done: int = Field(0, ge=0)
    rows: int = Field(0, ge=0)
    watch: dict[str, int | float | None] = {}
    rollbacks: list[dict] = []
    distance: float | None = None
    data: dict | None = None
    quick_check: dict | None = None
    held_out_rows: dict | None = None


def dump(contents, facts):
    """Return the bytes of a manifest.

    Args:
        contents: {name: bytes} of the files that it vouches for.
        facts: what else it says; anything that JSON can hold.
    """
    files = {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    }
    facts = {"format": FORMAT, **facts, "files": files}
    return (json.dumps(facts | {"sha256": _sum(facts)}, indent=2) + "\n").encode()


def read(folder):
    """Return the manifest of a folder as a dict.

    Raises:
        RunError: there is none, it is damaged, or of another format.
    """
    return parsed(_bytes(Path(folder), NAME), Path(folder) / NAME)


def parsed(content, path):
    """Return the manifest that some bytes are, as a dict.

    Args:
        content: the bytes.
        path: of the file, for messages.

    Raises:
        RunError: it is damaged, or of another format.
    """
    try:
        facts = json.loads(content)
        found = facts.pop("sha256")
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise DamagedError(f"{path}: not readable as a manifest: {error}") from None
    known = facts.get("format")
    if known != FORMAT and isinstance(known, int):
        newer = "newer" if known > FORMAT else "older"
        raise RunError(
            f"{path}: format {known} is {newer} than {FORMAT}: "
            f"{'update rnngan' if known > FORMAT else 'train the run again'}."
        )
    if known != FORMAT or found != _sum(facts):
        raise DamagedError(f"{path} is damaged: its own checksum is another one.")
    try:
        return _Manifest.model_validate(facts).model_dump()
    except ValidationError as error:
        raise RunError(f"{path}: not readable as a manifest: {error.errors()[0]['msg']}") from None


def contents(folder, facts, names):
    """Return {name: bytes} of files that a manifest vouches for, read once and checked.

    Args:
        folder: the folder.
        facts: what its manifest says, as `read` returns it.
        names: of the files.

    Raises:
        RunError: names the first file that is missing, damaged, or lies elsewhere.
    """
    found = {}
    for name in names:
        content, entry = _bytes(Path(folder), name), facts["files"].get(name, {})
        if hashlib.sha256(content).hexdigest() != entry.get("sha256"):
            raise DamagedError(
                f"{Path(folder) / name} is damaged: it is not what {NAME} vouches for."
            )
        found[name] = content
    return found


def _sum(facts):
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _bytes(folder, name):
    """Return the bytes of a file of a folder; of no other folder, and of no monstrous size."""
    path = folder / name
    try:
        if path.resolve().parent != folder.resolve():
            raise RunError(f"{path} is a link that leads out of the run. Put the file in place.")
        found, most = path.stat(), LARGEST.get(path.suffix, 0)
        if not stat.S_ISREG(found.st_mode):
            raise RunError(f"{path} is no ordinary file.")
        if found.st_size > most:
            raise RunError(f"{path} has {found.st_size:,} bytes. Expected at most {most:,}.")
        return path.read_bytes()
    except FileNotFoundError:
        raise DamagedError(f"{path} is missing.") from None
    except RuntimeError:  # links in a circle
        raise RunError(f"{path} is a link that leads nowhere. Put the file in place.") from None
    except OSError as error:
        raise RunError(f"{path}: can't be read: {error.strerror}.") from None
