"""Image COCO captions: `python benchmarks/text.py [FOLDER] --train FILE --test FILE`.

For each seed a run is trained by likelihood, then against the discriminator, both at their
defaults, and scored against the test file, as docs/text.md says. Runs that are finished are kept,
so the benchmark goes on where it was stopped. Prints a table of means and spreads over seeds.
"""

import argparse
import json
import tempfile
from pathlib import Path

import machine
import numpy as np

PSALMS = machine.ROOT / "data" / "psalms_proverbs.txt"
SMALL = [  # settings of a tiny run
    *("training.steps=2", "training.adversarial_steps=1", "model.units=8"),
    *("text.length=8", "text.embedding=8", "training.batch_size=8"),
]
KEYS = (
    *(f"bleu_{n}" for n in (2, 3, 4, 5)),
    *(f"self_bleu_{n}" for n in (2, 3, 4, 5)),
    "divergence_4",
    "reverse_perplexity",
)


def main():
    """Train, score, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default="text-runs")
    parser.add_argument("--train")
    parser.add_argument("--test")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--set", action="append", default=[], dest="settings")
    with tempfile.TemporaryDirectory(prefix="rnngan-text-") as folder:
        some = Path(folder) / "some.txt"
        some.write_text("".join(PSALMS.read_text("utf-8").splitlines(keepends=True)[:300]), "utf-8")
        tiny = {"folder": Path(folder), "train": some, "test": some, "seeds": [0]}
        options = machine.parse_options(parser, eager=True, settings=SMALL, **tiny)
        if not (options.train and options.test):
            parser.error("--train and --test are needed.")
        compare(options)


def compare(options):
    """Train, score and print, for each seed."""
    options.folder.mkdir(exist_ok=True)
    print(machine.describe())
    found, seconds = [], []
    for seed in options.seeds:
        run = options.folder / f"seed-{seed}"
        note = run / "benchmark.json"
        if not note.exists():
            settings = [word for setting in options.settings for word in ("--set", setting)]
            flags = ["-o", run, "--force", "--seed", seed, "--json", *settings]
            summary = json.loads(rnngan("train", options.train, *flags))
            quick = ["--quick"] if options.tiny else []
            rnngan("evaluate", run, "--real", options.test, *quick)
            note.write_text(json.dumps({"seconds": summary["seconds"]}))
        found.append(json.loads((run / "scores.json").read_text()))
        seconds.append(json.loads(note.read_text())["seconds"])
    print(f"seeds {options.seeds}; training took {', '.join(f'{s:.0f}' for s in seconds)} s\n")
    print("\n".join(table(found)))


def rnngan(*arguments):
    """Run the real command and return what it prints."""
    ended = machine.rnngan(*arguments, shown=True)
    if ended.code:
        raise SystemExit(ended.code)
    return ended.out


def table(found):
    """Return the lines of a table: a row for each who wrote and each temperature.

    Args:
        found: contents of scores.json, one a seed.
    """
    lines = ["| written by | " + " | ".join(KEYS) + " |", "| --- " * (len(KEYS) + 1) + "|"]
    for name in found[0]["temperatures"]:
        for number, row in enumerate(_rows(found[0], name)):
            cells = []
            for key in KEYS:
                values = [_rows(one, name)[number][key]["mean"] for one in found]
                cells.append(f"{np.mean(values):.3f} ± {np.std(values):.3f}")
            lines.append(f"| {name}, t = {row['temperature']:g} | " + " | ".join(cells) + " |")
    for name in ("learned texts", "held-out texts"):
        cells = (f"{found[0]['scores'][name][key]:.3f}" for key in KEYS)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    for name in found[0]["temperatures"]:
        held = np.mean([one["held_out"][name]["perplexity"] for one in found])
        lines.append(f"\nperplexity of the test file, {name}: {held:.2f}")
    return [*lines, "", *_at_equal_variety(found)]


def _at_equal_variety(found):
    """Return lines: the adversarial generator and likelihood alone at the same Self-BLEU-4.

    Likelihood's score there is read off its curve over temperatures, between two of them.
    """
    lines = ["| at the Self-BLEU-4 of the run | adversarial | likelihood alone | difference |"]
    lines.append("| --- | --- | --- | --- |")
    for key in ("bleu_3", "divergence_4", "reverse_perplexity"):
        pairs = []
        for one in found:
            run = one["scores"]["adversarial"]
            curve = sorted(
                (row["self_bleu_4"]["mean"], row[key]["mean"])
                for row in _rows(one, "likelihood alone")
            )
            variety = run["self_bleu_4"]["mean"]
            pairs.append((run[key]["mean"], np.interp(variety, *zip(*curve, strict=True))))
        ours, other = np.array(pairs).T
        cells = (f"{np.mean(v):.4f} ± {np.std(v):.4f}" for v in (ours, other, ours - other))
        lines.append(f"| {key} | " + " | ".join(cells) + " |")
    return lines


def _rows(one, name):
    return one["temperatures"][name]


if __name__ == "__main__":
    main()
