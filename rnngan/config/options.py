"""One row for each setting and each option: its name, meaning, default, flag and values.

The sections of `RunConfig`, the requests, click's options, the keys of batch files with their JSON
Schema, the names in the environment and docs/configuration.md are all made from these rows. What a
value may be (its bounds) stands with the field of a setting in `rnngan.config.sections`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from rnngan.config import catalogue

PREFIX = "RNNGAN_"  # of the environment's names of settings
LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Option:
    """A setting, or an option of a command.

    Args:
        name: "section.name" of a setting, or the field of a request that it fills.
        description: what it is, as a phrase that goes on from "this is the …".
        default: value where nothing is given.
        flag: at the command line, such as "-o, --output"; None where there is none.
        type: what is typed: "text", "whole", "number", "file", "folder", or "switch" for nothing.
        choices: values that it may have.
        multiple: whether it holds several values: the flag is repeated.
        metavar: what stands for the value in the help; by its type when None.
        value: what the flag stands for where nothing is typed behind it.
        switch: what giving such a flag does, where the description is that of the setting.
        shown: default as the help shows it, where that depends on something.
        least: smallest number.
        most: largest number.
        group: heading under which the help shows it.

    Example:
        >>> SETTINGS["data.window"].flag, SETTINGS["data.window"].variable
        ('--window', 'RNNGAN_DATA_WINDOW')
    """

    name: str
    description: str
    default: Any = None
    flag: str | None = None
    type: str = "text"
    choices: tuple[str, ...] = ()
    multiple: bool = False
    metavar: str | None = None
    value: Any = None
    switch: str | None = None
    shown: str | None = None
    least: int | None = None
    most: int | None = None
    group: str | None = None

    @property
    def flags(self) -> tuple[str, ...]:
        """The spellings of the flag."""
        return tuple(self.flag.split(", ")) if self.flag else ()

    @property
    def variable(self) -> str:
        """Name in the environment of a setting."""
        return PREFIX + self.name.replace(".", "_").upper()

    @property
    def key(self) -> str | None:
        """Short key in a file of experiments, of a setting with a flag.

        Example:
            >>> SETTINGS["data.header"].key, SETTINGS["model.latent"].key
            ('no_header', None)
        """
        return self.flags[-1].lstrip("-").replace("-", "_") if self.flag else None

    @property
    def help(self) -> str:
        """One sentence for the help, with the default."""
        meaning = self.switch or self.description
        sentence = meaning[0].upper() + meaning[1:] + (" (repeat)." if self.multiple else ".")
        default = self.shown
        if default is None and self.type != "switch" and self.default != ():
            default = "the objective's" if self.name in of_objectives() else self.default
        return sentence if default is None else f"{sentence}  [default: {default}]"


@cache
def of_objectives() -> set[str]:
    """Return the settings whose default an objective changes."""
    named = (catalogue.objective(name).defaults for name in catalogue.objectives())
    return {f"training.{setting}" for defaults in named for setting in defaults}


def _table(**groups: tuple[Option, ...]) -> Mapping[str, Option]:
    """Return {name: row} of rows under their headings, but for rows that name their own."""
    rows = (
        replace(row, group=row.group or group) for group, rows in groups.items() for row in rows
    )
    return MappingProxyType({row.name: row for row in rows})


def _many(
    name: str, description: str, flag: str, metavar: str | None = None, **more: Any
) -> Option:
    return Option(name, description, (), flag, multiple=True, metavar=metavar, **more)


def _switch(name: str, description: str, flag: str, value: bool = True, **more: Any) -> Option:
    return Option(name, description, not value, flag, "switch", value=value, **more)


SETTINGS = _table(  # in the order of the keys of batches, which the names of their runs follow
    data=(
        Option("data.window", "rows of a window", 24, "--window", "whole", group="time"),
        Option("data.stride", "rows between the starts of two windows", 1, "--stride", "whole",
               group="time"),
        Option("data.id_column", "column that distinguishes sequences", flag="--id-column"),
        Option("data.time_column", "column that orders the rows", flag="--time-column",
               group="time"),
        _many("data.ignore", "column to leave out", "--ignore", "COLUMN"),
        _many(
            "data.kinds", "kind of a column where another one is found out: number, category, "
            "date, key, id, time or ignored", "--kind", "COLUMN=KIND",
        ),
        Option("data.lengths", "learn whole series and how long they are (learn), or windows of "
               "one length (windows)", "auto", "--lengths", choices=("auto", "learn", "windows"),
               group="time"),
        Option("data.delimiter", "what separates cells; found out when not given",
               flag="--delimiter"),
        Option("data.decimal", "decimal sign of numbers; found out when not given",
               flag="--decimal", choices=(".", ",")),
        Option("data.encoding", "encoding of the text, such as latin-1; UTF-8 or UTF-16 when not "
               "given", flag="--encoding"),
        _switch("data.header", "whether the first line holds the column names", "--no-header",
                False, switch="the first line holds no names: columns become c1, c2 and so on"),
        _many("data.na_values", "further spelling of a missing value", "--na-values"),
        _switch("data.inf_as_missing", "read infinite numbers as missing values",
                "--inf-as-missing"),
        Option("data.date_format", "spelling of times, such as %d/%m/%Y", flag="--date-format",
               group="time"),
        Option("data.missing", "missing values: mask learns and generates them, interpolate fills "
               "them in, drop leaves their rows out, error refuses them", "mask", "--missing",
               choices=("mask", "interpolate", "drop", "error")),
        Option("data.duplicates", "rows of one series with the same time: refused (error), the "
               "first kept, or their mean taken", "error", "--duplicates",
               choices=("error", "first", "mean"), group="time"),
        Option("data.gaps", "missing steps of time: no window spans them (split), filled in "
               "(interpolate), or refused (error)", "split", "--gaps",
               choices=("split", "interpolate", "error"), group="time"),
        _switch("data.strict", "refuse rows that are not in the order of time", "--strict",
               group="time"),
        Option("data.calendar", "part of the date that the networks take into account: where a "
               "row stands in the hour (minute), day (hour), week (weekday) or year (month); auto "
               "chooses by the table's steps and span", ("auto",), "--calendar", multiple=True,
               choices=("auto", "none", "minute", "hour", "weekday", "month"), shown="auto",
               group="time"),
        _many("data.constraints", 'what holds in every row, such as "total = price * qty"; see '
              "docs/tables.md", "--constraint", "RULE"),
        _switch("data.detect_constraints", "find out what holds between columns in every row, and "
                "keep it", "--no-detect-constraints", False,
                switch="keep only the constraints that are named"),
        Option("data.protect", "learn nothing that few series hold: fold rare categories, pull in "
               "extremes (on), or learn all as it is (off); auto: on where an id column tells "
               "enough series apart", "auto", "--protect", choices=("auto", "on", "off")),
        Option("data.protect_below", "series that have to hold what is learned; rows, where the "
               "table is one series or a few", 5, "--protect-below", "whole"),
        Option("data.protect_rare", "where rare categories are folded: into a value (rare), if "
               "enough series have it then (mark), or into the commonest value (common)", "mark",
               "--protect-rare", choices=("mark", "common")),
        Option("data.holdout", "share of the data held out", 0.1, "--holdout", "number"),
        Option("data.holdout_by", "what is held out: blocks spread over the time of each series, "
               "the end of each series, or whole series (id); auto: series where there are ten or "
               "more, else blocks", "auto", "--holdout-by",
               choices=("auto", "blocks", "end", "id")),
        Option("data.cache", "folder that keeps a table larger than memory ready; ~/.cache/rnngan "
               "when not given", flag="--cache", type="folder", metavar="FOLDER"),
    ),
    training=(
        Option("training.steps", "training steps; auto: by the rows of a table, 4,000 at most",
               "auto", "--steps", "whole"),
        Option("training.adversarial_steps", "steps against the discriminator, after those of "
               "likelihood; auto: two for three of those, 600 at most for rows and a tenth for "
               "texts, and fewer where the discriminator sees nothing more", "auto",
               "--adversarial-steps", "whole", group="adversary"),
        Option("training.dropout", "share of inputs and outputs of the LSTM that is dropped while "
               "likelihood is learned", 0.2, type="number"),
        Option("training.minutes", "about how many minutes to train, in place of a number of steps",
               flag="--minutes", type="number"),
        Option("training.objective", "adversarial objective", "bce", "--objective",
               choices=tuple(catalogue.objectives()), group="adversary"),
        Option("training.d_steps", "discriminator steps for each generator step", 1, "--d-steps",
               "whole", group="adversary"),
        Option("training.discriminator_learning_rate", "learning rate of the discriminator, where "
               "it is another", type="number", group="adversary"),
        Option("training.r1", "weight of the penalty on the discriminator's gradient at real "
               "windows; 0.2 for rows and 1 for windows at once when not given", None, "--r1",
               "number", group="adversary"),
        Option("training.r2", "weight of the penalty on the discriminator's gradient at generated "
               "windows; 0.2 for rows and 1 for windows at once when not given", None, "--r2",
               "number", group="adversary"),
        Option("training.gradient_penalty", "weight of the penalty that pulls the norm of the "
               "critic's gradient to 1", 0.0, type="number", group="adversary"),
        Option("training.clip_weights", "largest size of the discriminator's weights but for "
               "biases", type="number", group="adversary"),
        Option("training.label_smoothing", "what is taken off the label of real windows, such as "
               "0.1", 0.0, "--label-smoothing", "number", group="adversary"),
        Option("training.ema_decay", "decay of the running average of the generator's weights",
               0.999, "--ema", "number"),
        Option("training.feature_matching", "weight of matching the discriminator's mean features",
               0.0, type="number", group="adversary"),
        Option("training.match", "how moments of generated windows are compared with those of "
               "real ones, apart from the discriminator", "none", "--match",
               choices=("none", "mse", "mae", "kl"), group="adversary"),
        Option("training.match_weight", "weight of comparing moments", 1.0, "--match-weight",
               "number", group="adversary"),
        _many("data.condition", "column with one value a sequence, which is chosen when sequences "
              "are generated", "--condition", "COLUMN", group="data"),
        _many("model.codes", "codes to discover (InfoGAN), such as categorical:3 or continuous:2",
              "--codes", "TYPE:N", group="model"),
        Option("training.batch_size", "windows of a step", 128, "--batch-size", "whole"),
        Option("training.learning_rate", "learning rate at the first step", 5e-4, type="number"),
        Option("training.final_learning_rate", "learning rate at the last step (cosine)", 5e-5,
               type="number"),
        Option("training.likelihood_rate", "learning rate of the likelihood phase's first "
               "step", 2e-3, type="number"),
        Option("training.adversarial_rate", "learning rate of the generator in the steps against "
               "the discriminator; 0.0003 for rows and 0.0001 for texts when not given",
               type="number"),
        Option("training.likelihood_weight", "weight of the likelihood in the steps against the "
               "discriminator", 1.0, type="number"),
        Option("training.beta_1", "Adam's first decay", 0.0, type="number"),
        Option("training.beta_2", "Adam's second decay", 0.99, type="number"),
        Option("training.clip_norm", "largest norm of all gradients together; null for none", 5.0,
               type="number"),
        Option("training.historical_averaging", "weight of keeping weights near their own past "
               "mean", 0.0, type="number"),
        Option("training.code_weight", "weight of recovering codes (InfoGAN)", 0.1, type="number"),
        Option("training.reconstruction", "weight of reconstructing windows (VAE-GAN)", 1.0,
               type="number"),
        Option("training.kl_weight", "weight of the latent code's KL divergence at the last step "
               "(VAE-GAN)", 0.01, type="number"),
        Option("training.checkpoint_every", "steps between two checkpoints", 500, type="whole"),
        Option("training.on_divergence", "what to do when training diverges: stop, or go back and "
               "on with half the learning rate (rollback)", "stop", "--on-divergence",
               choices=("stop", "rollback")),
        Option("training.collapse_below", "stop when generated windows spread less than this "
               "share of what real ones do", 0.1, type="number"),
        Option("training.precision", "numbers that hidden layers compute in: float32, or bfloat16 "
               "for their matrix products (mixed_bfloat16)", "float32",
               choices=("float32", "mixed_bfloat16")),
        Option("model.generator", "how sequences are written: row by row (row), or a window at "
               "once from one latent vector (window)", "auto", "--generator",
               choices=("auto", "row", "window"), group="model"),
        Option("model.units", "width of every hidden layer", 64, "--units", "whole", group="model"),
        Option("model.latent", "size of the latent vector of a window", 16, type="whole",
               group="model"),
        Option("model.step_noise", "size of the noise of an LSTM step", 8, type="whole",
               group="model"),
        Option("model.rows_per_step", "rows that one LSTM step stands for", "auto", type="whole",
               group="model"),
        Option("model.auto_normalise", "split drifting columns into the window's mean and a shape",
               True, type="switch", group="model"),
        Option("model.minibatch", "what the discriminator sees of a whole batch at once", "none",
               choices=("none", "std", "discrimination"), group="model"),
        Option("model.encoder", "learn an encoder of windows too (VAE-GAN)", False, type="switch",
               group="model"),
        Option("seed", "seed of every random draw", 0, "--seed", "whole"),
    ),
    text=(
        Option("kind", "what is learned: a table, or a text (found out by the file's name)",
               "table", "--text", "switch", ("table", "text"), value="text",
               switch="read DATA as a text, whatever its name; a .txt file is read as one anyway"),
        Option("text.column", "column of a table that holds the texts to learn",
               flag="--text-column"),
        Option("text.level", "what a token is: a character (char), a word, or a frequent piece of "
               "a word (bpe)", "auto", "--level", choices=("auto", "char", "word", "bpe")),
        Option("text.mode", "a sequence is a line, or a window of one long text (stream)", "auto",
               choices=("auto", "line", "stream")),
        Option("text.errors", "bytes that are not in the encoding: refused (strict) or replaced",
               "strict", "--errors", choices=("strict", "replace")),
        Option("text.vocabulary", "most tokens; 1,000, 10,000 or 2,000 by level when not given",
               type="whole"),
        Option("text.length", "tokens of a sequence at most", "auto", type="whole"),
        Option("text.embedding", "width of the embedding of tokens", 128, type="whole"),
        Option("text.estimator", "how the discriminator's gradient reaches the generator: through "
               "the tokens (gumbel), or as a reward (reinforce)", "gumbel", "--estimator",
               choices=("gumbel", "reinforce")),
        Option("text.relaxation", "temperature of the Gumbel-softmax at the first step", 1.0,
               type="number"),
        Option("text.last_relaxation", "temperature of the Gumbel-softmax at the last step", 0.5,
               type="number"),
    ),
)  # fmt: skip

GENERATE = _table(
    sequences=(
        Option("count", "sequences to generate", flag="-n", type="whole", least=0),
        Option("rows", "about so many rows in whole sequences, in place of -n", flag="--rows",
               type="whole", least=1),
        Option("length", "rows of a sequence; of a text, tokens at most", flag="--length",
               type="whole", shown="as learned", least=1),
        Option("seed", "seed of every draw; each seed has ids of its own", 0, "--seed", "whole",
               least=0, most=LARGEST_SEED),
        Option("first_id", "first new id, spelled as in the table, or its number",
               flag="--first-id", metavar="ID", shown="after the table's"),
        _many("given", "value of a condition, for all sequences", "--given", "COLUMN=VALUE"),
        _many("codes", "value of a learned code, for all sequences", "--code", "NUMBER=VALUE"),
        Option("interpolate", "sequences on the path between two latent points, in place of -n",
               flag="--interpolate", type="whole", metavar="K", least=2, most=100_000),
        Option("between", "table whose first and last window are the ends of that path (runs with "
               "an encoder)", flag="--between", type="file", metavar="DATA",
               shown="drawn from the seed"),
        Option("after", "table whose last rows, of each id, are gone on from: -n scenarios of what "
               "follows", flag="--after", type="file", metavar="DATA"),
        Option("fix", "table in which some cells are filled: they are held, and the others written "
               "given them", flag="--fix", type="file", metavar="PLAN"),
    ),
    time=(
        Option("start", "first point in time of the first sequence; the others begin with it, or "
               "behind it where series of the table begin apart", flag="--start", metavar="TIME"),
        Option("freq", "step of time, such as 1h, 1D or B", flag="--freq", metavar="STEP",
               shown="the table's"),
    ),
    text=(
        Option("temperature", "1 draws as learned, lower is safer, 0 takes the likeliest token",
               flag="--temperature", type="number", shown="1.0", least=0),
        Option("top_k", "draw from the K likeliest tokens alone", flag="--top-k", type="whole",
               metavar="K", least=0),
        Option("top_p", "draw from the likeliest tokens, of this probability together",
               flag="--top-p", type="number", least=0, most=1),
        Option("prompt", "what every text begins with", flag="--prompt"),
        Option("min_length", "tokens before which no text ends", flag="--min-length",
               type="whole", least=1),
    ),
    output=(
        _switch("excel_safe", "in CSV, put ' before names and texts that begin like a formula: "
                "= + - @", "--excel-safe"),
    ),
)  # fmt: skip

IMPUTE = _table(
    sequences=(
        Option("how", "draw cells as they may have been (draw), or take what is expected: the mean "
               "of numbers, the commonest of others (mean)", "draw", "--how",
               choices=("draw", "mean")),
        Option("versions", "tables that are drawn, one after another, numbered in a column "
               "`version`", 1, "--versions", "whole", least=1, most=10_000),
        Option("seed", "seed of every draw", 0, "--seed", "whole", least=0, most=LARGEST_SEED),
    ),
)  # fmt: skip

EVALUATE = _table(
    scores=(
        Option("data", "data of RUN, where they have moved since training", flag="--data",
               type="file"),
        Option("real", "real table of the two to compare; with the RUN of a text, another text to "
               "score against", flag="--real", type="file"),
        Option("unseen", "with --real and --synthetic: real rows that the tool which made the "
               "synthetic table has not seen, while it has seen all of --real: its privacy can be "
               "graded then", flag="--unseen", type="file"),
        Option("seeds", "classifiers and forecasters of each score; of a text, draws", 3,
               "--seeds", "whole", least=1, most=100),
        Option("seed", "seed of the generated sequences and of all that scores draw", 0, "--seed",
               "whole", least=0),
        _switch("quick", "train one classifier and one forecaster, for a tenth as long or less, "
                "whatever --seeds says; of a text, draw once: to compare runs with each other, not "
                "with published figures", "--quick"),
        _switch("split", "to choose among runs: take a validation number on one half of what RUN "
                "held out, and score on the other half alone", "--split-held-out"),
        _switch("explain", "add what gives generated sequences away, ranked: columns, pairs of "
                "them, and what about them; not of a text", "--explain"),
        _many("fail_if", "end with exit code 6 where a score lies beyond a limit, such as "
              "discriminative>0.1", "--fail-if", "SCORE>NUMBER"),
        _switch("context_fid", "add the context-FID, the distance of the two sides as an encoder "
                "of windows sees them: about a minute; not of a text", "--context-fid"),
    ),
)  # fmt: skip

# One thought: all that people may set and ask for stands in one table.
SHARED = _table(  # by several commands
    settings=(
        Option("preset", "settings that belong together; what else is given wins over them",
               flag="--preset", choices=tuple(catalogue.presets())),
        Option("file", "YAML or JSON file of settings", flag="--config", type="file"),
        _many("assignments", "any setting, as `rnngan config show` lists them", "--set",
              "SECTION.KEY=VALUE"),
    ),
    output=(
        Option("output", "file to write, or - for standard output; `generate` takes a folder too",
               "-", "-o, --output", "file"),
        _switch("force", "replace what exists", "--force"),
        _switch("quiet", "say nothing but errors", "-q, --quiet"),
        _switch("as_json", "print JSON to standard output", "--json"),
        Option("jobs", "for a folder: processes side by side, a thread each; the bytes are those "
               "of one", flag="--jobs", type="whole", shown="one for each processor",
               least=1, most=10_000),
        Option("ray", "for a folder: write it on a Ray cluster (pip install 'rnngan[ray]')",
               flag="--ray", metavar="local|ADDRESS"),
        Option("track", "tracker that losses and scores are handed on to as well", flag="--track",
               choices=("tensorboard", "mlflow")),
    ),
)  # fmt: skip
GROUPS = (
    "scores", "sequences", "data", "time", "model", "training", "adversary", "text", "settings",
    "output",
)  # fmt: skip
