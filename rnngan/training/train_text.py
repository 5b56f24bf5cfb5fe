"""Text + settings -> a trained generator: by likelihood first, then against a discriminator."""

import numpy as np
import tensorflow as tf

from rnngan.config.run_config import MOST_STEPS
from rnngan.models import noise
from rnngan.models.noise import Stream
from rnngan.models.text.build import build_adversarial_model, build_language_model
from rnngan.models.text.trained import assemble
from rnngan.training import calibration, text_monitor
from rnngan.training.phase import Game
from rnngan.training.state import TrainingState

STEPS_PER_CALL = 20  # one call from Python into TensorFlow; losses are seen this often
SORTED = 8  # batches that are sorted by length together, so that little is padded
SHARE = 0.1  # of the steps of likelihood, played against the discriminator
COST = 4.0  # such a step in steps of likelihood
JUDGED = {"char": 64, "word": 32, "bpe": 32}  # tokens that are written and judged at most
MOST = 0.95  # of the sequences, which are written and judged as a whole


def train(corpus, attempt=1, **told):
    """Train on a `Corpus` and return a `TrainedText`.

    Args:
        corpus: `rnngan.data.text.corpus.Corpus`.
        attempt: number of the first checkpoints.
        **told: what is called meanwhile; see `train_table.go_on`.

    Raises:
        TrainingError: training diverged or collapsed; the last good weights were saved.
    """
    trained = assemble(corpus.config, corpus.tokenizer)
    return go_on(trained, corpus, TrainingState(attempt=attempt, began=attempt), **told)


def go_on(trained, corpus, state, report=None, announce=None, save=None, tell=None):
    """Train from a state to the end, and return the `TrainedText`; see `train_table.go_on`."""

    def keep(state):
        if state.part == 1:
            trained.steps, trained.enough = state.done, bool(state.watch.get("enough"))
        else:
            trained.continued = state.done
        if save is not None:
            save(trained, state)

    told = {"report": report, "save": keep, "tell": tell}
    if state.part == 1:
        state = _learn_likelihood(trained, corpus, state, announce, told)
        same = {n: getattr(state, n) for n in ("rollbacks", "attempt", "began")}
        state = TrainingState(part=2, **same)
        trained.config = decided(trained.config, trained.steps)
    if trained.config.text.adversarial_steps:
        _play(trained, corpus, state, announce, told)
    return trained


def _learn_likelihood(trained, corpus, state, announce, told):
    """Play the first part to its end, keep its best weights, and return its last state."""
    config, model = trained.config, trained.model
    per_call = min(STEPS_PER_CALL, config.training.steps)
    learner = build_language_model(model, config, per_call)
    batches = batches_of(corpus.train, config, Stream.WINDOWS)
    seconds = calibration.calibrate(learner, batches, per_call)
    if state.arrays is None:
        trained.config = config = planned(config, seconds=seconds)
    training = config.training
    more = decided(config, training.steps).text.adversarial_steps  # at most
    learner.schedule_steps.assign(float(training.steps))
    if announce is not None:
        announce(training.steps - state.done, more, (training.steps + more * COST) * seconds)
    held = text_monitor.HeldOut(corpus, config)
    total = state.done if state.watch.get("enough") else training.steps
    game = Game(
        learner, state, total, training, batches,
        history=trained.history, told={"part": 1}, enough=held.enough, measure=held.distance,
        **told,
    )  # fmt: skip
    game.play()
    best = model.likelihood.get_weights()
    if held.empty:
        best = model.average.get_weights()
        model.likelihood.set_weights(best)
    for network in (model.generator, model.average):
        network.set_weights(best)
    return game.state


def _play(trained, corpus, state, announce, told):
    """Play the second part to its end: generator against discriminator."""
    config = trained.config
    length = judged(corpus.train, config.text.level)
    per_call = min(STEPS_PER_CALL, config.text.adversarial_steps)
    if state.arrays is None:
        trained.model.teach_discriminator()
    model = build_adversarial_model(trained.model, config, length, per_call)
    batches = batches_of(corpus.train, config, Stream.CONTINUE_WINDOWS, length)
    held = text_monitor.HeldOut(corpus, config)
    if announce is not None:
        announce(None, config.text.adversarial_steps - state.done, None)
    Game(
        model, state, config.text.adversarial_steps, config.training, batches,
        history=trained.history, told={"part": 2}, look=held.variety, measure=held.distance, **told,
    ).play()  # fmt: skip


def judged(sequences, level):
    """Return how many tokens are written and judged: all of most sequences, up to JUDGED."""
    return int(min(np.quantile(sequences.lengths + sequences.ended, MOST), JUDGED[level]))


def decided(config, taken):
    """Return the settings with the adversarial steps as a number.

    Args:
        config: `RunConfig`.
        taken: steps of likelihood.
    """
    steps = config.text.adversarial_steps
    steps = round(SHARE * taken) if steps == "auto" else steps
    text = config.text.model_copy(update={"adversarial_steps": steps})
    return config.model_copy(update={"text": text})


def planned(config, corpus=None, seconds=None):
    """Return the settings with --minutes turned into steps that fit.

    Args:
        config: `RunConfig`.
        corpus: has no part.
        seconds: of a step of likelihood; None where the steps are known.
    """
    training = config.training
    if training.minutes is None or seconds is None:
        return config
    share = SHARE * COST if config.text.adversarial_steps == "auto" else 0.0
    affordable = int(training.minutes * 60 / seconds / (1 + share))
    steps = min(MOST_STEPS, max(STEPS_PER_CALL, affordable))
    return config.model_copy(update={"training": training.model_copy(update={"steps": steps})})


def batches_of(sequences, config, stream, length=None):
    """Return a function of a step that gives the data set of (step, ids, counts) from it on.

    The sequences of a step are a function of (seed, stream, step) alone. Without a length, those
    of a batch are of similar length, so that little is padded.

    Args:
        sequences: `Sequences`.
        config: `RunConfig`.
        stream: `Stream` of the choice.
        length: tokens of every row behind BEGIN; the batch's own longest when None.
    """
    size, seed = config.training.batch_size, config.seed
    lengths = tf.constant(sequences.lengths)
    fixed = length if length is not None else _common(sequences)

    def choose(step):
        if fixed is not None:
            return noise.integers((size,), len(sequences), seed, stream, step)
        many = noise.integers((SORTED * size,), len(sequences), seed, stream, step)
        ordered = tf.gather(many, tf.argsort(tf.gather(lengths, many), stable=True))
        first = size * noise.integers((), SORTED, seed, Stream.CROP, step)
        return ordered[first : first + size]

    def gathered(chosen):
        return sequences.gather(chosen, fixed)

    def batch(step):
        kinds = (tf.int32, tf.int32)
        ids, counts = tf.numpy_function(gathered, [choose(step)], kinds, stateful=False)
        width = None if fixed is None else fixed + 1
        return step, tf.ensure_shape(ids, (size, width)), tf.ensure_shape(counts, (size,))

    def begin(first):
        return tf.data.Dataset.range(first, 2**31 - 1).map(batch).prefetch(tf.data.AUTOTUNE)

    return begin


def _common(sequences):
    """Return the tokens to be told of every sequence where they are the same, or None."""
    counts = np.unique(sequences.lengths + sequences.ended)
    return int(counts[0]) if len(counts) == 1 else None
