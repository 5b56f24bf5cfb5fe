"""Faults while files are written: the N-th operation fails, or is the last one of its process."""

import os
import signal
from contextlib import ExitStack, contextmanager
from unittest import mock

from rnngan.data.formats import atomic

OPERATIONS = ("fsync", "rename", "replace", "chmod", "mkdir", "open")


@contextmanager
def at(place, happens):
    """Let `happens()` take the place of a file operation; yield the names of those that came.

    Args:
        place: number of the operation, from 0; one that never comes changes nothing.
        happens: function that raises or kills. A write has written half of its bytes before.
    """
    seen = []

    def due(name):
        seen.append(name)
        return len(seen) - 1 == place

    def wrapped(name, real):
        def operation(*arguments, **kwargs):
            if due(name):
                happens()
            return real(*arguments, **kwargs)

        return operation

    write = atomic._write

    def writing(stream, content):
        if due("write"):
            write(stream, content[: len(content) // 2])
            happens()
        write(stream, content)

    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(atomic, "_write", writing))
        for name in OPERATIONS:
            replaced = wrapped(name, getattr(os, name))
            stack.enter_context(mock.patch.object(os, name, replaced))
        yield seen


def fail(number):
    """Return what raises the `OSError` of a number, as the system would."""

    def happens():
        raise OSError(number, os.strerror(number))

    return happens


def die():
    """End this process at once, as a crash or the kernel would."""
    os.kill(os.getpid(), signal.SIGKILL)
