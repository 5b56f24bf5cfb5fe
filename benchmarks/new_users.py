"""What new users meet: three tables, the real command, and every promise checked with pandas.

    python benchmarks/new_users.py [--steps 600]

A hospital's visits (to be shared), a shop's orders (for a test system) and short series (to be
continued) are made, inspected, trained on, generated from and evaluated as a newcomer would, by the
command and from Python. One line a finding: `ok` or `WRONG`, and how many are wrong at the end.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import machine
import numpy as np
import pandas as pd
import pyarrow.parquet as pq

NAMES = ("Anna", "Ben", "Clara", "David", "Eva", "Felix", "Greta", "Hugo", "Ida", "Jonas")
NAMES += ("Klara", "Leon", "Mia", "Nils", "Olga", "Paul", "Rosa", "Simon", "Tina", "Ute")
FAMILIES = ("Adler", "Becker", "Conrad", "Dietz", "Ebert", "Fischer", "Graf", "Hahn", "Iwers")
FAMILIES += ("Jansen", "Keller", "Lang", "Maier", "Neumann", "Otto", "Peters", "Quandt", "Richter")
FAMILIES += ("Schulz", "Thiel")
STATES = ["placed", "paid", "shipped", "delivered"]
LIBRARIES = r"(?i)tensorflow|cuda|onednn|absl|cpu_feature"
CITIES = {"Berlin": "east", "Cologne": "west", "Dresden": "east", "Essen": "west"}


def people(count):
    """Return as many different names of people."""
    return [f"{NAMES[i % 20]} {FAMILIES[(i // 20) % 20]}" for i in range(count)]


def hospital(count=400, seed=0):
    """Return visits of patients: irregular, with statics, a rare code and missing cells."""
    rng, names, rows = np.random.default_rng(seed), people(count), []
    clinics = {"north": "Berlin", "south": "Essen", "harbour": "Cologne"}
    doctors = people(400)[::57]
    for number in range(count):
        clinic = str(rng.choice(list(clinics)))
        code = "E75.2" if number in (17, 230) else str(rng.choice(["I10", "E11", "J45"]))
        day = pd.Timestamp("2023-01-02") + pd.Timedelta(days=int(rng.integers(0, 300)))
        sugar = 90 + 40 * (code == "E11") + rng.normal(0, 6)
        static = {"patient": f"P{number:04d}", "name": names[number], "sex": "fm"[number % 2]}
        static |= {"clinic": clinic, "city": clinics[clinic], "diagnosis": code}
        for _ in range(int(rng.integers(2, 9))):
            sugar += rng.normal(0, 4)
            measured = "" if rng.random() < 0.1 else f"{sugar:.1f}"
            row = {"visit": day.strftime("%d.%m.%Y"), "doctor": str(rng.choice(doctors))}
            rows.append(static | row | {"glucose": measured, "weight": f"{rng.normal(75, 9):.1f}"})
            day += pd.Timedelta(days=int(rng.integers(5, 60)))
    return pd.DataFrame(rows)


def orders(count=1100, customers=389, seed=0):
    """Return orders of several lines: totals, prices by SKU, customers that come back, states."""
    rng, rows = np.random.default_rng(seed), []
    price = dict(
        zip((f"SKU-{i:02d}" for i in range(40)), rng.uniform(5.97, 99, 40).round(2), strict=True)
    )
    group = {sku: str(rng.choice(["toys", "books", "garden"])) for sku in price}
    known, weights = people(customers), rng.pareto(2, customers) + 1
    for number in range(count):
        city, state = str(rng.choice(list(CITIES))), int(rng.integers(0, 2))
        start = pd.Timestamp("2024-01-02") + pd.Timedelta(days=int(rng.integers(0, 350)))
        start += pd.Timedelta(minutes=int(rng.integers(8 * 60, 20 * 60)))
        who = known[rng.choice(customers, p=weights / weights.sum())]
        for line in range(int(rng.integers(2, 8))):
            sku, qty = str(rng.choice(list(price))), int(rng.integers(1, 6))
            state = min(3, state + int(rng.random() < 0.35))
            total = round(price[sku] * qty, 2)
            off = round(total * float(rng.choice([0, 0, 0.05, 0.1])), 2)
            row = {"order_id": 5000 + number, "time": start + pd.Timedelta(minutes=2 * line)}
            row |= {"customer": who, "city": city, "region": CITIES[city], "sku": sku}
            row |= {"group": group[sku], "price": price[sku], "qty": qty, "total": total}
            rows.append(row | {"rebate": off, "net": round(total - off, 2), "state": STATES[state]})
    return pd.DataFrame(rows)


def carbon(rows=900):
    """Return a frame like statsmodels' CO2: weekly, its DatetimeIndex has no name, cells miss."""
    week = np.arange(rows)
    values = 315 + 0.03 * week + 3 * np.sin(2 * np.pi * week / 52.18)
    values = (values + np.random.default_rng(0).normal(0, 0.3, rows)).round(1)
    values[100:104] = np.nan
    return pd.DataFrame({"co2": values}, pd.date_range("1958-03-29", periods=rows, freq="W-SAT"))


