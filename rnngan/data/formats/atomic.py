"""Files that are either whole or not there."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import filelock

from rnngan.config.errors import InputError, RunError

RUN_SIGNS = ("config.json", "checkpoints")  # a run folder holds one, or both
HIDDEN = ".writing-"  # begins the names of what is being written
LOCK = ".lock"


def write_all(folder, contents):
    """Write several files, each whole, and none of them where one can't be written.

    All are written under other names in the folder before the first is moved in; a full disk is
    found out while nothing has changed yet.

    Args:
        folder: an existing folder.
        contents: {name: bytes}, in the order in which they are moved in.
    """
    folder, temporary = Path(folder), {}
    try:
        for name, content in contents.items():
            temporary[name] = _beside(folder / name, content)
        for name, path in temporary.items():
            os.replace(path, folder / name)
        sync_folder(folder)
    except BaseException as error:
        for path in temporary.values():
            path.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(folder / name)  # a write says not by itself which file it was
        raise


def _beside(path, content):
    """Write bytes to a temporary file next to `path`, flushed to the disk; return its path."""
    descriptor, temporary = tempfile.mkstemp(prefix=f"{HIDDEN}{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb", buffering=0) as stream:
            _write(stream, content)
            os.fsync(descriptor)
        os.chmod(temporary, 0o666 & ~_umask())  # mkstemp makes files that only the owner reads
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Path(temporary)


@contextmanager
def exclusive(path, busy, waits=None):
    """Hold a lock while the block runs; whoever dies gives it free.

    Args:
        path: of the lock, a file that is made.
        busy: what to say where somebody else holds it.
        waits: called with that, and then it is waited for; an error when None.

    Raises:
        RunError: somebody does.
        InputError: the lock can't be made.
    """
    lock = filelock.FileLock(path)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        if waits is None:
            raise RunError(busy) from None
        waits(busy)
        lock.acquire(poll_interval=0.5)
    except OSError as error:
        folder = Path(path).parent
        raise InputError(f"{folder} can't be written to: {error.strerror}.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def replacing(path):
    """Open a binary file that takes the place of `path` when the block ends well.

    It is written next to it, flushed to the disk and moved in whole; when the block fails,
    nothing is left and whatever stood at `path` still stands there.

    Args:
        path: the file to write.

    Example:
        >>> with replacing("/tmp/rnngan-example.txt") as stream:
        ...     _ = stream.write(b"whole")
    """
    path = Path(path)
    descriptor, temporary = tempfile.mkstemp(prefix=f"{HIDDEN}{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o666 & ~_umask())  # mkstemp makes files that only the owner reads
        os.replace(temporary, path)
        sync_folder(path.parent)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)
        raise


def new_folder(path, contents):
    """Make a folder with these files, whole or not at all.

    It is filled next to it, every file flushed to the disk, and renamed; when anything fails,
    nothing is left of it. What stands at `path` already is an error.

    Args:
        path: the folder to make; its parent exists.
        contents: {name: bytes}, in the order in which they are written.
    """
    path = Path(path)
    building = Path(tempfile.mkdtemp(prefix=f"{HIDDEN}{path.name}.", dir=path.parent))
    try:
        for name, content in contents.items():
            with (building / name).open("xb", buffering=0) as stream:
                _write(stream, content)
                os.fsync(stream.fileno())
        os.chmod(building, 0o777 & ~_umask())  # mkdtemp makes folders that only the owner reads
        sync_folder(building)
        os.rename(building, path)
        sync_folder(path.parent)
    except BaseException as error:
        shutil.rmtree(building, ignore_errors=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)
        raise


@contextmanager
def building(path):
    """Make a folder in the place of `path` when the block, which fills it, ends well.

    What stands at `path` is moved aside and then removed; when the block fails, it stays.

    Args:
        path: the folder to make; its parent exists.
    """
    path = Path(path)
    temporary = Path(tempfile.mkdtemp(prefix=f"{HIDDEN}{path.name}.", dir=path.parent))
    try:
        made = temporary / "new"
        made.mkdir()
        yield made
        if path.exists():
            os.rename(path, temporary / "old")
        os.rename(made, path)
        sync_folder(path.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _write(stream, content):
    view = memoryview(content)
    while len(view):  # one call may take a part only
        view = view[stream.write(view) :]


def sync_folder(folder):
    """Flush the names in a folder to the disk, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def clear_leftovers(folder):
    """Remove what a process that was killed has left half written in a folder."""
    for path in Path(folder).glob(f"{HIDDEN}*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


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
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    found = {name for name in found if name != LOCK and not name.startswith(HIDDEN)}
    if RUN_SIGNS[1] in found and not _shown(folder / RUN_SIGNS[1]):
        found.remove(RUN_SIGNS[1])  # killed before its first checkpoint
    if found:
        unfinished = RUN_SIGNS[1] in found and RUN_SIGNS[0] not in found
        if not force:
            further = f" `rnngan train --resume {folder}` goes on with it." if unfinished else ""
            raise InputError(
                f"{folder} exists. Choose another name, or pass --force to replace it.{further}"
            )
        if not found.intersection(RUN_SIGNS):
            raise InputError(f"{folder} is not a run, so --force does not replace it.")
    elif folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file. Expected the name of a new folder for the run.")


def _shown(folder):
    """Return the names in a folder that are not those of something half written."""
    return [path.name for path in folder.iterdir() if not path.name.startswith(HIDDEN)]


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
