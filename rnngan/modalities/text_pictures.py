"""What a text's report shows beside its scores: real texts and generated ones, drawn at random."""

import numpy as np

from rnngan.config.requests import GenerateRequest
from rnngan.data.text import corpus
from rnngan.modalities.text_evaluation import pieces
from rnngan.sampling.sample_text import texts

SHOWN = 8  # texts of each side
LONGEST = 500  # characters of a text that are shown
SEED = 0  # of all that is drawn


def of_run(trained, text):
    """Return real and generated texts.

    Args:
        trained: `TrainedText`.
        text: the `Text` that it has learned.

    Returns:
        {"sides": {side: {"texts": how many}}, "texts": {side: some of them}}
    """
    made = corpus.prepare(text, trained.config, trained.tokenizer)
    by_line = trained.config.text.mode == "line"
    learned = made.texts[0] if by_line else pieces(trained, made.train)
    rng = np.random.default_rng([SEED, 0x7E87])
    chosen = sorted(rng.choice(len(learned), min(SHOWN, len(learned)), replace=False).tolist())
    sides = {
        "real": [learned[i] for i in chosen],
        "generated": [t for part in texts(trained, GenerateRequest(SHOWN, SEED)) for t in part],
    }
    return {
        "sides": {"real": {"texts": len(learned)}, "generated": {"texts": SHOWN}},
        "texts": {side: [_shortened(one) for one in found] for side, found in sides.items()},
    }


def _shortened(text):
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
