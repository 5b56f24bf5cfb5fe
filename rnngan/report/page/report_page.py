"""The page of a report: one HTML file that stands alone, made from what report.json holds."""

from rnngan.report.page import (
    shown_account,
    shown_pictures,
    shown_privacy,
    shown_scores,
    shown_texts,
)
from rnngan.report.page.html import template

CONTENTS = {  # sections of the page, in order, and what the list of contents calls them
    "attacks": "Privacy",
    "protection": "Protection",
    "excerpts": "Sequences",
    "texts": "Texts",
    "values": "Values",
    "pairs": "Pairs",
    "lags": "Time",
    "cycles": "Seasons",
    "windows": "Overlap",
    "extents": "Lengths and gaps",
    "explanation": "What gives it away",
    "history": "Training",
    "similarity": "Similarity",
    "text_scores": "Scores",
    "scores": "Scores",
    "conditions": "Conditions",
    "constraints": "Rules",
    "reproduce": "Make it again",
}
SCORES = {  # of scores.json, what makes them what is shown
    "similarity": shown_scores.similarity,
    "privacy": shown_privacy.privacy,
    "protection": shown_scores.protection,
    "explanation": shown_scores.explanation,
    "conditions": shown_scores.conditions,
    "constraints": shown_scores.rules,
}
PICTURES = {
    "excerpts": shown_pictures.excerpts,
    "values": shown_pictures.values,
    "pairs": shown_pictures.pairs,
    "lags": shown_pictures.lags,
    "cycles": shown_pictures.cycles,
    "projections": shown_pictures.projections,
}
ATTACKED = ("attacks", "attributes", "copies", "riskiest")  # of privacy, in a section of its own
FILLED = {"windows": "projections", "scores": "networks"}  # sections that others' content fills


def page(content):
    """Return the page of a report as the text of an HTML file.

    The same content gives the same text. What the content lacks is left out.

    Args:
        content: what report.json holds: title, sentence, notes, scores (those of scores.json),
            readings, pictures, history and reproduce.

    Returns:
        HTML text without control characters, ready to be written as UTF-8.

    Example:
        >>> made = {"commands": [], "settings": {}, "versions": {}, "hashes": {}}
        >>> empty = {"title": "<a>.csv", "sentence": "", "scores": {}, "reproduce": made}
        >>> text = page(empty)
        >>> print(text[text.index("<h1>") : text.index("</h1>")])
        <h1>&lt;a&gt;.csv
    """
    scores, pictures = content["scores"], content.get("pictures") or {}
    written = isinstance(scores.get("scores"), dict)  # texts: a column for whoever writes them
    shown = {
        **{name: _made(make, scores.get(name)) for name, make in SCORES.items()},
        **{name: _made(make, pictures.get(name)) for name, make in PICTURES.items()},
        "networks": None if written else _networks(scores, content.get("readings") or {}),
        "text_scores": shown_texts.scores(scores) if written else None,
        "temperatures": shown_texts.temperatures(scores) if written else None,
        "texts": [*(pictures.get("texts") or {}).items()],
        "extents": _extents(pictures),
        "history": shown_account.history(content.get("history") or []),
        "reproduce": shown_account.reproduce(content["reproduce"]),
    }
    shown["attacks"] = any((shown["privacy"] or {}).get(part) for part in ATTACKED)
    contents = [(k, v) for k, v in CONTENTS.items() if shown[FILLED.get(k, k)]]
    head = {name: content.get(name) or "" for name in ("title", "sentence", "notes")}
    return template("rnngan.report.page", "report.html.j2").render(
        **head, **shown, contents=contents
    )


def _made(make, found):
    return make(found) if found else None


def _networks(scores, readings):
    """Return the scores by networks, and how many made them."""
    rows = scores.get("scores")
    if not rows:
        return None
    return shown_scores.networks(rows, readings) | {"seeds": scores["judge_seeds"]}


def _extents(pictures):
    found = pictures.get("lengths"), pictures.get("missing")
    return shown_pictures.extents(*found) if any(found) else None
