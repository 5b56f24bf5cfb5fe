"""Figures as tables of Markdown: means over training seeds, and their spread."""

import numpy as np

SCORES = {"ds": "DS", "ds32": "DS32", "ps": "PS", "fid": "FID", "cs": "CS"}


def lines(results, seeds, steps):
    """Return the lines of all tables that there are figures for.

    Args:
        results: `Results`.
        seeds: those of the trainings.
        steps: training steps that were asked for, or None.
    """
    found = [r for r in results.lines if "seed" not in r or r["seed"] in seeds]
    found = [r for r in found if r["steps"] == steps or "seed" not in r]
    for table in (_windows, _series, _ablation):
        yield from table(found)
    for line in results.all("failure", steps=steps):
        if line["seed"] in seeds and not _of(found, **_training(line), what=line["failed"]):
            yield f"\nfailed: {_title(line)} {line['part']}, seed {line['seed']}: {line['error']}"


def _windows(found):
    rows = []
    for title, same in _groups(_of(found, part="")):
        floors, scored = _of(same, what="floor"), _of(same, what="windows")
        if scored:
            cells = [title, str(len(scored)), _minutes(same)]
            for name in SCORES:
                cells += [_spread(scored, name), _spread(floors, name)]
            rows.append([*cells, _spread(scored, "nearness", 2)])
    header = ["data", "trainings", "minutes"]
    for title in SCORES.values():
        header += [title, "real"]
    return _markdown("windows", [*header, "nearness"], rows)


def _series(found):
    rows = []
    for title, same in _groups(_of(found, part="")):
        scored, floors = _of(same, what="series"), _of(same, what="series floor")
        fresh = _of(same, what="fresh")
        if scored:
            cells = [_spread(scored, name) for name in ("ds", "ds32", "memory")]
            alike = [_spread(fresh, name) for name in ("ds", "ds32")]
            rows.append([title, str(len(scored)), *cells, _spread(floors, "memory"), *alike])
    header = ["data", "trainings", "DS", "DS32", "autocorrelation", "of blocks"]
    header += ["DS of one generated series against others", "DS32"]
    return _markdown("long series", header, rows)


def _ablation(found):
    scored, rows = _of(found, what="windows"), []
    left_out = [part for part in dict.fromkeys(line["part"] for line in scored) if part]
    for part in left_out and ["", *left_out]:
        for title, same in _groups([line for line in found if line.get("part") == part]):
            scored = _of(same, what="windows")
            if scored:
                scores = [_spread(scored, name) for name in ("ds", "ds32", "cs")]
                rows.append([part or "nothing", title, str(len(scored)), _minutes(same), *scores])
    header = ["without", "data", "trainings", "minutes", "DS", "DS32", "CS"]
    return _markdown("ablation", header, rows)


def _of(lines, **wanted):
    return [line for line in lines if wanted.items() <= line.items()]


def _training(line):
    return {name: line[name] for name in ("table", "length", "part", "seed")}


def _groups(lines):
    """Return [(title, lines of one table and length)], in the order of their names."""
    together = {}
    for line in lines:
        together.setdefault((line["table"], line["length"]), []).append(line)
    return [(_title(same[0]), same) for _, same in sorted(together.items())]


def _title(line):
    return f"{line['table'].capitalize()}, {line['length']}"


def _minutes(lines):
    return f"{np.mean([line['minutes'] for line in _of(lines, what='training')]):.1f}"


def _spread(lines, name, decimals=3):
    """Return the mean of a score over trainings, of each its mean over networks; ± deviation."""
    means = [np.mean(line[name]) for line in lines if name in line]
    if not means:
        return "–"
    spread = f" ± {np.std(means, ddof=1):.{decimals}f}" if len(means) > 1 else ""
    return f"{np.mean(means):.{decimals}f}{spread}"


def _markdown(title, header, rows):
    if not rows:
        return []
    cells = [header, ["---"] * len(header), *rows]
    return [f"\n{title}\n", *("| " + " | ".join(row) + " |" for row in cells)]
