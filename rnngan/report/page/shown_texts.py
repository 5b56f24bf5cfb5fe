"""The scores and samples of a text in report.json -> what the page shows."""

from rnngan.report.page import charts
from rnngan.report.page.shown_scores import mean, number
from rnngan.report.text_console import REAL, ROWS

SHOWN = 5  # generated texts whose nearest learned one is shown
STYLES = ("solid", "dashed")


def scores(found):
    """Return the table of scores: a row each, a column for whoever writes and for real texts."""
    who = [*(name for name in found["scores"] if name not in REAL), *REAL]
    who = [name for name in who if name in found["scores"]]
    rows = [(title, [_cell(found["scores"][n].get(key)) for n in who]) for key, title in ROWS]
    held = found.get("held_out") or {}
    perplexities = [number(held[n]["perplexity"]) if n in held else "" for n in who]
    rows.append(("held-out perplexity a token", perplexities))
    return {
        "who": who,
        "rows": rows,
        "nearest": [
            {"text": row["text"], "learned": row["learned"], "cosine": f"{row['cosine']:.2f}"}
            for row in found.get("nearest", ())[:SHOWN]
        ],
        "texts": found["texts"],
    }


def _cell(value):
    if value is None:
        return ""
    return mean(value) if isinstance(value, dict) else number(value)


def temperatures(found):
    """Return the chart of quality against variety at each temperature, None where there is one."""
    curves, marks = [], []
    for style, (who, rows) in zip(STYLES, found.get("temperatures", {}).items(), strict=False):
        if len(rows) > 1:
            x, y = ([row[key]["mean"] for row in rows] for key in ("self_bleu_4", "bleu_4"))
            curves.append((style, x, y))
            marks.append(
                {
                    "style": style,
                    "who": who,
                    "from": rows[0]["temperature"],
                    "to": rows[-1]["temperature"],
                }
            )
    if not curves:
        return None
    real = found["scores"].get("held-out texts")
    curves += [("real", [real["self_bleu_4"]], [real["bleu_4"]])] if real else []
    low, high = charts.spread([xs for _, xs, _ in curves])
    margin = 0.1 * (high - low)
    curves.append(("", [low - margin, high + margin], [None, None]))  # room at both sides
    label = "BLEU-4 against Self-BLEU-4 of " + " and ".join(mark["who"] for mark in marks)
    return {"chart": charts.lines(label, curves), "marks": marks, "real": bool(real)}
