"""Bounds that scores are held to: `rnngan evaluate RUN --fail-if "discriminative>0.1"`."""

import operator
import pkgutil
import re
from dataclasses import dataclass

from rnngan.config.errors import ConfigError, GateError
from rnngan.evaluation import window_scores
from rnngan.evaluation.similarity import row_scores
from rnngan.report import text_console

SIGNS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
OTHERS = "similarity", "attack", "exact_copies", "near_copies", "broken"
WRITTEN = re.compile(r"\s*([\w-]+)\s*(>=|<=|>|<)\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)\s*")


@dataclass(frozen=True)
class Gate:
    """A score must not lie beyond a limit.

    Args:
        name: of the score, as `numbers` has it.
        sign: one of SIGNS.
        limit: the number.

    Example:
        >>> gate = Gate.of("discriminative > 0.1")
        >>> gate.holds(0.2), gate.holds(0.05)
        (True, False)
    """

    name: str
    sign: str
    limit: float

    @classmethod
    def of(cls, text):
        """Return the gate that is written as NAME>NUMBER.

        Raises:
            ConfigError: it is not written like that, or no score has this name.
        """
        found = WRITTEN.fullmatch(text)
        if not found:
            raise ConfigError(
                f"--fail-if {text!r}: expected a score, one of {' '.join(SIGNS)}, and a number, "
                "such as discriminative>0.1"
            )
        name, sign, limit = found.groups()
        if name not in names():  # said before an evaluation, not after it
            raise ConfigError(
                f"--fail-if {text!r}: no score has this name. Expected one of {', '.join(names())}."
            )
        return cls(name, sign, float(limit))

    def holds(self, value):
        """Return whether a value lies beyond the limit."""
        return SIGNS[self.sign](value, self.limit)


def names():
    """Return the names of all scores that an evaluation may give.

    Example:
        >>> {"discriminative", "marginals", "similarity", "bleu_2"} <= set(names())
        True
    """
    of_rows = (info.name for info in pkgutil.iter_modules(row_scores.__path__))
    of_texts = (name for name, _ in text_console.ROWS)
    return [*window_scores.described(), *of_rows, *OTHERS, *of_texts]


def numbers(scores):
    """Return {name: list of numbers} that gates can ask for, of the content of scores.json.

    A score of several judges, or against several parts of the data, has as many numbers. Of texts,
    those of the generator alone count, and not those of real texts.
    """
    found = {}

    def add(name, value):
        found.setdefault(name, []).append(float(value))

    rows = scores["scores"]
    if isinstance(rows, dict):  # of texts
        for name, summary in next(iter(rows.values())).items():
            if isinstance(summary, dict):
                add(name, summary["mean"])
        rows = []
    similarity, privacy = scores.get("similarity"), scores.get("privacy") or {}
    for row in [*rows, *(similarity["scores"] if similarity else ())]:
        add(row["score"], row["generated"]["mean"])
    if similarity:
        add("similarity", similarity["share"])
    for row in privacy.get("attacks", ()):
        add("attack", row["auc"]["value"])
    for name in ("exact", "near") if "copies" in privacy else ():
        add(f"{name}_copies", privacy["copies"][name])
    if "constraints" in scores:
        add("broken", sum(row["generated"] for row in scores["constraints"]))
    return found


def refuse(scores, gates):
    """Raise `GateError` where a gate holds; see `failures`."""
    found = failures(scores, gates)
    if found:
        raise GateError("\n".join(found))


def failures(scores, gates):
    """Return a sentence for each gate that holds.

    Args:
        scores: content of scores.json.
        gates: list of `Gate`.

    Raises:
        ConfigError: there is no score of that name.

    Example:
        >>> scores = {"scores": [], "similarity": {"share": 0.91, "scores": []}}
        >>> failures(scores, [Gate.of("similarity<0.95")])
        ['similarity is 0.91, and fails for <0.95']
    """
    known, found = numbers(scores), []
    for gate in gates:
        if gate.name not in known:
            raise ConfigError(
                f"--fail-if: there is no score {gate.name!r} here. Expected one of "
                f"{', '.join(known)}."
            )
        beyond = [value for value in known[gate.name] if gate.holds(value)]
        if beyond:
            worst = max(beyond) if ">" in gate.sign else min(beyond)
            found.append(f"{gate.name} is {worst:.4g}, and fails for {gate.sign}{gate.limit:g}")
    return found
