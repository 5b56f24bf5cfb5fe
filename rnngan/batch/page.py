"""The page of a batch of runs: one HTML file that stands alone, made from the batch's summary.

Whatever comes from files and people is escaped twice: control characters become visible as on a
terminal, and jinja2 escapes what HTML would obey. The page's own script and style are named by
their hashes, and the browser is told to run and to load nothing else.
"""

import base64
import hashlib
import json
import math
from importlib import resources
from numbers import Integral, Real
from urllib.parse import quote

from rnngan.terminal import one_line, visible

MISSING = "–"
MOST_DRAWN = 30  # configurations; the plots of more of them are folded
EXTRAS = ("note", "link", "state")  # of a cell
LARGEST = 1e300  # no number above it is drawn: its axis would overflow
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
    return _template().render(
        spec=summary["spec"],
        counts=_counts(summary["counts"]),
        best=[_best(entry, scores) for entry in summary["best"]],
        chosen_by=_names(entry["chosen_by"] for entry in summary["best"] if not entry["shared"]),
        search=summary["search"],
        failures=summary["failures"],
        groups=_groups(summary),
        spread=any(s["n"] > 1 for group in summary["groups"] for s in group["scores"].values()),
        plots=_plots(summary),
        folded=len(summary["groups"]) > MOST_DRAWN,
        runs=_runs(summary),
        versions=summary["versions"],
    )


def _template():
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup, escape

    lines = {"trim_blocks": True, "lstrip_blocks": True}
    made = Environment(autoescape=True, undefined=StrictUndefined, finalize=_plain, **lines)
    made.filters["address"] = _address
    made.filters["fingerprint"] = _fingerprint
    made.filters["broken"] = lambda text: escape(one_line(text)).replace(".", Markup(".<wbr>"))
    made.filters["lines"] = lambda text: escape(visible(str(text)))
    made.filters["setting"] = _setting
    source = resources.files("rnngan.batch").joinpath("summary.html.j2")
    return made.from_string(source.read_text(encoding="utf-8"))


def _plain(value):
    """Return a value as text on one line, and what is HTML already as it is."""
    return value if hasattr(value, "__html__") else one_line(value)


def _address(path):
    """Return the address of a path relative to the page; never one of another place or scheme.

    Example:
        >>> _address("javascript:alert(1)/")
        './javascript%3Aalert%281%29/'
    """
    return "./" + quote(str(path), errors="surrogateescape")


