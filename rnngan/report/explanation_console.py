"""What gives generated sequences away, as plain text for a terminal."""

import textwrap

from rnngan.report.console import WIDTH, columns
from rnngan.report.terminal import one_line

READING = (
    "Each row is a classifier that sees this alone of sequences that it has not learned from. AUC: "
    "0.50 is chance, 1 is always right. without: of a classifier that sees everything but this "
    "column. everything: of few sequences it sees so many numbers that one alone may say more."
)
NOTHING = "No single column, pair or aspect of them gives generated sequences away."


def explanation_table(result):
    """Return what gives generated sequences away, the clearest first; "" where nobody has asked.

    Args:
        result: content of scores.json.

    Example:
        >>> explanation_table({"scores": []})
        ''
    """
    found = result.get("explanation")
    if not found:
        return ""
    if len(found) == 1:
        return f"{NOTHING} All at once: AUC {found[0]['auc']:.2f}.\n\n"
    rows = [
        [
            one_line(" and ".join(row["of"]) or "everything"),
            row["what"],
            f"{row['auc']:.2f}",
            "" if row["without"] is None else f"{row['without']:.2f}",
            one_line(row["reading"]),
        ]
        for row in found
    ]
    table = columns(
        rows, ["given away by", "its", "AUC", "without", "where both sides differ most"]
    )
    return f"{table}\n\n{textwrap.fill(READING, WIDTH, break_on_hyphens=False)}\n\n"
