"""`rnngan` with judges that learn for a few iterations: for what is written, not for how good.

The published ones take minutes. As a program it is the command, `quick_judges.py evaluate RUN`, and
traces no functions of TensorFlow, which takes longer than a few steps do.
"""

import sys
from pathlib import Path

ITERATIONS = 5


def judges():
    """Return [(module of a score, its attribute, the value that makes its judges quick)]."""
    from rnngan.evaluation import window_scores

    names = ("ITERATIONS", "QUICK_ITERATIONS")
    return [
        (module, name, ITERATIONS)
        for module in window_scores.modules()
        for name in names
        if hasattr(module, name)
    ]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from untraced import main

    for quick in judges():
        setattr(*quick)
    raise SystemExit(main())
