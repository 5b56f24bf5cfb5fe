"""A trained generator of texts + what is asked for -> texts, in constant memory."""

import numpy as np

from rnngan.config.errors import InputError
from rnngan.data.text.tokenizer import BEGIN, END
from rnngan.models.noise import Stream
from rnngan.models.text.writer import Writer

CHUNK = 256  # texts written at once; each chunk is a function of the seed and its number


def texts(trained, request, network=None, numbers=None):
    """Yield lists of texts, a chunk at a time, `count` in all.

    Args:
        trained: `rnngan.models.text.trained.TrainedText`.
        request: `GenerateRequest`.
        network: the `TextGenerator` that writes; the average when None.
        numbers: range of the texts that are wanted, from a multiple of CHUNK on; all of them when
            None.

    Raises:
        InputError: the prompt holds what was never seen in training.
    """
    prompt = _prompt(trained, request.prompt or "")
    write = _writer(trained, network)
    longest = longest_of(trained, request)
    numbers = range(request.count) if numbers is None else numbers
    temperature = 1.0 if request.temperature is None else request.temperature
    how = temperature, request.top_k or 0, 1.0 if request.top_p is None else request.top_p
    for first in numbers[::CHUNK]:
        draw = request.seed, Stream.SAMPLE, first // CHUNK
        ids = write(prompt, CHUNK, longest, request.min_length or 1, draw, *how).numpy()
        wanted = ids.T[: numbers.stop - first]  # (texts, time)
        start = prompt.tolist()
        yield [trained.tokenizer.decode(start + _written(row)) for row in wanted]


def longest_of(trained, request):
    """Return the most tokens that a text of a request has."""
    return request.length or trained.config.text.length


def _written(row):
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
    if network.name not in trained.traced:
        ends = trained.config.text.mode == "line"
        trained.traced[network.name] = Writer(network, ends)
    return trained.traced[network.name]
