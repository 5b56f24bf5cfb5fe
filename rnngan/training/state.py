"""Where a training stands."""

from dataclasses import dataclass, field, fields


@dataclass
class TrainingState:
    """Where a training stands: with the data and the settings, all that the next step depends on.

    Args:
        part: number of the phase, 1 or 2.
        done: steps taken in this phase.
        rows: rows of the history.
        watch: what `rnngan.training.callbacks` remember, as numbers.
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

    def second(self):
        """Return the state in which the second phase begins when this one ends the first."""
        same = {name: getattr(self, name) for name in ("rollbacks", "attempt", "began")}
        return TrainingState(part=2, **same)

    def count_in(self, trained):
        """Write the steps that are taken into a `TrainedModel` or `TrainedText`."""
        if self.part == 1:
            trained.steps, trained.enough = self.done, bool(self.watch.get("enough"))
        else:
            trained.continued, trained.ended = self.done, bool(self.watch.get("enough"))

    def facts(self):
        """Return what a manifest says of it: everything but the arrays."""
        return {field.name: getattr(self, field.name) for field in fields(self)[:-1]}

    @classmethod
    def of(cls, facts, arrays):
        """Return the state that a manifest describes; other facts are left out."""
        return cls(**{name: facts[name] for name in cls().facts()}, arrays=arrays)