def _fingerprint(text):
    """Return a script or style by its hash, as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


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


# Numbers


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool)


def _exact(value):
    return str(int(value)) if isinstance(value, Integral) else repr(float(value))


def _places(size):
    """Return the decimals that show 3 or 4 significant digits of a number of this size."""
    if size == 0:
        return 0
    order = math.floor(math.log10(size))
    return max(0, 3 - order) if order >= 0 else max(4, 2 - order)


def _number(value, size=None):
    """Return a number with 3 or 4 significant digits, whole numbers with all of theirs.

    Args:
        value: the number.
        size: what sets its decimals, where it isn't the number itself.

    Example:
        >>> [_number(value) for value in (0.41234, 0.012345, 0.0012345, 12.3456, 12345.6, 2e-7, 64)]
        ['0.4123', '0.0123', '0.00123', '12.35', '12346', '2.00e-07', '64']
    """
    size = abs(value) if size is None else size
    if isinstance(value, Integral) or not math.isfinite(size):
        return str(value)
    if size and not 1e-4 <= size < 1e7:
        return f"{value:.2e}"
    text = f"{value:.{_places(size)}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def _mean(score):
    """Return a mean ± standard deviation as text, the mean alone where one run made it.

    Example:
        >>> _mean({"mean": 0.41234, "std": 0.0212, "n": 4})
        '0.4123 ± 0.0212'
        >>> _mean({"mean": 0.41234, "std": 0.0, "n": 1})
        '0.4123'
    """
    mean, std = float(score["mean"]), score["std"]
    if not _spreads(score):
        return _number(mean)
    size = max(abs(mean), std)
    shown = _number(float(std), size)
    if std and float(shown) == 0:
        shown = f"{std:.1g}"
    return f"{_number(mean, size)} ± {shown}"


def _spreads(score):
    return score["n"] > 1 and score["std"] is not None


# Tables


def _cell(value, right=False, **more):
    """Return what a table shows of a value, what it is sorted by and how the value is in full."""
    cell = {"text": MISSING, "number": right} | dict.fromkeys(("value", "title", *EXTRAS))
    if _is_number(value):
        exact = _exact(value)
        cell |= {"text": _number(value), "title": exact, "number": True}
        cell["value"] = exact if math.isfinite(value) else None
    elif value is not None:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        cell |= {"text": text, "value": text}
    cell |= more
    return cell | {"title": None if cell["title"] == cell["text"] else cell["title"]}


def _mean_cell(score, finished):
    if score is None:
        return _cell(None, right=True)
    exact = full = _exact(score["mean"])
    if _spreads(score):
        spread = _exact(score["std"])
        full = f"mean {exact}, standard deviation {spread}, over {score['n']} runs"
    note = f"n = {score['n']}" if score["n"] != finished else None
    return _cell(score["mean"], text=_mean(score), title=full, note=note)


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
        columns.append(_column(name, bool(values) and all(map(_is_number, values))))
    return columns


def _setting_cells(row, columns):
    given = [(row["settings"].get(c["name"]), c["number"]) for c in columns]
    return [_cell(value, right, text=_setting(value)) for value, right in given]


def _setting(value):
    """Return a setting as text, a number with 4 significant digits at most.

    Example:
        >>> [_setting(value) for value in (0.0002, 0.00034567891, 100000, True, None, [1, "a"])]
        ['0.0002', '0.0003457', '100000', 'true', '–', '[1, "a"]']
    """
    if isinstance(value, Real) and not isinstance(value, Integral):
        return f"{value:.4g}"
    return _cell(value)["text"]


def _groups(summary):
    """Return the table of configurations: their settings, and means over their runs."""
    groups = summary["groups"]
    held = {name for group in groups for name in group["settings"]}
    settings = _setting_columns([name for name in summary["settings"] if name in held], groups)
    rows = []
    for group in groups:
        finished = group["finished"]
        cells = _setting_cells(group, settings)
        cells.append(_cell(finished, text=f"{finished} of {group['runs']}"))
        cells += [_mean_cell(group["scores"].get(s["name"]), finished) for s in summary["scores"]]
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
            _cell(run["name"], link=run.get("link")),
            _cell(run["state"], state=run["state"], note=_first_line(run.get("reason"))),
            *_setting_cells(run, settings),
            *(_cell(run["scores"].get(s["name"]), right=True) for s in scores),
            _cell(run.get("steps"), right=True),
            _seconds(run.get("seconds")),
            _cell(run.get("attempts"), right=True),
            _cell("log", link=run["log"]) if run.get("log") else _cell(None),
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
    cell = _cell(value, right=True)
    return cell if value is None else cell | {"text": f"{value:.1f}", "title": _exact(value)}


def _best(entry, scores):
    """Return what is shown of the configuration that was chosen for one data set."""
    rows = []
    for score in sorted(scores, key=lambda score: score["name"] != entry["chosen_by"]):
        found = entry["scores"].get(score["name"])
        if found is not None:
            where = HALVES[score["role"]]
            if entry["shared"] and score["role"] != "training":
                where = "held-out part"
            rows.append({"score": score, "cell": _mean_cell(found, found["n"]), "n": found["n"]})
            rows[-1] |= {"where": where, "chose": score["name"] == entry["chosen_by"]}
    return entry | {"rows": rows}


# Plots


def _plots(summary):
    """Return a plot for each reported score that at least two configurations have."""
    names = _telling(summary["groups"])
    plots = []
    for score in summary["scores"]:
        if score["role"] == "reported":
            rows = [(g, g["scores"].get(score["name"])) for g in summary["groups"]]
            rows = [(group, found) for group, found in rows if _can_be_drawn(found)]
            panels = [_panel(title, part, names) for title, part in _by_data(rows)]
            if panels:
                plots.append(score | {"panels": panels})
    return plots


def _can_be_drawn(score):
    return score is not None and abs(score["mean"]) + (score["std"] or 0) < LARGEST


def _telling(groups):
    """Return the names of the settings in which configurations differ."""
    names = dict.fromkeys(name for group in groups for name in group["settings"])
    first = groups[0]["settings"] if groups else {}
    return [n for n in names if any(g["settings"].get(n) != first.get(n) for g in groups)]


def _by_data(rows):
    """Return (title, rows) for each panel of a plot: data sets have axes of their own.

    All go into one panel where a data set has a single configuration, which shows nothing alone.
    """
    parts = {}
    for row in rows:
        parts.setdefault(_cell(row[0]["settings"].get("data"))["text"], []).append(row)
    if len(parts) > 1 and min(map(len, parts.values())) > 1:
        return list(parts.items())
    return [(None, rows)] if len(rows) > 1 else []


def _panel(title, rows, names):
    """Return where the dots, bars and ticks of one panel are, in percent of its width."""
    drawn = []
    for group, score in rows:
        std = float(score["std"]) if _spreads(score) else 0.0
        mean, low, high = score["mean"], score["mean"] - std, score["mean"] + std
        label = _label(group, [name for name in names if title is None or name != "data"])
        drawn.append({"label": label, "best": group["best"], "text": _mean(score)})
        drawn[-1] |= {"mean": mean, "low": low, "high": high, "spread": std > 0}
    ticks = _ticks(min(row["low"] for row in drawn), max(row["high"] for row in drawn))
    low, high = ticks[0], ticks[-1]

    def place(value):
        return f"{100 * (value - low) / (high - low):.2f}%"

    places = max(0, -math.floor(math.log10(ticks[1] - ticks[0])))
    style = f".{places}f" if places <= 5 and max(abs(low), abs(high)) < 1e7 else ".12g"
    for row in drawn:
        row |= {"at": place(row["mean"]), "from": place(row["low"]), "to": place(row["high"])}
    marks = [{"at": place(tick), "text": f"{tick:{style}}"} for tick in ticks]
    return {"title": title, "rows": drawn, "ticks": marks}


def _label(group, names):
    """Return a configuration in a few words: texts alone, other values with their names."""
    words = []
    for name in names:
        value = group["settings"].get(name)
        words.append(value if isinstance(value, str) else f"{name} {_setting(value)}")
    return ", ".join(words)


def _ticks(low, high):
    """Return round numbers at equal distances that enclose low and high.

    Example:
        >>> _ticks(0.13, 0.41)
        [0.1, 0.2, 0.3, 0.4, 0.5]
    """
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        margin = abs(high) / 10 or 1.0
        low, high = low - margin, high + margin
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{step * i:.12g}") for i in range(first, last + 1)]
