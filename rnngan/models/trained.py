"""A trained model: networks, and what makes the user's table of their output."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field

import keras

from rnngan.config.run_config import RunConfig
from rnngan.data.conditions import Conditions
from rnngan.data.network_shape import network_shape
from rnngan.data.row_statistics import RowStatistics
from rnngan.data.schema import Part, Schema
from rnngan.data.transforms import TableTransform
from rnngan.data.windows import WindowStatistics
from rnngan.models.build import build_model
from rnngan.models.rows.build import RowModel


class Description(Part):
    """What schema.json holds: columns, transform parameters, statistics of windows or of rows."""

    table: Schema
    transform: TableTransform
    statistics: WindowStatistics | RowStatistics
    conditions: Conditions = Conditions()

    def assemble(self, config):
        """Return an untrained `TrainedTable`: the networks with their first weights."""
        return assemble(config, self.table, self.transform, self.statistics, self.conditions)


@dataclass(kw_only=True)
class TrainedModel(ABC):
    """A model with everything that makes the user's data of its output.

    Args:
        config: settings of the run; `training.steps` is the number of steps planned.
        model: the networks.
        history: one row of losses a call into TensorFlow.
        steps: steps of the first phase behind the weights; fewer than planned after a stop.
        continued: steps of the second phase behind them.
        enough: whether the first phase ended because nothing was gained any more.
        ended: whether the second one did.
        checked: what a quick check has found at the end of training, as a dict; None before.
        held_out_rows: how surprising rows were that it was not trained on; None where not known.
        traced: functions that TensorFlow has traced for sampling, kept for the next call.
    """

    config: RunConfig
    model: keras.Model
    history: list[dict] = field(default_factory=list)
    steps: int = 0
    continued: int = 0
    enough: bool = False
    ended: bool = False
    checked: dict | None = None
    held_out_rows: dict | None = None
    traced: dict[str, Callable] = field(default_factory=dict, repr=False, compare=False)

    @property
    @abstractmethod
    def description(self):
        """What schema.json holds."""

    @property
    @abstractmethod
    def finished(self):
        """Whether all steps that were planned are behind the weights."""

    @property
    @abstractmethod
    def learned(self):
        """What was learned, in a few words."""

    @property
    def has_second_phase(self):
        """Whether steps against the discriminator follow those of the first phase."""
        return True

    @property
    def parts(self):
        """(name, kind, what is done with it) of each column; none of a text."""
        return []

    @property
    @abstractmethod
    def progress(self):
        """A line on how far the training of a run is that is not finished."""


@dataclass(kw_only=True)
class TrainedTable(TrainedModel):
    """What has learned a table.

    Args:
        schema: columns of the table.
        transform: columns <-> features.
        statistics: of the training windows, or of their rows.
        conditions: the conditions of the training sequences.
    """

    schema: Schema
    transform: TableTransform
    statistics: WindowStatistics
    conditions: Conditions = field(default_factory=Conditions)

    @property
    def description(self):
        """What schema.json holds."""
        parts = (self.schema, self.transform, self.statistics, self.conditions)
        return Description(**dict(zip(Description.model_fields, parts, strict=True)))

    @property
    def writes_rows(self):
        """Whether sequences are written row by row, and not a window at once."""
        return self.config.model.generator == "row"

    @property
    def has_second_phase(self):
        """Whether steps against the discriminator follow those of the first phase."""
        return self.writes_rows

    @property
    def parts(self):
        """(name, kind, what is done with it) of each column."""
        return [(c.name, c.kind, c.describe()) for c in self.schema.columns]

    @property
    def learned(self):
        """What was learned, in a few words."""
        columns = len(self.schema.columns)
        return f"{columns:,} column{'s' if columns > 1 else ''}"

    @property
    def finished(self):
        """Whether all steps that were planned are behind the weights."""
        planned = self.config.training
        if self.steps < planned.steps and not self.enough:
            return False
        if not self.writes_rows:
            return True
        if planned.adversarial_steps == "auto":  # decided when likelihood is learned
            return False
        return self.ended or self.continued >= planned.adversarial_steps

    @property
    def progress(self):
        """A line on how far the training of a run is that is not finished."""
        planned = self.config.training
        if self.steps < planned.steps and not self.enough:
            return f"training is not finished: {self.steps:,} of {planned.steps:,} steps are taken"
        planned = planned.adversarial_steps
        if planned == "auto":
            return "training is not finished: the steps against the discriminator are not taken"
        return f"training is not finished: {self.continued:,} of {planned:,} adversarial steps"


def assemble(config, schema, transform, statistics, conditions):
    """Return an untrained `TrainedTable`: the networks with their first weights."""
    build = RowModel if config.model.generator == "row" else build_model
    model = build(config, network_shape(config, transform), statistics)
    return TrainedTable(
        config=config, model=model, schema=schema, transform=transform, statistics=statistics,
        conditions=conditions,
    )  # fmt: skip
