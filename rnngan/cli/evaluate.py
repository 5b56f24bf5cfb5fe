"""`rnngan evaluate`: the scores of a run, or of any two tables."""

import json

import click

from rnngan.cli.click_options import (
    GroupedCommand,
    force_option,
    json_option,
    option,
    options,
    quiet_option,
    reading_options,
    requested,
    resolved,
    synthetic_option,
    track_option,
)
from rnngan.cli.output import show
from rnngan.cli.parameters import Folder
from rnngan.config.options import EVALUATE, Option
from rnngan.config.requests import EvaluateRequest


@click.command(cls=GroupedCommand)
@click.argument("run", required=False, type=Folder())
@options(*EVALUATE.values())
@synthetic_option
@option(
    Option("output", "JSON file to write the scores to as well", flag="-o, --output", type="file")
)
@reading_options
@track_option
@force_option
@quiet_option
@json_option
def evaluate(run, synthetic, output, track, force, as_json, **wanted):
    """Score a run, or any two tables against each other.

    RUN is scored against the data it learned from, and the part held out of them.

    \b
    rnngan evaluate run
    rnngan evaluate poems-run --real other-poems.txt
    rnngan evaluate --real real.csv --synthetic synthetic.csv --window 24 -o scores.json
    rnngan evaluate --real real.csv --synthetic synthetic.csv --unseen unseen.csv
    rnngan evaluate run --quick --fail-if "discriminative>0.2" --fail-if "broken>0"
    """
    request = requested(EvaluateRequest, **{name: wanted.pop(name) for name in EVALUATE})
    if (run is None and None in (request.real, synthetic)) or (run and synthetic):
        raise click.UsageError("Give a RUN, or both --real FILE and --synthetic FILE.")
    if run is not None and request.unseen is not None:
        raise click.UsageError("--unseen goes with --real and --synthetic, without a RUN.")
    if run is None and track is not None:
        raise click.UsageError("--track goes with a RUN: two tables alone have no folder.")
    if run is not None and any(value not in (None, ()) for value in wanted.values()):
        raise click.UsageError("A RUN is read as it was trained: leave out the other options.")
    config, _ = resolved(wanted)
    from rnngan.data.formats import atomic
    from rnngan.evaluation import gates

    limits = [gates.Gate.of(text) for text in request.fail_if]

    if output is not None:
        atomic.refuse_existing(output, force)
    from rnngan.runs import evaluate as runs

    if run is None:
        found = runs.compare_files(request.real, synthetic, config, request)
    else:
        found = runs.evaluate(run, request, track)
    text = json.dumps(found.scores, indent=2)
    if output is not None:
        atomic.write(output, text + "\n")
    if as_json:
        click.echo(text)
    else:
        show(found.table)
    if found.draw is not None:
        found.draw()
    gates.refuse(found.scores, limits)
