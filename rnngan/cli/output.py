"""What commands print: text for people, and tables for whoever stops reading early."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from rnngan.report.terminal import visible


def show(text: str, err: bool = False) -> None:
    """Print text for people, which a terminal shows and doesn't obey; data is echoed as it is."""
    click.echo(visible(text), err=err)


@contextmanager
def piped() -> Iterator[None]:
    """Let a block that writes to standard output end quietly when `… | head` has had enough."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
