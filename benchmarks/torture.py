"""Kills, faults and damage: `python benchmarks/torture.py`, or `make torture`; about 25 minutes.

1. Trainings are killed (SIGKILL) at random moments, some of them several times, and each goes on
   until it is finished: is the run the same, bit for bit, as one that was never stopped?
   Others are killed inside saving: at a random file operation of a whole training, half of them in
   a folder whose finished run they were about to replace.
2. A process is killed at every file operation of a checkpoint's save and of a finished run's.
3. Every file operation of both fails with ENOSPC, EIO and EACCES.
4. Every file of a finished run is cut at 256 positions and has 1,000 single bits flipped: is it
   refused, or are the results the same?

Counts are printed: tried, refused, identical, wrong. The last one must be 0, and so must the exit
code be. `--stocks FILE` shows exact resume on the Stocks table alone, stopped at five random steps.
`--tiny` kills no training, and does a little of 2 to 4.
"""

import argparse
import contextlib
import errno
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import machine

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]
from tests import faults  # noqa: E402 - the same faults as in the tests

RESULTS = ("weights.safetensors", "history.csv", "config.json", "schema.json", "generated")
SMALL = ["--window", "8", "--units", "8", "--batch-size", "16", "--steps", "1000"]
SMALL += ["--set", "training.checkpoint_every=100", "--set", "training.adversarial_steps=200"]
TINY = ["--steps", "8", "--set", "training.checkpoint_every=4"]  # what --tiny changes of it
TINY += ["--set", "training.adversarial_steps=0", "--units", "4", "--window", "4"]
STOCKS = ["--steps", "200", "--set", "training.checkpoint_every=60"]
KILLS_A_TRAINING = 5
LATEST = 1.1  # latest moment of a kill, in the time that a training takes when left alone
CUTS, FLIPS = 256, 1000
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
KILLED = """
import sys
sys.path[:0] = [{root!r}, {root!r} + "/benchmarks"]
import torture
from tests import faults
with faults.at(int(sys.argv[3]), faults.die):
    torture.written(*sys.argv[1:3])
"""


TRAINED = """
import sys
sys.path[:0] = [{root!r}]
from rnngan.cli import main
from tests import faults
with faults.at(int(sys.argv[1]), faults.die) as seen:
    code = main.main(sys.argv[2:])
print(len(seen))
raise SystemExit(code)
"""


def command(*arguments):
    """Return the list that runs rnngan."""
    return [sys.executable, str(ROOT / "cli.py"), *map(str, arguments)]


def table(folder):
    """Write a small table and return its path."""
    import numpy as np
    import pandas as pd

    rng, rows = np.random.default_rng(0), 400
    wave = np.sin(np.arange(rows) / 5)[:, None] * [3.0, -2.0]
    values = (10 + wave + rng.normal(0, 0.3, (rows, 2))).round(2)
    frame = pd.DataFrame(values, columns=["a", "b"])
    frame["kind"] = np.where(wave[:, 0] > 0, "high", "low")
    path = Path(folder) / "table.csv"
    frame.to_csv(path, index=False)
    return path


def results(run):
    """Return the sha256 of all that a run is worth."""
    made = machine.rnngan("generate", run, "-n", 50, "-q")
    assert made.code == 0, made.err
    contents = {name: (run / name).read_bytes() for name in RESULTS[:-1]}
    contents |= {"generated": made.out.encode()}
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def arguments(data, run, settings):
    """Return what starts a training, or what goes on with it where there is a checkpoint."""
    if any((run / "checkpoints").glob("[0-9]*")):
        return ["train", "--resume", run, "-q"]
    return ["train", data, "-o", run, "-q", *settings]


def killed(data, run, number, longest, times):
    """Kill a training some times, let it end, and return (kills, its results)."""
    moments, kills = random.Random(number), 0
    for _ in range(times):
        with subprocess.Popen(command(*arguments(data, run, SMALL))) as process:
            try:
                process.wait(moments.uniform(0, LATEST * longest))
            except subprocess.TimeoutExpired:
                process.kill()
                kills += 1
            else:
                break
    subprocess.run(command(*arguments(data, run, SMALL)), check=True)
    return kills, results(run)


def kill_trainings(data, folder, wanted, jobs, times):
    """Kill `wanted` times or more; return (kills, trainings, those with other results)."""
    began = time.monotonic()
    assert machine.rnngan(*arguments(data, folder / "alone", SMALL), shown=True).code == 0
    longest, expected = time.monotonic() - began, results(folder / "alone")
    longest *= 0.5 if times == 1 else 1  # a single kill hits
    kills = trainings = wrong = 0
    with ThreadPoolExecutor(jobs) as pool:
        while kills < wanted:
            numbers = range(trainings, trainings + jobs)
            runs = [folder / f"killed-{number}" for number in numbers]
            for run, (more, found) in zip(
                runs,
                pool.map(lambda n, r: killed(data, r, n, longest, times), numbers, runs),
                strict=True,
            ):
                kills, trainings, wrong = kills + more, trainings + 1, wrong + (found != expected)
                shutil.rmtree(run)
            print(f"  {kills} kills, {trainings} trainings, {wrong} wrong", file=sys.stderr)
    return kills, trainings, wrong


