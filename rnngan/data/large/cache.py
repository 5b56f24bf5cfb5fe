"""The folder in which tables larger than memory are kept ready, and the names in it."""

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

from rnngan.config.errors import InputError

VERSION = 1  # of what is kept; another one makes everything anew
MARGIN = 2**28  # bytes that are left free


def folder(config):
    """Return the folder, made where it is not there yet.

    Args:
        config: `rnngan.config.run_config.DataConfig`.

    Raises:
        InputError: it can't be made.
    """
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(config.cache) if config.cache else Path(home) / "rnngan"
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds rows: for nobody else
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror}. Expected a folder in which a table larger than memory can "
            "be kept ready: name another with --cache."
        ) from None
    return path


def key(*parts):
    """Return a short name of what a text, number, list or dict says.

    Example:
        >>> key("a", 1) == key("a", 1), key("a", 1) == key("a", 2), len(key("a"))
        (True, False, 20)
    """
    return sha256(json.dumps([VERSION, *parts], default=str).encode()).hexdigest()[:20]


def refuse_full(path, needed):
    """Refuse to begin where the disk has no room for `needed` bytes.

    Raises:
        InputError: says how much is needed, and how much there is.
    """
    free = shutil.disk_usage(path).free
    if free < needed + MARGIN:
        raise InputError(
            f"{path}: {needed / 1e9:.1f} GB are needed there to keep the table ready, and "
            f"{free / 1e9:.1f} GB are free. Make room, or name another folder with --cache."
        )
