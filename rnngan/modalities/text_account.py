"""What is in a text, and what training would cost; without loading TensorFlow."""

from rnngan.data.text import corpus
from rnngan.data.text.text_files import read_text
from rnngan.modalities.base import Account
from rnngan.report.progress import duration
from rnngan.report.terminal import one_line
from rnngan.training.estimate import TRACING_SECONDS, operations_per_second

OVERHEAD = 2.0  # measured step over its matrix products
SHOWN = 12  # tokens of an example


def inspect(data, config):
    """Return the `Account` of a text: what is in it and how it will be learned.

    Args:
        data: path of the text, a folder, or "-".
        config: `RunConfig`.

    Raises:
        InputError: the text can't be used.
    """
    text = read_text(data, config)
    made = corpus.prepare(text, config)
    ids, counts = made.train.gather([0])
    first = [made.tokenizer.decode([one]) for one in ids[0, 1 : counts[0] + 1].tolist()]
    lengths = made.train.lengths + made.train.ended
    facts = {
        "source": text.source,
        **text.size(),
        "mode": made.config.text.mode,
        "level": made.config.text.level,
        "length": made.config.text.length,
        "mean_length": round(float(lengths.mean()), 1),
        **made.size,
        "example": [piece for piece in first if piece][:SHOWN],
        "plan": made.describe(),
        "notices": made.notices,
        "steps": None if config.training.minutes else made.config.training.steps,
        "estimated_seconds": round(training_seconds(made)),
    }
    return Account(facts, account(facts))


def training_seconds(made):
    """Return about how long likelihood takes at most on this machine, in seconds."""
    config = made.config
    tokens = float((made.train.lengths + made.train.ended).mean())
    training, units, width = config.training, config.model.units, config.text.embedding
    if training.minutes is not None:
        return 60 * training.minutes + TRACING_SECONDS
    step = 4 * units * (width + units) + width * (units + made.tokenizer.size)
    operations = 3 * 2 * training.batch_size * tokens * step
    speed = operations_per_second(training.batch_size, units)
    return training.steps * OVERHEAD * operations / speed + TRACING_SECONDS


def account(found):
    """Return the account for a terminal."""
    steps = f"at most {found['steps']:,} steps" if found["steps"] else "training"
    tokens = " | ".join(one_line(piece) for piece in found["example"])
    lines = [
        f"{one_line(found['source'])}: {found['lines']:,} lines, "
        f"{found['characters']:,} characters",
        "",
        found["plan"],
        f"tokens ({found['level']}): {tokens} …",
        "",
        *[f"note: {one_line(notice)}" for notice in found["notices"]],
        f"{steps} of likelihood would take about {duration(found['estimated_seconds'])} on this "
        "machine; they end where held-out texts gain no more",
    ]
    return "\n".join(lines)
