"""All figures in one file of JSON lines, each written as soon as it is there."""

import json
import os
import threading

KEY = ("what", "table", "length", "part", "seed", "steps")  # what figures are of


class Results:
    """The lines of a file: what was cut off goes on behind them.

    Args:
        path: of the file; it need not be there yet.
    """

    def __init__(self, path):
        self.path, self.lock = path, threading.Lock()
        text = path.read_text("utf-8") if path.exists() else ""
        self.lines = [json.loads(line) for line in text.splitlines() if line.endswith("}")]
        if text and not text.endswith("\n"):  # stopped in the middle of a line
            self._write("\n")

    def find(self, what, **key):
        """Return the last line of this key, or None."""
        wanted = _key({"what": what} | key)
        return next((line for line in reversed(self.lines) if _key(line) == wanted), None)

    def all(self, what, **some):
        """Return the last line of every key that agrees with `some`."""
        found = {_key(line): line for line in self.lines if line["what"] == what}
        return [line for line in found.values() if some.items() <= line.items()]

    def add(self, what, key, figures):
        """Append a line and return it."""
        line = {"what": what} | key | figures
        with self.lock:
            self._write(json.dumps(line) + "\n")
            self.lines.append(line)
        return line

    def _write(self, text):
        with open(self.path, "a", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())


def _key(line):
    return tuple(line.get(name) for name in KEY)
