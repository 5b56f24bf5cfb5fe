"""`rnngan` with judges that learn for a few iterations: for what is written, not for how good.

The published ones take minutes. As a program it is the command: `quick_judges.py evaluate RUN`.
"""

import functools
import sys
from pathlib import Path

ITERATIONS = 5


def judges():
    """Return {name in `rnngan.evaluation.scores`: the function that takes few iterations}."""
    from rnngan.evaluation import scores

    def few(whole, *arguments, **named):
        return whole(*arguments, **named | {"iterations": ITERATIONS})

    names = ("discriminative_scores", "predictive_scores")
    return {name: functools.partial(few, getattr(scores, name)) for name in names}


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from rnngan.cli.main import main
    from rnngan.evaluation import scores

    vars(scores).update(judges())
    raise SystemExit(main())
