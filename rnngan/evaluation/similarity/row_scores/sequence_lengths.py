"""How long sequences are."""

from rnngan.evaluation.similarity.bins import SINGLE, quantile_bins, total_variation

NAME = "sequence_lengths"
TITLE = "lengths of sequences"
UNIT = "share of the sequences that are shorter or longer"
READING = "whether sequences are as long as they should be"


def distance(real, other):
    """Return the total variation of lengths, in tenths; none where all are of one length.

    Args:
        real: `Sample` whose quantiles are the bins.
        other: `Sample` that is compared.
    """
    lengths = [side.lengths.astype("float64") for side in (real, other)]
    if len({*lengths[0], *lengths[1]}) < 2:
        return {}
    bins = quantile_bins(lengths[0], SINGLE)
    return {"rows of a sequence": total_variation(*map(bins, lengths), bins.size)}
