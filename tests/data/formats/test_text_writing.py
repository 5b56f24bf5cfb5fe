import io

import pytest

from rnngan.data.formats.text_writing import CsvTextWriter, JsonLinesWriter, PlainTextWriter

TEXTS = [["a \x1b[31m", "é"], ['"b", c\nd']]


@pytest.mark.parametrize(
    ("writer", "mode", "shown", "expected"),
    [
        (PlainTextWriter, "line", False, 'a \x1b[31m\né\n"b", c\nd\n'),
        (PlainTextWriter, "line", True, 'a \\x1b[31m\né\n"b", c\\nd\n'),
        (PlainTextWriter, "stream", False, 'a \x1b[31m\n\né\n\n"b", c\nd\n\n'),
        (PlainTextWriter, "stream", True, 'a \\x1b[31m\n\né\n\n"b", c\nd\n\n'),
        (
            JsonLinesWriter,
            "line",
            False,
            '{"text": "a \\u001b[31m"}\n{"text": "é"}\n{"text": "\\"b\\", c\\nd"}\n',
        ),
        (
            JsonLinesWriter,
            "stream",
            True,
            '{"text": "a \\u001b[31m"}\n{"text": "\\u00e9"}\n{"text": "\\"b\\", c\\nd"}\n',
        ),
        (CsvTextWriter, "line", False, 'text\na \x1b[31m\né\n"""b"", c\nd"\n'),
        (CsvTextWriter, "line", True, 'text\na \\x1b[31m\né\n"""b"", c\nd"\n'),
    ],
)
def test_texts_are_spelled_as_the_format_wants_and_a_terminal_bears(writer, mode, shown, expected):
    stream = io.BytesIO()
    made = writer(stream, mode, shown)
    for chunk in TEXTS:
        made.write(chunk)
    made.close()
    assert stream.getvalue().decode() == expected
