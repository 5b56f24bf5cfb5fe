"""The similarity of generated rows to real ones as plain text for a terminal, headline first."""

import textwrap

from rnngan.report.console import WIDTH, columns, percent
from rnngan.report.terminal import one_line

WHOLE = percent(1.0)
READING = (
    "distances from a random half of the training rows, 0 where they are the same and 1 where they "
    "have nothing in common. real vs real: the other half. reached: similarity as a share of what "
    "the other half has. bootstrap: blocks of real rows joined at random. Gaussian: means and "
    "covariances alone. constant: the median in every row. docs/scores.md defines each row"
)
HELD = ". held-out: rows that were not learned from; they are fewer, which alone makes them differ"


def similarity_table(result):
    """Return the headline, its verdict, and a row for each score of rows, the worst first.

    Args:
        result: content of scores.json.

    Example:
        >>> similarity_table({"scores": []})
        ''
    """
    found = result.get("similarity")
    if not found:
        return ""
    scores = sorted(found["scores"], key=lambda score: score["share"])
    held = any(score["held_out"] for score in scores)
    names = list(dict.fromkeys(name for score in scores for name in score["baselines"]))
    header = ["rows compared by", "generated", "real vs real", *(["held-out"] if held else [])]
    header += [*(name.removeprefix("block ") for name in names), "reached", "worst in"]
    table = columns([_row(score, held, names) for score in scores], header)
    reading = _filled(READING + (HELD if held else "") + ".")
    return f"{_headline(found)}\n\n{table}\n\n{reading}\n\n"


def _headline(found):
    """Return lines with the share, what baselines reach, and the verdict."""
    others = [f"a {name} {percent(share)}" for name, share in found.get("baselines", {}).items()]
    beside = f" ({', '.join(others)})" if others else ""
    reached = percent(found["share"])
    if found.get("std") is not None:
        reached = reached.replace(" ", f" ± {round(100 * found['std'])} ")
    first = f"similarity: {reached} of what other real rows reach{beside}"
    return f"{first}\n{_filled(found['grade'] + ': ' + found['verdict'])}"


def _filled(text):
    """Return text in lines that don't begin with the sign of a percentage."""
    return textwrap.fill(text.replace(" %", "\xa0%"), WIDTH).replace("\xa0", " ")


def _row(score, held, names):
    cells = [score["title"], _spread(score["generated"]), _spread(score["floor"])]
    if held:
        cells.append(f"{score['held_out']['mean']:.3f}" if score["held_out"] else "")
    baselines = score["baselines"]
    cells += [f"{baselines[name]:.3f}" if name in baselines else "" for name in names]
    reached = percent(score["share"])
    return [*cells, reached, "" if reached == WHOLE else one_line(score["details"][0]["of"])]


def _spread(summary):
    return f"{summary['mean']:.3f} ± {summary['std']:.3f}"
