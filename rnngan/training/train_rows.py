"""The row generator: by likelihood first, then against a discriminator with the likelihood kept."""

from rnngan.models.lstm import LONGEST_UNROLLED
from rnngan.models.noise import Stream
from rnngan.models.rows.build import build_adversarial, build_likelihood
from rnngan.training import batches, distribution
from rnngan.training.batches import STEPS_PER_CALL
from rnngan.training.calibration import calibrate, decided, in_minutes
from rnngan.training.estimate import adversarial_steps, row_operations
from rnngan.training.phase import Phase
from rnngan.training.row_monitor import HeldOut
from rnngan.training.widths import widen

EVEN = 1.0  # time against the discriminator, in that of likelihood, where --minutes decide
COST = 5.0  # an adversarial step with one of the discriminator, in steps of likelihood
ENOUGH = 0.5  # stretches for each window, from which on they are learned in place of windows
WORSE = 1.25  # distance from held-out windows, in that of before, up to which a phase is kept
PER_CALL = 10  # adversarial steps that run in one call from Python into TensorFlow


def by_likelihood(trained, dataset, state, hooks):
    """Take the likelihood phase to its end, keep its best weights, and return its last state.

    Args:
        trained: `TrainedTable` with a row generator.
        dataset: `rnngan.data.dataset.Dataset`.
        state: `TrainingState`.
        hooks: `Hooks`.
    """
    config, model = trained.config, trained.model
    per_call = min(STEPS_PER_CALL, config.training.steps)
    stretches, size = stretches_of(dataset.learned, config)
    _refuse_uneven(dataset.learned, stretches, config.training)
    with distribution.scope():
        learner = build_likelihood(model, config, per_call)
    chosen = batches.of_windows(stretches, size, config.seed)
    seconds, cost = calibrate(learner, chosen, per_call), _cost(model.generator, config.training)
    if state.arrays is None:
        share = EVEN / cost
        config = in_minutes(config, seconds, cost, share)
        steps = config.training.steps
        later = share * steps if config.training.minutes else adversarial_steps(steps)
        trained.config = config = decided(config, later)
    training = config.training
    learner.schedule_steps.assign(float(training.steps))
    later = training.adversarial_steps
    left = training.steps - state.done + later * cost
    hooks.begins(1, state.done, training.steps, later, left * seconds)
    held = HeldOut.of(dataset, config.seed)
    total = state.done if state.watch.get("enough") else training.steps
    last = Phase(
        trained, learner, state, total, training, chosen, hooks, history=trained.history,
        columns={"part": 1}, enough=held.enough, distance=lambda _: held.distance(trained.model),
    ).run()  # fmt: skip
    if held.empty:
        model.likelihood.set_weights(model.average.get_weights())
    for network in (model.generator, model.average):
        network.set_weights(model.likelihood.get_weights())
    return last


def _cost(generator, training):
    """Return an adversarial step in steps of likelihood, with all its discriminator steps."""
    parts = generator.shape_, generator.statistics, training.batch_size
    one, all_of_them = (row_operations(*parts, rounds)[1] for rounds in (1, training.d_steps))
    return COST * all_of_them / one


def stretches_of(windows, config):
    """Return what likelihood is learned on, and how many of them a step takes.

    Sequences go on behind a window when they are generated, and the LSTM has to know such states:
    stretches are as long as it is unrolled, where the training rows have enough of them. A step
    has as many rows as one of windows.

    Args:
        windows: training `Windows`.
        config: `RunConfig`.
    """
    size = config.training.batch_size
    if config.data.lengths == "learn" or windows.length >= LONGEST_UNROLLED:
        return windows, size
    stretches = windows.longer(LONGEST_UNROLLED)
    if len(stretches) < ENOUGH * len(windows):
        return windows, size
    return stretches, _as_many_rows(windows, stretches, size)


def _as_many_rows(windows, stretches, size):
    """Return how many stretches have as many rows as `size` windows, about."""
    return max(1, round(size * windows.length / stretches.length))


def _refuse_uneven(windows, stretches, training):
    """Refuse batches of stretches, or of windows that are written, that can't be shared."""

    def parts(batch):
        likelihood = _as_many_rows(windows, stretches, batch)
        return [likelihood, batch, batch // 2][: 3 if training.adversarial_steps else 1]

    distribution.refuse_uneven(training.batch_size, parts)


def against_discriminator(trained, dataset, state, hooks):
    """Take the adversarial phase to its end, if one is asked for; then widen what is generated."""
    held = HeldOut.of(dataset, trained.config.seed)
    if trained.config.training.adversarial_steps:
        _adversarial(trained, dataset, state, hooks, held)
    if not held.empty:
        widen(trained.model.average, held.windows)


def _adversarial(trained, dataset, state, hooks, held):
    """Take the adversarial phase to its end; keep it where it did no harm."""
    config = trained.config
    steps = config.training.adversarial_steps
    per_call = min(PER_CALL, steps)
    with distribution.scope():
        model = build_adversarial(trained.model, config, steps, per_call)
    size = config.training.batch_size * config.training.d_steps
    chosen = batches.of_windows(dataset.learned, size, config.seed, Stream.ADVERSARIAL_WINDOWS)
    hooks.begins(2, state.done, steps)
    total = state.done if state.watch.get("enough") else steps
    Phase(
        trained, model, state, total, config.training, chosen, hooks, history=trained.history,
        columns={"part": 2}, spread=held.spread, enough=held.unseen, distance=held.distance,
    ).run()  # fmt: skip
    _keep_the_better(trained.model, model, held, hooks)


def _keep_the_better(networks, model, held, hooks):
    """Go back to what likelihood alone has taught where the adversary has led far away from it."""
    after, learned = held.distance(model), networks.average.get_weights()
    networks.average.set_weights(networks.likelihood.get_weights())
    if after > WORSE * held.distance(model):
        hooks.warns("the discriminator made windows worse: those of likelihood alone are kept")
        return
    networks.average.set_weights(learned)


PHASES = by_likelihood, against_discriminator
