import io
from contextlib import ExitStack

import pytest

from rnngan.config.errors import InputError
from rnngan.data.formats.encodings import decode
from rnngan.data.formats.opening import Source

TEXT = "é,ü\n1,2\n"


def decoded(content, encoding=None, **options):
    with ExitStack() as stack:
        source = Source("x.csv", io.BytesIO(content), len(content), "")
        text = decode(source, encoding, stack, **options)
        return text.rewind().read().decode(), text


@pytest.mark.parametrize(
    ("name", "encoding", "notices"),
    [
        ("utf-8", None, []),
        ("utf-8-sig", None, []),
        ("utf-16", None, ["x.csv: read as UTF-16"]),
        ("utf-16-le", None, ["x.csv: read as UTF-16-LE"]),
        ("utf-16-be", None, ["x.csv: read as UTF-16-BE"]),
        ("utf-32", None, ["x.csv: read as UTF-32"]),
        ("latin-1", "latin-1", []),
        ("cp1252", "windows-1252", []),
    ],
)
def test_any_encoding_becomes_utf_8_without_a_mark(name, encoding, notices):
    content = (TEXT + "plain,x\n" * 9).encode(name)
    text, found = decoded(content, encoding)
    assert text == TEXT + "plain,x\n" * 9
    assert found.notices == notices


def test_what_is_needed_later_is_noted():
    _, found = decoded(b'\r\n\na,"b"\r\n\r\n1,2\n\n')
    assert (found.leading, found.breaks, found.blank, found.quoted) == (3, 4, False, True)
    assert decoded(b" \n ")[1].blank


def test_bytes_of_another_encoding_are_named_or_replaced():
    with pytest.raises(InputError) as caught:
        decoded(b"ab\nc\xe9", advice=" Or so.")
    assert str(caught.value) == (
        "x.csv:2: byte 4 is not UTF-8. Save the file as UTF-8, or pass its encoding, such as "
        "--encoding latin-1. Or so."
    )
    assert decoded(b"ab\nc\xe9", errors="replace")[0] == "ab\nc\ufffd"


@pytest.mark.parametrize("name", ["nonsense", "base64", "a\0"])
def test_an_unknown_encoding_is_refused(name):
    with pytest.raises(InputError, match="no encoding is called"):
        decoded(b"a", name)
