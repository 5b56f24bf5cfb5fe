"""What the command line reads besides text: whole numbers as people type them, names of files."""

import contextlib
import re
from decimal import Decimal, InvalidOperation

import click
from click.shell_completion import CompletionItem

LONGEST = 18  # digits of what is spelled as 1e3: more than any count has
FILE = click.Path(readable=False, allow_dash=True)  # completed; our own messages say what is wrong


class Folder(click.ParamType):
    """The name of a folder, which shells complete; text otherwise."""

    name = "folder"

    def shell_complete(self, ctx, param, incomplete):
        """Leave completion to the shell, which knows the folders."""
        return [CompletionItem(incomplete, type="dir")]


class _Whole:
    """A whole number in any usual spelling."""

    def convert(self, value, param, ctx):
        """Return the number, or fail with what is expected."""
        if isinstance(value, str):
            value = self._read(value, param, ctx)
        return super().convert(value, param, ctx)

    def _read(self, text, param, ctx):
        found = whole(text)
        if found is None:
            self.fail(f"{text!r} is not a whole number, such as 1000, 1_000 or 1e3.", param, ctx)
        return found


class Whole(_Whole, click.types.IntParamType):
    """A whole number; its bounds are checked where it is used."""


class WholeRange(_Whole, click.IntRange):
    """A whole number between bounds."""


WHOLE = Whole()


def whole(text):
    """Return the whole number that a text spells, or None.

    Args:
        text: such as 1000, 1_000, 1,000 or 1e3.

    Example:
        >>> whole("1e3"), whole("1,000"), whole("2.0"), whole("2.5"), whole("1,5")
        (1000, 1000, 2, None, None)
    """
    text = text.strip()
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", text):
        text = text.replace(",", "")
    with contextlib.suppress(ValueError):
        return int(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() >= LONGEST or number != number.to_integral():
        return None
    return int(number)
