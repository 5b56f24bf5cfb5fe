"""Are scenarios honest? `python benchmarks/forecast.py --data FOLDER` (docs/continuing.md).

A run learns the first four fifths of a table. From 20 points of the last fifth, 100 scenarios of
24 rows go on, and so do the fans of a seasonal-naive forecast with the errors that it made before,
and of a vector autoregression (statsmodels) with its residuals. CRPS (Gneiting and Raftery 2007) is
in spreads of each column; the bands should hold 50 % and 90 % of what came.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import machine
import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
HORIZON, STARTS, SCENARIOS = 24, 20, 100
LEARNED = 0.8  # share of the rows
LAGS = 4  # of the autoregression, at most
BANDS = (0.5, 0.9)
FANS = ("rnngan", "seasonal naive", "autoregression")


@dataclass(frozen=True)
class Series:
    """A table of one series.

    Args:
        frame: its rows.
        time: name of its column of time, or None.
        season: rows of its season.
        step: step of its time.
    """

    frame: pd.DataFrame
    time: str | None
    season: int

    @property
    def numbers(self):
        """Names of its numbers."""
        return [name for name in self.frame.select_dtypes("number") if name != self.time]


def tables(folder):
    """Return {name: `Series`} of the tables that are there."""
    weather = pd.read_csv(ROOT / "data" / "seattle_weather.csv", parse_dates=["date"])
    found = {"weather": Series(weather, "date", 365)}
    if folder is not None:
        folder = Path(folder)
        energy = pd.read_csv(folder / "energydata_complete.csv.gz", parse_dates=["date"])
        energy = energy.drop(columns=["rv1", "rv2"])  # noise, twice the same
        hourly = energy.set_index("date")[["T1", "T2", "T_out"]].resample("h").mean().round(2)
        found["hourly"] = Series(hourly.reset_index(), "date", 24)
        found["energy"] = Series(energy, "date", 144)
        found["stocks"] = Series(pd.read_csv(folder / "stock_data.csv"), None, 1)
    return found


def learned(series, options):
    """Return the `SequenceGAN` that has learned the first rows, and minutes."""
    from rnngan import SequenceGAN

    networks, phases = machine.tiny_settings(options)
    steps = {} if options.steps is None else {"steps": options.steps}
    began, gan = time.monotonic(), SequenceGAN(seed=options.seed, **steps, **networks, **phases)
    gan.fit(series.frame[: _cut(series)], time_column=series.time)
    return gan, (time.monotonic() - began) / 60


def starts(series, count):
    """Return the first rows of the stretches that are forecast."""
    return np.linspace(_cut(series), len(series.frame) - HORIZON, count).astype(int)


def _cut(series):
    return int(LEARNED * len(series.frame))


def generated(gan, series, start, options):
    """Return the scenarios (scenarios, HORIZON, columns) of a run."""
    made = gan.go_on(series.frame[:start].tail(48), options.scenarios, HORIZON, seed=start)
    return made[series.numbers].to_numpy("float64").reshape(options.scenarios, HORIZON, -1)


def naive(series, start, options):
    """Return the values of a season ago, with errors that this made over as many rows before."""
    values = series.frame[series.numbers].to_numpy("float64")
    season = series.season * -(-HORIZON // series.season)  # whole seasons
    known = min(season, start - HORIZON)
    rng = np.random.default_rng(start)
    if series.season == 1:  # the last value, and moves that come together
        moves = np.diff(values[:start], axis=0)
        first = rng.integers(0, len(moves) - HORIZON, options.scenarios)
        rows = first[:, None] + np.arange(HORIZON)
        return values[start - 1] + np.cumsum(moves[rows], axis=1)
    ago = values[start - known : start - known + HORIZON]
    errors = values[known:start] - values[: start - known]
    first = rng.integers(0, len(errors) - HORIZON, options.scenarios)
    return ago + errors[first[:, None] + np.arange(HORIZON)]


def autoregression(series, start, options):
    """Return paths of a vector autoregression with seasons, whose residuals are drawn again."""
    from statsmodels.tsa.api import VAR

    values = series.frame[series.numbers].to_numpy("float64")
    phase = 2 * np.pi * np.arange(len(values)) / max(series.season, 2)
    clock = np.stack([np.sin(phase), np.cos(phase)], axis=1)
    mean, spread = values[: _cut(series)].mean(0), values[: _cut(series)].std(0) + 1e-9
    known = (values[: _cut(series)] - mean) / spread
    exog = {} if series.season == 1 else {"exog": clock[: _cut(series)]}
    fitted = VAR(known, **exog).fit(maxlags=LAGS, ic="aic", trend="c")
    order, rng = fitted.k_ar, np.random.default_rng(start)
    path = np.repeat(((values[start - order : start] - mean) / spread)[None], options.scenarios, 0)
    constant = fitted.params[: len(fitted.params) - order * known.shape[1]]
    for row in range(HORIZON):
        terms = np.concatenate([[1.0], clock[start + row] if exog else []])
        step = terms @ constant + sum(
            path[:, -1 - lag] @ fitted.coefs[lag].T for lag in range(order)
        )
        step = step + fitted.resid[rng.integers(0, len(fitted.resid), options.scenarios)]
        path = np.concatenate([path, step[:, None]], axis=1)
    return path[:, order:] * spread + mean


def measured(fan, truth, spread):
    """Return {"crps", "50", "90"} of scenarios (scenarios, rows, columns), a mean each.

    Args:
        fan: the scenarios.
        truth: (rows, columns) what came.
        spread: (columns,) of each column.
    """
    away = np.abs(fan - truth).mean(axis=0)
    ordered, count = np.sort(fan, axis=0), len(fan)
    weights = (2 * np.arange(1, count + 1) - count - 1)[:, None, None]
    among = (weights * ordered).sum(axis=0) / count**2  # half the mean distance of two scenarios
    found = {"crps": float(((away - among) / spread).mean())}
    for band in BANDS:
        low, high = np.quantile(fan, [(1 - band) / 2, (1 + band) / 2], axis=0)
        found[f"{band:.0%}"] = float(((truth >= low - 1e-9) & (truth <= high + 1e-9)).mean())
    return found


def joint(gan, series, options, rows=6):
    """Return by how much over chance a judge tells a run's next rows from what really came.

    Windows of a run's length, whose last rows are generated, against the same windows as they were;
    half of the starting points train a random forest, the other half are judged.
    """
    from sklearn.ensemble import RandomForestClassifier

    window = gan.config_.data.window
    every = np.arange(_cut(series), len(series.frame) - rows, max(1, options.stride))
    mean, spread = (
        getattr(series.frame[series.numbers], how)().to_numpy() for how in ("mean", "std")
    )
    sides = {0: [], 1: []}
    for start in every:
        before = series.frame[series.numbers][start - 2 : start].to_numpy("float64")
        made = gan.go_on(series.frame[start - window : start], 1, rows, seed=int(start))
        for side, after in (
            (0, series.frame[series.numbers][start : start + rows].to_numpy("float64")),
            (1, made[series.numbers].to_numpy("float64")),
        ):
            path = (np.concatenate([before, after]) - mean) / spread
            sides[side].append(np.concatenate([path.ravel(), np.diff(path, axis=0).ravel()]))
    middle = len(every) // 2
    halves = [
        np.concatenate([np.array(sides[s][half]) for s in (0, 1)])
        for half in (slice(0, middle - rows), slice(middle, None))
    ]
    labels = [np.repeat([0, 1], len(half) // 2) for half in halves]
    judge = RandomForestClassifier(300, random_state=0, n_jobs=1).fit(halves[0], labels[0])
    return float(judge.score(halves[1], labels[1]) - 0.5), len(halves[1])


def run(name, series, options):
    """Return the figures of a table."""
    gan, minutes = learned(series, options)
    makers = dict(zip(FANS, (generated, naive, autoregression), strict=True))
    values = series.frame[series.numbers].to_numpy("float64")
    spread = values[: _cut(series)].std(axis=0) + 1e-9
    found = {fan: [] for fan in FANS}
    for start in starts(series, options.starts):
        truth = values[start : start + HORIZON]
        for fan, make in makers.items():
            inputs = (gan, series, start, options) if fan == "rnngan" else (series, start, options)
            found[fan].append(measured(make(*inputs), truth, spread))
    told, count = joint(gan, series, options)
    return {
        "table": name, "seed": options.seed, "minutes": round(minutes, 1),
        "fans": {fan: _means(each) for fan, each in found.items()},
        "joint": round(told, 3), "judged": count,
    }  # fmt: skip


def _means(found):
    """Return means over starting points, with the standard error of the CRPS."""
    frame = pd.DataFrame(found)
    error = frame["crps"].std() / np.sqrt(len(frame))
    return {name: round(float(frame[name].mean()), 3) for name in frame} | {"±": round(error, 3)}


def lines(results):
    """Yield the lines of a table of Markdown."""
    yield "| table | fan | CRPS | 50 % band | 90 % band |"
    yield "| --- | --- | --- | --- | --- |"
    for found in results:
        for fan, scores in found["fans"].items():
            crps = f"{scores['crps']:.3f} ± {scores['±']:.3f}"
            bands = f"{scores['50%']:.0%} | {scores['90%']:.0%}"
            yield f"| {found['table']} | {fan} | {crps} | {bands} |"
        yield (
            f"| {found['table']} | judge of the first rows | {found['joint']:+.3f} over chance, "
            f"{found['judged']:,} judged | | |"
        )


def main():
    """Run what is asked for, and print a table of Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="folder of stock_data.csv and energydata_complete.csv.gz")
    parser.add_argument("--tables", nargs="+", help="of weather, hourly, energy, stocks; or all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--steps", type=int, help="training steps; as many as by default if not given"
    )
    parser.add_argument("--starts", type=int, default=STARTS)
    parser.add_argument("--scenarios", type=int, default=SCENARIOS)
    parser.add_argument("--stride", type=int, default=1, help="rows between judged starting points")
    parser.add_argument("--json", help="file for the figures")
    options = machine.parse_options(parser, starts=2, scenarios=8, steps=2, stride=20)
    known, results = tables(options.data), []
    print(machine.describe(), flush=True)
    for name in options.tables or known:
        results.append(run(name, known[name], options))
        print(json.dumps(results[-1]), flush=True)
    print("\n".join(["", *lines(results)]))
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
