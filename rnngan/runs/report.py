"""`rnngan report`: a page that shows a run, or any two tables, and a JSON file of the same."""

import json
import platform
import shlex
from dataclasses import asdict, replace
from importlib.metadata import version
from os import PathLike
from pathlib import Path

from rnngan import modalities
from rnngan.config.errors import ConfigError
from rnngan.config.options import SETTINGS
from rnngan.config.requests import EvaluateRequest
from rnngan.config.run_config import RunConfig, fields
from rnngan.data.formats import atomic
from rnngan.evaluation import window_scores
from rnngan.report.page.report_page import page
from rnngan.report.progress import say
from rnngan.runs import evaluate, store

SUFFIX, TWIN = ".html", ".json"
CARE = "This page shows real data: share it as you would share the real {}."
QUICK = "Quick scores: for comparing runs with each other, not with published figures."


def report(
    folder: str | PathLike,
    request: EvaluateRequest,
    output: str | PathLike | None = None,
    force: bool = False,
) -> Path:
    """Write the page of a run and its JSON, and return the path of the page.

    The scores are those of scores.json where they are of this very run and data; else the run is
    evaluated first.

    Args:
        folder: run folder.
        request: `EvaluateRequest`, for an evaluation that is needed.
        output: path of the page; report.html in the run folder when None, which may be replaced.
        force: replace other files that exist.

    Raises:
        ConfigError: the name of the page does not end in .html.
        RunError: the folder is no run, or does not say where its data are.
        InputError: the data can't be used; a file exists.
    """
    path = Path(folder) / store.REPORT if output is None else free(output, force)
    trained, facts = store.opened(folder)
    data, source = evaluate.learned(folder, trained, facts, request.data)
    known = evaluate.identity(facts, source)
    scores = _scores(folder, known)
    if scores is None:
        say(f"{Path(folder) / store.SCORES} is missing or of another training: scoring first")
        explain = modalities.of(trained.config).explains
        scores = evaluate.evaluate(folder, replace(request, explain=explain)).scores
    name = Path(data).name
    again = _of_run(folder, name, trained, facts, scores)
    return report_trained(path, name, trained, source, facts, scores, again)


def report_trained(path, name, trained, source, facts, scores, again):
    """Write the page of what was learned and its JSON, and return the path of the page.

    Args:
        path: of the page.
        name: of the data.
        trained: `TrainedModel`.
        source: `Table` or `Text` that it has learned.
        facts: its manifest.
        scores: the content of scores.json.
        again: how it is made again; see `reproduced`.
    """
    modality = modalities.of(trained.config)
    say("drawing the report, about 10 s")
    pictures = modality.pictures(trained, source)
    content = {
        "kind": modality.name,
        "title": name,
        "sentence": _sentence(pictures, "rnngan has learned"),
        "notes": _notes(modality.name, trained, facts, scores),
        "history": trained.history,
        "reproduce": again,
    }
    return _write(path, content, scores, pictures)


def report_files(
    real: str,
    synthetic: str,
    config: RunConfig,
    request: EvaluateRequest,
    output: str | PathLike,
    force: bool = False,
) -> Path:
    """Write the page of any two tables and its JSON, and return the path of the page.

    Args:
        real: path of the real table.
        synthetic: path of the other one.
        config: `RunConfig`; its data section says how they are read.
        request: `EvaluateRequest`, which says how they are scored.
        output: path of the page.
        force: replace files that exist.

    Raises:
        ConfigError: the name of the page does not end in .html.
        InputError: a table can't be used; a file exists.
    """
    path = free(output, force)
    found = evaluate.compare_files(real, synthetic, config, replace(request, explain=True))
    scores = found.scores
    say("drawing the report, about 10 s")
    pictures = found.pictures()
    paths = [real, synthetic, *([request.unseen] if request.unseen else [])]
    names = [Path(path).name for path in paths]
    content = {
        "kind": "table",
        "title": f"{names[1]} beside {names[0]}",
        "sentence": _sentence(pictures, f"{names[0]} has"),
        "notes": [CARE.format("table"), *_quick(scores)],
        "history": [],
        "reproduce": _of_files(names, paths, config, scores),
    }
    return _write(path, content, scores, pictures)


def free(output, force):
    """Return the path of a page that may be written, its JSON too.

    Raises:
        ConfigError: its name does not end in .html.
        InputError: it exists.
    """
    path = Path(output)
    if path.suffix.lower() not in (SUFFIX, ".htm"):
        raise ConfigError(
            f"-o {output}: a report is a page, with a JSON file beside it. Expected the name of "
            "the page, such as report.html."
        )
    for name in (path, path.with_suffix(TWIN)):
        atomic.refuse_existing(name, force)
    return path


