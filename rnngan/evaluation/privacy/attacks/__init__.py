"""Membership inference: was this sequence trained on? One file an attack, with one signature.

A file says of its attack, in plain constants:

    NAME     of the attack in scores.json
    TITLE    what people call it
    READING  what it does and what its attacker knows, in a few words
    FEWEST   independent held-out units (series, or blocks) under which it is not tried
    WINDOWS  held-out windows under which it is not tried

and defines, on `rnngan.evaluation.privacy.units.Knowledge`:

    scores(known)  a score (units,) of each member and of each other sequence; the higher, the
                   likelier it was trained on; NaN for those that the attack itself learned from

Adding an attack is adding a file: scores.json, the verdict and the terminal find it in the folders
of this package's `__path__`, in the order of the files' names.
"""

import pkgutil
from importlib import import_module


def modules():
    """Return the modules of all attacks.

    Example:
        >>> [module.NAME for module in modules()]
        ['density ratio', 'nearest', 'rows', 'shadow']
    """
    found = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return [import_module(f"{__name__}.{name}") for name in found]
