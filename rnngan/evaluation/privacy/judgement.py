"""What attacks and copies mean, in words; and what they don't promise."""

from rnngan.evaluation.privacy.intervals import wilson

CLEAR_AUC = 0.6  # lower end of an AUC from which on members are clearly recognised; .5 is a guess
MISSED_AUC = 0.8  # AUC that must be noticed if it is there, else nothing can be said
CLEAR_RATE = 0.1  # share of members that are recognised with 1 % false alarms
CLEAR_ADVANTAGE, ADVANTAGE = 0.2, 0.05  # of guessing a cell; smaller ones don't count
NEAR_COPIES = 0.2  # share of generated sequences; of training ones it is .01 to each other
LONGER, FEW_ROWS = 2, 4  # a run is odd at so many times the rows that are usual, and so many more

PROMISE = (
    "This is what some attacks found, not a proof: there is no differential privacy, and whoever "
    "knows more, or tries what was not tried here, may find out more. A sequence that stands out "
    "can be at risk where most are safe. Only generated rows were attacked; a run folder gives "
    "away more."
)
OF_ANOTHER_TOOL = (
    " Attacks compare what was learned from with what was not, and whether the tool that made the "
    "synthetic table saw the held-out part of the real one is not known here. If it did, attacks "
    "find nothing however much is given away: then copies alone count."
)


def unknown(why):
    """Return the privacy of what can't be attacked.

    Args:
        why: a sentence.

    Example:
        >>> unknown("It can't be said.")["grade"]
        'unknown'
    """
    return {"verdict": why, "grade": "unknown", "promise": PROMISE}


def judged(found, untried, unseen):
    """Return {verdict, grade, promise} of what was found.

    Args:
        found: "attacks", "attributes" and "copies" of scores.json.
        untried: titles of the attacks that need more held-out sequences.
        unseen: whether it is certain that the held-out part was not learned from.
    """
    promise = PROMISE + ("" if unseen else OF_ANOTHER_TOOL)
    if untried:
        promise += f" Not tried, because too little is held out: {', '.join(untried)}."
    leaks = [
        *_recognised(found["attacks"]),
        *_copied(found["copies"]),
        *([] if unseen else _near(found["copies"])),
        *_guessed(found["attributes"]),
    ]
    if leaks:
        clear = any(is_clear for is_clear, _ in leaks)
        clauses = [text for is_clear, text in leaks if is_clear or not clear]
        how = "give training data away" if clear else "may give some training data away"
        grade, verdict = "poor" if clear else "fair", f"Generated data {how}: {'; '.join(clauses)}."
    else:
        grade, verdict = _nothing(found["attacks"], unseen)
    return {"verdict": verdict, "grade": grade, "promise": promise}


def _nothing(attacks, unseen):
    """Return (grade, verdict) where no attack succeeded and nothing is copied."""
    best = max(attacks, key=lambda attack: attack["auc"]["value"])["auc"]
    widths = [attack["auc"]["high"] - attack["auc"]["low"] for attack in attacks]
    missed = min(1.0, 0.5 + min(widths) / 2)  # what would still have .5 in its interval
    nothing = (
        f"no attack recognises training sequences better than a guess (the strongest: {_area(best)}"
        "), and nothing is copied beyond what real data repeat of themselves"
    )
    if not unseen:
        why = "the synthetic table was made without the held-out part of the real one"
        return "unknown", f"It can't be said: {nothing}, but that counts only if {why}."
    if missed >= MISSED_AUC:
        why = f"even an attack with an AUC of {missed:.2f} could go unnoticed"
        return "unknown", f"Too little is held out to say: {nothing}, but {why}."
    return "good", f"{nothing[0].upper()}{nothing[1:]}."


def _recognised(attacks):
    """Return [(whether clear, clause)] of the attack that recognises members best, if one does."""
    best = max(attacks, key=lambda attack: attack["auc"]["low"])
    auc = best["auc"]
    if auc["low"] > 0.5:
        clause = f"training sequences are recognised by {best['title']} ({_area(auc)})"
        return [(auc["low"] >= CLEAR_AUC, clause)]
    best = max(attacks, key=lambda attack: attack["tpr"]["value"] - attack["tpr"]["chance"])
    rate = best["tpr"]
    if rate["value"] <= rate["chance"]:
        return []
    clause = (
        f"{rate['value']:.0%} of training sequences are recognised by {best['title']} with 1 % "
        f"false alarms (by luck: up to {rate['chance']:.0%})"
    )
    return [(rate["low"] > rate["chance"] and rate["value"] >= CLEAR_RATE, clause)]


def _area(auc):
    return f"AUC {auc['value']:.2f}, {auc['low']:.2f} to {auc['high']:.2f}; a guess: 0.50"


def _copied(copies):
    """Return [(whether clear, clause)] of sequences and of runs that are copied."""
    leaks = []
    usual = max(copies["exact_held_out"], copies["exact_training"])
    if copies["exact"] > 2 * usual:
        by_luck = wilson(copies["exact_training"], copies["training"])[1]
        clause = (
            f"{copies['exact']:.1%} of generated sequences are copies of training ones (real ones "
            f"repeat each other: {usual:.1%})"
        )
        leaks.append((wilson(copies["exact"], copies["generated"])[0] > by_luck, clause))
    usual = max(copies["longest_run_held_out"], copies["longest_run_training"])
    if copies["longest_run"] > LONGER * usual + FEW_ROWS:
        clause = f"up to {copies['longest_run']:,} rows in a row are copied (real ones: {usual:,})"
        leaks.append((True, clause))
    return leaks


def _near(copies):
    """Return [(False, clause)] where many sequences are near copies, which no attack would see."""
    if copies["near"] < NEAR_COPIES:
        return []
    clause = f"{copies['near']:.0%} of generated sequences are nearly copies of training ones"
    return [(False, clause)]


def _guessed(attributes):
    """Return [(whether clear, clause)] of the cell that is guessed best beyond what is fair."""
    known = [row for row in attributes if row["low"] > 0 and row["advantage"] >= ADVANTAGE]
    if not known:
        return []
    row = max(known, key=lambda row: row["advantage"])
    clause = (
        f"{row['column']!r} is guessed from the rest of a row right in {row['training']:.0%} of "
        f"training rows, in {row['held_out']:.0%} of others"
    )
    return [(row["advantage"] >= CLEAR_ADVANTAGE, clause)]