def trained(number, *arguments):
    """Train in a process that is killed at a file operation, by its number; return the process."""
    code = TRAINED.format(root=str(ROOT))
    command = [sys.executable, "-c", code, number, *arguments]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


def kill_saves(data, folder, wanted):
    """Kill trainings while they save, some that replace a run; return (kills, wrong)."""
    expected, moments, wrong = results(folder / "alone"), random.Random(1), 0
    counted = trained(-1, *arguments(data, folder / "counted", SMALL))
    total = int(counted.stdout)
    for number in range(wanted):
        run = folder / f"saving-{number}"
        if number % 2:
            shutil.copytree(folder / "alone", run)
            start = ["train", data, "-o", run, "-q", "--force", *SMALL]
        else:
            start = arguments(data, run, SMALL)
        killed = trained(moments.randrange(total), *start)
        subprocess.run(command(*arguments(data, run, SMALL)), check=True)
        wrong += killed.returncode != -9 or results(run) != expected
        shutil.rmtree(run)
        print(f"  {number + 1} of {wanted} inside saving, {wrong} wrong", file=sys.stderr)
    return wanted, wrong


def written(what, folder):
    """Write a checkpoint of fixed content, or the files of a finished run, into a folder."""
    from rnngan.data.formats import atomic
    from rnngan.runs import checkpoints, manifest

    contents = {name: name.encode() * 1000 for name in ("config.json", "weights.safetensors")}
    facts = {"attempt": 1, "part": 1, "done": 200, "steps": 200}
    if what == "checkpoint":
        checkpoints.save(folder, contents, facts)
    else:
        atomic.write_all(folder, contents | {manifest.NAME: manifest.dump(contents, facts)})


def is_whole(what, folder):
    """Return whether a folder holds the old state or the new one, and nothing between them."""
    from rnngan.config.errors import RunError
    from rnngan.runs import checkpoints, manifest

    if what == "checkpoint":
        names = [path.name for path, _ in checkpoints.whole(folder)]
        return names in (["001-1-00000100"], ["001-1-00000200", "001-1-00000100"])
    if not (folder / manifest.NAME).exists():
        return True  # of a run that is not finished, its checkpoints count
    try:
        found = manifest.read(folder)
        manifest.contents(folder, found, found["files"])
    except RunError:
        return False
    return True


def prepared(folder):
    """Return a new folder with an older checkpoint."""
    from rnngan.runs import checkpoints

    made = Path(tempfile.mkdtemp(dir=folder))
    facts = {"attempt": 1, "part": 1, "done": 100}
    checkpoints.save(made, {"config.json": b"{}"}, facts)
    return made


def operations(what, folder):
    """Return the number of file operations of a write."""
    target = prepared(folder)
    with faults.at(-1, None) as seen:
        written(what, target)
    return len(seen)


def kill_writes(what, folder, most):
    """Kill a process at every operation of a write, or at the first ones; return (tried, wrong)."""
    wrong, tried = 0, min(operations(what, folder), most)
    for number in range(tried):
        target = prepared(folder)
        code = KILLED.format(root=str(ROOT))
        ended = subprocess.run([sys.executable, "-c", code, what, target, str(number)], check=False)
        wrong += ended.returncode != -9 or not is_whole(what, target)
    return tried, wrong


def fail_writes(what, folder, most):
    """Let every operation of a write fail, or the first ones, with every error; likewise."""
    tried = wrong = 0
    for error in ERRORS:
        for number in range(min(operations(what, folder), most)):
            target = prepared(folder)
            with faults.at(number, faults.fail(error)), contextlib.suppress(OSError):
                written(what, target)
            tried, wrong = tried + 1, wrong + (not is_whole(what, target))
            written(what, target)  # and the next try succeeds
            wrong += not is_whole(what, target)
    return tried, wrong


def changes(content, rng, cuts, flips):
    """Yield cut and flipped copies of bytes."""
    for cut in sorted({round(share * len(content) / cuts) for share in range(cuts)}):
        yield content[:cut]
    for _ in range(flips):
        bit = rng.randrange(8 * len(content))
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        yield bytes(flipped)


