"""The pictures of report.json -> charts and texts of the page."""

from collections import Counter

from rnngan.report.page import charts
from rnngan.report.page.shown_values import number

COLOURS = 7  # categories that have a colour of their own; the others share the eighth
TICKED = {  # parts of a cycle that are named below its charts
    "hour": (0, 6, 12, 18, 23),
    "weekday": range(7),
    "month": (0, 3, 6, 9, 11),
}
TITLES = {"hour": "By hour of the day", "weekday": "By day of the week", "month": "By month"}


def percent(share):
    """Return a share as text, with as many digits as it needs.

    Example:
        >>> percent(0.5), percent(0.0312), percent(0.0004), percent(0.0), percent(0.99996)
        ('50 %', '3.1 %', '0.04 %', '0 %', '100 %')
    """
    value = 100 * share
    text = f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.1 else f"{value:.1g}"
    return f"{text.removesuffix('.0')} %"


def excerpts(found):
    """Return two charts for each column: sequences of both sides on the same axes."""
    rows = []
    for column in found["columns"]:
        sides = {side: column[side] for side in ("real", "generated")}
        made = _strips if column["coded"] else _curves
        rows.append({"name": column["column"]} | made(column["column"], sides))
    many = {side: len(found["columns"][0][side]) for side in ("real", "generated")}
    return {"rows": rows, "of": found["of"], "many": many, "seed": found["seed"]}


def _curves(name, sides):
    low, high = charts.spread(*sides.values())
    longest = max(len(line) for lines in sides.values() for line in lines)
    xs = list(range(1, max(longest, 2) + 1))
    made = {"legend": []}
    for side, lines in sides.items():
        padded = [[*line, *[None] * (len(xs) - len(line))] for line in lines]
        label = (
            f"{name}: {len(lines)} {side} sequences, values from {number(low)} to {number(high)}"
        )
        curves = [(f"{side} thin", xs, line) for line in padded]
        size = {"width": charts.NARROW, "height": 125.0}
        made[side] = charts.lines(label, curves, y=(low, high), **size)
    return made


def _strips(name, sides):
    counts = Counter(v for lines in sides.values() for line in lines for v in line if v is not None)
    names = [value for value, _ in counts.most_common(COLOURS)]
    made = {"legend": [(f"c{i}", value) for i, value in enumerate(names)]}
    if len(counts) > len(names):
        made["legend"].append((f"c{len(names)}", f"{len(counts) - len(names)} others"))
    for side, lines in sides.items():
        commonest = f"; commonest: {names[0]}" if names else ""
        label = f"{name}: {len(lines)} {side} sequences, a strip each{commonest}"
        made[side] = charts.strips(label, lines, names)
    return made


def values(found):
    """Return a chart or bars for each column."""
    rows = []
    for column in found["columns"]:
        name, apart = column["column"], percent(column["distance"])
        row = {"name": name, "note": f"{apart} of the values lie elsewhere", "chart": None}
        if "categories" in column:
            row["bars"] = _bars(column["categories"], column["real"], column["generated"])
        else:
            low, high = column["low"], column["high"]
            label = f"Histograms of {name}, from {number(low)} to {number(high)}: {row['note']}"
            sides = column["real"], column["generated"]
            row["chart"] = charts.histogram(label, low, high, *sides, column.get("ends"))
            row["beyond"] = column["beyond"]
        rows.append(row)
    return {"rows": rows, "of": found["of"], "beyond": any(row.get("beyond") for row in rows)}


def _bars(labels, real, generated):
    most = max(*real, *generated, 1e-9)
    return [
        {
            "label": label, "real": r, "generated": g, "most": most,
            "real_text": percent(r), "generated_text": percent(g),
        }
        for label, r, g in zip(labels, real, generated, strict=True)
    ]  # fmt: skip


