"""Ctrl-C (SIGINT) and SIGTERM: the first one ends a training well, the second one at once.

An exception raised by a signal handler vanishes where Python ignores errors (in a finaliser, or in
a callback that C++ calls, both frequent under TensorFlow). The handlers here therefore remember
what came; training looks after every call. Work that never looks back is stopped by the exception.
"""

import os
import signal
import threading
from contextlib import contextmanager

TERMINATED = 143
SIGNALS = (signal.SIGINT, signal.SIGTERM)
SAID = b"\nstopping after this step; once more stops at once\n"
_received = []
_deferring = []


@contextmanager
def handled():
    """Take over both signals while the block runs; for programs, not for libraries.

    Python lets only the main thread do it; elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _handle) for number in SIGNALS}
    try:
        yield
    finally:
        _received.clear()
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def deferred():
    """Let the first signal of a block wait until `check` is called, or until the block ends well.

    A second signal ends the process at once, by the system's own means. Where signals are not
    handled by `handled`, nothing changes.
    """
    _deferring.append(True)
    try:
        yield
        check()
    finally:
        _deferring.pop()


@contextmanager
def collected():
    """Give the list of the signals that come while the block runs; nothing else is done on them.

    Python lets only the main thread do it; elsewhere the list stays empty.
    """
    found = []
    if threading.current_thread() is not threading.main_thread():
        yield found
        return
    before = {n: signal.signal(n, lambda number, _: found.append(number)) for n in SIGNALS}
    try:
        yield found
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def take_back():
    """Handle signals as before where a library has put a handler of its own beneath Python's.

    TensorFlow does so with SIGTERM where workers train together, and ignores it.
    """
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            signal.signal(number, signal.getsignal(number))


def pending():
    """Return whether a signal has come that nobody has looked at."""
    return bool(_received)


def check():
    """Raise what a signal that has come asked for.

    Raises:
        KeyboardInterrupt: after SIGINT.
        SystemExit: after SIGTERM, with code 143.
    """
    if _received:
        number = _received[0]
        _received.clear()  # once: what follows may write files
        raise asked_by(number)


def asked_by(number):
    """Return the exception that a signal asks for."""
    return KeyboardInterrupt() if number == signal.SIGINT else SystemExit(TERMINATED)


def _handle(number, frame):
    _received[:] = [number]
    if not _deferring:
        raise asked_by(number)
    os.write(2, SAID)
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)
