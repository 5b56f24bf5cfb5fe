"""The command line: parse, call, echo. Nothing imports this module."""

import json
import os
import sys

import click

from rnngan import __version__
from rnngan.cli.batch import batch
from rnngan.cli.generate_options import generate_options, generate_request
from rnngan.cli.options import (
    data_options,
    file_option,
    force_option,
    json_option,
    output_option,
    quick_option,
    quiet_option,
    resolved,
    run_option,
    seeds_option,
    split_option,
    training_options,
)
from rnngan.cli.parameters import PLACE, Folder
from rnngan.config.errors import ConfigError, RnnganError
from rnngan.config.requests import EvaluateRequest, ResumeRequest, TrainRequest
from rnngan.data.formats import supported
from rnngan.report.progress import say
from rnngan.report.terminal import visible
from rnngan.runs.loading import load_tensorflow
from rnngan.training import interrupts

INTERRUPTED = 130
EPILOG = """
Exit codes: 0 done, 1 a bug in rnngan, 2 usage, 3 input unusable, 4 run unusable, 5 training
diverged or collapsed, 6 some runs of a batch failed, 130 interrupted, 143 terminated. Data goes to
standard output, messages to standard error.
"""


def tell(text, err=False):
    """Print text for people, which a terminal shows and doesn't obey; data is echoed as it is."""
    click.echo(visible(text), err=err)


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rnngan")
def cli():
    """Learn the sequences of a table with an LSTM GAN, and make new ones.

    \b
    rnngan demo                                  see it work, about 5 minutes
    rnngan inspect data.csv                      what is in the table
    rnngan train data.csv -o run                 learn it
    rnngan generate run -n 100 -o synthetic.csv  100 new sequences
    rnngan evaluate run                          how good they are
    rnngan batch experiments.yaml -o runs        many runs, compared
    """


@cli.command()
@click.argument("data", required=False, type=PLACE)
@run_option("-o", "--output", help="Folder of the new run.")
@run_option("--resume", help="Go on with a run exactly where it stopped.")
@run_option("--fork", help="With --resume: a new run with other settings.")
@data_options
@training_options
@file_option("--schema", help="Schema file, as `rnngan inspect --write-schema` makes it.")
@force_option
@quiet_option
@json_option
def train(data, output, resume, fork, schema, force, as_json, **options):
    """Train on the table or text DATA and write the folder RUN.

    DATA is a CSV, Parquet or Feather file, a .txt file or a folder of them, compressed or not, or -
    for standard input (a table; a text with --text).

    \b
    rnngan train prices.csv -o prices-run --window 48 --minutes 5
    rnngan train poems.txt -o poems-run
    rnngan train visits.csv -o visits-run --id-column patient --time-column day

    Ctrl-C ends it after the step that is under way, with a checkpoint. What was stopped, or killed,
    goes on to the same result as if it had not been:

    \b
    rnngan train --resume prices-run
    rnngan train --resume prices-run --fork slower-run --set training.learning_rate=1e-4
    """
    if options["training__steps"] and options["training__minutes"]:
        raise click.UsageError("Give --steps or --minutes, not both.")
    if resume is not None:
        if output or schema:
            raise click.UsageError("A RUN to --resume has its folder and schema: leave out -o.")
        summary = resumed(resume, data, fork, force, options)
    elif data is None or output is None or fork:
        raise click.UsageError("Give DATA and -o RUN; or --resume RUN, with --fork if need be.")
    else:
        summary = trained(data, output, schema, force, options)
    if as_json:
        click.echo(json.dumps(summary))
    else:
        say(f"next: rnngan generate {summary['run']} -n 100 -o synthetic.csv")


def trained(data, output, schema, force, options):
    """Train a new run and return its summary."""
    config, sources = resolved(options, data)
    from rnngan import modalities

    modalities.of(config).refuse_settings(config, sources)
    from rnngan.runs.train import train

    return train(TrainRequest(data, output, config, schema, force))


def resumed(run, data, fork, force, options):
    """Go on with a run, or branch off from it, and return the summary."""
    config, sources = resolved(options)
    from rnngan.config.run_config import flat
    from rnngan.config.sources import UNASKED

    load_tensorflow()
    from rnngan.runs.resume import resume

    given = {p: v for p, v in flat(config).items() if not sources[p].startswith(UNASKED)}
    return resume(ResumeRequest(run, data, given, fork, force))


@cli.command()
@click.argument("run", type=Folder())
@generate_options
@force_option
@quiet_option
def generate(run, output, kind, force, **asked):
    """Write new sequences of RUN, in the columns of the table it was trained on.

    The name of the file says what is written: .csv, .parquet or .feather, and .csv.gz, .csv.bz2,
    .csv.xz, .csv.zst or .csv.zip. Texts are written a line each, or as .jsonl or .csv.

    \b
    rnngan generate run -n 1000 -o synthetic.csv
    rnngan generate run --rows 1e6 -o million.parquet
    rnngan generate run -n 1 --length 5000 -o long.parquet
    rnngan generate run -n 5 --seed 7 | head
    rnngan generate run -n 5 --given clinic=north
    rnngan generate poems-run -n 10 --temperature 0.8 --prompt "The sea"
    """
    request = generate_request(asked)
    load_tensorflow()
    from rnngan.runs.generate import generate_file

    try:
        generate_file(run, request, output, kind, force)
    except BrokenPipeError:  # `rnngan generate … | head`: the reader has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@cli.command()
