"""Results as plain text for a terminal."""

import textwrap

from rnngan.config.run_config import fields
from rnngan.report.terminal import one_line

WIDTH = 100  # characters of a line of running text


def columns(rows, header):
    """Return lines in which every column is as wide as its widest cell.

    Example:
        >>> print(columns([["a", "1"], ["bc", "22"]], ["name", "n"]))
        name  n
        a     1
        bc    22
    """
    rows = [header, *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def percent(share):
    """Return a share as people read it.

    Example:
        >>> percent(0.994), percent(0.9999)
        ('99 %', '100 %')
    """
    return f"{round(100 * share)} %"


def scores_table(result, described=None):
    """Return the scores of a table's windows as a table with a line on how to read it.

    Args:
        result: content of scores.json.
        described: {name: title, better and reading of a score}, such as
            `rnngan.evaluation.window_scores.described()`; names alone are shown without.
    """
    known = described or {}
    rows = []
    for score in result["scores"]:
        name, baseline = score["score"], score.get("baseline")
        rows.append(
            [
                known[name].title if name in known else name,
                score["judge"],
                score["against"],
                _spread(score["generated"]),
                _spread(score["floor"]),
                "" if baseline is None else f"{baseline:.3f}",
                f"{score['auc']['generated']['mean']:.3f}" if "auc" in score else "",
            ]
        )
    header = ["score", "judge", "against", "generated", "real vs real", "constant", "AUC"]
    named = dict.fromkeys(score["score"] for score in result["scores"])
    return (
        f"{columns(rows, header)}\n\n{_conditions(result)}{_reconstruction(result)}"
        f"{_constraints(result)}{cautions(result)}"
        f"{_reading(result, [known[name] for name in named if name in known])}"
    )


def _reading(result, scores):
    """Return the lines on how to read scores; better is lower where they don't say otherwise."""
    lower = [score for score in scores if score.better == "lower"]
    parts = [_judges(result["judge_seeds"])]
    if lower and len(lower) == len(scores):
        parts[0] += "; lower is better"
    for score in scores:
        way = "" if len(lower) == len(scores) else f" ({score.better} is better)"
        parts.append(f"{score.title}{way}: {score.reading}")
    return textwrap.fill(". ".join(parts) + ".", WIDTH, break_on_hyphens=False)


def cautions(result):
    """Return lines on how scores may be used: what runs are chosen by, and what quick ones are for.

    Args:
        result: content of scores.json, of a table or of a text.

    Example:
        >>> cautions({"quick": False})
        ''
    """
    lines, found = [], result.get("validation")
    if found:
        name = found["statistic"].replace("_", " ")
        what = "windows" if "windows" in found else "texts"
        lines.append(
            f"validation, to choose among runs by (lower is better): {name} {found['value']:.4f}\n"
            f"({what} it was taken on: {found[what]:,}; the scores are on "
            f"{'the same' if found['shared'] else 'others'})\n\n"
        )
    if result.get("quick"):
        lines.append(
            "quick scores are for comparing runs with each other, not with published figures\n"
        )
        if result.get("not_measured"):
            text = f"not measured with --quick: {'; '.join(result['not_measured'])}"
            lines.append(textwrap.fill(text, WIDTH, break_on_hyphens=False) + "\n")
        lines.append("\n")
    return "".join(lines)


def _conditions(result):
    """Return lines that say how well conditions are recognised; higher is better here."""
    found = result.get("conditions") or []
    if not found:
        return ""
    rows = [
        [one_line(c["column"]), _spread(c["real"]), _spread(c["generated"]), f"{c['baseline']:.3f}"]
        for c in found
    ]
    header = ["condition recognised in", "real windows", "generated windows", "commonest"]
    return (
        f"{columns(rows, header)}\n(share of windows whose value is recognised by a classifier "
        "that learned from real ones: generated\nshould come near real; commonest: where it always "
        "says the commonest value)\n\n"
    )


def _reconstruction(result):
    """Return lines that say how well windows come back from their latent codes."""
    found = result.get("reconstruction") or []
    if not found:
        return ""
    names = ("error", "own_mean", "training_mean")
    rows = [[row["windows"], *(f"{row[name]:.3f}" for name in names)] for row in found]
    header = ["encoded and decoded", "error", "own mean row", "training mean"]
    return (
        f"{columns(rows, header)}\n(mean absolute error in shares of a column's range; then "
        "that of each window's own mean\nrow, and that of the mean training row)\n\n"
    )


def _constraints(result):
    """Return lines that say how often what holds between columns is broken."""
    kept = result.get("constraints") or []
    if not kept:
        return ""
    rows = [[one_line(c["constraint"]), f"{c['generated']:,}", f"{c['real']:,}"] for c in kept]
    return columns(rows, ["constraint", "broken in generated rows", "in real rows"]) + "\n\n"


def _judges(count):
    return "one judge a score" if count == 1 else f"mean ± standard deviation over {count} judges"


def _spread(summary):
    alone = len(summary.get("values", ())) == 1 and not summary["std"]
    return f"{summary['mean']:.3f}" + ("" if alone else f" ± {summary['std']:.3f}")


def settings_table(config, sources):
    """Return every setting with its value, where the value comes from, and what it means."""
    rows = []
    for setting, info in fields().items():
        value = config
        for part in setting.split("."):
            value = getattr(value, part)
        shown = "" if value is None or value == () else str(value)
        rows.append([setting, one_line(shown), one_line(sources[setting]), info.description or ""])
    return columns(rows, ["setting", "value", "from", "meaning"])
