"""Where a training stands."""

from dataclasses import dataclass, field


@dataclass
class TrainingState:
    """Where a training stands: with the data and the settings, all that the next step depends on.

    Args:
        part: 1 while windows are learned, 2 while it is learned how series go on.
        done: steps taken in this part.
        rows: rows of the history.
        watch: what `rnngan.training.callbacks.Guard` remembers, as numbers.
        rollbacks: what happened at each, as dicts.
        attempt: counts replaced runs and rollbacks; names checkpoints.
        began: the attempt that this training began with; earlier ones are another run's.
        distance: of generated from held-out windows; None where it was not measured.
        arrays: {name: array} of `rnngan.models.weights.of_training`; None before the first step.
    """

    part: int = 1
    done: int = 0
    rows: int = 0
    watch: dict = field(default_factory=dict)
    rollbacks: list[dict] = field(default_factory=list)
    attempt: int = 1
    began: int = 1
    distance: float | None = None
    arrays: dict | None = field(default=None, repr=False, compare=False)

    def facts(self):
        """Return what a manifest says of it: everything but the arrays."""
        told = ("part", "done", "rows", "watch", "rollbacks", "attempt", "began", "distance")
        return {name: getattr(self, name) for name in told}

    @classmethod
    def of(cls, facts, arrays):
        """Return the state that a manifest tells of; other facts are left out."""
        told = {name: facts[name] for name in cls().facts()}
        return cls(**told, arrays=arrays)