@click.argument("run", required=False, type=Folder())
@file_option("--data", help="The table, where it has moved since training.")
@file_option("--real", help="Compare any two tables: the real one; of a text, another to test on.")
@file_option("--synthetic", help="Compare any two tables: the other one.")
@file_option("-o", "--output", help="Write the scores to this JSON file too.")
@data_options
@seeds_option
@quick_option
@split_option
@force_option
@quiet_option
@json_option
def evaluate(run, data, real, synthetic, output, seeds, quick, split, force, as_json, **options):
    """Score RUN against the table it learned, or any two tables against each other.

    \b
    rnngan evaluate run
    rnngan evaluate poems-run --real other-poems.txt
    rnngan evaluate --real real.csv --synthetic synthetic.csv --window 24 -o scores.json
    """
    if (run is None and (real is None or synthetic is None)) or (run and synthetic):
        raise click.UsageError("Give a RUN, or both --real FILE and --synthetic FILE.")
    if split and real is not None:
        raise click.UsageError("--split-held-out halves what a RUN held out: leave out --real.")
    ignored = [name for name, value in options.items() if value not in (None, ())]
    if run is not None and ignored:
        raise click.UsageError("A RUN is read as it was trained: leave out the other options.")
    config, _ = resolved(options | {"seed": None})
    from rnngan.data.formats import atomic

    if output is not None:
        atomic.refuse_existing(output, force)
    load_tensorflow()
    from rnngan.runs import evaluate as evaluation

    if run is None:
        found = evaluation.compare_files(real, synthetic, config, seeds, quick)
    else:
        found = evaluation.evaluate(run, EvaluateRequest(data, real, seeds, quick, split))
    text = json.dumps(found.scores, indent=2)
    if output is not None:
        atomic.write(output, text + "\n")
    if as_json:
        click.echo(text)
    else:
        tell(found.table)
    if found.draw is not None:
        found.draw()


@cli.command()
@click.argument("data", type=PLACE)
@data_options
@training_options
@file_option("--schema", help="Schema file to read the table with.")
@file_option("--write-schema", "written", help="Write the schema as YAML, to edit and train with.")
@force_option
@json_option
def inspect(data, schema, written, force, as_json, **options):
    """Say what is in the table or text DATA, what will be done with it, and what it would cost.

    \b
    rnngan inspect data.csv --write-schema schema.yaml
    rnngan train data.csv --schema schema.yaml -o run
    """
    config, sources = resolved(options, data)
    from rnngan import modalities
    from rnngan.runs.inspect import inspect

    modalities.of(config).refuse_settings(config, sources)
    found = inspect(data, config, schema, written, force)
    if as_json:
        click.echo(json.dumps(found.facts, indent=2))
    else:
        tell(found.text)


@cli.command()
@click.argument("run", type=Folder())
@click.argument("data", type=PLACE)
@output_option
@click.option(
    "--format",
    "kind",
    type=click.Choice(supported.names("table_writer")),
    help="[default: by name]",
)  # fmt: skip
@force_option
@quiet_option
def encode(run, data, output, kind, force):
    """Write the latent codes of the windows of DATA, a row each: RUN needs an encoder.

    \b
    rnngan train prices.csv -o run --preset vae-gan
    rnngan encode run prices.csv -o codes.csv
    """
    load_tensorflow()
    from rnngan.runs.encode import encode_file

    try:
        encode_file(run, data, output, kind, force)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@cli.command()
@run_option("-o", "--output", default="demo-run", show_default=True, help="Folder of the run.")
@force_option
@quiet_option
def demo(output, force):
    """Train on four years of Seattle's weather, generate, score and draw: about 5 minutes."""
    load_tensorflow()
    from rnngan.runs.demo import run

    tell(run(output, force))


cli.add_command(batch)


@cli.group()
def config():
    """Settings and where they come from: a flag, RNNGAN_…, a file, or the default."""


@config.command()
@data_options
@training_options
@json_option
def show(as_json, **options):
    """Print every setting, its value, and where the value comes from."""
    settings, sources = resolved(options)
    from rnngan.report.console import settings_table

    if as_json:
        click.echo(settings.model_dump_json(indent=2))
    else:
        tell(settings_table(settings, sources))


def main(arguments=None):
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
    except Exception as error:  # the last place that can explain
        return _explain(error)


def _explain(error):
    """Say what went wrong and return the exit code."""
    if "RNNGAN_DEBUG" in os.environ:
        raise error
    if isinstance(error, RnnganError):
        tell(f"rnngan: {error}", err=True)
        if isinstance(error, ConfigError):
            click.echo("Try 'rnngan --help' or 'rnngan config show'.", err=True)
        return error.exit_code
    if isinstance(error, OSError):
        tell(f"rnngan: {error.filename or 'output'}: {error.strerror}", err=True)
        return 3
    tell(
        f"rnngan: a bug in rnngan: {type(error).__name__}: {error}. Please report it; "
        "RNNGAN_DEBUG=1 shows where it happened.",
        err=True,
    )
    return 1
