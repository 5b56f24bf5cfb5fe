"""The options that several commands share; each stands for a setting."""

import click

from rnngan.cli.parameters import PLACE, WHOLE, Folder, WholeRange
from rnngan.config import catalogue
from rnngan.report.progress import speaking


def option(place, *names, **kwargs):
    """Return a click option that stands for the setting `section.name`."""
    return click.option(*names, place.replace(".", "__"), **kwargs)


def file_option(*names, **kwargs):
    """Return a click option that names a file."""
    return click.option(*names, metavar="FILE", type=PLACE, **kwargs)


def run_option(*names, **kwargs):
    """Return a click option that names a run folder."""
    return click.option(*names, metavar="RUN", type=Folder(), **kwargs)


reading_options = [
    option("data.delimiter", "--delimiter", help="What separates cells; found out."),
    option(
        "data.decimal", "--decimal", type=click.Choice([".", ","]),
        help="Decimal sign of numbers; found out.",
    ),
    option("data.encoding", "--encoding", help="Encoding of the text, such as latin-1."),
    option(
        "data.header", "--no-header", flag_value=False, default=None,
        help="The first line holds no names: columns become c1, c2, …",
    ),
    option(
        "data.na_values", "--na-values", multiple=True, metavar="TEXT",
        help="Further spelling of a missing value (repeat).",
    ),
    option(
        "data.inf_as_missing", "--inf-as-missing", flag_value=True, default=None,
        help="Read infinite numbers as missing values.",
    ),
    option("data.date_format", "--date-format", help="Spelling of times, such as %d/%m/%Y."),
]  # fmt: skip

cleaning_options = [
    option(
        "data.missing", "--missing", type=click.Choice(["mask", "interpolate", "drop", "error"]),
        help="Missing values: learn them, fill in, drop rows, refuse.  [default: mask]",
    ),
    option(
        "data.duplicates", "--duplicates", type=click.Choice(["error", "first", "mean"]),
        help="The same time twice in a series.  [default: error]",
    ),
    option(
        "data.gaps", "--gaps", type=click.Choice(["split", "interpolate", "error"]),
        help="Missing steps of time.  [default: split]",
    ),
    option(
        "data.strict", "--strict", flag_value=True, default=None,
        help="Refuse rows that are not in the order of time.",
    ),
    option(
        "data.calendar", "--calendar", multiple=True,
        type=click.Choice(["hour", "weekday", "month"]),
        help="Calendar that the networks are told (repeat).",
    ),
    option(
        "data.constraints", "--constraint", multiple=True, metavar="RULE",
        help='What holds in every row: "total = price * qty", see docs/tables.md (repeat).',
    ),
    option(
        "data.detect_constraints", "--no-detect-constraints", flag_value=False, default=None,
        help="Keep only the constraints that are named.",
    ),
]  # fmt: skip


def data_options(command):
    """Add the options that say how a table is read."""
    for decorate in reversed(
        [
            option("data.window", "--window", type=WHOLE, help="Rows of a window.  [default: 24]"),
            option(
                "data.stride",
                "--stride",
                type=WHOLE,
                help="Rows between the starts of two windows.  [default: 1]",
            ),
            option("data.id_column", "--id-column", help="Column that tells sequences apart."),
            option("data.time_column", "--time-column", help="Column that orders the rows."),
            option("data.ignore", "--ignore", multiple=True, help="Column to leave out (repeat)."),
            option(
                "data.kinds", "--kind", multiple=True, metavar="COLUMN=KIND",
                help="number, category, date, key, id, time or ignored (repeat).",
            ),
            option(
                "data.lengths", "--lengths", type=click.Choice(["auto", "learn", "windows"]),
                help="Whole series, their length learned, or fixed windows.  [default: auto]",
            ),
            *reading_options,
            *cleaning_options,
            option(
                "data.holdout",
                "--holdout",
                type=float,
                help="Share held out, by time or by id.  [default: 0.1]",
            ),
            file_option("--config", "file", help="YAML or JSON of settings."),
            click.option(
                "--set", "assignments", multiple=True, metavar="SECTION.KEY=VALUE",
                help="Any setting; see `rnngan config show` (repeat).",
            ),
        ]
    ):  # fmt: skip
        command = decorate(command)
    return command


