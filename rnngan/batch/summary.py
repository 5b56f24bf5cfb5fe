"""What came of a batch: a dict for the page, and tables for people and programs."""

import csv
import io
import json
import statistics
from importlib.metadata import version
from types import SimpleNamespace

from rnngan.batch import records
from rnngan.batch.addresses import sha256_of
from rnngan.batch.experiment_keys import Generate, changes_the_scale
from rnngan.batch.scheduler import FAILED, FINISHED, PRUNED, UNFINISHED, WAITING
from rnngan.config.errors import RnnganError, RunError
from rnngan.config.run_config import flat
from rnngan.data.formats import atomic
from rnngan.evaluation import window_scores
from rnngan.report import console
from rnngan.report.progress import duration
from rnngan.report.terminal import one_line
from rnngan.training.estimate import STRONG_UNITS

PLAN, TRIALS, TRIAL = "plan.json", "trials.json", "trial-"
STATES = (FINISHED, FAILED, PRUNED, UNFINISHED, WAITING)
LAST = ("seed",)  # columns behind the others
NO_SETTINGS = {"name", "timeout_minutes", "retries", "cpus", "gpus", "memory_gb"}
HELD, PUBLISHED = "held-out windows", "published judge"
TEXT_SCORES = {  # of texts: name, which way is better
    **{f"bleu_{n}": (f"BLEU-{n}", "higher") for n in (2, 3, 4)},
    **{f"self_bleu_{n}": (f"Self-BLEU-{n}", "lower") for n in (2, 3, 4)},
    "divergence_4": ("character 4-grams apart", "lower"),
    "reverse_perplexity": ("reverse perplexity", "lower"),
}


def planned(run):
    """Return what the summary needs of a run before anything is done, ready for JSON."""
    try:
        addresses = run.addresses()
    except RnnganError:
        addresses = None
    said = {key: _plain(value) for key, value in run.said.items() if key not in NO_SETTINGS}
    return {
        "name": run.name,
        "said": said | {key: _plain(value) for key, value in run.params.items()},
        "data": run.data.name,
        "scale": _scale(run.config),
        "seed": run.config.seed,
        "output": run.output,
        "addresses": addresses,
    }


def _scale(config):
    """Return what two runs share whose distances can be compared."""
    return sha256_of([[p, str(v)] for p, v in flat(config).items() if changes_the_scale(p)])


def _plain(value):
    if isinstance(value, Generate):
        return value.amount
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def gathered(batch_folder):
    """Return the summary of a batch as a dict; see docs/batch.md.

    Args:
        batch_folder: `rnngan.batch.records.BatchFolder`.

    Raises:
        RunError: the folder is no batch.
    """
    plan = _read(batch_folder.hidden / PLAN)
    if plan is None:
        raise RunError(
            f"{batch_folder.path} is no batch. Expected a folder made by `rnngan batch`."
        )
    listed = plan["runs"] + (_read(batch_folder.hidden / TRIALS) or [])
    columns = _columns(listed)
    rows = [_row(batch_folder, planned_run, columns) for planned_run in listed]
    scores = _scores(rows)
    groups = _groups(rows, columns)
    best = _best(groups)
    return {
        "spec": plan["spec"],
        "counts": {state: sum(row["state"] == state for row in rows) for state in STATES},
        "settings": columns,
        "scores": scores,
        "runs": [_public(row) for row in rows],
        "groups": [_public(group) for group in groups],
        "best": best,
        "failures": [
            {name: row[name] for name in ("name", "reason", "log")}
            for row in rows
            if row["state"] == FAILED
        ],
        "search": _search(plan["search"], rows),
        "versions": {name: version(name) for name in ("rnngan", "tensorflow", "keras")},
    }


def _public(row):
    return {name: value for name, value in row.items() if not name.startswith("_")}


def _read(path):
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _columns(listed):
    """Return the settings in which runs differ, data first and the seed last."""
    said = [planned_run["said"] for planned_run in listed]
    keys = list(dict.fromkeys(key for settings in said for key in settings))
    differing = [
        key for key in keys if len({sha256_of(settings.get(key, "—")) for settings in said}) > 1
    ]
    middle = [key for key in differing if key not in ("data", *LAST)]
    return ["data", *middle, *LAST]


def _row(batch_folder, planned_run, columns):
    """Return a run as a row; what begins with _ stays here."""
    record, name = batch_folder.read(planned_run["name"]), planned_run["name"]
    said = planned_run["said"]
    values = said | {"seed": planned_run["seed"], "data": said.get("data")}
    row = {
        "name": name,
        "state": _state(batch_folder, planned_run, record),
        "settings": {column: values.get(column) for column in columns},
        "scores": {},
        "steps": record.steps,
        "seconds": round(sum(record.seconds.values()), 1) or None,
        "attempts": record.attempts,
        "reason": None,
        "link": f"{name}/",
        "log": f"{records.LOGS}/{name}.log",
        "_data": (planned_run["data"], planned_run["scale"]),
        "_shared": False,
    }
    if row["state"] in (FAILED, PRUNED):
        row["reason"] = record.failed
    if row["state"] == FINISHED:
        row["scores"], row["_shared"], row["_roles"] = _scored(
            batch_folder.run(name), planned_run, record
        )
    return row


