"""Are scenarios honest? `python benchmarks/forecast.py --data FOLDER` (docs/continuing.md).

A run learns four fifths of a table; the other rows are blocks spread over its time, or with --end
its last fifth. From 20 points within those, 200 scenarios of 24 rows go on, and so do the fans of a
seasonal-naive forecast with the errors that it made before, and of a vector autoregression
(statsmodels) with its residuals. CRPS (Gneiting and Raftery 2007) is in spreads of each column; the
bands should hold 50 % and 90 % of what came.
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
HORIZON, STARTS, SCENARIOS = 24, 20, 200
HELD_OUT = 0.2  # share of the rows
LAGS = 4  # of the autoregression, at most
BANDS = (0.5, 0.9)


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
        stocks = pd.read_csv(folder / "stock_data.csv").drop(columns="Adj_Close")  # it is Close
        found["stocks"] = Series(stocks, None, 1)
    return found


def learned(name, series, options):
    """Return the `SequenceGAN` that has learned a table but for a fifth, and minutes."""
    from rnngan import SequenceGAN

    kept = options.runs and Path(options.runs) / f"{name}-{options.seed}-{options.end}"
    if kept and kept.exists():
        return SequenceGAN.load(kept), float("nan")
    networks, phases = machine.tiny_settings(options)
    steps = {} if options.steps is None else {"steps": options.steps}
    held = {"holdout": HELD_OUT, "holdout_by": "end" if options.end else "blocks"}
    began = time.monotonic()
    gan = SequenceGAN(
        seed=options.seed, time_column=series.time, **held, **steps, **networks, **phases
    )
    gan.fit(series.frame)
    if kept:
        gan.save(kept)
    return gan, (time.monotonic() - began) / 60


def held_out(gan, series):
    """Return the [first, end) rows that a run has not learned."""
    from rnngan.data.dataset import prepare

    trained = gan.trained_
    return prepare(
        series.frame, trained.config, trained.schema, transform=trained.transform
    ).split.holdout


def starts(blocks, count, rows, least=0):
    """Return first rows, evenly spread, from which so many rows stay within a block.

    Args:
        blocks: [first, end) rows.
        count: how many.
        rows: that stay within.
        least: smallest first row.
    """
    every = np.concatenate([np.arange(first, end - rows + 1) for first, end in blocks])
    every = every[every >= least]
    return every[np.linspace(0, len(every) - 1, min(count, len(every))).astype(int)]


def known(series, blocks):
    """Return the numbers of the rows that were learned."""
    left = np.ones(len(series.frame), bool)
    for first, end in blocks:
        left[first:end] = False
    return series.frame[series.numbers].to_numpy("float64")[left], np.flatnonzero(left)


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


def autoregression(series, start, options, blocks):
    """Return paths of a vector autoregression with seasons, whose residuals are drawn again."""
    from statsmodels.tsa.api import VAR

    values = series.frame[series.numbers].to_numpy("float64")
    learned_rows, at = known(series, blocks)
    phase = 2 * np.pi * np.arange(len(values)) / max(series.season, 2)
    clock = np.stack([np.sin(phase), np.cos(phase)], axis=1)
    mean, spread = learned_rows.mean(0), learned_rows.std(0) + 1e-9
    exog = {} if series.season == 1 else {"exog": clock[at]}
    fitted = VAR((learned_rows - mean) / spread, **exog).fit(maxlags=LAGS, ic="aic", trend="c")
    order, rng = fitted.k_ar, np.random.default_rng(start)
    path = np.repeat(((values[start - order : start] - mean) / spread)[None], options.scenarios, 0)
    constant = fitted.params[: len(fitted.params) - order * values.shape[1]]
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


def joint(gan, series, options, blocks, rows=6):
    """Return by how much over chance a judge tells a run's next rows from what really came.

    Two rows that are known and those that follow, generated or real; a random forest learns on one
    half of the starting points, in the order of time, and is judged on the other.
    """
    from sklearn.ensemble import RandomForestClassifier

    values, window = series.frame[series.numbers].to_numpy("float64"), gan.config_.data.window
    every = starts(blocks, options.judged, rows)
    mean, spread = values.mean(0), values.std(0) + 1e-9
    sides = [[], []]
    for start in every.tolist():
        made = gan.go_on(series.frame[max(0, start - window) : start], 1, rows, seed=start)
        afters = values[start : start + rows], made[series.numbers].to_numpy("float64")
        for side, after in zip(sides, afters, strict=True):
            path = (np.concatenate([values[start - 2 : start], after]) - mean) / spread
            side.append(np.concatenate([path.ravel(), np.diff(path, axis=0).ravel()]))
    half = len(every) // 2
    learn = np.concatenate([np.array(side[: half - rows]) for side in sides])
    test = np.concatenate([np.array(side[half:]) for side in sides])
    labels = [np.repeat([0, 1], len(part) // 2) for part in (learn, test)]
    judge = RandomForestClassifier(300, random_state=0, n_jobs=1).fit(learn, labels[0])
    return float(judge.score(test, labels[1]) - 0.5), len(test)


def run(name, series, options):
    """Return the figures of a table."""
    gan, minutes = learned(name, series, options)
    blocks = held_out(gan, series)
    makers = {
        "rnngan": lambda start: generated(gan, series, start, options),
        "seasonal naive": lambda start: naive(series, start, options),
        "autoregression": lambda start: autoregression(series, start, options, blocks),
    }
    values = series.frame[series.numbers].to_numpy("float64")
    spread, found = known(series, blocks)[0].std(axis=0) + 1e-9, {fan: [] for fan in makers}
    least = series.season + 2 * HORIZON  # a season ago is known, with some errors
    for start in starts(blocks, options.starts, HORIZON, least).tolist():
        for fan, make in makers.items():
            found[fan].append(measured(make(start), values[start : start + HORIZON], spread))
    told, count = joint(gan, series, options, blocks)
    return {
        "table": name, "seed": options.seed, "minutes": round(minutes, 1), "end": options.end,
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
    parser.add_argument("--judged", type=int, default=300, help="starting points that are judged")
    parser.add_argument("--runs", help="folder that keeps trained runs, to be used again")
    parser.add_argument("--end", action="store_true", help="hold out the last fifth")
    parser.add_argument("--json", help="file for the figures")
    options = machine.parse_options(parser, starts=2, scenarios=8, steps=2, judged=30)
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