game_options = [
    option(
        "training.objective", "--objective", type=click.Choice(catalogue.objectives()),
        help="Adversarial objective.  [default: bce]",
    ),
    option(
        "training.d_steps", "--d-steps", type=WHOLE,
        help="Discriminator steps per generator step.  [default: the objective's]",
    ),
    option(
        "training.r1", "--r1", type=float,
        help="Penalty on real windows.  [default: the objective's]",
    ),
    option(
        "training.r2", "--r2", type=float,
        help="Penalty on generated windows.  [default: the objective's]",
    ),
    option(
        "training.label_smoothing", "--label-smoothing", type=float,
        help="Taken off the label of real windows, as 0.1.",
    ),
    option(
        "training.ema_decay", "--ema", type=float,
        help="Decay of the generator's average.  [default: 0.999]",
    ),
    option(
        "training.match", "--match", type=click.Choice(["none", "mse", "mae", "kl"]),
        help="Compare generated with real moments too.  [default: none]",
    ),
    option(
        "training.match_weight", "--match-weight", type=float,
        help="Its weight.  [default: 1.0]",
    ),
    option(
        "data.condition", "--condition", multiple=True, metavar="COLUMN",
        help="Column of one value a sequence that generation is told (repeat).",
    ),
    option(
        "model.codes", "--codes", multiple=True, metavar="KIND:N",
        help="Codes to discover: categorical:3, continuous:2 (repeat).",
    ),
]  # fmt: skip


def training_options(command):
    """Add the options that say how to train."""
    for decorate in reversed(
        [
            click.option(
                "--preset", type=click.Choice(catalogue.presets()),
                help="Settings that belong together; others given here go before them.",
            ),
            option(
                "training.steps", "--steps", type=WHOLE,
                help="Training steps.  [default: 4000]",
            ),
            option(
                "training.minutes", "--minutes", type=float,
                help="Train for about this long in place of --steps.",
            ),
            *game_options,
            option(
                "training.batch_size", "--batch-size", type=WHOLE,
                help="Windows of a step.  [default: 128]",
            ),
            option(
                "training.on_divergence", "--on-divergence",
                type=click.Choice(["stop", "rollback"]),
                help="Stop, or go back and on with half the rate.  [default: stop]",
            ),
            option("model.units", "--units", type=WHOLE, help="Width of layers.  [default: 64]"),
            option("seed", "--seed", type=WHOLE, help="Seed of every draw.  [default: 0]"),
            *text_options,
        ]
    ):  # fmt: skip
        command = decorate(command)
    return command


text_options = [
    option(
        "kind", "--text", flag_value="text", default=None, help="Read DATA as a text (.txt is one)."
    ),
    option("text.column", "--text-column", help="Learn the texts of this column of a table."),
    option(
        "text.level", "--level", type=click.Choice(["auto", "char", "word", "bpe"]),
        help="Texts: what a token is.  [default: auto]",
    ),
    option(
        "text.errors", "--errors", type=click.Choice(["strict", "replace"]),
        help="Texts: bytes not in the encoding.  [default: strict]",
    ),
    option(
        "text.estimator", "--estimator", type=click.Choice(["gumbel", "reinforce"]),
        help="Texts: how the discriminator moves the generator.  [default: gumbel]",
    ),
    option(
        "text.adversarial_steps", "--adversarial-steps", type=WHOLE,
        help="Texts: steps against the discriminator.  [default: auto]",
    ),
]  # fmt: skip


def resolved(options, data=None):
    """Take the settings out of a command's options; return (RunConfig, sources).

    Args:
        options: {name: value}.
        data: path of what is learned; a text is known by its name, or by its column.
    """
    from rnngan.config.sources import resolve
    from rnngan.data.text.names import is_text

    flags = {}
    if options.get("text__column") or (data is not None and is_text(data)):
        flags["kind"] = "text"
    for name in [n for n in options if "__" in n or n in ("seed", "kind")]:
        value, place = options.pop(name), name.replace("__", ".")
        if value not in ((), None):
            flags[place] = value
    return resolve(
        flags, options.pop("assignments"), options.pop("file"), options.pop("preset", None)
    )


def _hush(ctx, param, quiet):
    """Be quiet until the command ends."""
    ctx.with_resource(speaking(quiet))


output_option = file_option(
    "-o", "--output", default="-", show_default=True, help="File, or - for stdout."
)
quiet_option = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    expose_value=False,
    callback=_hush,
    help="Say nothing but errors.",
)
force_option = click.option("--force", is_flag=True, help="Replace what exists.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON to stdout.")
quick_option = click.option(
    "--quick", is_flag=True,
    help="One judge a score whatever --seeds says, trained a fifth as long; a text has one draw. "
    "To compare runs with each other, not with published figures.",
)  # fmt: skip
split_option = click.option(
    "--split-held-out", "split", is_flag=True,
    help="To choose among runs: take a validation number on one half of what RUN held out, and "
    "score on the other half alone.",
)  # fmt: skip
seeds_option = click.option(
    "--seeds", type=WholeRange(1, 100), default=3, show_default=True, help="Judges a score."
)
