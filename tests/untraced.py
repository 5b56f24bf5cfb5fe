"""`rnngan` without tracing functions of TensorFlow, which takes longer than a few steps do.

As a program it is the command: `untraced.py train DATA …`, for trainings of up to six steps whose
test asks what is written, not how it was computed. Nor is a step timed before the first one, by
sixty more.
"""

import contextlib
import sys
import warnings
from pathlib import Path

SECONDS = 0.01  # of a step, as if it had been timed


@contextlib.contextmanager
def untraced():
    """Let all functions of TensorFlow run step by step, and no training be timed."""
    from rnngan.runs.loading import load_tensorflow

    load_tensorflow()
    import tensorflow as tf

    from rnngan.training import train_rows, train_text, train_windows

    phases = train_rows, train_text, train_windows
    before = [phase.calibrate for phase in phases]
    for phase in phases:
        phase.calibrate = lambda *_: SECONDS
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)
        for phase, calibrate in zip(phases, before, strict=True):
            phase.calibrate = calibrate


def unwarned():
    """Hear nothing of the functions that prepare data, which are traced all the same."""
    warnings.filterwarnings("ignore", "Even though the `tf.config", UserWarning)


def main():
    """Run the command."""
    from rnngan.cli.main import main as command

    unwarned()
    with untraced():
        return command()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    raise SystemExit(main())
