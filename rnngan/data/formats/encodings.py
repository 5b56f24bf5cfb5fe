"""Bytes of any encoding -> UTF-8 text that is known to be text, looked through once."""

import codecs
import io
from dataclasses import dataclass, field
from typing import BinaryIO

from rnngan.config.errors import InputError
from rnngan.data.formats import compression, opening

BOMS = {  # in this order: the mark of UTF-32 begins with that of UTF-16
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
MARK = "\ufeff"


@dataclass
class Decoded:
    """UTF-8 text in a file.

    Args:
        name: for messages.
        file: seekable binary file.
        streamed: whether it is too large to be held in memory.
        start: byte at which the text begins, behind a byte-order mark.
        leading: line ends before the first character that is none, in bytes.
        breaks: line ends before the last character that is none.
        blank: whether it holds white space only.
        quoted: whether there is a quote in it.
        notices: what was found out, for the user.
    """

    name: str
    file: BinaryIO
    streamed: bool = False
    start: int = 0
    leading: int = 0
    breaks: int = 0
    blank: bool = True
    quoted: bool = False
    notices: list[str] = field(default_factory=list)

    def rewind(self):
        """Return the file, at the beginning of the text."""
        self.file.seek(self.start)
        return self.file

    def first_row(self):
        """Return the file, at the first line that is not empty."""
        self.file.seek(self.start + self.leading)
        return self.file


def decode(source, encoding, stack, errors="strict", advice=""):
    """Return the `Decoded` of a `rnngan.data.formats.opening.Source`.

    Args:
        source: the bytes.
        encoding: as the user named it; None for UTF-8, or UTF-16 that is plainly such.
        stack: `ExitStack` that closes the files.
        errors: "strict", or "replace" for U+FFFD in place of bytes that are not in the encoding.
        advice: what else can be done about such bytes, for the message.

    Raises:
        InputError: names the line and the byte that is not in the encoding, or NUL.
    """
    head = source.head()
    found = _found(head) if encoding is None else _known(encoding, source.name)
    text = Decoded(source.name, source.file, source.streamed)
    looked = _looked_through(text, _decoded(source, found, errors, advice))
    if found == "utf-8" and errors == "strict":
        for _ in looked:
            pass
        text.start = 3 * head.startswith(codecs.BOM_UTF8)
    else:
        text.file = opening.kept((part.encode() for part in looked), stack)
        if encoding is None and found != "utf-8":
            text.notices.append(f"{source.name}: read as {found.upper()}")
    if text.streamed:
        size = f"{source.size / 2**20:,.0f} MiB"
        text.notices.append(f"{source.name}: {size}, so it was read block by block")
    return text


def _found(head):
    """Return the encoding that the first bytes show."""
    for mark, encoding in BOMS.items():
        if head.startswith(mark):
            return encoding
    half = len(head) // 2
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if half > 1 and zeros.count(0) > 0.7 * half:  # Latin letters, two bytes each
            return encoding
    return "utf-8"


def _known(encoding, name):
    """Return Python's name of an encoding."""
    try:
        codecs.lookup(encoding)
        b"aa".decode(encoding)  # fails for codecs that are no text encodings, such as base64
    except UnicodeError:
        pass
    except (LookupError, ValueError):
        raise InputError(
            f"{name}: no encoding is called {encoding!r}. Expected a name such as utf-8, utf-16, "
            "latin-1 or cp1252: mend --encoding."
        ) from None
    return codecs.lookup(encoding).name


def _decoded(source, encoding, errors, advice):
    """Yield the text piece by piece, without a byte-order mark."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    line, position, piece = 1, 0, b" "
    source.file.seek(0)
    while piece:
        piece = source.file.read(compression.PIECE)
        behind = len(decoder.getstate()[0])  # bytes that wait for the rest of their character
        try:
            part = decoder.decode(piece, final=not piece)
        except UnicodeError as error:
            at = line, position - behind
            raise _not_encoded(source.name, encoding, error, *at, advice) from None
        line += part.count("\n")
        yield part.removeprefix(MARK) if position == 0 else part
        position += len(piece)


def _not_encoded(name, encoding, error, line, position, further):
    """Return the `InputError` about a byte that is not in the encoding."""
    start = getattr(error, "start", 0)
    before = getattr(error, "object", b"")[:start]
    line += before.decode(encoding, "replace").count("\n")
    advice = "Save the file as UTF-8, or pass its encoding, such as --encoding latin-1."
    if encoding != "utf-8":
        advice = "Save the file as UTF-8, or pass another --encoding."
    byte = f"{name}:{line}: byte {position + start}"
    return InputError(f"{byte} is not {encoding.upper()}. {advice}{further}")


def _looked_through(text, parts):
    """Yield the parts of `text` and note in it what is needed later."""
    normal = io.IncrementalNewlineDecoder(None, translate=True)  # CR and CR LF become LF
    began = False
    trailing = 0  # line ends that count if more text follows
    for part in parts:
        shown = normal.decode(part)
        body = shown.rstrip("\n")
        if "\0" in shown:
            line = text.breaks + trailing + shown[: shown.index("\0")].count("\n") + 1
            raise InputError(f"{text.name}:{line}: a NUL byte. Expected text: is it one?")
        if not began:
            text.leading += len(part) - len(part.lstrip("\r\n"))
            began = bool(part.strip("\r\n"))
        text.breaks += trailing + body.count("\n") if body else 0
        trailing = len(shown) - len(body) + (0 if body else trailing)
        text.blank = text.blank and (not body or body.isspace())
        text.quoted = text.quoted or '"' in part
        yield part
