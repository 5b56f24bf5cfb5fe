"""A synthetic oracle, as SeqGAN has it: `python benchmarks/oracle.py`, about 15 minutes.

The real sequences are written by an LSTM whose weights are drawn from a normal distribution
(vocabulary 5,000, 20 tokens; Yu et al., "SeqGAN", 1609.05473), so that the likelihood of what a
generator writes is known: NLL_oracle, nats a token, the lower the better, at best that of the
oracle's own sequences. A generator of the same size learns 10,000 of them by likelihood, then
against the discriminator. Printed for each seed: the oracle's own, likelihood alone, and both
estimators.
"""

import argparse
import time

import machine
import numpy as np
import tensorflow as tf

from rnngan.config.run_config import validate
from rnngan.data.text.corpus import Corpus, Sequences
from rnngan.data.text.tokenizer import BEGIN, FIRST, Tokenizer
from rnngan.models.noise import Stream
from rnngan.models.text.generator import TextGenerator
from rnngan.models.text.likelihood import token_losses
from rnngan.models.text.trained import assemble
from rnngan.models.text.writer import Writer
from rnngan.training import train_text
from rnngan.training.state import TrainingState

LENGTH, SIZE = 20, 32
HELD = 1_000
CHUNK = 500


def main():
    """Train, score, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--adversarial-steps", type=int, default=200)
    parser.add_argument("--words", type=int, default=5000, help="that the oracle knows")
    parser.add_argument("--learned", type=int, default=10_000, help="sequences")
    parser.add_argument("--scored", type=int, default=4_000, help="sequences")
    tiny = {"seeds": [0], "steps": 2, "adversarial_steps": 1, "words": 50}
    options = machine.parse_options(parser, eager=True, learned=200, scored=200, **tiny)
    print(machine.describe())
    print("\n| seed | oracle's own | likelihood alone | gumbel | reinforce | seconds |")
    print("| --- | --- | --- | --- | --- | --- |")
    for seed in options.seeds:
        began = time.perf_counter()
        oracle = made(seed, options.words)
        real = written(oracle, options.learned + HELD, seed)
        row = [nll(oracle, written(oracle, options.scored, seed + 1000))]
        learned = train_text.train(corpus(real, seed, "gumbel", options))
        other = against_it_anew(learned, corpus(real, seed, "reinforce", options))
        networks = learned.model.likelihood, learned.model.average, other.model.average
        row += [nll(oracle, written(network, options.scored, seed)) for network in networks]
        cells = " | ".join(f"{value:.3f}" for value in row)
        print(f"| {seed} | {cells} | {time.perf_counter() - began:.0f} |", flush=True)


def against_it_anew(learned, data):
    """Return a `TrainedText` whose adversarial phase is trained again, from the same likelihood."""
    other = assemble(data.config, data.tokenizer)
    for network in (other.model.generator, other.model.average, other.model.likelihood):
        network.set_weights(learned.model.likelihood.get_weights())
    return train_text.go_on(other, data, TrainingState(part=2))


def made(seed, words):
    """Return an oracle: a generator whose weights are drawn from N(0, 1).

    There is nothing between its LSTM and its logits, as in SeqGAN; a projection would make it
    nearly deterministic.
    """
    oracle = TextGenerator(FIRST + words, SIZE, SIZE, name="oracle")
    oracle.build()
    rng = np.random.default_rng([seed, 0x0AC1E])
    for weight in oracle.trainable_variables:
        weight.assign(rng.normal(size=weight.shape).astype("float32"))
    oracle.projection.set_weights([np.eye(SIZE), np.zeros(SIZE)])
    return oracle


def written(network, count, seed):
    """Return ids (count, LENGTH) that a network writes."""
    write, parts = Writer(network, ends=False), []
    for number in range(-(-count // CHUNK)):
        draw = seed, Stream.SAMPLE, number
        parts.append(write(np.array([BEGIN], "int32"), CHUNK, LENGTH, 1, draw).numpy().T)
    return np.concatenate(parts)[:count]


def nll(oracle, ids):
    """Return the mean negative log-likelihood of tokens (sequences, LENGTH) by the oracle."""
    losses, total = tf.function(token_losses), 0.0
    for first in range(0, len(ids), CHUNK):
        part = ids[first : first + CHUNK]
        begun = np.concatenate([np.full((len(part), 1), BEGIN, "int32"), part], axis=1)
        counts = np.full(len(part), LENGTH, "int32")
        total += float(tf.reduce_sum(losses(oracle, tf.constant(begun), tf.constant(counts))))
    return total / ids.size


def corpus(ids, seed, estimator, options):
    """Return the `Corpus` of an oracle's sequences."""
    config = validate(
        {
            "kind": "text",
            "seed": seed,
            "model": {"units": SIZE},
            "training": {
                "steps": options.steps,
                "adversarial_steps": options.adversarial_steps,
                "learning_rate": 1e-2,
                "dropout": 0.0,
            },
            "text": {
                "mode": "stream",
                "level": "word",
                "length": LENGTH,
                "embedding": SIZE,
                "estimator": estimator,
            },
        }
    )
    tokens = tuple(f" w{number}" for number in range(options.words))
    sides = [_sequences(part) for part in (ids[: options.learned], ids[options.learned :], ids[:0])]
    return Corpus(config, Tokenizer(level="word", tokens=tokens), *sides, ([], [], []))


def _sequences(ids):
    lengths = np.full(len(ids), LENGTH)
    starts = LENGTH * np.arange(len(ids))
    return Sequences(ids.ravel().astype("int32"), starts, lengths, np.zeros(len(ids), bool))


if __name__ == "__main__":
    main()
