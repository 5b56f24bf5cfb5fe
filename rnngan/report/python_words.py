"""Messages in Python's words: what is `--time-column` in the shell is `time_column=` here.

Messages are written once, for the command line. Where one leaves a `SequenceGAN`, its options are
put in the words of Python; which those are, the options themselves say (`rnngan.cli.options`).
"""

import re
import warnings
from contextlib import contextmanager
from functools import cache

import click

from rnngan.cli.generate_options import generate_options
from rnngan.cli.options import data_options, force_option, training_options
from rnngan.config.errors import RnnganError
from rnngan.config.yaml_values import parse_scalar

ARGUMENTS = {  # options of `generate` and others -> arguments of the methods of SequenceGAN
    "--start": "start", "--freq": "frequency", "--length": "length", "--seed": "seed",
    "--given": "given", "--code": "codes", "--between": "between", "--force": "force",
    "--interpolate": "k", "--preset": "preset", "--first-id": "first_id", "--rows": "rows",
}  # fmt: skip
SET = "--set"
_NUMBER = r" (-?\d+(?:[.,_]\d+)*(?:e-?\d+)?)\b"
_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_BARE = (
    r"(?=[\w%][^\s;:]*[\d%]|\d)[^\s,;:]*[^\s,;:.]"  # a value is told from a word by a digit or a %
)
_SIGN = r"[,;|](?= )"
_OPTION = re.compile(r"`rnngan [^`]*`|(?<![\w'\"-])--[a-z][a-z-]*")


@contextmanager
def spoken():
    """Put the errors that leave a block, or a function that this decorates, in Python's words.

    Example:
        >>> with spoken():
        ...     raise RnnganError("pass --window 31")
        Traceback (most recent call last):
        rnngan.config.errors.RnnganError: pass window=31
    """
    try:
        yield
    except RnnganError as error:
        error.args = (in_python(str(error)),)
        raise


def warn(message, stacklevel=1):
    """Warn of something at the line that called the caller, or further up by `stacklevel` - 1."""
    warnings.warn(in_python(message), stacklevel=stacklevel + 2)


def in_python(message):
    """Return a message with the options of the command line in the words of Python.

    Commands in backticks stay: they are for the shell.

    Example:
        >>> print(in_python("Mend the cell, or leave the column out with --ignore 'x'."))
        Mend the cell, or leave the column out with ignore=('x',).
    """
    parts, rest = [], message
    while found := _OPTION.search(rest):
        said, rest_after = found[0], rest[found.end() :]
        if said in words():
            said, used = _spelled(words()[said], rest_after)
            rest_after = rest_after[used:]
        parts += [rest[: found.start()], said]
        rest = rest_after
    return "".join(parts) + rest


@cache
def words():
    """Return {option: (its name in Python, the click option)} of what has one."""

    @click.command()
    @data_options
    @training_options
    def settings(**_):
        """Stand for all that names a setting."""

    @click.command()
    @generate_options
    @force_option
    def arguments(**_):
        """Stand for what methods are asked for."""

    found = {}
    for option in (*arguments.params, *settings.params):
        for flag in option.opts:
            if flag in ARGUMENTS:
                found[flag] = ARGUMENTS[flag], option
            elif "__" in option.name:
                found[flag] = option.name.rpartition("__")[2], option
            elif flag == SET or (option.name == "kind" and option.is_flag):
                found[flag] = option.name, option
    return found


def _spelled(word, rest):
    """Return (what an option is in Python, characters of the rest of the message that it took)."""
    name, option = word
    if option.is_flag:
        value = option.flag_value if isinstance(option.flag_value, bool | str) else True
        return f"{name}={value!r}", 0
    if SET in option.opts:
        return _setting(rest)
    if name in ("given", "codes"):
        return _pair(name, rest)
    found, value = _value(option, rest)
    if found is None:
        return name if re.match(r":| \(", rest) else f"{name}=", 0
    many = option.multiple and not value.startswith("(")
    return f"{name}=({value},)" if many else f"{name}={value}", found.end()


def _value(option, rest):
    """Return (match of the value behind an option, the value in Python), or (None, None)."""
    kind = option.type
    if isinstance(kind, click.Choice):
        choices = "|".join(map(re.escape, kind.choices))
        found = re.match(rf" ((?:{choices})(?:,(?:{choices}))*)(?!\w)", rest)
        value = found and _choice(found[1], kind.choices)
    elif isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        found = re.match(_NUMBER, rest)
        value = found and found[1].replace(",", "")
    else:
        found = re.match(rf" ({_QUOTED}|{_SIGN}|{_BARE})", rest)
        value = found and (found[1] if found[1][0] in "'\"" else repr(found[1]))
    return (found, value) if found else (None, None)


def _choice(text, choices):
    """Return one of the choices in Python, or several of them that commas separate."""
    named = [f'"{one}"' for one in ([text] if text in choices else text.split(","))]
    return named[0] if len(named) == 1 else f"({', '.join(named)})"


def _setting(rest):
    """Return what `--set` is in Python: `training.r1` is `r1=`, with the value that may follow."""
    found = re.match(r" (?:[a-z]+\.)?(\w+)(?:=([\w-]+(?:\.\w+)*))?", rest)
    if found is None:
        return SET, 0
    value = "" if found[2] is None else repr(parse_scalar(found[2]))
    return f"{found[1]}={value}", found.end()


def _pair(name, rest):
    """Return what --given and --code are in Python: a dict, where a pair follows."""
    if name == "codes" and (found := re.match(r" (-?\d+)=(-?[\d.e+-]*\d)", rest)):
        return f"{name}={{{found[1]}: {found[2]}}}", found.end()
    if name == "given" and (found := re.match(r" (.+?)=(.*?)(?=: )", rest)):
        return f"{name}={{{found[1]!r}: {found[2]!r}}}", found.end()
    return f"{name}=", 0
