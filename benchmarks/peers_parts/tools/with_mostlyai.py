"""MOSTLY AI's engine: windows of a context table that holds their keys alone."""

import pandas as pd
from exchange import FOLDER, MINUTES, SEED, SERIES, TIME, run, windows
from mostlyai import engine

WORK = FOLDER / "engine"
KIND = "TABULAR_DATETIME_RELATIVE"  # as its makers advise for times of sequences


def learn():
    """Go through all steps of the engine; the minutes are those of its training."""
    engine.set_random_state(SEED)
    frame, kinds = windows(), None
    if TIME is not None:  # or dates are categories
        frame[TIME] = pd.to_datetime(frame[TIME])
        kinds = {TIME: KIND}
    keys = pd.DataFrame({SERIES: frame[SERIES].unique()})
    engine.split(
        workspace_dir=WORK, tgt_data=frame, ctx_data=keys, tgt_context_key=SERIES,
        ctx_primary_key=SERIES, tgt_encoding_types=kinds,
    )  # fmt: skip
    engine.analyze(workspace_dir=WORK)
    engine.encode(workspace_dir=WORK)
    engine.train(workspace_dir=WORK, max_training_time=MINUTES, device="cpu")
    return WORK


def generate(work, count):
    """Return new windows."""
    keys = pd.DataFrame({SERIES: range(count)})
    engine.generate(workspace_dir=work, ctx_data=keys, device="cpu")
    return pd.concat(map(pd.read_parquet, sorted((work / "SyntheticData").glob("*.parquet"))))


if __name__ == "__main__":
    run(learn, generate)
