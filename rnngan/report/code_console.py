"""What each code of a run moves, as plain text for a terminal."""

from rnngan.report.console import columns
from rnngan.report.terminal import one_line

NAMED = 3  # columns that are named of each code
LEAST_SHARE = 0.01  # explained, under which a column counts as not moved
READING = (
    "I(c; y): a lower bound, in nats, on the information that a window holds about its code; at\n"
    "most H(c) for a category, maybe more for a number, whose H(c) is that of a density. moves\n"
    "most: the share that the code explains of the variance of a column's window means / of that\n"
    "of its standard deviations within windows."
)


def table(found):
    """Return what each code moves as a table with lines on how to read it.

    Args:
        found: content of codes.json, which `rnngan.evaluation.codes.measure` returns.
    """
    header = ["code", "kind", "H(c)", "I(c; y)", "at most", "recovered"]
    header.append("moves most (means / deviations)")
    rows = []
    for row in found["codes"]:
        categories = f":{row['categories']}" if "categories" in row else ""
        recovered = (
            f"{row['recovered']:.0%}" if "recovered" in row else f"r {row['correlation']:z.2f}"
        )
        named = [c for c in row["columns"][:NAMED] if _is_moved(c)]
        shares = ", ".join(
            f"{one_line(c['column'])} {_share(c['mean'])} / {_share(c['deviation'])}" for c in named
        )
        nats = [f"{row[name]:.2f}" for name in ("entropy", "information", "most")]
        measured = [str(row["code"]), f"{row['kind']}{categories}", *nats, recovered]
        rows.append([*measured, shares or "nothing that these shares show"])
    return f"{columns(rows, header)}\n{READING}"


def _is_moved(column):
    return max(column["mean"] or 0.0, column["deviation"] or 0.0) >= LEAST_SHARE


def _share(share):
    return "–" if share is None else f"{share:.2f}"
