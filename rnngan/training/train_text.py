"""Text + settings -> a trained generator: by likelihood first, then against a discriminator."""

import numpy as np

from rnngan.models.noise import Stream
from rnngan.models.text.build import build_adversarial_model, build_language_model
from rnngan.models.text.trained import assemble
from rnngan.training import batches, distribution, text_monitor, two_phases
from rnngan.training.batches import STEPS_PER_CALL
from rnngan.training.calibration import calibrate, decided, in_minutes
from rnngan.training.hooks import Hooks
from rnngan.training.phase import Phase
from rnngan.training.state import TrainingState

SHARE = 0.1  # of the steps of likelihood, taken against the discriminator
COST = 4.0  # such a step in steps of likelihood
LONGEST = {"char": 64, "word": 32, "bpe": 32}  # tokens that are written for the discriminator
MOST = 0.95  # of the sequences, which are written as a whole


def train(corpus, attempt=1, hooks=None):
    """Train on a `Corpus` and return a `TrainedText`.

    Args:
        corpus: `rnngan.data.text.corpus.Corpus`.
        attempt: number of the first checkpoints.
        hooks: `rnngan.training.hooks.Hooks` that are called meanwhile, or None.

    Raises:
        TrainingError: training diverged or collapsed; the last good weights were kept.
    """
    with distribution.scope():
        trained = assemble(corpus.config, corpus.tokenizer)
    return go_on(trained, corpus, TrainingState(attempt=attempt, began=attempt), hooks)


def go_on(trained, corpus, state, hooks=None):
    """Train from a state to the end, and return the `TrainedText`; see `two_phases.run`."""
    distribution.refuse(trained.config)
    phases = _by_likelihood, _against_discriminator
    return two_phases.run(trained, corpus, state, hooks or Hooks(), *phases)


def _by_likelihood(trained, corpus, state, hooks):
    """Take the likelihood phase to its end, keep its best weights, and return its last state."""
    config, model = trained.config, trained.model
    per_call = min(STEPS_PER_CALL, config.training.steps)
    distribution.refuse_uneven(config.training.batch_size)
    with distribution.scope():
        learner = build_language_model(model, config, per_call)
    chosen = batches.of_sequences(corpus.train, config, Stream.WINDOWS)
    seconds = calibrate(learner, chosen, per_call)
    if state.arrays is None:
        trained.config = config = in_minutes(config, seconds, COST, SHARE)
    training = config.training
    later = decided(config, SHARE * training.steps).training.adversarial_steps  # at most
    learner.schedule_steps.assign(float(training.steps))
    left = training.steps - state.done + later * COST
    hooks.begins(1, state.done, training.steps, later, left * seconds)
    held = text_monitor.HeldOut(corpus, config)
    total = state.done if state.watch.get("enough") else training.steps
    last = Phase(
        trained, learner, state, total, training, chosen, hooks, history=trained.history,
        columns={"part": 1}, enough=held.enough, distance=held.distance,
    ).run()  # fmt: skip
    best = model.likelihood.get_weights()
    if held.empty:
        best = model.average.get_weights()
        model.likelihood.set_weights(best)
    for network in (model.generator, model.average):
        network.set_weights(best)
    return last


def _against_discriminator(trained, corpus, state, hooks):
    """Take the adversarial phase to its end, if one is asked for."""
    trained.config = config = decided(trained.config, SHARE * trained.steps)
    steps = config.training.adversarial_steps
    if not steps:
        return
    length = written_length(corpus.train, config.text.level)
    if state.arrays is None:
        trained.model.teach_discriminator()
    with distribution.scope():
        model = build_adversarial_model(trained.model, config, length, min(STEPS_PER_CALL, steps))
    chosen = batches.of_sequences(corpus.train, config, Stream.ADVERSARIAL_WINDOWS, length)
    held = text_monitor.HeldOut(corpus, config)
    hooks.begins(2, state.done, steps)
    Phase(
        trained, model, state, steps, config.training, chosen, hooks, history=trained.history,
        columns={"part": 2}, spread=held.variety, distance=held.distance,
    ).run()  # fmt: skip


def written_length(sequences, level):
    """Return the tokens that the discriminator sees: most sequences whole, up to LONGEST."""
    return int(min(np.quantile(sequences.lengths + sequences.ended, MOST), LONGEST[level]))
