"""What attacks found out about privacy, as plain text for a terminal."""

import textwrap

from rnngan.report.console import WIDTH, columns
from rnngan.report.terminal import one_line

MOST_COLUMNS = 3  # whose cells are guessed best


def privacy_lines(result):
    """Return the verdict, what it rests on, and what is not promised; "" where nothing was asked.

    Args:
        result: content of scores.json.

    Example:
        >>> print(privacy_lines({"privacy": {"grade": "unknown", "verdict": "Who knows.",
        ...     "promise": "Nothing."}}), end="")
        privacy: unknown. Who knows.
        <BLANKLINE>
        Nothing.
        <BLANKLINE>
    """
    found = result.get("privacy")
    if not found:
        return ""
    parts = [_filled(f"privacy: {found['grade']}. {found['verdict']}")]
    if found.get("attacks"):
        parts += [_attacks(found), _copies(found), *_attributes(found)]
    parts.append(_filled(found["promise"]))
    if found.get("riskiest"):
        parts.append(_filled(_shown(len(found["riskiest"]))))
    return "".join(f"{part}\n\n" for part in parts)


def _filled(text):
    return textwrap.fill(one_line(text), WIDTH, break_on_hyphens=False)


def _attacks(found):
    rows = []
    for attack in found["attacks"]:
        auc, rate = attack["auc"], attack["tpr"]
        between = f"{rate['low']:.0%} to {rate['high']:.0%}"
        rows.append(
            [
                attack["title"],
                f"{auc['value']:.2f} ({auc['low']:.2f} to {auc['high']:.2f})",
                f"{rate['value']:.0%} ({between}; by luck up to {rate['chance']:.0%})",
            ]
        )
    header = ["was it trained on? guessed by", "AUC (0.50: a guess)", "found at 1 % false alarms"]
    of = found["compared"]
    return (
        f"{columns(rows, header)}\n({of['members']:,} {of['unit']} that were trained on against "
        f"{of['non_members']:,} that were held out;\n95 % intervals, which hold for all attacks "
        "together)"
    )


def _copies(found):
    copies = found["copies"]
    kinds = (
        ("exact", "exact copies", "{:.1%}"),
        ("near", "near copies", "{:.1%}"),
        ("longest_run", "longest copied run, rows", "{:,}"),
    )
    rows = [
        [title, shown.format(copies[name]), shown.format(copies[f"{name}_held_out"])]
        for name, title, shown in kinds
    ]
    return columns(rows, ["of training data", "generated", "held out, for comparison"])


def _attributes(found):
    rows = [
        [
            one_line(row["column"]),
            f"{row['training']:.0%}",
            f"{row['held_out']:.0%}",
            f"{row['advantage']:+.0%} ({row['low']:+.0%} to {row['high']:+.0%})",
        ]
        for row in found["attributes"][:MOST_COLUMNS]
    ]
    header = ["guessed from the rest of a row", "training rows", "held-out rows", "advantage"]
    return [columns(rows, header)] if rows else []


def _shown(count):
    what = "pair" if count == 1 else f"{count} pairs"
    return (
        f"scores.json shows the {what} of a generated and a training sequence that are nearest for "
        "their kind: it holds real rows, so look at them, and share them with nobody."
    )
