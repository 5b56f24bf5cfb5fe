"""`rnngan train`: a new run, or one that goes on."""

import json
import os

import click

from rnngan.cli.click_options import (
    GroupedCommand,
    force_option,
    json_option,
    option,
    quiet_option,
    resolved,
    setting_options,
    track_option,
)
from rnngan.cli.parameters import FILE
from rnngan.config.options import Option
from rnngan.config.requests import ResumeRequest, TrainRequest
from rnngan.config.workers import VARIABLE, Workers
from rnngan.report.progress import say


@click.command(cls=GroupedCommand)
@click.argument("data", required=False, type=FILE)
@option(Option("output", "folder of the new run", flag="-o, --output", type="folder"))
@option(
    Option(
        "resume",
        "go on with a run exactly where it stopped",
        flag="--resume",
        type="folder",
        group="training",
    )
)
@option(
    Option(
        "fork",
        "with --resume: folder of a new run that goes on with other settings",
        flag="--fork",
        type="folder",
        group="training",
    )
)
@setting_options
@option(
    Option(
        "schema",
        "schema file, as `rnngan inspect --write-schema` makes it",
        flag="--schema",
        type="file",
        group="data",
    )
)
@option(
    Option(
        "devices",
        "GPUs to train on together, a number or all; one when not given. With TF_CONFIG each "
        "worker trains on all that it has",
        flag="--devices",
        metavar="N|all",
        group="training",
    )
)
@track_option
@force_option
@quiet_option
@json_option
def train(data, output, resume, fork, schema, devices, track, force, as_json, **options):
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
    where = _where(devices)
    if resume is not None:
        if output or schema:
            raise click.UsageError("A RUN to --resume has its folder and schema: leave out -o.")
        from rnngan.runs import resume as runs

        request = ResumeRequest(resume, data, _given(options), fork, force, track, **where)
        summary = runs.resume(request)
    elif data is None or output is None or fork:
        raise click.UsageError("Give DATA and -o RUN; or --resume RUN, with --fork if need be.")
    else:
        config, sources = resolved(options, data)
        from rnngan import modalities
        from rnngan.runs import train as runs

        modalities.of(config).refuse_settings(config, sources)
        summary = runs.train(
            TrainRequest(data, output, config, schema, force, track=track, **where)
        )
    if as_json and summary:  # there is none of a worker whose run another one writes
        click.echo(json.dumps(summary))
    elif summary:
        say(f"next: rnngan generate {summary['run']} -n 100 -o synthetic.csv")


def _where(devices):
    """Return {name: value} of what a request says of the devices.

    Raises:
        click.UsageError: they are no number, or each worker has all of its devices.
        ConfigError: TF_CONFIG can't be read.
    """
    if devices not in (None, "all") and not (devices.isdecimal() and int(devices)):
        raise click.UsageError(f"--devices: expected a number, or all. Received: {devices}")
    workers = Workers.of(os.environ)
    if workers is not None and devices not in (None, "all"):
        raise click.UsageError(
            f"{VARIABLE} is set, and each worker trains on all GPUs that it sees: leave --devices "
            "out. CUDA_VISIBLE_DEVICES says which those are."
        )
    return {"devices": devices and devices.lstrip("0"), "workers": workers}


def _given(options):
    """Return {"section.name": value} of the settings that somebody gave."""
    config, sources = resolved(options)
    from rnngan.config.run_config import flat
    from rnngan.config.sources import UNASKED

    return {n: v for n, v in flat(config).items() if not sources[n].startswith(UNASKED)}
