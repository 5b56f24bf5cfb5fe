"""Do users get their table back? 100,000 generated rows of four tables, cell by cell.

    python benchmarks/tables.py --data FOLDER [--steps 1000] [--rows 100000]

FOLDER holds stock_data.csv and energydata_complete.csv.gz; without it only the weather and a mixed
table (600 customers, two texts for each, two numbers a day) are looked at. What is generated is
written as CSV by the real writer and read back as plain text.
"""

import argparse
import io
import time
from pathlib import Path

import machine
import numpy as np
import pandas as pd

from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import validate
from rnngan.data.constraints import constrained
from rnngan.data.dataset import prepare
from rnngan.data.formats.csv_writing import CsvWriter
from rnngan.data.formats.tables import Table, read_table
from rnngan.sampling import sample_table
from rnngan.training.train_table import train

ROOT = Path(__file__).resolve().parents[1]
NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
ROUNDED = 10  # decimals; numbers with more of them are not rounded
NAMED = {  # what holds in these tables, written by hand; rnngan detects more by itself
    "stocks": [
        lambda t: t["High"] >= t[["Open", "Close", "Low"]].max(axis=1),
        lambda t: t["Low"] <= t[["Open", "Close", "High"]].min(axis=1),
        lambda t: t["Close"] == t["Adj_Close"],
        lambda t: t["Volume"] >= 0,
    ],
    "weather": [
        lambda t: t["temp_max"] >= t["temp_min"],
        lambda t: t["precipitation"] >= 0,
        lambda t: t["wind"] >= 0,
    ],
    "energy": [
        lambda t: t["T_out"] >= t["Tdewpoint"],
        lambda t: t["rv1"] == t["rv2"],
        lambda t: t["RH_out"].between(0, 100),
    ],
    "mixed": [
        lambda t: t["clicks"] >= 0,
        lambda t: t.groupby("customer")["region"].transform("nunique") == 1,
        lambda t: t.groupby("customer")["plan"].transform("nunique") == 1,
    ],
}


def mixed(customers=600, seed=1):
    """Return a table of ids of different lengths, two static texts, a decimal and a count."""
    rng, parts = np.random.default_rng(seed), []
    for number in range(customers):
        days, region = int(rng.integers(8, 40)), rng.choice(["north", "south", "east"])
        plan, level = rng.choice(["free", "paid"]), {"north": 50, "south": 70, "east": 90}
        wave = level[region] + rng.normal(0, 5) + 8 * np.sin(np.arange(days) / 4 + rng.normal())
        first = pd.Timestamp("2024-01-01")
        part = {
            "customer": f"C{number:04d}",
            "region": region,
            "plan": plan,
            "day": pd.date_range(first, periods=days).strftime("%d.%m.%Y"),
            "use": (wave + rng.normal(0, 1, days)).round(2),
            "clicks": rng.poisson(3 if plan == "free" else 6, days),
        }
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def tables(folder):
    """Yield (name, text of the CSV as a data frame of strings)."""
    buffer = io.StringIO()
    mixed().to_csv(buffer, index=False)
    yield "mixed", pd.read_csv(io.StringIO(buffer.getvalue()), dtype=str)
    sources = {"weather": ROOT / "data" / "seattle_weather.csv"}
    if folder is not None:
        sources["stocks"] = Path(folder) / "stock_data.csv"
        sources["energy"] = Path(folder) / "energydata_complete.csv.gz"
    for name, path in sources.items():
        yield name, read_table(path).frame


def generated(frame, options, seed=0):
    """Return (schema, generated table as a data frame of strings, {constraint: violations})."""
    table = Table(frame.astype("str"), text=True)
    rows, (model, phases) = options.rows, machine.tiny_settings(options)
    data = {"window": 6, "lengths": "windows"} if options.tiny else {}
    settings = {"seed": seed, "data": data, "model": model}
    settings["training"] = {"steps": options.steps, **phases}
    trained = train(prepare(table, validate(settings)))
    length = trained.config.data.window
    request = GenerateRequest(3 * -(-rows // length))  # learned lengths are shorter than a window
    stream = io.BytesIO()
    writer = CsvWriter(stream, trained.schema, sample_table.empty(trained, request))
    for part, _ in sample_table.frames(trained, request):
        writer.write(part)
    stream.seek(0)
    made = pd.read_csv(stream, dtype=str, keep_default_na=False).iloc[:rows]
    return (
        trained.schema,
        made,
        constrained.violations(Table(made.astype("str"), text=True), trained.schema),
    )


def decimals(cells):
    """Return the most digits after the point of text numbers."""
    return cells.str.extract(r"\.(\d+)")[0].str.len().max()


def faults(name, frame, schema, made):
    """Return what is different about the generated table, as lines; none is best."""
    found = []
    expected = list(frame.columns)
    if [c for c in made.columns if c != "sequence"] != expected:
        found.append(f"columns {list(made.columns)}")
    for column in expected:
        real, other = frame[column].str.strip(), made[column]
        if real.str.fullmatch(NUMBER).all():
            if not other.str.fullmatch(NUMBER).all():
                found.append(f"{column}: no numbers")
            elif decimals(other) > decimals(real) and decimals(real) <= ROUNDED:
                found.append(f"{column}: {decimals(other)} decimals for {decimals(real)}")
            if pd.isna(decimals(real)) and pd.notna(decimals(other)):
                found.append(f"{column}: decimals in whole numbers")
        elif column not in [c.name for c in schema.columns if c.kind in ("time", "id")]:
            invented = set(other) - set(real)
            found += [f"{column}: invented {sorted(invented)[:3]}"] if invented else []
    typed = pd.read_csv(io.StringIO(made.to_csv(index=False)))
    broken = [int((~rule(typed)).sum()) for rule in NAMED[name]]
    return found, sum(broken)


def main():
    """Print a line for every table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="folder of stock_data.csv and energydata_complete.csv.gz")
    parser.add_argument("--steps", type=int, default=1000, help="training steps [1000]")
    parser.add_argument("--rows", type=int, default=100_000, help="generated rows [100000]")
    options = machine.parse_options(parser, eager=True, steps=2, rows=200)
    print(machine.describe())
    for name, whole in tables(options.data):
        began, frame = time.perf_counter(), whole[:100] if options.tiny else whole
        schema, made, violations = generated(frame, options)
        differences, broken = faults(name, frame, schema, made)
        print(
            f"{name}: {len(made):,} rows, {len(schema.constraints)} constraints detected, "
            f"{sum(violations.values())} rows break one; {len(NAMED[name])} written by hand, "
            f"{broken} rows break one; different: {differences or 'nothing'} "
            f"({time.perf_counter() - began:.0f} s)",
            flush=True,
        )


if __name__ == "__main__":
    main()
