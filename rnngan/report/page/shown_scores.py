"""The scores of report.json -> what the page shows: cards, marks on tracks, rows of tables."""

from math import sqrt

from rnngan.report.page.shown_pictures import percent

MARKS = {"good": "✓", "fair": "~", "poor": "✗", "unknown": "?"}
TICKS = (0.01, 0.05, 0.2, 0.5, 1.0)  # of the tracks of distances
BASELINES = ("block bootstrap", "Gaussian", "constant")  # that have marks of their own


def number(value):
    """Return a score as text.

    Example:
        >>> number(0.12345), number(12.345), number(None), number(float("nan"))
        ('0.123', '12.3', '–', '–')
    """
    if value is None or value != value:
        return "–"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def mean(found):
    """Return mean ± standard deviation, the mean alone where no deviation is known.

    Example:
        >>> mean({"mean": 12.34, "std": 0.51}), mean({"mean": 0.5, "std": 0.0})
        ('12.3 ± 0.5', '0.500')
    """
    alone = not found.get("std")
    digits = 3 if abs(found["mean"]) < 10 else 1
    return number(found["mean"]) + ("" if alone else f" ± {found['std']:.{digits}f}")


def sentence(text):
    """Return a phrase with a capital letter and a full stop.

    Example:
        >>> sentence("mean over all"), sentence("Done."), sentence("")
        ('Mean over all.', 'Done.', '')
    """
    return text and text[0].upper() + text[1:] + "." * (not text.endswith((".", "!", "?")))


def grade(name):
    """Return a grade as the page shows it."""
    return {"name": name, "mark": MARKS.get(name, "?")}


def similarity(found):
    """Return the card of similarity, and a row for each of its scores, the lowest share first."""
    rows = [_similarity_row(score) for score in found["scores"]]
    order = sorted(range(len(rows)), key=lambda i: _share(found["scores"][i]))
    ticks = [{"at": _at(tick), "text": f"{tick:g}"} for tick in (0.0, *TICKS)]
    return {
        "share": percent(found["share"]) if found["share"] is not None else "–",
        "verdict": found["verdict"],
        "definition": sentence(found["definition"]),
        "others": [(n, percent(v)) for n, v in (found.get("baselines") or {}).items()],
        "grade": grade(found["grade"]),
        "rows": [rows[i] for i in order],
        "ticks": ticks,
        "held_out": any(score.get("held_out") for score in found["scores"]),
        "baselines": [n for n in BASELINES if any(n in s["baselines"] for s in found["scores"])],
    }


def _share(score):
    return 2.0 if score["share"] is None else score["share"]


def _at(value):
    """Return the position of a distance on its track, in percent: on a square-root scale."""
    return f"{100 * sqrt(min(max(value, 0.0), 1.0)):.2f}%"


def _similarity_row(score):
    generated, floor, held = score["generated"], score["floor"], score.get("held_out")
    baselines = {name: value for name, value in score["baselines"].items() if value is not None}
    texts = [("generated", mean(generated)), ("real against real", mean(floor))]
    texts += [("held out", mean(held))] if held else []
    texts += [(name, number(value)) for name, value in baselines.items()]
    std = generated.get("std") or 0.0
    return {
        "title": score["title"],
        "reading": sentence(score["reading"]),
        "unit": score["unit"],
        "share": "–" if score["share"] is None else percent(score["share"]),
        "texts": texts,
        "from": _at(generated["mean"] - std),
        "to": _at(generated["mean"] + std),
        "at": _at(generated["mean"]),
        "floor": _at(floor["mean"]),
        "held_out": _at(held["mean"]) if held else None,
        "baselines": [{"name": n, "at": _at(v)} for n, v in baselines.items()],
        "details": [_detail(row) for row in score.get("details") or ()],
    }


def _detail(row):
    of = row["of"] if isinstance(row["of"], str) else " and ".join(map(str, row["of"]))
    return {"of": of, "generated": number(row["generated"]), "floor": number(row["floor"])}


def protection(found):
    """Return what was protected, a row for each thing."""
    unit = "series" if found["by"] == "series" else "rows"
    return {"unit": unit, "below": found["below"], "rows": found["columns"]}


def explanation(found):
    """Return what gives the synthetic rows away, in order."""
    rows = sorted(found, key=lambda row: row["rank"])
    return [
        {
            "rank": row["rank"],
            "what": row["what"],
            "of": ", ".join(row["of"]) or "everything",
            "auc": f"{row['auc']:.2f}",
            "without": "–" if row.get("without") is None else f"{row['without']:.2f}",
            "reading": row["reading"],
        }
        for row in rows
    ]


def networks(rows, readings):
    """Return the rows of the scores by networks, with what they are called and mean."""
    shown = [
        {
            "title": readings.get(row["score"], {}).get("title", row["score"]),
            "judge": row["judge"],
            "against": row["against"],
            "generated": mean(row["generated"]),
            "floor": mean(row["floor"]),
            "baseline": number(row.get("baseline")),
        }
        for row in rows
    ]
    named = dict.fromkeys(row["score"] for row in rows)
    return {
        "rows": shown,
        "readings": [readings[name] for name in named if name in readings],
        "baselines": any("baseline" in row for row in rows),
    }


def rules(found):
    """Return how often each rule between columns is broken, the most broken first."""
    rows = [
        {"rule": row["constraint"], "generated": row["generated"], "real": row["real"]}
        for row in found
    ]
    rows.sort(key=lambda row: -row["generated"])
    return {"rows": rows, "broken": sum(row["generated"] > 0 for row in rows)}


def conditions(found):
    """Return how clearly conditions show."""
    return [
        {
            "column": row["column"],
            "real": mean(row["real"]),
            "generated": mean(row["generated"]),
            "baseline": number(row["baseline"]),
        }
        for row in found
    ]
