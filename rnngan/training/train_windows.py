"""The window generator against its discriminator: one phase, adversarial from the first step."""

from rnngan.models.build import compile_model
from rnngan.training import batches, distribution
from rnngan.training.batches import STEPS_PER_CALL
from rnngan.training.calibration import calibrate, in_minutes
from rnngan.training.monitor import SPREAD_WINDOWS, WINDOWS, distance, some_windows, spread
from rnngan.training.phase import Phase


def learn(trained, dataset, state, hooks):
    """Take all steps, and return the last state.

    Args:
        trained: `TrainedTable` with a window generator.
        dataset: `rnngan.data.dataset.Dataset`.
        state: `TrainingState`.
        hooks: `Hooks`.
    """
    training, new = trained.config.training, state.arrays is None
    per_call = min(STEPS_PER_CALL, training.steps)
    distribution.refuse_uneven(training.batch_size)
    with distribution.scope():
        compile_model(trained.model, training, per_call)
    size = training.batch_size * training.d_steps  # each round has its own windows
    chosen = batches.of_windows(dataset.learned, size, trained.config.seed)
    seconds = calibrate(trained.model, chosen, per_call)
    if new:
        trained.config = in_minutes(trained.config, seconds)
    training = trained.config.training
    trained.model.schedule_steps.assign(float(training.steps))
    hooks.begins(1, state.done, training.steps, 0, (training.steps - state.done) * seconds)
    looked = some_windows(dataset.train, SPREAD_WINDOWS, trained.config.seed)
    held = some_windows(dataset.held_out_or_train, WINDOWS, trained.config.seed)
    return Phase(
        trained,
        trained.model,
        state,
        training.steps,
        training,
        chosen,
        hooks,
        history=trained.history,
        spread=lambda model, done: spread(model, looked, done),
        distance=lambda model: distance(model, held),
    ).run()


PHASES = (learn,)
