"""`rnngan batch`: scripted runs at the command line."""

import contextlib
import json
from pathlib import Path

import click

from rnngan.cli.click_options import force_option, json_option, output_option, quiet_option
from rnngan.cli.output import show
from rnngan.cli.parameters import FILE, Folder, WholeRange


class Batch(click.Group):
    """A group whose first argument may be the file of experiments: `run` need not be said."""

    def parse_args(self, ctx, args):
        """Put `run` before anything that is no other command."""
        completing = ctx.resilient_parsing and not args
        if not completing and (not args or args[0] not in self.commands):
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx, incomplete):
        """Offer the other commands, and files where none fits."""
        return super().shell_complete(ctx, incomplete) or FILE.shell_complete(ctx, None, incomplete)


@click.group(cls=Batch, short_help="Many runs from a YAML of experiments, and their summary.")
def batch():
    """Train, generate and evaluate many runs; see `rnngan batch --help`."""


@batch.command()
@click.argument("spec", type=FILE)
@click.option(
    "-o", "--output", required=True, metavar="DIR", type=Folder(), help="Folder of the batch."
)
@click.option(
    "--jobs", type=WholeRange(1, 10_000),
    help="Runs side by side, a thread each.  [default: one for each processor]",
)  # fmt: skip
@click.option("--only", multiple=True, metavar="NAME", help="Only this run, or sines-* (repeat).")
@click.option(
    "--filter", "filters", multiple=True, metavar="KEY=VALUE",
    help="Only runs with this setting, such as objective=bce (repeat).",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would run, its commands and the time.")
@click.option(
    "--ray", "address", metavar="local|ADDRESS",
    help="Send the runs to a Ray cluster (pip install 'rnngan[ray]').",
)  # fmt: skip
@quiet_option
@click.option("--json", "as_json", is_flag=True, help="Events on stdout, a line of JSON each.")
def run(spec, output, jobs, only, filters, dry_run, address, as_json):
    """Do all runs of the file SPEC in the folder DIR, and sum them up in DIR/summary.html.

    \b
    rnngan batch experiments.yaml -o runs --dry-run   what would run, and how long
    rnngan batch experiments.yaml -o runs             run it; again: what is missing
    rnngan batch show runs                            what came of it
    rnngan batch schema                               JSON Schema of SPEC, for editors

    A run that is finished is never done again, one that was stopped or killed goes on where it
    stood, one whose settings or data have changed begins anew. Ctrl-C lets those that are running
    end and starts no more; twice, it stops them with a checkpoint.

    \b
    defaults: {data: sines.csv, id_column: id, steps: 2000, generate: 100, evaluate: quick}
    matrix: {objective: [bce, hinge], seed: [1, 2]}
    experiments:
      - {name: wide, units: 128}

    Exit codes: 0 all finished, 3 SPEC unusable, 4 DIR in use, 6 some runs failed, 130 interrupted.
    """
    from rnngan.batch import runner

    opened = runner.opened(spec, output)
    found = runner.chosen(opened.runs, only, filters)
    if dry_run:
        runner.dry_run(opened, found, jobs or runner.processors(), show)
        return 0
    from rnngan.batch.board import board

    with contextlib.closing(board(as_json)) as shown:
        launcher = None
        if address is not None:
            from rnngan.batch.launchers import ray_cluster

            launcher = ray_cluster.launcher(address, jobs)
            jobs = launcher.jobs
        everything = not only and not filters
        return runner.play(opened, found, shown, launcher, jobs, everything)


@batch.command("show")
@click.argument("folder", metavar="DIR", type=Folder())
@json_option
def show_batch(folder, as_json):
    """Print what came of the batch in DIR, also while it goes on.

    \b
    rnngan batch show runs
    rnngan batch show runs --json
    """
    from rnngan.batch import summary
    from rnngan.batch.records import BatchFolder

    found = summary.gathered(BatchFolder(Path(folder)))
    show(json.dumps(found, indent=1) if as_json else summary.text(found))


@batch.command()
@output_option
@force_option
def schema(output, force):
    """Print the JSON Schema of a file of experiments, for editors that complete and check."""
    from rnngan.batch.spec import json_schema
    from rnngan.data.formats import atomic

    if output == "-":
        show(json_schema().rstrip())
        return
    atomic.refuse_existing(output, force)
    atomic.write(output, json_schema())
