"""The second part of a training: how series go on beyond a window."""

from dataclasses import replace

import numpy as np

from rnngan.batches import STEPS_PER_CALL, batches_of
from rnngan.callbacks import Steps
from rnngan.config import TrainingConfig
from rnngan.data.windows import Windows, window_starts
from rnngan.errors import TrainingError
from rnngan.models import autoregression, objectives
from rnngan.models.build import build_continuer, build_discriminator, compile_model
from rnngan.models.continuation import ContinuationModel
from rnngan.models.noise import Stream

FASTER = 2.0  # learning rate, in that of the first part: there are fewer steps to learn in
FITTED = 4096  # windows that the linear part is fitted on
RESERVE = 0x10E6  # tells the draw of these windows from other draws


def prepare(trained, dataset):
    """Fit the linear part of the continuer, so that every saved run can write long series.

    Args:
        trained: `TrainedModel`; without a continuer nothing is done.
        dataset: `rnngan.data.prepare.Dataset`.
    """
    if trained.model.continuer is not None:
        windows = _some(dataset.train, FITTED, trained.config.seed)
        autoregression.initialise(trained.model.continuer, windows)


def train(trained, dataset, report=None, announce=None, save=None):
    """Train the continuer of a model whose windows are learned; its average is kept.

    Args:
        trained: `TrainedModel`.
        dataset: `rnngan.data.prepare.Dataset`.
        report: called with (steps done, losses) after every call into TensorFlow.
        announce: called with (None, steps, None) before the first step.
        save: called with the `TrainedModel` at the end or at a stop.

    Raises:
        TrainingError: it diverged; the last good weights were saved.
    """
    settings = trained.config.training
    windows = _windows(dataset, trained.config)
    if not settings.continue_steps or not len(windows):
        return
    rules = _rules(settings)
    model = _model(trained, dataset, rules)
    per_call = min(STEPS_PER_CALL, settings.continue_steps)
    compile_model(model, rules, per_call)
    size, seed = 2 * settings.batch_size, trained.config.seed
    batches = batches_of(windows, size, seed, Stream.CONTINUE_WINDOWS).take(settings.continue_steps)
    if announce is not None:
        announce(None, settings.continue_steps, None)
    watch = _Watch(settings.continue_steps, trained.model.continuer, report)
    try:
        model.fit(batches, verbose=0, shuffle=False, callbacks=[watch])
    finally:  # also after an interrupt: what is good is kept
        if save is not None:
            save(trained)


def _windows(dataset, config):
    """Return training windows; with as many rows behind them where their calendar is needed."""
    windows = dataset.train
    if not config.data.calendar:
        return windows
    known, runs = np.sort(windows.starts), []  # training rows alone: none reaches the holdout
    for first, end in dataset.rows.segments:
        inside = slice(*np.searchsorted(known, (first, end)))
        if len(known[inside]):
            runs.append((known[inside][0], known[inside][-1] + windows.length))
    starts = window_starts(runs, 2 * windows.length, config.data.stride)
    return Windows(windows.values, starts, 2 * windows.length)


def _model(trained, dataset, rules):
    """Return the `ContinuationModel` that begins with what the first part has learned."""
    config, statistics = trained.config, trained.statistics
    shape, normaliser = trained.model.generator.shape_, trained.model.generator.normaliser
    student = build_continuer(shape, statistics, config.seed, "continuing")
    student.set_weights(trained.model.continuer.get_weights())
    plain = replace(shape, minibatch="none")  # series that go on from others differ little
    judge = build_discriminator(plain, statistics, normaliser, "continuing_discriminator")
    for part in ("lstm", "pooled"):
        getattr(judge, part).set_weights(getattr(trained.model.discriminator, part).get_weights())
    kernel, bias = trained.model.discriminator.logit.get_weights()
    judge.logit.set_weights([kernel[: shape.units], bias])
    chains = _some(dataset.train, max(1, config.training.batch_size // 2), config.seed)
    return ContinuationModel(
        student,
        trained.model.continuer,
        judge,
        normaliser,
        chains[..., : shape.features + shape.statics],
        objective=objectives.get(rules.objective),
        seed=config.seed,
        settings=rules,
    )


def _rules(training):
    """Return the settings of this game: whatever the first one is, cross-entropy with R1 and R2."""
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


class _Watch(Steps):
    """Reports; goes back to the last good continuer and stops when a loss is not finite."""

    def __init__(self, total, continuer, report):
        super().__init__(total)
        self.continuer, self.report = continuer, report
        self.good = continuer.get_weights()

    def on_steps(self, done, logs):
        """Look at the losses, and at the weights that follow from them."""
        weights = self.continuer.get_weights()
        if not all(np.isfinite(part).all() for part in (*logs.values(), *weights)):
            self.continuer.set_weights(self.good)
            raise TrainingError(
                f"Learning to go on stopped: a loss or a weight is not finite at step {done:,}. "
                "Windows are learned, and the weights of the last good step are kept for --length. "
                "Try a lower --set training.learning_rate, or --set training.continue_steps=0."
            )
        self.good = weights
        if self.report is not None:
            self.report(done, logs)


def _some(windows, count, seed):
    chosen = np.random.default_rng([seed, RESERVE]).integers(0, len(windows), count)
    return windows.gather(chosen)
