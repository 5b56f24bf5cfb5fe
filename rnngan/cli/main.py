"""The command line: the root of all commands, and what an error prints and exits with."""

import os
import sys
from collections.abc import Sequence

import click

from rnngan import __version__
from rnngan.cli.batch import batch
from rnngan.cli.demo import demo
from rnngan.cli.encode import encode
from rnngan.cli.evaluate import evaluate
from rnngan.cli.export import export
from rnngan.cli.generate import generate
from rnngan.cli.impute import impute
from rnngan.cli.inspect import inspect
from rnngan.cli.output import show
from rnngan.cli.report import report
from rnngan.cli.score import score
from rnngan.cli.settings import config
from rnngan.cli.train import train
from rnngan.config.errors import ConfigError, RnnganError
from rnngan.report.terminal import visible
from rnngan.training import interrupts

INTERRUPTED = 130
WIDEST = 120  # columns of the help, in a terminal that has so many
EPILOG = """
Exit codes: 0 done, 1 a bug in rnngan, 2 usage, 3 input unusable, 4 run unusable, 5 training
diverged, collapsed or failed to learn, 6 some runs of a batch failed, 130 interrupted, 143
terminated. Data goes to standard output, messages to standard error.
"""


@click.group(
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
)
@click.version_option(__version__, prog_name="rnngan")
def cli():
    """Learn the sequences of a table with an LSTM GAN, and make new ones.

    \b
    rnngan demo                                  see it work, about 4 minutes
    rnngan inspect data.csv                      what is in the table
    rnngan train data.csv -o run                 learn it
    rnngan generate run -n 100 -o synthetic.csv  100 new sequences
    rnngan generate run --after data.csv -n 100  100 ways in which it may go on
    rnngan evaluate run                          how good they are
    rnngan report run                            all of it on one page
    rnngan batch experiments.yaml -o runs        many runs, compared
    """


COMMANDS = (
    *(train, generate, evaluate, report, inspect),
    *(impute, score, encode, export, demo, config, batch),
)
for command in COMMANDS:
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. No traceback reaches a user."""
    with interrupts.handled():
        return _main(arguments)


def _main(arguments):
    try:
        code = cli.main(arguments, prog_name="rnngan", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.message = visible(error.message)
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("\ninterrupted", err=True)
        return INTERRUPTED
    except Exception as error:  # nothing later can explain
        return _explain(error)


def _explain(error):
    """Say what went wrong and return the exit code."""
    if "RNNGAN_DEBUG" in os.environ:
        raise error
    if isinstance(error, RnnganError):
        show(f"rnngan: {error}", err=True)
        if isinstance(error, ConfigError):
            click.echo("Try 'rnngan --help' or 'rnngan config show'.", err=True)
        return error.exit_code
    if isinstance(error, OSError):
        show(f"rnngan: {error.filename or 'output'}: {error.strerror}", err=True)
        return 3
    show(
        f"rnngan: a bug in rnngan: {type(error).__name__}: {error}. Please report it; "
        "RNNGAN_DEBUG=1 shows where it happened.",
        err=True,
    )
    return 1
