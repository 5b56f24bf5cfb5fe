"""The options of `rnngan generate`: what is wanted of a table, and what of a text."""

import click

from rnngan.cli.options import output_option
from rnngan.cli.parameters import PLACE, WholeRange
from rnngan.config.requests import GenerateRequest
from rnngan.data.formats import supported

WRITTEN = supported.names("table_writer", "text_writer")
table_options = [
    click.option(
        "--rows", type=WholeRange(1), metavar="N",
        help="About N rows in whole sequences, in place of -n.",
    ),
    click.option(
        "--first-id", metavar="ID",
        help="First new id, spelled as in the table, or its number.  [default: after the table's]",
    ),
    click.option("--start", help="First point in time of every sequence."),
    click.option("--freq", help="Step of time, such as 1h, 1D or B.  [default: the table's]"),
    click.option(
        "--given", multiple=True, metavar="COLUMN=VALUE",
        help="What sequences are told to be (repeat).",
    ),
    click.option(
        "--code", "codes", multiple=True, metavar="NUMBER=VALUE",
        help="Set a learned code (repeat).",
    ),
    click.option(
        "--interpolate", type=WholeRange(2, 100_000), metavar="K",
        help="K sequences on the path between two latent points, in place of -n.",
    ),
    click.option(
        "--between", metavar="DATA", type=PLACE,
        help="Its ends: the first and the last window of a table (runs with an encoder).",
    ),
    click.option(
        "--excel-safe", is_flag=True,
        help="In CSV, put ' before names and texts that begin like a formula: = + - @.",
    ),
]  # fmt: skip
text_options = [
    click.option(
        "--temperature", type=float,
        help="Texts: 1 as learned, lower is safer, 0 the likeliest.  [default: 1.0]",
    ),
    click.option(
        "--top-k", type=WholeRange(0), help="Texts: draw from the K likeliest tokens alone."
    ),
    click.option(
        "--top-p", type=float, help="Texts: draw from the likeliest, of this probability together."
    ),
    click.option("--prompt", help="Texts: what every one begins with."),
    click.option(
        "--min-length", type=WholeRange(1),
        help="Texts: tokens before which none ends.",
    ),
]  # fmt: skip


def generate_options(command):
    """Add the options that say what is generated."""
    seeds = WholeRange(0, 2**31 - 1)
    for decorate in reversed(
        [
            click.option("-n", "count", type=WholeRange(min=0), help="Sequences to make."),
            output_option,
            click.option(
                "--format", "kind", type=click.Choice(WRITTEN), help="[default: by name]"
            ),
            click.option(
                "--seed", type=seeds, default=0, show_default=True,
                help="Of every draw; each seed has ids of its own.",
            ),
            click.option(
                "--length", type=WholeRange(1),
                help="Rows, or most tokens, of a sequence.  [default: as learned]",
            ),
            *table_options,
            *text_options,
        ]
    ):  # fmt: skip
        command = decorate(command)
    return command


def generate_request(asked):
    """Return the `GenerateRequest` of the options of `rnngan generate`; see `generate_options`."""
    asked["given"] = pairs("--given", asked["given"])
    asked["codes"] = numbers("--code", pairs("--code", asked["codes"]))
    return GenerateRequest(**asked)


def pairs(flag, texts):
    """Return the (name, value) pairs of texts such as NAME=VALUE."""
    for text in texts:
        if "=" not in text:
            raise click.UsageError(f"{flag} {text}: expected NAME=VALUE.")
    return tuple(tuple(text.split("=", 1)) for text in texts)


def numbers(flag, found):
    """Return pairs of a whole number and a number."""
    read = []
    for name, value in found:
        try:
            read.append((int(name), float(value)))
        except ValueError:
            problem = f"{flag} {name}={value}: expected numbers, such as 0=2."
            raise click.UsageError(problem) from None
    return tuple(read)
