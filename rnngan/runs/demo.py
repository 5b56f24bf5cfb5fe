"""The main job on a table that comes along: train, generate, score, show."""

import sysconfig
import time
from os import PathLike
from pathlib import Path

from rnngan.config.errors import InputError
from rnngan.config.requests import EvaluateRequest, GenerateRequest, TrainRequest
from rnngan.config.run_config import RunConfig
from rnngan.report.progress import duration, say
from rnngan.runs import evaluate, generate, report, store, train

TABLE = "seattle_weather.csv"
SEQUENCES = 100
REQUEST = EvaluateRequest(quick=True, explain=True)  # else it would take thrice as long


def bundled(name: str) -> Path:
    """Return the path of a sample table: in a checkout, or where pip put it.

    Raises:
        InputError: it was not installed.
    """
    checkout = Path(__file__).resolve().parents[2] / "data" / name
    installed = Path(sysconfig.get_path("data")) / "share" / "rnngan" / name
    for path in (checkout, installed):
        if path.exists():
            return path
    raise InputError(f"{name} was not installed. Expected it at {installed}: install rnngan anew.")


def run(folder: str | PathLike, force: bool = False) -> str:
    """Run the demo and return what to print at its end.

    Args:
        folder: folder of the run.
        force: replace an existing run.

    Raises:
        InputError: the folder exists.
    """
    began = time.monotonic()
    folder, config = Path(folder), RunConfig()
    say("rnngan demo: four years of weather in Seattle, about 4 minutes in all on 2 cores")
    say("\n1. train: rnngan train data/seattle_weather.csv")
    train.train(TrainRequest(bundled(TABLE), folder, config, force=force))
    say(f"\n2. generate: rnngan generate {folder} -n {SEQUENCES}")
    samples = folder / store.SAMPLES
    generate.generate_file(folder, GenerateRequest(SEQUENCES), samples, force=True)
    say(f"\n3. evaluate: rnngan evaluate {folder} --quick --explain")
    found = evaluate.evaluate(folder, REQUEST)
    picture = found.draw()
    say(f"\n4. report: rnngan report {folder}")
    page = report.report(folder, REQUEST)
    rows = samples.read_text("utf-8").splitlines()
    return "\n".join(
        [
            "",
            found.table,
            "",
            "the first generated rows:",
            *(f"  {row}" for row in rows[:4]),
            "",
            f"generated table   {samples} ({len(rows) - 1:,} rows)",
            *([f"real and generated, drawn   {picture}"] if picture else []),
            f"scores   {folder / store.SCORES}",
            f"all of it on a page   {page}",
            f"losses   {folder / store.HISTORY}",
            f"done in {duration(time.monotonic() - began)}",
            "your own table: rnngan train YOUR.csv -o YOUR-RUN",
        ]
    )
