"""Scores under the published protocol: `python benchmarks/fidelity.py [FOLDER] --data DATA`.

Every run has the defaults, whatever its table: nothing is set but what the protocol sets, windows
of 24 rows (`--long` adds longer ones) and no held-out part (`--holdout 0`), for it scores against
the data that were trained on. Runs are trained and generated from by the real command, each in a
process of its own on one thread, `--jobs` of them side by side; new networks then score as many
generated windows as there are real ones.

DATA holds stock_data.csv and energydata_complete.csv.gz (docs/benchmarks.md says where they come
from); without it only Sines and the weather are run. FOLDER keeps the runs and all figures, in
results.jsonl as they come: a benchmark that was cut off goes on where it was.

    --parts windows   scores of windows of 24 rows, and of those of `--long` on Stocks and Energy
    --parts series    series of 2,000 rows: windows cut from them against real ones
    --parts ablation  the same windows without one part of the training, a row each
"""

import argparse
import sys
import tempfile
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import machine
from fidelity_parts import tables
from fidelity_parts.results import Results
from fidelity_parts.trainings import Failed, Training, trained

ROOT = Path(__file__).resolve().parents[1]
LENGTH = 24  # of the protocol's windows
LONGER_WINDOWS = 3000  # generated ones of more rows than that, as published
SERIES, ROWS = 32, 2000  # long series, and rows of each
OTHERS = 8  # series as long as the table that one more is compared with
WITHOUT = {  # what is left out -> options of `rnngan train` that leave it out
    "rows and heads": ("--set", "model.generator=window"),
    "likelihood": (
        *("--set", "training.steps=1", "--set", "training.adversarial_steps=600"),
        *("--set", "training.likelihood_weight=0"),
    ),
    "adversary": ("--set", "training.adversarial_steps=0"),
    "likelihood kept": ("--set", "training.likelihood_weight=0"),
    "calendar": ("--calendar", "none"),
}
PARTS = ("windows", "series", "ablation")
JUDGES = range(2, 101)  # one forecaster alone crashes in TensorFlow 2.21 (a gradient in oneDNN)


@dataclass(frozen=True)
class Source:
    """A table of the benchmark.

    Args:
        file: its name.
        published: whether it is a file of DATA, and long windows of it are published.
        dated: whether it has a calendar that can be left out.
        goes_on: whether it is one series, so that long ones can be compared with it.
        limits: of the protocol's scale, where these are not the table's own.
    """

    file: str
    published: bool = False
    dated: bool = False
    goes_on: bool = True
    limits: tuple | None = None


SOURCES = {
    "sines": Source("sines.csv", goes_on=False, limits=(0.0, 1.0)),
    "stocks": Source("stock_data.csv", published=True),
    "energy": Source("energydata_complete.csv.gz", published=True, dated=True),
    "weather": Source("seattle_weather.csv", dated=True),
}


