"""Text that a terminal shows and doesn't obey: names and cells of other people's files go into it.

An escape character can colour, move, hide and overwrite what stands on a terminal, and set the text
of its clipboard or title; a bidi override shows a text in another order than it is read.
"""

import re

_OBEYED = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, but for tab and line feed
    r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # directions and line ends of Unicode
    r"\ud800-\udfff"  # halves of characters, as in file names that are no UTF-8
)
_ANYWHERE, _IN_A_LINE = re.compile(f"[{_OBEYED}]"), re.compile(rf"[{_OBEYED}\t\n]")


def visible(text):
    r"""Return text with escapes such as \x1b in place of what a terminal would obey.

    Tabs and line feeds stay: what is shown as a whole has lines of its own.

    Args:
        text: whatever is to be shown, as text.

    Example:
        >>> print(visible("a\x1b[31m b\u202ec"))
        a\x1b[31m b\u202ec
    """
    return _ANYWHERE.sub(_escape, text)


def one_line(text):
    r"""Return the text of any value on one line, as `visible` does, tabs and line feeds too.

    Args:
        text: a name, a cell or a message.

    Example:
        >>> print(one_line("one\ntwo\x07"))
        one\ntwo\x07
    """
    return _IN_A_LINE.sub(_escape, str(text))


def _escape(found):
    return found[0].encode("unicode_escape").decode("ascii")
