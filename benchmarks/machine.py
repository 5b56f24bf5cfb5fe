"""What a benchmark ran on, so that its figures can be read, and the command that it runs."""

import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ITERATIONS = 5  # of a scoring network in a tiny run
NETWORKS = {"units": 4, "rows_per_step": 24}  # settings of the networks of a tiny run
PHASES = {"adversarial_steps": 0}  # of its training: the second phase takes long to trace


def describe():
    """Return one line: processor, cores, Python and package versions."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as lines:
            model = next(line.split(":")[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass
    packages = ", ".join(f"{name} {version(name)}" for name in ("tensorflow", "keras", "numpy"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model}, {cores} cores, Python {platform.python_version()}, {packages}"


def parse_options(parser, eager=False, **tiny):
    """Return the options of the command line, with --tiny added: does the benchmark still run?

    Args:
        parser: `argparse.ArgumentParser`.
        eager: whether a tiny run traces no functions, which takes longer than its few steps.
        tiny: values that options have with --tiny, unless they are given. Networks that
            score are trained for a few iterations only: the figures of a tiny run say nothing.
    """
    parser.add_argument("--tiny", action="store_true", help="the whole path in seconds, no figures")
    if "--tiny" in sys.argv:
        parser.set_defaults(**tiny)
        _train_scorers_briefly()
        if eager:
            import tensorflow as tf

            tf.config.run_functions_eagerly(True)
    return parser.parse_args()


def tiny_settings(options):
    """Return what a tiny run sets of the networks and of the training; nothing otherwise."""
    return (NETWORKS, PHASES) if options.tiny else ({}, {})


@dataclass(frozen=True)
class Ended:
    """A command that has ended.

    Args:
        code: its exit code.
        out, err: what it printed; `err` is empty where it was shown.
        used: what it used, as `os.wait4` returns it.
    """

    code: int
    out: str
    err: str
    used: object


def rnngan(*words, cwd=None, environment=None, shown=False):
    """Run the real command in a process of its own and return how it `Ended`.

    In a tiny run it is a fork of this process, which saves loading TensorFlow again. None may be
    started that way once TensorFlow has computed something here: its threads are not forked.

    Args:
        *words: of the command, as `rnngan` would be given them.
        cwd: folder that it runs in; that of this process where it is None.
        environment: variables besides those of this process.
        shown: whether messages and bars go to the terminal.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        streams = out.fileno(), sys.stderr.fileno() if shown else err.fileno()
        start = _forked if "--tiny" in sys.argv else _started
        process = start([*map(str, words)], streams, cwd, environment or {})
        _, status, used = os.wait4(process, 0)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode())
    return Ended(os.waitstatus_to_exitcode(status), *texts, used)


def _started(words, streams, cwd, environment):
    """Return the id of a new process of the command."""
    command = [sys.executable, str(ROOT / "cli.py"), *words]
    out, err = streams
    process = subprocess.Popen(
        command, cwd=cwd, env=os.environ | environment, stdout=out, stderr=err
    )
    process.returncode = 0  # another one waits for it
    return process.pid


def _forked(words, streams, cwd, environment):
    """Return the id of a fork of this process that goes on as the command."""
    from rnngan.cli.main import main

    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    for stream, number in zip(streams, (1, 2), strict=True):
        os.dup2(stream, number)
    os.chdir(cwd or os.curdir)
    os.environ.update(environment)
    code = main(words)
    sys.stdout.flush()
    os._exit(code)


def as_flags(networks):
    """Return settings of the networks as options of `rnngan train`."""
    return [word for name, v in networks.items() for word in ("--set", f"model.{name}={v}")]


def _train_scorers_briefly():
    from rnngan.evaluation import ensemble
    from rnngan.evaluation.window_scores import context_fid

    whole, context_fid.ITERATIONS = ensemble.train, 1

    def brief(network, loss, batch, iterations, *more):
        return whole(network, loss, batch, min(iterations, ITERATIONS), *more)

    ensemble.train = brief
