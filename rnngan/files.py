"""Files that are either whole or not there."""

import os
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rnngan.errors import InputError

RUN_SIGN = "config.json"  # every run folder holds it


def write_all(folder, contents):
    """Write several files, each whole, and none of them where one can't be written.

    All are written beside their places before the first is moved in; a full disk is found out
    while nothing has changed yet.

    Args:
        folder: an existing folder.
        contents: {name: bytes}, in the order in which they are moved in.
    """
    with ExitStack() as stack:
        for name in reversed(contents):  # what is entered last is moved in first
            stream = stack.enter_context(replacing(Path(folder) / name))
            stream.write(contents[name])
            stream.flush()
            os.fsync(stream.fileno())


@contextmanager
def replacing(path):
    """Open a binary file that takes the place of `path` when the block ends well.

    It is written beside its place, flushed to the disk and moved in whole; when the block fails,
    nothing is left and whatever stood at `path` still stands there.

    Args:
        path: the file to write.

    Example:
        >>> with replacing("/tmp/rnngan-example.txt") as stream:
        ...     _ = stream.write(b"whole")
    """
    path = Path(path)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o666 & ~_umask())  # mkstemp makes files that only the owner reads
        os.replace(temporary, path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # a write says not by itself which file it was
        raise


def write(path, content):
    """Write bytes or text to `path`, whole or not at all."""
    with replacing(path) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


def refuse_existing(path, force):
    """Refuse to write over an existing file, or into a folder that isn't there.

    Raises:
        InputError: says which, and what to do.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path} is a folder. Expected the name of a file to write.")
    if path.exists() and not path.is_file():
        raise InputError(f"{path} is no ordinary file, so it is not replaced. Choose another name.")
    if path.exists() and not force:
        raise InputError(f"{path} exists. Choose another name, or pass --force to replace it.")
    if not path.parent.is_dir():
        raise InputError(f"The folder {path.parent} does not exist. Make it first.")
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"The folder {path.parent} can't be written to. Choose another.")


def refuse_folder(folder, force):
    """Refuse a folder for a new run that exists, unless it is a run and may be replaced.

    Args:
        folder: the folder.
        force: whether a run may be replaced.

    Raises:
        InputError: says what is there, and what to do.
    """
    folder = Path(folder)
    if folder.is_dir() and any(folder.iterdir()):
        if not force:
            raise InputError(
                f"{folder} exists. Choose another name, or pass --force to replace it."
            )
        if not (folder / RUN_SIGN).exists():
            raise InputError(f"{folder} is not a run, so --force does not replace it.")
    elif folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file. Expected the name of a new folder for the run.")


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
