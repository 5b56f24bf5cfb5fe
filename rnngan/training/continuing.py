"""The second phase of the training of a table: how series go on beyond a window."""

from dataclasses import replace

import numpy as np

from rnngan.config.run_config import TrainingConfig
from rnngan.data.windows import Windows, window_starts
from rnngan.models import autoregression, objectives
from rnngan.models.build import (
    build_continuer,
    build_features,
    compile_model,
    discriminator_terms,
)
from rnngan.models.continuation import ContinuationModel
from rnngan.models.discriminator import Discriminator
from rnngan.models.noise import Stream
from rnngan.training import batches
from rnngan.training.batches import STEPS_PER_CALL
from rnngan.training.phase import Phase

FASTER = 2.0  # learning rate, in that of the first phase: there are fewer steps to learn in
FITTED = 4096  # windows that the linear part is fitted on
RESERVE = 0x10E6  # sets the draw of these windows apart from other draws


def prepare(trained, dataset):
    """Fit the linear part of the continuer, so that every saved run can write long series.

    Args:
        trained: `TrainedModel`; without a continuer nothing is done.
        dataset: `rnngan.data.dataset.Dataset`.
    """
    if trained.model.continuer is not None:
        windows = _some(dataset.train, FITTED, trained.config.seed)
        autoregression.initialise(trained.model.continuer, windows)


def windows_of(dataset, config):
    """Return the windows that teach how series go on; none where nothing follows any of them.

    Args:
        dataset: `rnngan.data.dataset.Dataset`.
        config: `RunConfig`, with lengths decided.
    """
    if config.data.lengths == "learn":
        return []
    return _with_what_follows(dataset, config) if config.data.calendar else dataset.train


def train(trained, dataset, state, hooks):
    """Train the continuer of a model whose windows are learned; its average is kept.

    Args:
        trained: `TrainedModel`.
        dataset: `rnngan.data.dataset.Dataset`.
        state: `rnngan.training.state.TrainingState` of this phase.
        hooks: `rnngan.training.hooks.Hooks`.

    Raises:
        TrainingError: it diverged; the last good weights were kept.
    """
    settings = trained.config.training
    if not settings.continue_steps:
        return
    windows = windows_of(dataset, trained.config)
    rules = _rules(settings)
    model = _model(trained, dataset, rules)
    per_call = min(STEPS_PER_CALL, settings.continue_steps)
    compile_model(model, rules, per_call)
    size, seed = 2 * settings.batch_size, trained.config.seed
    chosen = batches.of_windows(windows, size, seed, Stream.CONTINUE_WINDOWS)
    steps = settings.continue_steps
    hooks.begins(2, state.done, steps)
    Phase(trained, model, state, steps, settings, chosen, hooks).run()


def _with_what_follows(dataset, config):
    """Return training windows with as many rows behind them, whose calendar is needed."""
    windows = dataset.train
    known, runs = np.sort(windows.starts), []  # training rows alone: none reaches the holdout
    for first, end in dataset.split.train:
        inside = slice(*np.searchsorted(known, (first, end)))
        if len(known[inside]):
            runs.append((known[inside][0], known[inside][-1] + windows.length))
    starts = window_starts(runs, 2 * windows.length, config.data.stride)
    return Windows(windows.values, starts, 2 * windows.length)


def _model(trained, dataset, rules):
    """Return the `ContinuationModel` that begins with what the first phase has learned."""
    config, statistics = trained.config, trained.statistics
    shape, normaliser = trained.model.generator.shape_, trained.model.generator.normaliser
    student = build_continuer(shape, statistics, config.seed, "continuing")
    student.set_weights(trained.model.continuer.get_weights())
    plain = replace(shape, minibatch="none")  # series that go on from others differ little
    parts = plain, statistics, normaliser
    discriminator = build_features(Discriminator, *parts, name="continuing_discriminator")
    learned = trained.model.discriminator
    for layer in ("lstm", "pooled"):
        getattr(discriminator, layer).set_weights(getattr(learned, layer).get_weights())
    kernel, bias = learned.logit.get_weights()
    discriminator.logit.set_weights([kernel[: shape.units], bias])
    chains = _some(dataset.train, max(1, config.training.batch_size // 2), config.seed)
    model = ContinuationModel(
        student,
        trained.model.continuer,
        discriminator,
        normaliser,
        chains[..., : shape.features + shape.statics],
        objective=objectives.get(rules.objective),
        seed=config.seed,
        settings=rules,
        name="continuation",
    )
    model.discriminator_terms = discriminator_terms(model, rules)
    return model


def _rules(training):
    """Return the settings of this phase: cross-entropy with R1 and R2, whatever the first has."""
    plain = TrainingConfig()
    return plain.model_copy(
        update={
            "steps": training.continue_steps,
            "batch_size": training.batch_size,
            "learning_rate": min(1.0, FASTER * training.learning_rate),
            "final_learning_rate": min(1.0, FASTER * training.final_learning_rate),
            "beta_1": training.beta_1,
            "beta_2": training.beta_2,
            "clip_norm": training.clip_norm,
            "r1": training.r1 or plain.r1,
            "r2": training.r2 or plain.r2,
            "ema_decay": training.ema_decay,
        }
    )


def _some(windows, count, seed):
    chosen = np.random.default_rng([seed, RESERVE]).integers(0, len(windows), count)
    return windows.gather(chosen)