def damage(run, path, cuts, flips):
    """Damage a file of a run; return counts of what was tried, refused, identical and wrong."""
    from rnngan.config.errors import RunError
    from rnngan.runs import manifest

    folder, original = path.parent, path.read_bytes()
    whole = manifest.read(folder)
    expected = whole, manifest.contents(folder, whole, whole["files"])
    counts = {"tried": 0, "refused": 0, "identical": 0, "wrong": 0}
    for change in changes(original, random.Random(path.name), cuts, flips):
        path.write_bytes(change)
        counts["tried"] += 1
        try:
            again = manifest.read(folder)
            found = again, manifest.contents(folder, again, again["files"])
        except RunError as error:
            counts["refused" if path.name in str(error) else "wrong"] += 1
        else:
            counts["identical" if found == expected else "wrong"] += 1
    path.write_bytes(original)
    return counts


def damaged_commands(run, expected, names, times=3):
    """Damage files for the real command; return (tried, not refused and another result)."""
    tried = wrong = 0
    for name in names:
        original = (run / name).read_bytes()
        every = list(changes(original, random.Random(1), CUTS, FLIPS))
        for change in random.Random(name).sample(every, times):
            (run / name).write_bytes(change)
            made = machine.rnngan("generate", run, "-n", 50, "-q")
            refused = made.code == 4 and name in made.err and not made.out
            same = made.code == 0 and hashlib.sha256(made.out.encode()).hexdigest() == expected
            tried, wrong = tried + 1, wrong + (not (refused or same))
        (run / name).write_bytes(original)
    return tried, wrong


def stocks(file, folder):
    """Stop a training on Stocks at five random steps; return whether all results are the same."""
    subprocess.run(command("train", file, "-o", folder / "alone", "-q", *STOCKS), check=True)
    expected, run, moments = results(folder / "alone"), folder / "stopped", random.Random(0)
    for stop in range(5):
        with subprocess.Popen(
            command(*[a for a in arguments(file, run, STOCKS) if a != "-q"]),
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            lines = iter(process.stderr)
            next(line for line in lines if line.startswith("training "))
            time.sleep(moments.uniform(0, 2))
            process.terminate()
            messages = "".join(lines)
        assert process.returncode == 143, messages
        print(f"stop {stop + 1}: {messages.split('stopped; ')[-1].splitlines()[0]}")
    subprocess.run(command("train", "--resume", run, "-q"), check=True)
    found = results(run)
    for name in ("weights.safetensors", "generated"):
        print(f"{name}\n  never stopped {expected[name]}\n  stopped       {found[name]}")
    return found == expected


def everything(folder, options):
    """Run all four parts, print their counts and return how many were wrong."""
    data, wrong = table(folder), []
    print(machine.describe())
    done = kill_trainings(data, folder, options.kills, options.jobs, options.times)
    print(f"killed while training: {done[0]} kills of {done[1]} trainings, wrong {done[2]}")
    wrong.append(done[2])
    if options.saves:
        tried, bad = kill_saves(data, folder, options.saves)
        print(f"killed inside saving, half of them over a finished run: {tried} kills, wrong {bad}")
        wrong.append(bad)
    for fault, attack in (("killed at", kill_writes), ("failed at", fail_writes)):
        for what in ("checkpoint", "finished run"):
            tried, bad = attack(what, folder, options.operations)
            print(f"{fault} every operation of writing a {what}: tried {tried}, wrong {bad}")
            wrong.append(bad)
    run = folder / "alone"
    last = sorted((run / "checkpoints").iterdir())[-1]
    print(
        "\n| damaged file | tried | refused | identical | wrong |\n| --- | --- | --- | --- | --- |"
    )
    for path in sorted(p for parent in (run, last) for p in parent.iterdir() if p.suffix):
        counts = damage(run, path, options.cuts, options.flips)
        print(f"| `{path.relative_to(run)}` | {' | '.join(f'{n:,}' for n in counts.values())} |")
        wrong.append(counts["wrong"])
    names, times = ((*RESULTS[:-1], "manifest.json"), 3) if not options.tiny else (RESULTS[:1], 1)
    tried, bad = damaged_commands(run, results(run)["generated"], names, times)
    print(f"\nby the real command: tried {tried}, neither exit 4 nor the same {bad}")
    return sum(wrong) + bad


def main():
    """Run what the options choose; the exit code is 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--saves", type=int, default=20, help="kills inside saving")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--stocks", metavar="FILE", help="exact resume on Stocks alone")
    parser.add_argument("--times", type=int, default=KILLS_A_TRAINING, help="a training is killed")
    parser.add_argument("--operations", type=int, default=1000, help="of a write, at most")
    parser.add_argument("--cuts", type=int, default=CUTS, help="of a file")
    parser.add_argument("--flips", type=int, default=FLIPS, help="single bits of a file")
    tiny = {"kills": 0, "times": 1, "saves": 0, "jobs": 1, "operations": 1, "cuts": 4, "flips": 4}
    options = machine.parse_options(parser, eager=True, **tiny)
    if options.tiny:
        SMALL.extend(TINY)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with tempfile.TemporaryDirectory(prefix="rnngan-torture-") as folder:
        if options.stocks:
            return int(not stocks(options.stocks, Path(folder)))
        return int(everything(Path(folder), options) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
