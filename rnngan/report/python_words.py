"""Messages in Python's words: what is `--time-column` in the shell is `time_column=` here.

Messages are written once, for the command line. Where one leaves a `SequenceGAN`, its options are
put in the words of Python; which those are, the table of options says (`rnngan.config.options`).
"""

import re
import warnings
from contextlib import contextmanager
from functools import cache

from rnngan.config.errors import RnnganError
from rnngan.config.options import GENERATE, IMPUTE, SETTINGS, SHARED, Option
from rnngan.config.yaml_values import parse_scalar

ARGUMENTS = {  # options of `generate` and others -> arguments of the methods of SequenceGAN
    "--start": "start", "--freq": "frequency", "--length": "length", "--seed": "seed",
    "--given": "given", "--code": "codes", "--between": "between", "--force": "force",
    "--interpolate": "k", "--preset": "preset", "--first-id": "first_id", "--rows": "rows",
    "--temperature": "temperature", "--top-k": "top_k", "--top-p": "top_p", "--prompt": "prompt",
    "--min-length": "min_length", "--after": "X", "--fix": "fix",
    "--how": "how", "--versions": "versions",
}  # fmt: skip
SET = "--set"
_NUMBER = r" (-?\d+(?:[.,_]\d+)*(?:e-?\d+)?)\b"
_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_BARE = (
    r"(?=[\w%][^\s;:]*[\d%]|\d)[^\s,;:]*[^\s,;:.]"  # a digit or a % makes it a value, not a word
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
        spelled, rest_after = found[0], rest[found.end() :]
        if spelled in words():
            spelled, used = _spelled(words()[spelled], rest_after)
            rest_after = rest_after[used:]
        parts += [rest[: found.start()], spelled]
        rest = rest_after
    return "".join(parts) + rest


@cache
def words() -> dict[str, tuple[str, Option]]:
    """Return {flag: (its name in Python, its row of the table)} of what has one."""
    arguments = (*IMPUTE.values(), *GENERATE.values(), SHARED["force"], SHARED["preset"])
    found = {row.flag: (ARGUMENTS[row.flag], row) for row in arguments if row.flag in ARGUMENTS}
    for row in SETTINGS.values():
        if row.flag and row.flag not in found:
            found[row.flag] = row.name.rpartition(".")[2], row
    return found | {SET: ("assignments", SHARED["assignments"])}


def _spelled(word, rest):
    """Return (what an option is in Python, characters of the rest of the message that it took)."""
    name, row = word
    if row.type == "switch":
        return f"{name}={row.value!r}", 0
    if row.flag == SET:
        return _setting(rest)
    if name in ("given", "codes"):
        return _pair(name, rest)
    found, value = _value(row, rest)
    if found is None:
        return name if re.match(r":| \(", rest) else f"{name}=", 0
    many = row.multiple and not value.startswith("(")
    return f"{name}=({value},)" if many else f"{name}={value}", found.end()


def _value(row, rest):
    """Return (match of the value behind an option, the value in Python), or (None, None)."""
    if row.choices:
        choices = "|".join(map(re.escape, row.choices))
        found = re.match(rf" ((?:{choices})(?:,(?:{choices}))*)(?!\w)", rest)
        value = found and _choice(found[1], row.choices)
    elif row.type in ("whole", "number"):
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
