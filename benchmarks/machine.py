"""What a benchmark ran on, so that its figures can be read."""

import os
import platform
import sys
from importlib.metadata import version

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