def _state(batch_folder, planned_run, record):
    addresses = planned_run["addresses"]
    run = SimpleNamespace(name=planned_run["name"], output=planned_run["output"])
    if addresses and len(records.finished(batch_folder, run, record, addresses)) == len(addresses):
        return FINISHED
    if record.failed is not None and (
        addresses is None or record.begun in (None, addresses["train"])
    ):
        return record.state
    begun = addresses is not None and record.begun == addresses["train"]
    return UNFINISHED if begun else WAITING


def _scored(folder, planned_run, record):
    """Return ({score: number}, whether it was chosen and reported on the same, {score: how})."""
    result = _read(folder / "scores.json") if "evaluate" in planned_run["addresses"] else None
    if result is None:
        known = record.distance is not None
        name = "held-out distance"  # at the last checkpoint, from all that is held out
        return ({name: record.distance} if known else {}), False, {name: ("validation", "lower")}
    found, roles, shared = {}, {}, False
    validation = result.get("validation")
    if validation:
        name = f"validation {validation['statistic'].replace('_', ' ')}"
        found[name], roles[name] = validation["value"], ("validation", "lower")
        shared = validation["shared"]
    texts = isinstance(result["scores"], dict)
    for name, value, role, better in (_of_text if texts else _of_table)(result):
        found[name], roles[name] = value, (role, better)
    return found, shared, roles


def _of_table(result):
    """Yield (name, value, role, which is better) of the scores of a table."""
    described = window_scores.described()
    for score in result["scores"]:
        role = "reported" if score["against"] == HELD else "training"
        name = f"{score['score']}{_judge(score['judge'])}, {score['against']}"
        known = described.get(score["score"])
        yield name, score["generated"]["mean"], role, known.better if known else "lower"


def _judge(name):
    """Return a judge in brackets; units of the published one differ from table to table."""
    if name == "none":
        return ""
    by_columns = name.startswith("GRU, ") and name != f"GRU, {STRONG_UNITS} units"
    return f" ({PUBLISHED})" if by_columns else f" ({name})"


def _of_text(result):
    """Yield (name, value, role, which is better) of the scores of a text's own generator."""
    row = next(row for who, row in result["scores"].items() if not who.endswith("texts"))
    for key, (name, better) in TEXT_SCORES.items():
        if key in row:
            yield name, row[key]["mean"], "reported", better


def _scores(rows):
    """Return what is known of each score, in order: chosen by, reported, of training data."""
    roles = {}
    for row in rows:
        roles |= row.get("_roles", {}) if row["scores"] else {}
    order = {"validation": 0, "reported": 1, "training": 2}
    return [
        {"name": name, "better": better, "role": role}
        for name, (role, better) in sorted(roles.items(), key=lambda item: order[item[1][0]])
    ]


def _groups(rows, columns):
    """Return the rows of the same settings together, over their seeds."""
    together = {}
    for row in rows:
        settings = {c: row["settings"][c] for c in columns if c not in LAST}
        key = json.dumps([settings, row["_data"]], sort_keys=True, default=str)
        together.setdefault(key, (settings, []))[1].append(row)
    return [_group(settings, members) for settings, members in together.values()]


def _group(settings, members):
    finished = [row for row in members if row["state"] == FINISHED]
    names = dict.fromkeys(name for row in finished for name in row["scores"])
    scores = {n: _spread([r["scores"][n] for r in finished if n in r["scores"]]) for n in names}
    roles = {name: role for row in finished for name, role in row["_roles"].items()}
    seconds = [row["seconds"] for row in finished if row["seconds"]]
    return {
        "settings": settings,
        "runs": len(members),
        "finished": len(finished),
        "best": False,
        "scores": scores,
        "seconds": round(statistics.mean(seconds), 1) if seconds else None,
        "_data": members[0]["_data"],
        "_shared": any(row["_shared"] for row in finished),
        "_chosen_by": next((n for n in scores if roles[n][0] == "validation"), None),
        "_reported": [name for name in scores if roles[name][0] != "training"],
    }


def _spread(values):
    """Return mean and standard deviation of a score over seeds.

    Example:
        >>> _spread([1.0, 3.0])
        {'mean': 2.0, 'std': 1.4142135623730951, 'n': 2}
    """
    std = statistics.stdev(values) if len(values) > 1 else 0.0
    return {"mean": statistics.fmean(values), "std": std, "n": len(values)}