def temperatures(rows=24 * 60):
    """Return hourly temperatures in columns that are named T1 and T2."""
    hour, rng = np.arange(rows), np.random.default_rng(0)
    wave = 12 + 6 * np.sin(2 * np.pi * (hour - 9) / 24) + 0.004 * hour
    table = {"time": pd.date_range("2024-03-01", periods=rows, freq="h").strftime("%Y-%m-%d %H:%M")}
    table["T1"] = (wave + rng.normal(0, 0.5, rows)).round(1)
    table["T2"] = (wave - 3 + rng.normal(0, 0.5, rows)).round(1)
    return pd.DataFrame(table)


def shares(rows=400):
    """Return daily prices of four shares, far apart."""
    rng, parts = np.random.default_rng(0), []
    days = pd.bdate_range("2023-01-02", periods=rows).strftime("%Y-%m-%d")
    for symbol, level in {"AAPL": 180, "KO": 60, "NVDA": 900, "F": 12}.items():
        close = level * np.exp(np.cumsum(rng.normal(0, 0.01, rows)))
        part = {"date": days, "symbol": symbol, "close": close.round(2)}
        parts.append(pd.DataFrame(part | {"volume": rng.integers(1000, 9000, rows)}))
    return pd.concat(parts, ignore_index=True)


class Findings:
    """Prints a line for everything that is checked, and counts what is wrong."""

    def __init__(self):
        self.count = self.wrong = 0

    def check(self, what, right, seen=""):
        """Print whether something is right, and what was seen where it is not."""
        self.count, self.wrong = self.count + 1, self.wrong + (not right)
        print(f"{'ok   ' if right else 'WRONG'} {what}{'' if right else f': {seen}'}", flush=True)

    def rows(self, what, broken):
        """Check that a condition of rows holds in none."""
        self.check(what, not broken.any(), f"{int(broken.sum()):,} of {len(broken):,} rows")


class User:
    """Somebody in a folder who types commands.

    Args:
        folder: where files are.
        findings: `Findings`.
        steps: training steps.
        tiny: whether runs are trained in one phase.
    """

    def __init__(self, folder, findings, steps, tiny=False):
        self.folder, self.findings, self.steps, self.tiny = Path(folder), findings, steps, tiny

    def types(self, *words, code=0):
        """Run the command, check its exit code and return what it printed: (stdout, stderr)."""
        words = [str(word) for word in words]
        done = machine.rnngan(*words, cwd=self.folder)
        right = done.code == code and "Traceback" not in done.err
        last = done.err.strip().splitlines()[-1:] or [""]
        what = f"rnngan {shlex.join(words)} (exit {code})"
        self.findings.check(what, right, f"{done.code}, {last[0]}")
        return done.out, done.err

    def writes(self, name, frame, **kwargs):
        """Write a CSV."""
        frame.to_csv(self.folder / name, **{"index": False} | kwargs)

    def reads(self, name, **kwargs):
        """Read a CSV."""
        return pd.read_csv(self.folder / name, **kwargs)

    def trains(self, table, run, *options):
        """Train a run, and return what was printed to stderr."""
        phases = ("--adversarial-steps", 0) if self.tiny else ()
        return self.types("train", table, "-o", run, "--steps", self.steps, *phases, *options)[1]

    def evaluates(self, run):
        """Evaluate a run quickly; check that scores are shown, written and drawn."""
        shown, _ = self.types("evaluate", run, "--quick")
        self.findings.check(f"{run}: scores are shown", "discriminative" in shown)
        written = json.loads((self.folder / run / "scores.json").read_text())
        self.findings.check(f"{run}: scores are written", bool(written["scores"]))
        picture = self.folder / run / "figures" / "samples.png"
        self.findings.check(f"{run}: a picture is drawn", picture.is_file())
        broken = [c for c in written["constraints"] if c["generated"]]
        self.findings.check(f"{run}: evaluate counts no broken rule", not broken, broken)


