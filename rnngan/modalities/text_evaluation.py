"""How good generated texts are: of the run, of likelihood alone, and real ones to compare with."""

import math
from dataclasses import replace
from functools import partial

import numpy as np
import tensorflow as tf

from rnngan.config.errors import ConfigError
from rnngan.config.requests import GenerateRequest
from rnngan.data.text import corpus
from rnngan.data.text.text_files import read_text
from rnngan.data.text.tokenizer import UNKNOWN
from rnngan.evaluation.text import copying
from rnngan.evaluation.text.scores import LEAST, SHOWN, Scorer
from rnngan.modalities.base import Evaluation
from rnngan.models.text.likelihood import token_losses
from rnngan.report import text_console, text_figure
from rnngan.report.progress import Bar, say
from rnngan.sampling.sample_text import texts

TEMPERATURES = (0.5, 0.7, 0.85, 1.0, 1.2)
QUICK_TEMPERATURES = (1.0,)
BATCH = 64
APART = 1000  # seeds of draws between two seeds of evaluations: none is that of both
FEWEST = 2 * LEAST  # held-out texts that can be scored: some of them are, against all others
ADVERSARIAL, ALONE = "adversarial", "likelihood alone"  # who writes


def evaluate(trained, text, request, about):
    """Return the `Evaluation` of a run; see `rnngan.modalities.base.Modality.evaluate`."""
    for flag, asked, what in (
        ("--context-fid", request.context_fid, "compares windows of tables"),
        ("--unseen", request.unseen, "goes with two tables"),
        ("--explain", request.explain, "ranks columns of tables"),
    ):
        if asked:
            raise ConfigError(f"{flag} {what}. Leave it out for a text.")
    made = corpus.prepare(text, trained.config, trained.tokenizer)
    made, first = _halved(made) if request.split else (made, None)
    learned, held, sequences = _sides(trained, made, request.real)
    scorer = Scorer(learned, held)
    result = _scored(trained, scorer, request)
    whole = "held-out part" if first is None else "second half of the held-out part"
    result |= about | {"against": str(request.real or whole)}
    result["held_out"] = {
        who: likelihood(network, sequences, held) for who, network in networks(trained).items()
    }
    if request.split:
        result["validation"] = _validation(trained, made, first)
    picture = partial(text_figure.temperatures, result["temperatures"], result["scores"])
    shown = text_console.scores_table(result)
    return Evaluation(result, rows_of_scores(result), shown, ("temperature", picture))


def networks(trained):
    """Return {who: `TextGenerator`}: the run's own, and what likelihood alone had made of it."""
    if trained.continued:
        return {ADVERSARIAL: trained.model.average, ALONE: trained.model.likelihood}
    return {ALONE: trained.model.average}


def rows_of_scores(result):
    """Return the scores of a text as dicts: who wrote, the score, its mean and spread."""
    rows = [
        {"who": who, "score": name, "mean": value["mean"], "std": value["std"]}
        if isinstance(value, dict)
        else {"who": who, "score": name, "mean": value, "std": None}
        for who, scores in result["scores"].items()
        for name, value in scores.items()
        if not isinstance(value, str)
    ]
    held = result["held_out"]
    return rows + [
        {"who": who, "score": "nats per token", "mean": found["nats_per_token"], "std": None}
        for who, found in held.items()
    ]


def _halved(made):
    """Return the `Corpus` with the second half held out alone, and the first half.

    Where there are too few texts for that, the same corpus, and None.
    """
    first, second = corpus.halves(made)
    if not _count(made, first[1]) or _count(made, second[1]) < FEWEST:
        return made, None
    texts, sequences = second
    return replace(made, holdout=sequences, texts=(*made.texts[:2], texts)), first


def _validation(trained, made, first):
    """Return the number that runs are chosen by, of the first half or of all that is held out."""
    shared = first is None
    texts, sequences = (made.texts[2], made.holdout) if shared else first
    count = _count(made, sequences)
    if shared:
        say(
            f"note: {count:,} held-out texts can't be halved, as at least {FEWEST} are to be "
            "scored: the validation number is measured on all of them, as the scores are"
        )
    network = next(iter(networks(trained).values()))
    value = likelihood(network, sequences, texts)["nats_per_token"]
    return {"statistic": "nats_per_token", "value": value, "texts": count, "shared": shared}


