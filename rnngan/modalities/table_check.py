"""A quick check of a trained table: generated windows against real ones, and what it means."""

import numpy as np
from keras import ops

from rnngan.config.requests import GenerateRequest
from rnngan.data.windows import Windows
from rnngan.evaluation import quick_check, verdict
from rnngan.modalities.base import Checked
from rnngan.models import objectives
from rnngan.sampling import sample_table, surprise


def check(trained, dataset):
    """Return what is `Checked` of a `TrainedTable`; a function of the run's seed.

    Args:
        trained: `TrainedTable` whose training has ended.
        dataset: `Dataset` that it was trained on.
    """
    train, seed = dataset.train, trained.config.seed
    starts = np.concatenate([train.starts, dataset.holdout.starts])
    real = Windows(_known(trained.transform, train.values), starts, train.length)
    found = quick_check.check(real, _generated(trained), seed)
    failure = verdict.failure(found, trained.history, _chance(trained), trained.steps)
    facts = {} if found is None else found.facts()
    rows = None
    if trained.writes_rows:
        rows = surprise.of_windows(trained, dataset.held_out_or_train).facts()
    return Checked({**facts, "failure": failure}, verdict.line(found), rows)


def _generated(trained):
    """Return generated windows (n, length, features + statics)."""
    width = trained.transform.features + trained.transform.statics
    count = 2 * quick_check.wanted(trained.config.data.window, width)
    request = GenerateRequest(count, seed=trained.config.seed)
    made = np.concatenate([part for part, _, _ in sample_table.windows(trained, request)])
    number = np.arange(made.shape[1])
    made[number >= trained.transform.lengths(made)[:, None]] = 0.0  # as real ones are padded
    return _known(trained.transform, made)


def _known(transform, features):
    """Return features (…, features) with 0 for numbers that are missing, whatever stands there."""
    features = features.copy()
    absent = {b.name: features[..., b.start] < 0.5 for b in transform.blocks if b.role == "present"}
    for block in transform.blocks:
        if block.role != "present" and block.name in absent:
            features[absent[block.name], block.start : block.start + block.size] = 0.0
    return features


def _chance(trained):
    """Return the loss of a discriminator that can't distinguish real from generated windows."""
    objective = objectives.get(trained.config.training.objective)
    return float(objective.discriminator_loss(ops.zeros(1), ops.zeros(1)))
