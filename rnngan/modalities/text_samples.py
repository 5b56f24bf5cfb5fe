"""Texts of Python users -> a text to learn, and generated texts back."""

from itertools import chain

from rnngan.config.errors import InputError
from rnngan.data.formats.containers import Container, is_path, unpacked
from rnngan.data.formats.tables import from_frame
from rnngan.data.text import corpus
from rnngan.data.text.text_files import column_of, read_text, text_of
from rnngan.sampling import sample_text

SOURCE = "the texts"  # for messages


def taken(data, config):
    """Return (`Text`, `Container`); see `rnngan.modalities.base.Modality.taken`."""
    if is_path(data):
        return read_text(data, config), Container()
    if isinstance(data, list | tuple):
        odd = next((one for one in data if not isinstance(one, str)), None)
        if odd is not None:
            raise InputError(f"{SOURCE}: expected a list of texts. Received: {odd!r}")
        return text_of(list(data), SOURCE), Container()
    frame, container = unpacked(data)
    table = from_frame(frame)
    names = list(table.frame.columns)
    name = config.text.column or (names[0] if len(names) == 1 else None)
    return column_of(table, name), container


def samples(trained, request):
    """Return an iterator over lists of texts, [] where none are wanted."""
    made = sample_text.texts(trained, request)
    return chain([next(made, [])], made)


def score(trained, text):
    """Return the mean log-likelihood of a token of a `Text`, in nats: 0 at most.

    Args:
        trained: `TrainedText`.
        text: `Text` that it was not trained on.

    Raises:
        InputError: there is too little of it.
    """
    from rnngan.modalities import text_evaluation

    config = trained.config
    everything = config.data.model_copy(update={"holdout": 0.0})
    config = config.model_copy(update={"data": everything})
    made = corpus.prepare(text, config, trained.tokenizer)
    network = next(iter(text_evaluation.networks(trained).values()))
    return -text_evaluation.likelihood(network, made.train, made.texts[0])["nats_per_token"]
