"""The page of a batch of runs: one HTML file that stands alone, made from the batch's summary."""

from urllib.parse import quote

from rnngan.batch.page.plots import plots
from rnngan.report.page.html import template
from rnngan.report.page.shown_values import cell, exact_text, is_number, mean_cell, setting

MOST_DRAWN = 30  # configurations; the plots of more of them are folded
HALVES = {"validation": "validation half", "reported": "other half", "training": "training data"}
NOTES = HALVES | {"validation": "validation", "reported": "reported"}


def page(summary):
    r"""Return the page of a batch as the text of an HTML file.

    The same summary gives the same text. Links of the summary are paths relative to the page, not
    yet percent-encoded.

    Args:
        summary: what `summary.json` holds: spec, counts, settings, scores, runs, groups, best,
            failures, search and versions.

    Returns:
        HTML text without control characters, ready to be written as UTF-8.

    Example:
        >>> parts = ("settings", "scores", "runs", "groups", "best", "failures")
        >>> empty = {"spec": "<a>.yaml", "counts": {"waiting": 2}, "search": None, "versions": {}}
        >>> text = page(empty | {part: [] for part in parts})
        >>> print(text[text.index("<h1>") : text.index("</h1>")])
        <h1>Batch of runs: &lt;a&gt;.yaml
    """
    scores = summary["scores"]
    made = template("rnngan.batch.page", "summary.html.j2", address=_address, setting=setting)
    return made.render(
        spec=summary["spec"],
        counts=_counts(summary["counts"]),
        best=[_best(entry, scores) for entry in summary["best"]],
        chosen_by=_names(entry["chosen_by"] for entry in summary["best"] if _is_split(entry)),
        search=summary["search"],
        failures=summary["failures"],
        groups=_groups(summary),
        spread=any(s["n"] > 1 for group in summary["groups"] for s in group["scores"].values()),
        plots=plots(summary),
        folded=len(summary["groups"]) > MOST_DRAWN,
        runs=_runs(summary),
        versions=summary["versions"],
    )


def _address(path):
    """Return the address of a path relative to the page; never one of another host or scheme.

    Example:
        >>> _address("javascript:alert(1)/")
        './javascript%3Aalert%281%29/'
    """
    return "./" + quote(str(path), errors="surrogateescape")


def _counts(counts):
    """Return the states of the runs with their numbers as a line of text.

    Example:
        >>> _counts({"finished": 22, "failed": 1, "pruned": 0, "waiting": 1})
        '24 runs: 22 finished, 1 failed, 1 waiting'
        >>> _counts({"waiting": 1})
        '1 run: 0 finished, 1 waiting'
    """
    counts = {"finished": 0} | counts
    shown = [f"{n} {state}" for state, n in counts.items() if n or state == "finished"]
    total = sum(counts.values())
    return f"{total} {'run' if total == 1 else 'runs'}: {', '.join(shown)}"


def _names(values):
    """Return different values once each, in order, as one text."""
    return " or ".join(dict.fromkeys(map(str, values)))


# Tables


def _column(name, right=False, better=None, note=None):
    return {"name": name, "number": right, "better": better, "note": note}


def _score_columns(scores):
    return [_column(s["name"], True, s["better"], NOTES[s["role"]]) for s in scores]


def _setting_columns(names, rows):
    """Return a column for each setting, on the right where all its values are numbers."""
    columns = []
    for name in names:
        values = [row["settings"].get(name) for row in rows]
        values = [value for value in values if value is not None]
        columns.append(_column(name, bool(values) and all(map(is_number, values))))
    return columns


def _setting_cells(row, columns):
    given = [(row["settings"].get(c["name"]), c["number"]) for c in columns]
    return [cell(value, right, text=setting(value)) for value, right in given]


def _groups(summary):
    """Return the table of configurations: their settings, and means over their runs."""
    groups = summary["groups"]
    held = {name for group in groups for name in group["settings"]}
    settings = _setting_columns([name for name in summary["settings"] if name in held], groups)
    rows = []
    for group in groups:
        finished = group["finished"]
        cells = _setting_cells(group, settings)
        cells.append(cell(finished, text=f"{finished} of {group['runs']}"))
        cells += [mean_cell(group["scores"].get(s["name"]), finished) for s in summary["scores"]]
        cells.append(_seconds(group.get("seconds")))
        rows.append({"cells": cells, "best": group["best"]})
    columns = [*settings, _column("finished runs", True), *_score_columns(summary["scores"])]
    return {"columns": [*columns, _column("seconds", True)], "rows": rows}


def _runs(summary):
    """Return the table of all runs."""
    runs, scores = summary["runs"], summary["scores"]
    settings = _setting_columns(summary["settings"], runs)
    chosen = [group["settings"] for group in summary["groups"] if group["best"]]
    found = (summary["search"] or {}).get("best")
    rows = []
    for run in runs:
        has = run["settings"]
        cells = [
            cell(run["name"], link=run.get("link")),
            cell(run["state"], state=run["state"], note=_first_line(run.get("reason"))),
            *_setting_cells(run, settings),
            *(cell(run["scores"].get(s["name"]), right=True) for s in scores),
            cell(run.get("steps"), right=True),
            _seconds(run.get("seconds")),
            cell(run.get("attempts"), right=True),
            cell("log", link=run["log"]) if run.get("log") else cell(None),
        ]
        best = run["name"] == found or any(has | group == has for group in chosen)
        rows.append({"cells": cells, "best": best})
    columns = [_column("name"), _column("state"), *settings, *_score_columns(scores)]
    columns += [_column(name, True) for name in ("steps", "seconds", "attempts")]
    return {"columns": [*columns, _column("log")], "rows": rows}


def _first_line(text):
    lines = (text or "").strip().splitlines()
    return lines[0] if lines else None


def _seconds(value):
    found = cell(value, right=True)
    return found if value is None else found | {"text": f"{value:.1f}", "title": exact_text(value)}


def _is_split(entry):
    """Return whether one half has chosen, and the other reports."""
    return not entry["shared"] and len(entry["scores"]) > 1


def _best(entry, scores):
    """Return what is shown of the configuration that was chosen for one data set."""
    rows = []
    for score in sorted(scores, key=lambda score: score["name"] != entry["chosen_by"]):
        found = entry["scores"].get(score["name"])
        if found is not None:
            where = HALVES[score["role"]]
            if not _is_split(entry) and score["role"] != "training":
                where = "held-out part"
            rows.append({"score": score, "cell": mean_cell(found, found["n"]), "n": found["n"]})
            rows[-1] |= {"where": where, "chose": score["name"] == entry["chosen_by"]}
    return entry | {"rows": rows}