def share_a_hospital(user, findings):
    """A table that may not be shared: names, mails, ids, lengths that differ."""
    real = hospital()
    user.writes("visits.csv", real)
    check = findings.check
    _, said = user.types("inspect", "visits.csv", code=3)
    check("400 names are refused, with what to type", "--kind name=key" in said or
          "--kind 'name=key'" in said, said[-300:])  # fmt: skip
    shown, _ = user.types("inspect", "visits.csv", "--kind", "name=key")
    check(
        "inspect warns of names of people", "doctor" in shown and "names of people" in shown, shown
    )
    check("inspect warns of a rare code", "diagnosis" in shown and "fewer than" in shown, shown)
    check("inspect shows that the city follows from the clinic", "city = lookup(clinic)" in shown)
    said = user.trains("visits.csv", "visits-run", "--kind", "name=key")
    check("train warns of names of people", "doctor" in said and "names of people" in said, said)
    user.types("generate", "visits-run", "-n", 300, "-o", "new.csv")
    user.types("generate", "visits-run", "-n", 300, "-o", "more.csv", "--seed", 1)
    user.types("generate", "visits-run", "-n", 300, "-o", "new.parquet")
    user.evaluates("visits-run")
    new, more = user.reads("new.csv", dtype=str), user.reads("more.csv", dtype=str)
    check("the same columns in the same order", list(new) == list(real), list(new))
    check("ids are new", not set(new["patient"]) & set(real["patient"]))
    check("another seed, other ids", not set(new["patient"]) & set(more["patient"]))
    check("no real name comes back", not set(new["name"]) & set(real["name"]))
    one = new.groupby("patient")[["name", "sex", "clinic", "city", "diagnosis"]].nunique().max()
    check("what is one value a patient stays so", (one <= 1).all(), dict(one))
    check("as many names as patients, as in the table",
          new["name"].nunique() == new["patient"].nunique())  # fmt: skip
    city = real.groupby("clinic")["city"].first()
    findings.rows("the city goes with the clinic", new["city"] != new["clinic"].map(city))
    day = pd.to_datetime(new["visit"], format="%d.%m.%Y")
    findings.rows("visits go on in time", day.groupby(new["patient"]).diff() <= pd.Timedelta(0))
    check("some cells are missing, as in the table", 0 < new["glucose"].isna().mean() < 0.9,
          new["glucose"].isna().mean())  # fmt: skip
    types = {f.name: str(f.type) for f in pq.read_schema(user.folder / "new.parquet")}
    check("Parquet holds visits as timestamps", types["visit"].startswith("timestamp"), types)
    check("Parquet holds numbers as numbers", types["glucose"] == "double", types)
    check(
        "Parquet holds categories as strings", types["clinic"] in ("string", "large_string"), types
    )