def pairs(found):
    """Return three matrices, real, generated and their difference, and the pairs that differ."""
    names = [_short(name) for name in found["columns"]]
    sides = {side: _off_diagonal(found[side]) for side in ("real", "generated")}
    apart = [
        [None if None in pair else pair[1] - pair[0] for pair in zip(*rows, strict=True)]
        for rows in zip(sides["real"], sides["generated"], strict=True)
    ]
    what = f"how strongly each two of {len(names)} columns go together"
    made = [
        (title, charts.cells(f"{title}: {what}", matrix, names))
        for title, matrix in (*sides.items(), ("generated − real", apart))
    ]
    largest = [
        {
            "of": row["of"],
            "real": _signed(row["real"]),
            "generated": _signed(row["generated"]),
        }
        for row in found["largest"]
    ]
    return {"matrices": made, "shown": len(names), "of": found["of"], "largest": largest}


def _off_diagonal(matrix):
    """Return a matrix without what every column shares with itself."""
    return [[None if i == j else v for j, v in enumerate(row)] for i, row in enumerate(matrix)]


def _short(name, most=16):
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _signed(value):
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


def lags(found):
    """Return a chart for each column: how it goes with itself some rows before."""
    rows = []
    for column in found["columns"]:
        what = "the same value" if column["coded"] else "autocorrelation"
        sides = [(side, found["lags"], column[side]) for side in ("real", "generated")]
        low, high = charts.spread([column["real"], column["generated"]])
        label = f"{column['column']}: {what} at lags of 1 to {found['lags'][-1]} rows"
        apart = f"{column['distance']:.2f} apart on average"
        made = charts.lines(f"{label}, {apart}", sides, y=(min(low, 0.0), max(high, 0.0)))
        rows.append({"name": column["column"], "note": f"{what}; {apart}", "chart": made})
    return {"rows": rows, "of": found["of"]}


def cycles(found):
    """Return the charts of each cycle: means by hour, weekday and month."""
    made = []
    for cycle in found:
        name, parts = cycle["cycle"], cycle["parts"]
        xs = list(range(len(parts)))
        ticks = [(i, parts[i]) for i in TICKED[name]]
        rows = []
        for column in cycle["columns"]:
            sides = [(side, xs, column[side]) for side in ("real", "generated")]
            note = f"{column['distance']:.2f} standard deviations apart on average"
            label = f"Mean {column['column']} by {name}: {note}"
            y = _at_least(charts.spread([column["real"], column["generated"]]), column["spread"])
            chart = charts.lines(label, sides, y=y, x_ticks=ticks)
            rows.append({"name": column["column"], "note": note, "chart": chart})
        made.append({"title": TITLES[name], "rows": rows, "of": cycle["of"]})
    return made


def _at_least(ends, length):
    """Return the ends of an axis, moved apart where it is shorter than `length`."""
    wider = max(length - (ends[1] - ends[0]), 0.0) / 2
    return ends[0] - wider, ends[1] + wider


def projections(found):
    """Return two charts of windows as dots."""
    pca, tsne = found["pca"], found["tsne"]
    many = f"{len(pca['real'])} real and {len(pca['generated'])} generated windows"
    first, second = ([*pca["shares"], 0.0][i] for i in (0, 1))
    return {
        "pca": charts.scatter(f"Principal components of {many}", pca["real"], pca["generated"]),
        "shares": (percent(first), percent(second)),
        "tsne": charts.scatter(f"t-SNE of {many}", tsne["real"], tsne["generated"]),
        "many": len(pca["real"]),
    }


def extents(lengths, missing):
    """Return the chart of lengths and the bars of missing cells, either None."""
    chart = None
    if lengths:
        low, high = lengths["low"], lengths["high"]
        means = f"mean {lengths['mean_real']:.4g} real, {lengths['mean_generated']:.4g} generated"
        label = f"Histograms of the rows of a sequence: {means}"
        chart = charts.histogram(label, low, high, lengths["real"], lengths["generated"])
        chart["note"] = means
    bars = None
    if missing:
        columns = missing["columns"]
        sides = ([row[side] for row in columns] for side in ("real", "generated"))
        bars = _bars([row["column"] for row in columns], *sides)
    return {"chart": chart, "bars": bars, "of": missing["of"] if missing else 0}
