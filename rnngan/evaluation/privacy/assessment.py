"""All that is found out about the privacy of a generated table, as a dict."""

import numpy as np

from rnngan.evaluation.privacy import attacks, close_copies, copies, intervals, judgement, riskiest
from rnngan.evaluation.privacy.attributes import inference
from rnngan.evaluation.privacy.matching import cut, knowledge, stacked
from rnngan.evaluation.sample import Sample
from rnngan.evaluation.sides import chosen

MOST = 20_000  # sequences that are looked up among the training rows
NOTHING_HELD_OUT = "It can't be said: nothing is held out to compare training sequences with."
READING = (
    "exact: share of sequences that repeat training rows in every cell; near: share that is nearer "
    "to some than 99 % of training sequences are to others; longest run: rows copied in a row"
)
NO_NEIGHBOURS = (
    "It can't be said: no training rows lie next to what is held out, to be compared with it."
)


def assess(dataset, encoder, generated, unseen=True, seed=0):
    """Return the privacy of generated sequences: "privacy" of scores.json.

    Args:
        dataset: `rnngan.data.dataset.Dataset` of the real table, split into what was trained on and
            what was held out.
        encoder: `rnngan.evaluation.encoding.Encoder` of its rows.
        generated: `rnngan.evaluation.sample.Sample` of the generated table, by the same schema.
        unseen: whether it is certain that what is held out was not learned from.
        seed: of all that is drawn.
    """
    if dataset.split.how is None:
        return judgement.unknown(NOTHING_HELD_OUT)
    known = knowledge(dataset, encoder, generated, seed)
    if known is None:
        return judgement.unknown(NO_NEIGHBOURS)
    tried, untried = attacked(known)
    near, pairs = _nearness(known, dataset, encoder, generated, seed)
    found = {
        "compared": {
            "members": len(known.members),
            "non_members": len(known.others),
            "generated": len(known.generated),
            "unit": unit(dataset),
        },
        "attacks": tried,
        "attributes": inference(known, dataset.rows, generated, encoder),
        "copies": _exact(known, dataset, generated, unseen, seed) | near,
        "riskiest": pairs,
    }
    return judgement.judged(found, untried, unseen) | found


def unit(dataset):
    """Return what membership is guessed of, in words."""
    if dataset.split.how == "id":
        return "sequences"
    return f"windows of {dataset.config.data.window} rows"


def attacked(known):
    """Return (a row for each attack, titles of those that need more held-out sequences).

    Args:
        known: `rnngan.evaluation.privacy.units.Knowledge`.
    """
    tried, untried = [], []
    for module in attacks.modules():
        enough = known.independent >= module.FEWEST and len(known.others.windows) >= module.WINDOWS
        (tried if enough else untried).append(module)
    rows = [_row(module, known, len(tried)) for module in tried]
    return rows, [module.TITLE for module in untried]


def _row(module, known, tries):
    scores, groups = list(module.scores(known)), [side.group for side in known.sides]
    for number, side in enumerate(scores):
        tested = ~np.isnan(side)
        scores[number], groups[number] = side[tested], groups[number][tested]
    auc, tpr = intervals.attack(*scores, groups, known.paired, tries, known.seed)
    about = {"attack": module.NAME, "title": module.TITLE}
    return about | {"auc": auc, "tpr": tpr, "reading": module.READING}


def _sequences(segments, data):
    """Return segments as sequences that are compared: windows of them, or whole ones."""
    return segments if data.lengths == "learn" else cut(segments, data.window)


def _exact(known, dataset, generated, unseen, seed):
    """Return what of the generated rows stands among the training rows, cell by cell.

    Where another tool may have learned from all real rows, all of them count.
    """
    data, train, whole = dataset.config.data, dataset.split.train, known.whole
    own, made = copies.row_numbers([Sample(dataset.schema, dataset.rows, train), generated])
    learned = train if unseen else dataset.rows.segments
    real, sequences = (
        [found[n] for n in chosen(len(found), seed, MOST)]
        for found in (_sequences(segments, data) for segments in (train, generated.segments))
    )
    exact = copies.copied(made, sequences, own, learned, whole)
    held_out = copies.copied(own, known.others.segments, own, train, whole)
    elsewhere = whole, 2 * data.window
    again = copies.repeated(own, real, train, *elsewhere)
    return {
        "exact": float(exact.mean()),
        "exact_interval": list(intervals.wilson(float(exact.mean()), len(exact))),
        "exact_held_out": float(held_out.mean()),
        "exact_training": float(again.mean()),
        "longest_run": copies.longest_run(made, generated.segments, own, learned),
        "longest_run_held_out": copies.longest_run(own, dataset.split.holdout, own, train),
        "longest_run_training": copies.longest_repeat(own, train, *elsewhere),
        "generated": len(exact),
        "training": len(again),
    }


def _nearness(known, dataset, encoder, generated, seed):
    """Return the shares of near copies, and the riskiest pairs with their rows."""
    data, train = dataset.config.data, dataset.split.train
    stretches = close_copies.training_stretches(dataset, encoder, seed)
    found = _sequences(generated.segments, data)
    segments = [found[n] for n in chosen(len(found), seed, close_copies.MOST)]
    windows = stacked(encoder.rows(generated.rows), segments, data.window, known.whole)
    distances, where = stretches.nearest(windows)
    some = chosen(len(stretches.windows), seed, close_copies.MOST // 2)
    usual = stretches.usual(some)
    held_out = stretches.nearest(known.others.windows)[0]
    share = float(close_copies.near(distances, usual).mean())
    shares = {
        "near": share,
        "near_interval": list(intervals.wilson(share, len(distances))),
        "near_held_out": float(close_copies.near(held_out, usual).mean()),
        "reading": READING,
    }
    pairs = []
    real = Sample(dataset.schema, dataset.rows, train)
    ends = dict(train)
    for made, number, distance, common in riskiest.pairs(distances, where, stretches):
        first = int(stretches.firsts[number])
        end = ends[first] if known.whole else first + data.window
        pairs.append(
            {
                "distance": distance,
                "usual": common,
                "generated": riskiest.texts(generated, *segments[made]),
                "real": riskiest.texts(real, first, end),
            }
        )
    return shares, pairs