def _count(made, sequences):
    """Return how many texts `Sequences` are; of a long text, windows one after another."""
    if made.config.text.mode == "line":
        return len(sequences)
    return len(range(0, len(sequences), made.config.text.length))


def _sides(trained, made, real):
    """Return (learned texts, held-out texts, held-out `Sequences`)."""
    sequences, held = made.holdout, made.texts[2]
    if real is not None:
        config = trained.config
        everything = config.data.model_copy(update={"holdout": 0.0})
        config = config.model_copy(update={"data": everything})
        other = corpus.prepare(read_text(real, config), config, trained.tokenizer)
        sequences, held = other.train, other.texts[0]
    if trained.config.text.mode == "line":
        return made.texts[0], held, sequences
    parts = (pieces(trained, side) for side in (made.train, sequences))
    return *parts, sequences


def pieces(trained, sequences):
    """Return windows of a long text, one after another, as texts."""
    chosen = np.arange(0, len(sequences), trained.config.text.length)
    ids, _ = sequences.gather(chosen, trained.config.text.length)
    return [trained.tokenizer.decode(row) for row in ids.tolist()]


def _scored(trained, scorer, request):
    """Return the scores of all who write, and of their temperatures."""
    tried, seeds = (QUICK_TEMPERATURES, 1) if request.quick else (TEMPERATURES, request.seeds)
    first = APART * request.seed  # the same draws for all, so that they are compared
    count = scorer.count()
    found = {"held-out texts": scorer.real(count), "learned texts": scorer.learned_row(count)}
    who, done, temperatures = networks(trained), 0, {}
    with Bar("scoring", len(who) * len(tried) * seeds) as bar:
        for name, network in who.items():
            temperatures[name] = []
            for temperature in tried:
                rows = []
                for seed in range(first, first + seeds):
                    rows.append(scorer.scores(_texts(trained, network, count, seed, temperature)))
                    done += 1
                    bar.update(done)
                summary = {key: _summary([row[key] for row in rows]) for key in rows[0]}
                temperatures[name].append({"temperature": temperature} | summary)
                if temperature == 1.0:
                    found[name] = summary
    some = _texts(trained, next(iter(who.values())), SHOWN, first)
    near = zip(some, copying.nearest(some, scorer.learned), strict=True)
    return {
        "protocol": "docs/text.md",
        "quick": request.quick,
        "seeds": seeds,
        "seed": request.seed,
        "texts": count,
        "scores": found,
        "temperatures": temperatures,
        "nearest": [{"text": t, "learned": n, "cosine": share} for t, (n, share) in near],
    }


def _texts(trained, network, count, seed, temperature=1.0):
    request = GenerateRequest(count, seed, temperature=temperature)
    return [text for chunk in texts(trained, request, network) for text in chunk]


def _summary(values):
    if isinstance(values[0], str):
        return max(values, key=len)
    return {"mean": float(np.mean(values)), "std": float(np.std(values)), "values": values}


def likelihood(network, sequences, held):
    """Return the mean negative log-likelihood of held-out tokens, and what it is a character.

    Args:
        network: `TextGenerator`.
        sequences: held-out `Sequences`.
        held: the same as texts.
    """
    losses = tf.function(token_losses, autograph=False, reduce_retracing=True)
    step = 1 if sequences.ended.any() or not len(sequences) else int(sequences.lengths[0])
    chosen, total, count = np.arange(0, len(sequences), step), 0.0, 0
    for first in range(0, len(chosen), BATCH):
        ids, counts = sequences.gather(chosen[first : first + BATCH])
        found = losses(network, tf.constant(ids), tf.constant(counts)).numpy()
        total, count = total + float(found.sum()), count + len(found)
    characters = sum(map(len, held)) + len(held) * bool(sequences.ended.any())
    unknown = int((sequences.ids == UNKNOWN).sum())
    return {
        "nats_per_token": total / max(count, 1),
        "perplexity": math.exp(min(total / max(count, 1), 700)),
        "bits_per_character": None if unknown else total / math.log(2) / max(characters, 1),
        "unknown_tokens": unknown,
    }
