"""The attacks on privacy of report.json -> what the page shows."""

from rnngan.report.page.shown_pictures import percent
from rnngan.report.page.shown_scores import grade, sentence

MOST_COLUMNS = 12  # of sequences that are shown side by side
MOST_ROWS = 24
SIDES = {"": "generated", "_held_out": "held out", "_training": "training, elsewhere"}


def privacy(found):
    """Return the card of privacy and what each attack found."""
    attacks = [_attack(row) for row in found.get("attacks") or ()]
    strongest = max(found.get("attacks") or (), key=lambda row: row["auc"]["value"], default=None)
    copies = found.get("copies")
    return {
        "verdict": found["verdict"],
        "grade": grade(found["grade"]),
        "promise": found["promise"],
        "compared": found.get("compared"),
        "strongest": None if strongest is None else _area(strongest["auc"]),
        "attacks": attacks,
        "attributes": [_attribute(row) for row in found.get("attributes") or ()],
        "copies": _copies(copies) if copies else None,
        "riskiest": [_pair(row) for row in found.get("riskiest") or ()],
    }


def _area(auc):
    value, low, high = (f"{auc[key]:.2f}" for key in ("value", "low", "high"))
    return {"value": value, "low": low, "high": high}


def _attack(row):
    auc, tpr = row["auc"], row["tpr"]
    return {
        "title": row["title"],
        "reading": sentence(row["reading"]),
        "auc": _interval(auc, "{:.2f}"),
        "tpr": _interval(tpr, "{:.1%}"),
        "luck": None if tpr.get("chance") is None else percent(tpr["chance"]),
        "at": _at(auc["value"]),
        "from": _at(auc["low"]),
        "to": _at(auc["high"]),
    }


def _at(value):
    return f"{100 * min(max(value, 0.0), 1.0):.2f}%"


def _interval(found, style):
    value, low, high = (style.format(found[k]) for k in ("value", "low", "high"))
    return f"{value} ({low} to {high})".replace("%", " %")


def _attribute(row):
    low, high = (f"{100 * row[k]:+.1f}".replace("-", "−") for k in ("low", "high"))
    gain = f"{100 * row['advantage']:+.1f}".replace("-", "−")
    return {
        "column": row["column"],
        "training": percent(row["training"]),
        "held_out": percent(row["held_out"]),
        "advantage": f"{gain} points ({low} to {high})",
    }


def _copies(found):
    """Return how much of generated, held-out and training sequences stands in training rows."""
    keys = [f"{{}}{side}" for side in SIDES if f"exact{side}" in found]
    rows = [
        ("exact copies", [_share(found.get(key.format("exact"))) for key in keys]),
        ("near copies", [_share(found.get(key.format("near"))) for key in keys]),
        ("longest copied run", [_rows(found.get(key.format("longest_run"))) for key in keys]),
    ]
    sides = [name for side, name in SIDES.items() if f"exact{side}" in found]
    return {"rows": rows, "sides": sides, "reading": sentence(found["reading"])}


def _share(value):
    return "" if value is None else percent(value)


def _rows(value):
    return "" if value is None else f"{value:,} {'row' if value == 1 else 'rows'}"


def _pair(row):
    """Return a generated sequence and the real one nearest to it, cells that agree marked."""
    sides = [row["generated"][:MOST_ROWS], row["real"][:MOST_ROWS]]
    names = list(dict.fromkeys(name for side in sides for cells in side for name in cells))
    shown, tables = names[:MOST_COLUMNS], []
    for title, side, other in zip(("generated", "nearest real"), sides, sides[::-1], strict=True):
        rows = [
            [_cell(cells.get(n), other[i].get(n) if i < len(other) else None) for n in shown]
            for i, cells in enumerate(side)
        ]
        tables.append({"title": title, "rows": rows})
    return {
        "distance": f"{row['distance']:.3g}",
        "usual": f"{row['usual']:.3g}",
        "names": shown,
        "of": len(names),
        "tables": tables,
    }


def _cell(value, other):
    text = "" if value is None else str(value)
    return {"text": text, "same": value is not None and value == other}