def fill_a_shop(user, findings):
    """A test system that wants believable orders: rules, repeats, row counts, ids."""
    real, check = orders(), findings.check
    user.writes("orders.csv", real)
    user.types("inspect", "orders.csv", code=3)
    kept = ("--kind", "customer=category")
    shown, _ = user.types("inspect", "orders.csv", *kept)
    for rule in ("total = price * qty", "net = total - rebate", "price = lookup(sku)",
                 "region = lookup(city)", "group = lookup(sku)", "never_back(state)"):  # fmt: skip
        check(f"inspect finds {rule}", rule in shown)
    user.trains("orders.csv", "orders-run", "--kind", "customer=key")
    user.types("generate", "orders-run", "--rows", 5000, "-o", "shop.csv")
    user.types("generate", "orders-run", "-n", "1e3", "-o", "shop.parquet")
    user.types("generate", "orders-run", "-n", 3, "--first-id", 90000, "-o", "few.csv")
    user.evaluates("orders-run")
    new = user.reads("shop.csv")
    check("the same columns in the same order", list(new) == list(real), list(new))
    check("--rows 5000 gives about 5,000 rows", abs(len(new) - 5000) <= 10, len(new))
    check("ids are new", new["order_id"].min() > real["order_id"].max())
    first = user.reads("few.csv")["order_id"].unique().tolist()
    check("--first-id 90000 begins there", first == [90000, 90001, 90002], first)
    check_shop(findings, new, real)
    types = {f.name: str(f.type) for f in pq.read_schema(user.folder / "shop.parquet")}
    made = pd.read_parquet(user.folder / "shop.parquet")
    check("-n 1e3 makes 1,000 orders", made["order_id"].nunique() == 1000)
    check("Parquet holds times as timestamps", types["time"].startswith("timestamp"), types)
    check("Parquet holds whole ids as integers", types["order_id"] == "int64", types)
    user.trains("orders.csv", "kept-run", *kept)
    user.types("generate", "kept-run", "-n", 500, "-o", "kept.csv")
    known = set(user.reads("kept.csv")["customer"])
    check("--kind customer=category keeps customers", known <= set(real["customer"]) and
          len(known) > 30, len(known))  # fmt: skip
    named = ("--constraint", "total = price * qty", "--no-detect-constraints")
    shown, _ = user.types("inspect", "orders.csv", *kept, *named)
    check("a product can be named", "kept in every row: total = price * qty" in shown)


def check_shop(findings, new, real):
    """Check every rule of the orders in generated rows."""
    findings.rows("total = price * qty", (new["price"] * new["qty"] - new["total"]).abs() > 0.0051)
    findings.rows("net = total - rebate", (new["total"] - new["rebate"] - new["net"]).abs() > 0.001)
    for key, follows in (("sku", "price"), ("sku", "group"), ("city", "region")):
        known = real.groupby(key)[follows].first()
        findings.rows(f"{follows} goes with {key}", new[follows] != new[key].map(known))
    rank = new["state"].map(STATES.index).groupby(new["order_id"]).diff()
    findings.rows("states never go back", rank < 0)
    findings.rows(
        "no price or rebate is negative", (new[["price", "rebate", "net"]] < 0).any(axis=1)
    )
    findings.check("customers are invented", not set(new["customer"]) & set(real["customer"]))
    often = [t.groupby("customer")["order_id"].nunique().mean() for t in (real, new)]
    right = 0.8 < often[1] / often[0] < 1.25
    findings.check("customers come back as often as in the table", right, np.round(often, 2))
    one = new.groupby("order_id")["customer"].nunique().max()
    findings.check("an order has one customer", one == 1, one)


def continue_series(user, findings):
    """Short series: an index of pandas, headers such as T1, a symbol that is a condition."""
    check = findings.check
    user.writes("carbon.csv", carbon(), index=True)
    shown, _ = user.types("inspect", "carbon.csv")
    check("a first column without a name is understood, and said", "index" in shown and
          "no name" in shown, shown)  # fmt: skip
    user.writes("temperatures.csv", temperatures(), index=True)
    shown, _ = user.types("inspect", "temperatures.csv")
    check("row numbers of pandas are left out, and said", "numbers the rows" in shown, shown)
    check("T1 and T2 are names", "if this is a row" not in shown, shown)
    user.writes("shares.csv", shares())
    user.trains("shares.csv", "shares-run", "--condition", "symbol")
    user.types("generate", "shares-run", "-n", 50, "--given", "symbol=AAPL", "-o", "aapl.csv")
    user.types("generate", "shares-run", "-n", 200, "-o", "shares-new.csv")
    user.evaluates("shares-run")
    given, drawn = user.reads("aapl.csv"), user.reads("shares-new.csv")
    check("the condition comes back", set(given["symbol"]) == {"AAPL"})
    middle, real = given["close"].median(), shares().query("symbol == 'AAPL'")["close"]
    check("its level is that of the share", 0.7 * real.min() < middle < 1.4 * real.max(), middle)
    check("symbols are drawn as often as in the table",
          drawn.groupby("symbol")["sequence"].nunique().between(30, 75).all())  # fmt: skip


