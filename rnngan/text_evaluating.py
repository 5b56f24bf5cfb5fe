"""`rnngan evaluate` of a text: the run's generator beside likelihood alone and real texts."""

import json
import math
from pathlib import Path

import numpy as np
import tensorflow as tf

from rnngan import files, runs, tasks, text_figure
from rnngan.data.text import corpus
from rnngan.data.text.reading import read_text
from rnngan.data.text.tokenizer import UNKNOWN
from rnngan.evaluation.text import copying
from rnngan.evaluation.text.scores import SHOWN, Judge
from rnngan.models.text.language import token_losses
from rnngan.progress import Bar
from rnngan.text_sampling import TextRequest, texts

TEMPERATURES = (0.5, 0.7, 0.85, 1.0, 1.2)
BATCH = 64
ADVERSARIAL, ALONE = "adversarial", "likelihood alone"  # who writes


def evaluate_text(folder, trained, told, data=None, real=None, seeds=3, quiet=False):
    """Score a run of a text; write scores.json and figures/temperature.png.

    Args:
        folder: run folder.
        trained: `TrainedText`.
        told: manifest of the run.
        data: the text, where it has moved since training.
        real: another text to score against, in place of the held-out part.
        seeds: draws of each score.
        quiet: say nothing.

    Returns:
        The content of scores.json.

    Raises:
        RunError: the run does not say where its text is.
        InputError: a text can't be read, or there is too little of it.
    """
    path, text = tasks.learned(folder, trained, told, data, read_text, trained.config, quiet)
    made = corpus.prepare(text, trained.config, trained.tokenizer)
    learned, held, sequences = _sides(trained, made, real)
    judge = Judge(learned, held)
    result = _scored(trained, judge, seeds, quiet)
    result |= {"run": str(folder), "data": str(path), "against": str(real or "held-out part")}
    result["held_out"] = {
        who: likelihood(network, sequences, held) for who, network in networks(trained).items()
    }
    files.write(Path(folder) / runs.SCORES, json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    picture = text_figure.temperatures(result["temperatures"], result["scores"])
    runs.write_figure(folder, "temperature", picture)
    return result


def networks(trained):
    """Return {who: `TextGenerator`}: the run's own, and what likelihood alone had made of it."""
    if trained.continued:
        return {ADVERSARIAL: trained.model.average, ALONE: trained.model.likelihood}
    return {ALONE: trained.model.average}


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
    pieces = (_pieces(trained, side) for side in (made.train, sequences))
    return *pieces, sequences


def _pieces(trained, sequences):
    """Return windows of a long text, one after another, as texts."""
    chosen = np.arange(0, len(sequences), trained.config.text.length)
    ids, _ = sequences.gather(chosen, trained.config.text.length)
    return [trained.tokenizer.decode(row) for row in ids.tolist()]


def _scored(trained, judge, seeds, quiet):
    """Return the scores of all who write, and of their temperatures."""
    count = judge.count()
    found = {"held-out texts": judge.real(count), "learned texts": judge.learned_row(count)}
    who, done, temperatures = networks(trained), 0, {}
    with Bar("scoring", len(who) * len(TEMPERATURES) * seeds, quiet) as bar:
        for name, network in who.items():
            temperatures[name] = []
            for temperature in TEMPERATURES:
                rows = []
                for seed in range(seeds):  # the same draws for all, so that they are compared
                    rows.append(judge.scores(_texts(trained, network, count, seed, temperature)))
                    done += 1
                    bar.update(done)
                summary = {key: _summary([row[key] for row in rows]) for key in rows[0]}
                temperatures[name].append({"temperature": temperature} | summary)
                if temperature == 1.0:
                    found[name] = summary
    some = _texts(trained, next(iter(who.values())), SHOWN, 0)
    near = zip(some, copying.nearest(some, judge.learned), strict=True)
    return {
        "protocol": "docs/text.md",
        "seeds": seeds,
        "texts": count,
        "scores": found,
        "temperatures": temperatures,
        "nearest": [{"text": t, "learned": n, "cosine": share} for t, (n, share) in near],
    }


def _texts(trained, network, count, seed, temperature=1.0):
    request = TextRequest(count, seed, temperature)
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
    losses = tf.function(token_losses, reduce_retracing=True)
    step = 1 if sequences.ended.any() or not len(sequences) else int(sequences.lengths[0])
    places, total, count = np.arange(0, len(sequences), step), 0.0, 0
    for first in range(0, len(places), BATCH):
        ids, counts = sequences.gather(places[first : first + BATCH])
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
