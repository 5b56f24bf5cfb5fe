"""What can be learned, a table or a text: one interface, implemented twice.

`base` names what a modality can do, `table` and `text` do it, each with its account of the data,
its output and its evaluation in files of their own. Nothing else asks which of them it has.
"""

from importlib import import_module

NAMES = ("table", "text")


def named(name):
    """Return the `Modality` of a name.

    Example:
        >>> named("text").name
        'text'
    """
    return import_module(f"rnngan.modalities.{name}").MODALITY


def of(config):
    """Return the `Modality` of a `RunConfig`."""
    return named(config.kind)
