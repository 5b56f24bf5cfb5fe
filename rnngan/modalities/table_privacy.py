"""Attacks on what a run generates, and on any synthetic table."""

import pandas as pd

from rnngan.config.requests import GenerateRequest
from rnngan.data.formats.tables import Table
from rnngan.evaluation.encoding import rows_of
from rnngan.evaluation.privacy import assessment
from rnngan.evaluation.sample import Sample
from rnngan.report.progress import say
from rnngan.sampling import sample_table

FEWEST, MOST = 1000, 4000  # generated sequences that are attacked: the more, the more shows
ON_TRUST = " That the tool has seen all of the real table, and no unseen row, is taken on trust."
FOR_EACH = 4  # for each training sequence, so that one that is repeated is among them


def of_run(trained, dataset, encoder, seed=0):
    """Return the privacy of what a run generates, as a dict for scores.json.

    Args:
        trained: `TrainedModel`.
        dataset: `Dataset` that it was trained on, split as it was then.
        encoder: `Encoder` of it.
        seed: of the sequences, and of all that is drawn.
    """
    if dataset.split.how is None:
        return assessment.assess(dataset, encoder, None)
    say("generating sequences and attacking them: who was in the training data?")
    count = min(max(FOR_EACH * len(dataset.train), FEWEST), MOST)
    frames = [frame for frame, _ in sample_table.frames(trained, GenerateRequest(count, seed))]
    table = Table(pd.concat(frames, ignore_index=True))
    sample = _sample(table, dataset, encoder, in_order=True)
    return assessment.assess(dataset, encoder, sample, seed=seed)


def of_table(synthetic, dataset, encoder, request):
    """Return the privacy of a synthetic table of any tool, as a dict for scores.json.

    Args:
        synthetic: `Table`.
        dataset: `Dataset` of the real table; the tool may have learned from its held-out part too,
            unless that is what the request names as unseen.
        encoder: `Encoder` of it.
        request: `EvaluateRequest`.
    """
    if dataset.split.how is None:
        return assessment.assess(dataset, encoder, None)
    sample = _sample(synthetic, dataset, encoder)
    unseen = request.unseen is not None
    found = assessment.assess(dataset, encoder, sample, unseen, request.seed)
    return found | {"promise": found["promise"] + ON_TRUST} if unseen else found


def _sample(table, dataset, encoder, in_order=False):
    config = dataset.config.data
    rows = rows_of(table, dataset.schema, config, in_order)
    segments = rows.segments
    if config.lengths == "learn":
        segments = [(first, end) for first, end in segments if end - first <= config.window]
    return Sample(dataset.schema, rows, segments)
