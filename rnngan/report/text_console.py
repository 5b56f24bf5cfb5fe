"""Scores of texts as plain text for a terminal."""

from rnngan.report.console import cautions, columns
from rnngan.report.terminal import one_line

ROWS = (  # score, what it is called
    *((f"bleu_{n}", f"BLEU-{n}  (higher)") for n in (2, 3, 4, 5)),
    *((f"self_bleu_{n}", f"Self-BLEU-{n}  (lower)") for n in (2, 3, 4, 5)),
    ("divergence_3", "character 3-grams apart"),
    ("divergence_4", "character 4-grams apart"),
    ("reverse_perplexity", "reverse perplexity"),
    ("distinct_1", "distinct words"),
    ("distinct_2", "distinct pairs of words"),
    ("repeated", "repeated texts"),
    ("copied", "texts copied whole"),
    ("longest_span", "longest verbatim span"),
)
REAL = ("learned texts", "held-out texts")
WIDE = 60  # characters of a text that is shown


def scores_table(result):
    """Return the scores of texts as a table with a line on how to read it."""
    found = result["scores"]
    who = [name for name in found if name not in REAL]
    quick, draws = result.get("quick"), f"mean ± standard deviation over {result['seeds']} draws"
    shown = _mean if quick else _spread
    rows = [
        [title, *(shown(found[name][key]) for name in who), *_real(found, key)]
        for key, title in ROWS
    ]
    held = result["held_out"]
    perplexities = (f"{held[name]['perplexity']:.2f}" for name in who)
    rows.append(["held-out perplexity a token", *perplexities, "", ""])
    near = [
        f"  {one_line(row['text'][:WIDE])}\n    nearest learned ({row['cosine']:.2f}): "
        f"{one_line(row['learned'][:WIDE])}"
        for row in result["nearest"][:3]
    ]
    header = ["score", *who, *REAL]
    return (
        f"{columns(rows, header)}\n\n{cautions(result)}{result['texts']:,} texts a row, at "
        f"temperature 1; {'one draw' if quick else draws}. "
        "Held-out\ntexts: some against all others. Apart: Jensen-Shannon divergence in nats, 0 to "
        "0.69. Reverse perplexity:\nof held-out texts to a model of three words that learned the "
        "row's texts; near that of real texts is best.\n\n" + "\n".join(near)
    )


def _real(found, key):
    """Return a score of real texts; learned ones have not copied."""
    return ["" if key not in found[name] else _number(found[name][key]) for name in REAL]


def _spread(summary):
    return f"{_number(summary['mean'])} ± {_number(summary['std'])}"


def _mean(summary):
    return _number(summary["mean"])


def _number(value):
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
