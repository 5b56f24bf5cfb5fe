"""A generator of texts with everything that makes text of its ids."""

from dataclasses import dataclass

from rnngan.data.schema import Part
from rnngan.data.text.tokenizer import FIRST, Tokenizer
from rnngan.models.text.build import TextModel
from rnngan.models.trained import TrainedModel


class TextDescription(Part):
    """What schema.json holds of a text."""

    tokenizer: Tokenizer

    def assemble(self, config):
        """Return an untrained `TrainedText`: the networks with their first weights."""
        return assemble(config, self.tokenizer)


@dataclass(kw_only=True)
class TrainedText(TrainedModel):
    """What has learned a text; its settings have mode, level and length decided.

    Args:
        tokenizer: text <-> ids.
    """

    tokenizer: Tokenizer

    @property
    def description(self):
        """What schema.json holds."""
        return TextDescription(tokenizer=self.tokenizer)

    @property
    def learned(self):
        """What was learned, in a few words."""
        return f"texts of {self.tokenizer.size - FIRST:,} different tokens"

    @property
    def finished(self):
        """Whether all steps that were planned are behind the weights."""
        asked = self.config.training.adversarial_steps  # "auto" while likelihood is learned
        if asked == "auto" or self.continued < asked:
            return False
        return self.enough or self.steps >= self.config.training.steps or self.continued > 0

    @property
    def progress(self):
        """A line on how far the training of a run is that is not finished."""
        if self.continued:
            planned = self.config.training.adversarial_steps
            return f"training is not finished: {self.continued:,} of {planned:,} adversarial steps"
        return f"training is not finished: {self.steps:,} steps of likelihood are taken"


def assemble(config, tokenizer):
    """Return an untrained `TrainedText`: the networks with their first weights."""
    model = TextModel(config, tokenizer.size, name="texts")
    return TrainedText(config=config, model=model, tokenizer=tokenizer)
