"""A training from its first step to its last: one phase, or two, the second after the first."""


def run(trained, data, state, hooks, first, second=None):
    """Train from a state to the end, and return what was trained.

    The same state, settings and data give the same weights and history, however often training was
    stopped and went on: batches and noise are functions of the seed and the step.

    Args:
        trained: `TrainedModel`; of the state's checkpoint, or an untrained one.
        data: `Dataset` or `Corpus`.
        state: `TrainingState`; its arrays are None before the first step.
        hooks: `Hooks` that are called meanwhile.
        first: function of (trained, data, state, hooks) that returns the state at its end.
        second: the same, or None; has nothing to do where no steps of it are asked for.

    Raises:
        TrainingError: training diverged or collapsed; the last good weights were kept.
        KeyboardInterrupt, SystemExit: a signal has come; the last weights were kept.
    """
    if state.part == 1:
        state = first(trained, data, state, hooks).second()
    if second is not None:
        second(trained, data, state, hooks)
    return trained
