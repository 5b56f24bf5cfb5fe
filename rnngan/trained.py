"""A model with everything that turns its output into the user's table."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rnngan.config import RunConfig
from rnngan.data.conditions import Conditions
from rnngan.data.schema import Schema
from rnngan.data.transforms import TableTransform
from rnngan.data.windows import WindowStatistics
from rnngan.models.adversarial import AdversarialModel
from rnngan.models.build import build_model
from rnngan.shape import network_shape


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
        sampler: `rnngan.sampling`'s traced generator, kept for the next call.
        writer: `rnngan.continuation`'s traced continuer, likewise.
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
    sampler: Callable | None = field(default=None, repr=False, compare=False)
    writer: Callable | None = field(default=None, repr=False, compare=False)


def finished(trained):
    """Return whether all steps that were planned are behind the weights."""
    planned = trained.config.training
    return trained.steps >= planned.steps and trained.continued >= planned.continue_steps


def progress_of(trained):
    """Return a line on how far the training of a run is that is not finished."""
    planned = trained.config.training
    if trained.steps < planned.steps:
        return f"training is not finished: {trained.steps:,} of {planned.steps:,} steps are taken"
    return (
        "training is not finished: windows are learned, and "
        f"{trained.continued:,} of {planned.continue_steps:,} steps on how series go on"
    )


def assemble(config, schema, transform, statistics, conditions):
    """Return an untrained `TrainedModel`: the networks with their first weights."""
    model = build_model(config, network_shape(config, transform), statistics)
    return TrainedModel(config, schema, transform, statistics, model, conditions)
