"""Dot plots of the scores of a batch, positions in percent: dots are means, bars their spread."""

from rnngan.report.page.axes import tick_texts, ticks
from rnngan.report.page.shown_values import cell, mean_text, setting, spreads

LARGEST = 1e300  # no number above it is drawn: its axis would overflow


def plots(summary):
    """Return a plot for each reported score that at least two configurations have."""
    names = _differing(summary["groups"])
    found = []
    for score in summary["scores"]:
        if score["role"] == "reported":
            rows = [(g, g["scores"].get(score["name"])) for g in summary["groups"]]
            rows = [(group, found) for group, found in rows if _can_be_drawn(found)]
            panels = [_panel(title, part, names) for title, part in _by_data(rows)]
            if panels:
                found.append(score | {"panels": panels})
    return found


def _can_be_drawn(score):
    return score is not None and abs(score["mean"]) + (score["std"] or 0) < LARGEST


def _differing(groups):
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
        parts.setdefault(cell(row[0]["settings"].get("data"))["text"], []).append(row)
    if len(parts) > 1 and min(map(len, parts.values())) > 1:
        return list(parts.items())
    return [(None, rows)] if len(rows) > 1 else []


def _panel(title, rows, names):
    """Return where the dots, bars and ticks of one panel are, in percent of its width."""
    drawn = []
    for group, score in rows:
        std = float(score["std"]) if spreads(score) else 0.0
        mean, low, high = score["mean"], score["mean"] - std, score["mean"] + std
        label = _label(group, [name for name in names if title is None or name != "data"])
        drawn.append({"label": label, "best": group["best"], "text": mean_text(score)})
        drawn[-1] |= {"mean": mean, "low": low, "high": high, "spread": std > 0}
    round_ones = ticks(min(row["low"] for row in drawn), max(row["high"] for row in drawn))
    low, high = round_ones[0], round_ones[-1]

    def percent(value):
        return f"{100 * (value - low) / (high - low):.2f}%"

    for row in drawn:
        row |= {"at": percent(row["mean"]), "from": percent(row["low"]), "to": percent(row["high"])}
    texts = zip(round_ones, tick_texts(round_ones), strict=True)
    marks = [{"at": percent(tick), "text": text} for tick, text in texts]
    return {"title": title, "rows": drawn, "ticks": marks}


def _label(group, names):
    """Return a configuration in a few words: texts alone, other values with their names."""
    words = []
    for name in names:
        value = group["settings"].get(name)
        words.append(value if isinstance(value, str) else f"{name} {setting(value)}")
    return ", ".join(words)
