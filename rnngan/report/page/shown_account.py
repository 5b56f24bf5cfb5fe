"""The history of a training, and how a report is made again -> what the page shows."""

from rnngan.report.page import charts

PHASES = {
    1: "First phase: likelihood",
    2: "Second phase: against the discriminator",
    None: "Generator against discriminator",
}
CURVES = (  # phases, columns of the history that share a chart, their title and how it is read
    (
        PHASES,
        ("likelihood",),
        "Likelihood loss",
        "how badly the next row is predicted: lower is better, and it levels off",
    ),
    (
        (1,),
        ("held_out",),
        "The same on held-out data",
        "where it no longer falls, this phase ends",
    ),
    (
        PHASES,
        ("d_loss", "g_loss"),
        "Losses of the two networks",
        "discriminator (solid) and generator (dashed): neither should run away from the other",
    ),
    (
        (2,),
        ("held_out",),
        "Discriminator on held-out data",
        "area under its curve: 0.5 is guessing, 1 always right",
    ),
    (
        PHASES,
        ("spread",),
        "Spread of what is generated",
        "as a share of that of real data: near 1 is best, near 0 is collapse",
    ),
)
LEAST = 3  # points of a curve
MOST = 300  # that are drawn


def history(rows):
    """Return the charts of each phase of a training.

    Args:
        rows: of the history, each a dict with "step", and with "part" where there are two phases.
    """
    phases = []
    for part, title in PHASES.items():
        own = [_begun(row) for row in rows if row.get("part") == part]
        own = own[:: max(1, -(-len(own) // MOST))]
        made = [_chart(own, *curve) for phases_of, *curve in CURVES if part in phases_of]
        made = [chart for chart in made if chart is not None]
        if made:
            phases.append({"title": title, "charts": made, "steps": own[-1]["step"]})
    return phases


def _begun(row):
    """Return a row without a likelihood of 0: one that the generator has not been trained by."""
    return row | {"likelihood": row.get("likelihood") or None}


def _chart(rows, names, title, reading):
    known = [n for n in names if sum(row.get(n) is not None for row in rows) >= LEAST]
    if not known or all(len({row.get(n) for row in rows}) < 2 for n in known):
        return None
    steps = [row["step"] for row in rows]
    styles = ("solid", "dashed")
    curves = [(s, steps, [row.get(n) for row in rows]) for s, n in zip(styles, known, strict=False)]
    ends = ", ".join(f"{n} ends at {_last(rows, n):.3g}" for n in known)
    drawn = charts.lines(f"{title} over {steps[-1]:,} steps: {ends}", curves)
    return {"title": title, "reading": reading, "chart": drawn}


def _last(rows, name):
    return next(row[name] for row in reversed(rows) if row.get(name) is not None)


def reproduce(found):
    """Return commands, settings, versions and hashes."""
    facts = [(name, found[name]) for name in ("seed", "steps") if found.get(name) is not None]
    versions = [*(found.get("versions") or {}).items()]
    return {
        "commands": found["commands"],
        "facts": facts,
        "settings": [*(found.get("settings") or {}).items()],
        "versions": versions,
        "hashes": [*(found.get("hashes") or {}).items()],
    }
