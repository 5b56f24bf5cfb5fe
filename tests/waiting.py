"""For tests of processes: wait for something, and see who is alive."""

import contextlib
import time


def until(condition):
    """Wait for something that comes soon."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come")


def alive(number):
    """Return whether a process runs, by its id; as Linux has it."""
    with contextlib.suppress(OSError), open(f"/proc/{number}/stat") as stream:
        return stream.read().rpartition(")")[2].split()[0] != "Z"
    return False
