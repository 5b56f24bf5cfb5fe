"""DeepEcho's PAR: as many passes as the minutes allow."""

import random
import time

import numpy as np
import pandas as pd
import torch
from deepecho.models.par import PARModel
from exchange import CATEGORIES, LENGTH, MINUTES, NUMBERS, SEED, SERIES, run, windows

TIMED = 3  # passes that are timed first
COLUMNS = [*NUMBERS, *CATEGORIES]


def learn():
    """Fit as many passes as there is time for."""
    for seed in (random.seed, np.random.seed, torch.manual_seed):
        seed(SEED)
    groups = windows().groupby(SERIES)
    sequences = [{"context": [], "data": [g[c].tolist() for c in COLUMNS]} for _, g in groups]
    kinds = ["continuous"] * len(NUMBERS) + ["categorical"] * len(CATEGORIES)
    began = time.perf_counter()
    PARModel(TIMED, cuda=False, verbose=False).fit_sequences(sequences, [], kinds)
    seconds = time.perf_counter() - began
    model = PARModel(max(1, int(MINUTES * 60 / seconds * TIMED)), cuda=False, verbose=False)
    model.fit_sequences(sequences, [], kinds)
    return model


def generate(model, count):
    """Sample window after window."""
    frames = [
        pd.DataFrame(dict(zip(COLUMNS, model.sample_sequence([], LENGTH), strict=True)))
        for _ in range(count)
    ]
    frame = pd.concat(frames, ignore_index=True)
    frame.insert(0, SERIES, np.repeat(np.arange(count), LENGTH))
    return frame


if __name__ == "__main__":
    run(learn, generate)
