"""Which kinds of columns there are, and the order in which they are tried."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from rnngan.data import columns

OTHERS = "kinds that are not named here, in or outside of this folder"
TRIED = (  # the order in which a column is tried to be of a kind; the first that finds it counts
    "ignored", "id", "time", "key", "empty", "constant", OTHERS, "date", "number", "category",
)  # fmt: skip
LISTED = ("number", "category", "date", "key", "id", "time", "ignored")  # as messages list kinds
KINDS = {}  # {kind: class}, of those that are defined by now


def kinds():
    """Return {kind: class} of all kinds of columns.

    Example:
        >>> kinds()["number"].__name__
        'NumberColumn'
    """
    _load()
    return KINDS


@cache
def _load():
    """Define all kinds of this folder."""
    for module in iter_modules(columns.__path__, f"{columns.__name__}."):
        import_module(module.name)


def tried():
    """Return the classes that find columns by their cells, in the order of `TRIED`."""
    known = kinds()
    others = [found for kind, found in known.items() if kind not in TRIED]
    return [found for kind in TRIED for found in (others if kind is OTHERS else [known[kind]])]


def asked():
    """Return the kinds that `--kind` and schema files may ask for, as messages list them.

    Example:
        >>> asked()
        ('number', 'category', 'date', 'key', 'id', 'time', 'ignored')
    """
    more = (kind for kind, found in kinds().items() if found.asked and kind not in LISTED)
    return (*LISTED, *more)
