"""A trained generator of texts + what is asked for -> texts, in constant memory."""

import math
from dataclasses import dataclass

import numpy as np

from rnngan.config.errors import ConfigError, InputError
from rnngan.data.text.tokenizer import BEGIN, END
from rnngan.models.noise import Stream
from rnngan.models.text.writer import Writer

CHUNK = 256  # texts written at once; each chunk is a function of the seed and its number


@dataclass(frozen=True)
class TextRequest:
    """What is to be written.

    Args:
        count: number of texts.
        seed: of every draw.
        temperature: of the draws: 1 as learned, lower for likelier texts, 0 for the likeliest.
        top_k: draw from this many likeliest tokens; 0 from all.
        top_p: draw from the likeliest tokens that have this probability together.
        prompt: what every text begins with.
        longest: most tokens of a text, the prompt aside; that of training when None.
        shortest: tokens before which no text ends.
    """

    count: int
    seed: int = 0
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    prompt: str = ""
    longest: int | None = None
    shortest: int = 1

    def __post_init__(self):
        if not (math.isfinite(self.temperature) and self.temperature >= 0):
            raise ConfigError(
                f"--temperature: Expected a number, 0 or more. Received: {self.temperature}"
            )
        if not 0 < self.top_p <= 1:
            raise ConfigError(
                f"--top-p: Expected a number over 0 and up to 1. Received: {self.top_p}"
            )


def texts(trained, request, network=None):
    """Yield lists of texts, a chunk at a time, `count` in all.

    Args:
        trained: `rnngan.models.text.trained.TrainedText`.
        request: `TextRequest`.
        network: the `TextGenerator` that writes; the average when None.

    Raises:
        InputError: the prompt holds what was never seen in training.
    """
    prompt = _prompt(trained, request.prompt)
    write = _writer(trained, network)
    longest = request.longest or trained.config.text.length
    how = request.temperature, request.top_k, request.top_p
    for number, first in enumerate(range(0, request.count, CHUNK)):
        place = request.seed, Stream.SAMPLE, number
        ids = write(prompt, CHUNK, longest, request.shortest, place, *how).numpy()
        wanted = ids.T[: request.count - first]  # (texts, time)
        start = prompt.tolist()
        yield [trained.tokenizer.decode(start + _told(row)) for row in wanted]


def _told(row):
    """Return the ids of a row up to END."""
    ended = np.flatnonzero(row == END)
    return row[: ended[0]].tolist() if len(ended) else row.tolist()


def _prompt(trained, prompt):
    """Return BEGIN and the ids of a prompt, int32."""
    if not prompt:
        return np.array([BEGIN], "int32")
    unseen = trained.tokenizer.unseen(prompt)
    if unseen:
        shown = ", ".join(repr(piece) for piece in unseen[:10])
        raise InputError(
            f"--prompt: {shown} {'was' if len(unseen) == 1 else 'were'} never seen in training. "
            "Expected what the text holds."
        )
    return np.concatenate([[BEGIN], trained.tokenizer.encode(prompt)]).astype("int32")


def _writer(trained, network):
    """Return the traced function that writes, made once a network; of the average when None."""
    network = trained.model.average if network is None else network
    if network.name not in trained.writers:
        ends = trained.config.text.mode == "line"
        trained.writers[network.name] = Writer(network, ends)
    return trained.writers[network.name]
