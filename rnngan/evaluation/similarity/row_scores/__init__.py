"""Scores of rows of a table against real rows, one file each, with one signature; no networks.

A file says of its score, in plain constants:

    NAME     of the score in scores.json
    TITLE    what it compares, in a few words
    UNIT     of its distances
    READING  what they mean, in one sentence

and defines, on two `rnngan.evaluation.sample.Sample`s:

    distance(real, other)   {what: distance}, where "what" names a column or several

A distance lies in [0, 1], and is 0 where both sides are the same. The number of the score is the
mean over all of them. The dict is empty where the score is not defined for the table, such as
that of categories in one without any. `real` gives the bins and the units.

Adding a score is adding a file: `..comparison` finds it in the folders of this package's
`__path__`, in the order of the files' names.
"""

import pkgutil
from importlib import import_module


def modules():
    """Return the modules of all scores.

    Example:
        >>> "marginals" in [module.NAME for module in modules()]
        True
    """
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return [import_module(f"{__name__}.{name}") for name in names]
