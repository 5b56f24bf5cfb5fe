"""From one row to the next: which category follows which."""

from rnngan.evaluation.similarity.bins import SINGLE, column_bins, conditional_variation, counted

NAME = "transitions"
TITLE = "categories and the next one"
UNIT = "share of the rows that are followed otherwise"
READING = "whether each category is followed by those that follow it in reality"


def distance(real, other):
    """Return the total variation of the category in the next row, given the one before.

    The ten commonest categories are distinguished; all others are one, and a missing one too.

    Args:
        real: `Sample` whose commonest categories they are.
        other: `Sample` that is compared.
    """
    found = {}
    for name in real.categories if real.inside.shape[1] > 1 else ():
        bins = column_bins(real, name, SINGLE)
        joint = []
        for side in (real, other):
            codes, follows = bins(side.grid(name)), side.inside[:, 1:]
            joint.append(counted(codes[:, :-1][follows], codes[:, 1:][follows], (bins, bins)))
        found[name] = conditional_variation(*joint)
    return found