def use_python(user, findings):
    """The same from Python: index, bar, words, copies."""
    check = findings.check
    carbon().to_parquet(user.folder / "carbon.parquet")
    program = f"""
import copy, pickle
import pandas as pd
from rnngan import SequenceGAN
from rnngan.config.errors import RnnganError

frame = pd.read_parquet("carbon.parquet")
gan = SequenceGAN(steps={user.steps}, seed=1).fit(frame)
made = gan.sample(3)
print(isinstance(made.index, pd.DatetimeIndex) and made.index.name is None and "co2" in made)
print(repr(gan))
print(made.equals(pickle.loads(pickle.dumps(gan)).sample(3)))
print(made.equals(copy.deepcopy(gan).sample(3)))
try:
    SequenceGAN(steps=2).fit(frame[["co2"]].reset_index(drop=True)[:5])
except RnnganError as error:
    print(error)
"""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    environment["PYTHONPATH"] = str(machine.ROOT)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=user.folder, env=environment, capture_output=True, text=True)
    said = done.stdout.splitlines() + [""] * 5
    check("a program in Python ends well", done.returncode == 0, done.stderr[-300:])
    check("a DatetimeIndex comes back", said[0] == "True", said[0])
    check("a repr says what it is", "steps=" in said[1] and "columns" in said[1], said[1])
    check("pickle works", said[2] == "True", said[2])
    check("copy works", said[3] == "True", said[3])
    check(
        "messages name arguments of Python", "window=" in said[4] and "--" not in said[4], said[4]
    )
    check("fit shows how far it is", "training" in done.stderr and "left" in done.stderr)
    odd = [line for line in done.stderr.splitlines() if re.search(LIBRARIES, line)]
    check("no line of TensorFlow's", not odd, odd[:1])


def use_a_shell(user, findings):
    """Small things of the shell."""
    check = findings.check
    user.types("--version")
    _, said = user.types("train", "visits.csv", "-o", "x", "--set", "training.lr=3", code=2)
    check("training.lr is understood", "training.learning_rate" in said, said)
    _, said = user.types("train", "visits.csv", "-o", "x", "--set", "lr=3", code=2)
    check(
        "lr is understood, in few words", "training.learning_rate" in said and len(said) < 400, said
    )
    folder = user.folder / "project"
    (folder / "src").mkdir(parents=True)
    for name in ("constraints.txt", "setup.cfg", "README.md", "cli.py"):
        (folder / name).write_text("numpy==2.0\npandas==3.0\n" * 40)
    _, said = user.types("train", "project", "-o", "x", code=3)
    check(
        "a repository is not learned as a text",
        "constraints.txt" in said and "--text" in said,
        said,
    )


def main():
    """Do what three users do, and count what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=600, help="training steps of each run [600]")
    options, findings = machine.parse_options(parser, eager=True, steps=2), Findings()
    steps, tiny, began = options.steps, options.tiny, time.monotonic()
    print(machine.describe())
    with tempfile.TemporaryDirectory() as folder:
        user = User(folder, findings, steps, tiny)
        share_a_hospital(user, findings)
        if not tiny:
            fill_a_shop(user, findings)
            continue_series(user, findings)
            use_python(user, findings)
        use_a_shell(user, findings)
    print(
        f"{findings.count} findings, {findings.wrong} wrong ({steps} steps a run, "
        f"{time.monotonic() - began:.0f} s)"
    )
    return findings.wrong > 0


if __name__ == "__main__":
    sys.exit(main())
