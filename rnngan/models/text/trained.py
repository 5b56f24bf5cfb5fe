"""A generator of texts with everything that turns its ids into text."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rnngan.config.run_config import RunConfig
from rnngan.data.schema import Part
from rnngan.data.text.tokenizer import Tokenizer
from rnngan.models.text.build import TextModel


class TextDescription(Part):
    """What schema.json holds of a text."""

    tokenizer: Tokenizer

    def assemble(self, config):
        """Return an untrained `TrainedText`: the networks with their first weights."""
        return assemble(config, self.tokenizer)


@dataclass
class TrainedText:
    """A generator of texts with everything that turns its ids into text.

    Args:
        config: settings of the run, with mode, level and length decided.
        tokenizer: text <-> ids.
        model: the networks.
        history: one row of losses a call.
        steps: steps of the first part behind the weights, of likelihood.
        continued: steps of the second part behind them, against the discriminator.
        enough: whether the first part ended because nothing was gained any more.
        writers: the traced functions that write, one a network, kept for the next call.
    """

    config: RunConfig
    tokenizer: Tokenizer
    model: TextModel
    history: list[dict] = field(default_factory=list)
    steps: int = 0
    continued: int = 0
    enough: bool = False
    writers: dict[str, Callable] = field(default_factory=dict, repr=False, compare=False)

    @property
    def description(self):
        """What schema.json holds."""
        return TextDescription(tokenizer=self.tokenizer)

    @property
    def finished(self):
        """Whether all steps that were planned are behind the weights."""
        asked = self.config.text.adversarial_steps  # "auto" while likelihood is learned
        if asked == "auto" or self.continued < asked:
            return False
        return self.enough or self.steps >= self.config.training.steps or self.continued > 0

    @property
    def progress(self):
        """A line on how far the training of a run is that is not finished."""
        if self.continued:
            planned = self.config.text.adversarial_steps
            return f"training is not finished: {self.continued:,} of {planned:,} adversarial steps"
        return f"training is not finished: {self.steps:,} steps of likelihood are taken"


def assemble(config, tokenizer):
    """Return an untrained `TrainedText`: the networks with their first weights."""
    return TrainedText(config, tokenizer, TextModel(config, tokenizer.size, name="texts"))
