"""A model with everything that turns its output into the user's table."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rnngan.config.run_config import RunConfig
from rnngan.data.conditions import Conditions
from rnngan.data.network_shape import network_shape
from rnngan.data.schema import Part, Schema
from rnngan.data.transforms import TableTransform
from rnngan.data.windows import WindowStatistics
from rnngan.models.adversarial import AdversarialModel
from rnngan.models.build import build_model


class Description(Part):
    """What schema.json holds: columns, transform parameters and window statistics."""

    table: Schema
    transform: TableTransform
    statistics: WindowStatistics
    conditions: Conditions = Conditions()

    def assemble(self, config):
        """Return an untrained `TrainedModel`: the networks with their first weights."""
        return assemble(config, self.table, self.transform, self.statistics, self.conditions)


@dataclass
class TrainedModel:
    """A model with everything that turns its output into the user's table.

    Args:
        config: settings of the run; `training.steps` is the number of steps planned.
        schema: columns of the table.
        transform: columns <-> features.
        statistics: of the training windows.
        model: the networks.
        conditions: what training sequences were told to be.
        history: one row of losses a call.
        steps: training steps behind the weights; fewer than planned after a stop.
        continued: steps of the second part behind them, on how series go on.
        enough: whether the first part ended because nothing was gained any more.
        sampler: `rnngan.sampling.sample_table`'s traced generator, kept for the next call.
        writer: `rnngan.sampling.long_series`'s traced continuer, likewise.
    """

    config: RunConfig
    schema: Schema
    transform: TableTransform
    statistics: WindowStatistics
    model: AdversarialModel
    conditions: Conditions = field(default_factory=Conditions)
    history: list[dict] = field(default_factory=list)
    steps: int = 0
    continued: int = 0
    enough: bool = False
    sampler: Callable | None = field(default=None, repr=False, compare=False)
    writer: Callable | None = field(default=None, repr=False, compare=False)

    @property
    def description(self):
        """What schema.json holds."""
        parts = (self.schema, self.transform, self.statistics, self.conditions)
        return Description(**dict(zip(Description.model_fields, parts, strict=True)))

    @property
    def finished(self):
        """Whether all steps that were planned are behind the weights."""
        planned = self.config.training
        return self.steps >= planned.steps and self.continued >= planned.continue_steps

    @property
    def progress(self):
        """A line on how far the training of a run is that is not finished."""
        planned = self.config.training
        if self.steps < planned.steps:
            return f"training is not finished: {self.steps:,} of {planned.steps:,} steps are taken"
        return (
            "training is not finished: windows are learned, and "
            f"{self.continued:,} of {planned.continue_steps:,} steps on how series go on"
        )


def assemble(config, schema, transform, statistics, conditions):
    """Return an untrained `TrainedModel`: the networks with their first weights."""
    model = build_model(config, network_shape(config, transform), statistics)
    return TrainedModel(config, schema, transform, statistics, model, conditions)
