"""What commands print, and what happens when nobody reads on."""

import os
import sys
from types import SimpleNamespace

import pytest

from rnngan.cli import output


def test_text_for_people_is_escaped_and_goes_where_it_should(capsys):
    output.show("\x1b[31ma\nb")
    output.show("c", err=True)
    assert capsys.readouterr() == ("\\x1b[31ma\nb\n", "c\n")


def test_whoever_stops_reading_ends_a_block_quietly(monkeypatch):
    reading, writing = os.pipe()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(fileno=lambda: writing))
    os.close(reading)
    with output.piped():
        os.write(writing, b"a" * 100_000)
    os.write(writing, b"what Python writes at its end goes nowhere")
    os.close(writing)


def test_other_errors_are_not_swallowed():
    with pytest.raises(OSError, match="disk"), output.piped():
        raise OSError("disk")
