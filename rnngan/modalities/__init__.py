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


def guessed(data, column=None):
    """Return the setting `kind` where the data say which it is, as {"kind": name}; else {}.

    Args:
        data: path of the data, "-", or None.
        column: of a table, whose texts are to be learned; None for none.

    Example:
        >>> guessed("poems.txt"), guessed("prices.csv"), guessed("mails.csv", "body")
        ({'kind': 'text'}, {}, {'kind': 'text'})
    """
    from rnngan.data.text.names import is_text

    return {"kind": "text"} if column or (data is not None and is_text(data)) else {}
