"""Two columns of one row together."""

from itertools import combinations

from rnngan.evaluation.similarity.bins import JOINT, column_bins, conditional_variation, counted
from rnngan.evaluation.similarity.some import some

NAME = "pairs"
TITLE = "pairs of columns"
UNIT = "share of the rows that lie elsewhere, given one column"
READING = "whether a column takes the values it should where another one has a certain value"
MOST = 60  # pairs that are compared, drawn once for all


def distance(real, other):
    """Return the total variation of one column where another has a certain value.

    Numbers are in fifths, the five commonest categories are distinguished, and a missing value is a
    bin too. Each of the two is given once, and the mean is taken. Of more than 60 pairs, always the
    same 60 are compared.

    Args:
        real: `Sample` whose quantiles are the bins.
        other: `Sample` that is compared.
    """
    bins = {name: column_bins(real, name, JOINT) for name in real.names}
    codes = [{name: bins[name](side.cells(name)) for name in bins} for side in (real, other)]
    found = {}
    for one, two in some(list(combinations(real.names, 2)), MOST):
        joint = [counted(side[one], side[two], (bins[one], bins[two])) for side in codes]
        ways = joint, [side.T for side in joint]
        found[f"{one} and {two}"] = sum(conditional_variation(*way) for way in ways) / 2
    return found