def _scores(folder, known):
    """Return the scores of a run, or None where there are none of this training and these data."""
    try:
        scores = json.loads((Path(folder) / store.SCORES).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    fitting = isinstance(scores, dict) and all(scores.get(k) == v for k, v in known.items())
    return scores if fitting else None


def _sentence(pictures, begin):
    """Return one sentence on what is compared."""
    real, made = pictures["sides"]["real"], pictures["sides"]["generated"]
    if "texts" in real:
        return f"{begin} {real['texts']:,} texts; here are texts of its own beside them."
    columns = f" and {pictures['columns']} columns" if "columns" in pictures else ""
    series = f"{real['sequences']:,} sequence{'' if real['sequences'] == 1 else 's'}"
    return (
        f"{begin} {real['rows']:,} rows{columns} in {series}; {made['rows']:,} generated rows in "
        f"{made['sequences']:,} sequences are compared with them here."
    )


def _notes(kind, trained, facts, scores):
    """Return what whoever looks at the page has to know first."""
    failure = (facts.get("quick_check") or {}).get("failure")
    notes = [] if trained.finished else [f"{trained.progress[0].upper()}{trained.progress[1:]}."]
    notes += [failure] if failure else []
    return [CARE.format(kind), *notes, *_quick(scores)]


def _quick(scores):
    """Return what to know of quick scores, a list of one note at most."""
    left_out = "; ".join(scores.get("not_measured", ()))
    more = f" Not measured with --quick: {left_out}." if left_out else ""
    return [QUICK + more] if scores.get("quick") else []


def _of_run(folder, name, trained, facts, scores):
    """Return how a run and its report are made again."""
    run, data = shlex.quote(Path(folder).name), shlex.quote(name)
    how = (
        "--quick"
        if scores.get("quick")
        else f"--seeds {scores.get('judge_seeds') or scores.get('seeds')}"
    )
    commands = [
        " ".join(["rnngan train", data, *_flags(_changed(trained.config)), "-o again"]),
        f"rnngan generate {run} -n 1000 -o {modalities.of(trained.config).output}",
        f"rnngan evaluate {run} {how}",
        f"rnngan report {run}",
    ]
    hashes = {name: (facts["data"] or {}).get("sha256")}
    return reproduced(commands, trained, facts, hashes)


def reproduced(commands, trained, facts, hashes):
    """Return how something is made again, as the page shows it.

    Args:
        commands: lines of the shell or of Python.
        trained: `TrainedModel`.
        facts: its manifest.
        hashes: {name: sha256} of the data.
    """
    return {
        "commands": commands,
        "seed": facts["seed"],
        "steps": facts["steps"] + facts["continued"],
        "settings": _changed(trained.config),
        "versions": facts["versions"] | {"python": facts["python"]},
        "hashes": hashes | {name: file["sha256"] for name, file in facts["files"].items()},
    }


def _changed(config):
    """Return {setting: value} of those that are not the defaults of their kind of data."""
    values = {
        name: (_setting(config, name), _setting(RunConfig(kind=config.kind), name))
        for name in fields()
    }
    return {name: value for name, (value, default) in values.items() if value != default}


def _flags(settings):
    """Return what gives settings at the command line."""
    flags = []
    for name, value in settings.items():
        row = SETTINGS[name]
        if row.flag and row.type == "switch":
            flags.append(row.flag)
        elif row.flag and row.multiple:
            flags += [f"{row.flag} {shlex.quote(str(one))}" for one in value]
        else:
            shown = shlex.quote(str(value))
            flags.append(f"{row.flags[-1]} {shown}" if row.flag else f"--set {name}={shown}")
    return flags


def _setting(config, name):
    for part in name.split("."):
        config = getattr(config, part)
    return list(config) if isinstance(config, tuple) else config


def _of_files(names, paths, config, scores):
    """Return how the report on two tables is made again."""
    real, other, *unseen = map(shlex.quote, names)
    how = "--quick" if scores["quick"] else f"--seeds {scores['judge_seeds']}"
    command = f"rnngan report --real {real} --synthetic {other}"
    command += "".join(f" --unseen {name}" for name in unseen)
    return {
        "commands": [f"{command} --window {config.data.window} {how} -o report.html"],
        "settings": {},
        "versions": {name: version(name) for name in store.PACKAGES}
        | {"python": platform.python_version()},
        "hashes": {name: store.fingerprint(path) for name, path in zip(names, paths, strict=True)},
    }


def _write(path, content, scores, pictures):
    """Write the page and its JSON, both or neither, and return the path of the page."""
    readings = {name: asdict(found) for name, found in window_scores.described().items()}
    whole = {"report": 1, **content, "readings": readings, "scores": scores, "pictures": pictures}
    texts = json.dumps(whole, ensure_ascii=False) + "\n", page(whole)
    names = path.with_suffix(TWIN).name, path.name
    encoded = (text.encode("utf-8", "backslashreplace") for text in texts)
    atomic.write_all(path.parent, dict(zip(names, encoded, strict=True)))
    return path
