"""The command line in processes that have loaded all code already: a server that forks.

Loading TensorFlow and the package takes longer than most commands of the tests do, and so does
taking them down. Each command is a process of its own, with its own descriptors, working folder,
environment and exit code; what it imports was imported before it was forked, and is left as it is
when it ends. Tests of signals and of what is loaded start the real command by themselves.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLI = ROOT / "cli.py"


class Zygote:
    """Runs commands in forks of a process that is started with the first one."""

    def __init__(self):
        self.near, self.process = None, None

    def start(self):
        """Start the process that forks."""
        self.near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            self.process = subprocess.Popen(
                [sys.executable, __file__, str(far.fileno())], pass_fds=[far.fileno()]
            )

    def run(self, arguments, program=CLI, input=None, text=True, timeout=300, cwd=ROOT, env=None):
        """Run a program in Python, `rnngan` by default, as `subprocess.run` would."""
        if self.process is None:
            self.start()
        command = list(map(str, [program, *arguments]))
        told = [command, str(cwd), dict(os.environ if env is None else env)]
        with contextlib.ExitStack() as stack:
            files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
            files[0].write((input or "").encode() if isinstance(input, str) else input or b"")
            files[0].seek(0)
            numbers = [file.fileno() for file in files]
            with tempfile.TemporaryFile() as long:  # a packet holds no large environment
                long.write(json.dumps(told).encode())
                long.seek(0)
                socket.send_fds(self.near, [b"run"], [*numbers, long.fileno()])
            code = self._wait(arguments, timeout)
            outputs = []
            for file in files[1:]:
                file.seek(0)
                content = file.read()
                outputs.append(content.decode().replace("\r\n", "\n") if text else content)
        return subprocess.CompletedProcess(arguments, code, *outputs)

    def _wait(self, arguments, timeout):
        if not select.select([self.near], [], [], timeout)[0]:
            self.near.send(b"kill")
            self.near.recv(64)
            raise subprocess.TimeoutExpired(arguments, timeout)
        told = self.near.recv(64)
        assert told, "the process that forks has ended"
        return int(told)

    def close(self):
        """End the process that forks."""
        if self.process is not None:
            self.near.close()
            self.process.wait()


def serve(far):
    """Fork a process for each command until the other side is closed; return in those processes."""
    while True:
        told, numbers, *_ = socket.recv_fds(far, 64, 4)
        if not told:
            os._exit(0)
        child = os.fork()
        if child == 0:
            far.close()
            return numbers
        for number in numbers:
            os.close(number)
        far.send(str(_attend(far, child)).encode())


def _attend(far, child):
    """Wait for a process, or for the wish that it ends; return its exit code."""
    handle = os.pidfd_open(child)
    try:
        ready = select.select([far, handle], [], [])[0]
        if far in ready:
            far.recv(64)
            os.kill(child, signal.SIGKILL)
    finally:
        os.close(handle)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def load():
    """Import TensorFlow and all of the package."""
    import tensorflow as tf  # noqa: F401

    import rnngan

    for module in pkgutil.walk_packages(rnngan.__path__, "rnngan."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def main():
    """Load everything, then serve; a forked process goes on here as the command."""
    far = socket.socket(fileno=int(sys.argv[1]))
    sys.path.insert(0, str(ROOT))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load()
    gc.freeze()  # or every process would look through all of TensorFlow when it ends
    numbers = serve(far)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with os.fdopen(numbers[3]) as stream:
        command, folder, environment = json.load(stream)
    for number, own in zip(numbers[:3], (0, 1, 2), strict=True):
        os.dup2(number, own)
        os.close(number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = command
    sys.path.insert(0, str(Path(command[0]).parent))
    run(command[0])


def run(program):
    """Run a program, and end this process without taking down what is loaded."""
    ended = {"code": 1}  # unless it ends otherwise

    @atexit.register
    def end():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended["code"])

    try:
        runpy.run_path(program, run_name="__main__")
    except SystemExit as error:
        ended["code"] = error.code if isinstance(error.code, int) else int(error.code is not None)
        raise
    ended["code"] = 0


if __name__ == "__main__":
    main()