def _best(groups):
    """Mark the group of each data set that validation chooses, and return what it scores.

    Where some groups have no failed run, the others can't be chosen: what is left of them are
    their lucky seeds. Groups that read or cut their data in other ways are not compared: distances
    are on the scale of the windows.
    """
    found = []
    for data in dict.fromkeys((group["settings"]["data"], group["_data"]) for group in groups):
        here = [g for g in groups if (g["settings"]["data"], g["_data"]) == data]
        here = [group for group in here if group["_chosen_by"] is not None]
        whole = [group for group in here if group["finished"] == group["runs"]] or here
        if len(here) < 2 or not whole:
            continue  # nothing to choose from
        best = min(whole, key=lambda group: group["scores"][group["_chosen_by"]]["mean"])
        best["best"] = True
        found.append(
            {
                "data": data[1][0],
                "settings": {k: v for k, v in best["settings"].items() if k != "data"},
                "chosen_by": best["_chosen_by"],
                "runs": best["finished"],
                "scores": {name: best["scores"][name] for name in best["_reported"]},
                "shared": best["_shared"],
            }
        )
    return found


def _search(search, rows):
    if search is None:
        return None
    trials = [row for row in rows if row["name"].startswith(TRIAL)]
    ended = [row for row in trials if row["state"] == FINISHED and row["scores"]]
    ended = [(next(iter(row["scores"].values())), row) for row in ended]
    best = min(ended, key=lambda pair: pair[0])[1] if ended else None
    return {
        "statistic": next(iter(best["scores"])) if best else search["objective"],
        "best": best and best["name"],
        "trials": len(trials),
        "ranges": list(search["ranges"]),
    }


def write(batch_folder):
    """Write summary.json, summary.csv, summary_seeds.csv and summary.html; return the summary."""
    from rnngan.batch.page.render import page

    found = gathered(batch_folder)
    contents = {
        "summary.json": json.dumps(found, indent=1) + "\n",
        "summary.csv": _runs_csv(found),
        "summary_seeds.csv": _groups_csv(found),
        "summary.html": page(found),
    }
    atomic.write_all(batch_folder.path, {name: text.encode() for name, text in contents.items()})
    return found


def _runs_csv(found):
    names = [score["name"] for score in found["scores"]]
    plain = ["steps", "seconds", "attempts"]
    rows = [
        [row["name"], row["state"], row["reason"]]
        + [row["settings"][column] for column in found["settings"]]
        + [row["scores"].get(name) for name in names]
        + [row[name] for name in plain]
        for row in found["runs"]
    ]
    return _csv(["name", "state", "reason", *found["settings"], *names, *plain], rows)


def _groups_csv(found):
    names = [score["name"] for score in found["scores"]]
    columns = [column for column in found["settings"] if column not in LAST]
    header = [*columns, "runs", "finished", "best"]
    for name in names:
        header += [f"{name}, mean", f"{name}, std"]
    rows = []
    for group in found["groups"]:
        row = [group["settings"][column] for column in columns]
        row += [group["runs"], group["finished"], group["best"]]
        for name in names:
            score = group["scores"].get(name, {})
            row += [score.get("mean"), score.get("std")]
        rows.append(row)
    return _csv(header, rows)


def _csv(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def text(found):
    """Return the summary for a terminal: best, groups, failures."""
    counts = ", ".join(f"{count} {state}" for state, count in found["counts"].items() if count)
    lines = [f"{found['spec']}: {counts or 'no runs'}", "", *_table(found), ""]
    for best in found["best"]:
        said = ", ".join(f"{key} {value}" for key, value in best["settings"].items()) or "all alike"
        shared = "; chosen and reported on the same held-out part" if best["shared"] else ""
        lines.append(
            f"best on {one_line(best['data'])}: {one_line(said)} (by {best['chosen_by']}{shared})"
        )
    if found["search"] and found["search"]["best"]:
        lines.append(f"best of {found['search']['trials']} trials: {found['search']['best']}")
    for failure in found["failures"]:
        lines.append(f"{failure['name']}: {one_line(str(failure['reason']).splitlines()[0])}")
    return "\n".join(lines).rstrip()


def _table(found):
    """Return the lines of the groups, with the scores that choose and are reported."""
    names = [score["name"] for score in found["scores"] if score["role"] != "training"]
    columns = [column for column in found["settings"] if column not in LAST]
    rows = []
    for group in found["groups"]:
        cells = [one_line(_shown(group["settings"][column])) for column in columns]
        cells += [f"{group['finished']}/{group['runs']}"]
        cells += [_pair(group["scores"].get(name)) for name in names]
        cells += [duration(group["seconds"]) if group["seconds"] else ""]
        rows.append([*cells, "best" if group["best"] else ""])
    return [console.columns(rows, [*columns, "finished", *names, "a run", ""])]


def _shown(value):
    return "" if value is None else str(value)


def _pair(score):
    if score is None:
        return ""
    return f"{score['mean']:.3f}" + (f" ± {score['std']:.3f}" if score["n"] > 1 else "")