class Benchmark:
    """Trains what is missing, scores what has no scores yet.

    Args:
        options: of the command line.
    """

    def __init__(self, options):
        self.options, self.folder = options, Path(options.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.results = Results(self.folder / "results.jsonl")
        self.real = {}

    def run(self):
        """Do all trainings that are asked for, whole seeds first."""
        for name in self.options.tables:
            self._path(name)
        with ThreadPoolExecutor(self.options.jobs) as pool:
            running = {}
            for training in self._trainings():
                if len(running) == self.options.jobs:
                    self._score_first(running)
                running[pool.submit(self._train, training)] = training
            while running:
                self._score_first(running)

    def _trainings(self):
        options = self.options
        for seed in options.seeds:
            for name in options.tables:
                source = SOURCES[name]
                longer = options.long if source.published and "windows" in options.parts else ()
                for length in (LENGTH, *longer):
                    yield Training(name, length, "", seed, options.steps)
                for part in WITHOUT if "ablation" in options.parts else ():
                    if part != "calendar" or source.dated:
                        yield Training(name, LENGTH, part, seed, options.steps)

    def _train(self, training):
        """Return whether a run is trained; what fails is noted, and the others go on."""
        settings = [*WITHOUT.get(training.part, ()), *self.options.settings]
        path = self._path(training.table)
        try:
            figures = trained(training, path, self.folder, settings, self.results)
        except Failed as error:
            return self._failed(training, "training", error)
        self._say(training, f"trained in {figures['minutes']:.1f} minutes")
        return True

    def _score_first(self, running):
        """Score the run that is trained first, on its core, while the others go on.

        Args:
            running: {future of `_train`: training}; this one is taken out.
        """
        future = next(iter(wait(running, return_when=FIRST_COMPLETED).done))
        training = running.pop(future)
        for stage in self._stages(training) if future.result() else ():
            if self.results.find(stage, **training.key):
                continue
            try:
                figures = getattr(self, f"_{stage}")(training)
            except Failed as error:
                self._failed(training, stage, error)
            else:
                self.results.add(stage, training.key, figures)
                self._say(training, f"{stage}: {figures}")

    def _failed(self, training, stage, error):
        self.results.add("failure", training.key, {"failed": stage, "error": str(error)})
        self._say(training, str(error))
        return False

    def _stages(self, training):
        """Return what is to be measured of a run."""
        parts, plain = self.options.parts, training.length == LENGTH and not training.part
        stages = ["windows"] if "windows" in parts or not plain or "ablation" in parts else []
        goes_on = plain and SOURCES[training.table].goes_on
        return stages + ["series", "fresh"] * ("series" in parts and goes_on)

    def _windows(self, training):
        from fidelity_parts import measures

        real, judges = self._real(training), self.options.judges
        made = real.generated(training, self.folder, len(real.windows), training.length)
        key = self._of_table(training)
        if not self.results.find("floor", **key):
            self.results.add("floor", key, measures.floor(real, judges))
        return measures.of_windows(real, made, judges)

    def _series(self, training):
        from fidelity_parts import measures
        from fidelity_parts.windows import cut

        real, key, rows = self._real(training), self._of_table(training), self.options.rows
        if not self.results.find("series floor", **key):
            blocks = measures.bootstrapped(real.rows, rows, LENGTH)
            self.results.add("series floor", key, {"memory": measures.memory(blocks, real.rows)})
        series = real.generated(training, self.folder, SERIES, rows)
        scores = measures.classified(real.windows, cut(series, LENGTH), self.options.judges)
        return scores | {"memory": measures.memory(series, real.rows)}

    def _fresh(self, training):
        """Score windows of one generated series against those of others of the same run.

        It is what a perfect generator would get: nothing but the chance of a single series, which
        a classifier learns by heart, distinguishes the two.
        """
        from fidelity_parts import measures
        from fidelity_parts.windows import cut

        real = self._real(training)
        series = real.generated(training, self.folder, 1 + OTHERS, len(real.rows))
        one, others = cut(series[:1], LENGTH), cut(series[1:], LENGTH)
        return measures.classified(one, others, self.options.judges)

    def _real(self, training):
        """Return the `Real` windows of a table, made once for each length."""
        from fidelity_parts.windows import Real

        key = training.table, training.length
        if key not in self.real:
            most = None if training.length == LENGTH else LONGER_WINDOWS
            limits = SOURCES[training.table].limits
            self.real[key] = Real(self._path(training.table), training.length, most, limits)
        return self.real[key]

    def _of_table(self, training):
        """Return the key of figures that no training changes."""
        return {"table": training.table, "length": training.length, "part": "", "steps": None}

    def _path(self, name):
        """Return the path of a table; Sines are made anew from their formula."""
        source = SOURCES[name]
        if name != "sines":
            return Path(self.options.data if source.published else ROOT / "data") / source.file
        path = self.folder / source.file
        if not path.exists():
            sys.path.insert(0, str(ROOT / "data"))
            import make_sines

            make_sines.table(self.options.windows).to_csv(path, index=False)
        return path

    def _say(self, training, text):
        print(f"{training.name}: {text}", file=sys.stderr, flush=True)


def parser():
    """Return the parser of the command line."""
    found = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("folder", nargs="?", default="fidelity-runs", help="keeps all that is done")
    found.add_argument("--data", help="folder of the published data sets")
    found.add_argument("--tables", nargs="+", choices=SOURCES, default=list(SOURCES))
    found.add_argument("--parts", nargs="+", choices=PARTS, default=["windows", "series"])
    found.add_argument("--long", type=lengths, default=(), help="such as 64,128,256")
    found.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    found.add_argument("--judges", type=int, choices=JUDGES, default=3, help="networks a score")
    found.add_argument("--jobs", type=int, default=2)
    found.add_argument("--steps", type=int, help=argparse.SUPPRESS)
    found.add_argument("--windows", type=int, default=10_000, help=argparse.SUPPRESS)
    found.add_argument("--rows", type=int, default=ROWS, help=argparse.SUPPRESS)
    return found


def lengths(text):
    """Return the lengths that a text names."""
    return tuple(int(word) for word in text.split(","))


def main():
    """Do what is missing and print the tables."""
    tiny = {"tables": ["sines"], "parts": ["windows"], "seeds": [0], "judges": 2, "steps": 2}
    with tempfile.TemporaryDirectory(prefix="rnngan-fidelity-") as folder:
        options = machine.parse_options(parser(), eager=True, folder=folder, windows=100, **tiny)
        options.settings = machine.as_flags(machine.NETWORKS) if options.tiny else []
        if options.data is None:
            options.tables = [name for name in options.tables if not SOURCES[name].published]
        benchmark = Benchmark(options)
        benchmark.run()
        print(machine.describe())
        print(f"training seeds {options.seeds}, {options.judges} networks a score, one thread each")
        for line in tables.lines(benchmark.results, options.seeds, options.steps):
            print(line)


if __name__ == "__main__":
    main()
