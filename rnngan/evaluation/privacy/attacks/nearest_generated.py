"""Attack by distance: what lies near a generated sequence is guessed to be trained on."""

NAME = "nearest"
TITLE = "distance to the nearest generated sequence"
READING = "the nearer the nearest generated sequence is, the likelier a member"
FEWEST = 1
WINDOWS = 1


def scores(known):
    """Return minus the distance to the nearest generated sequence, of members and of others.

    The attacker has the generated sequences and the candidate (Chen et al. 2020, 1909.03935, in
    the setting in which the generator can't be asked for more).

    Args:
        known: `rnngan.evaluation.privacy.units.Knowledge`.
    """
    return tuple(
        side.means(-distances[:, 0])
        for side, distances in zip(known.sides, known.to_generated, strict=True)
    )
