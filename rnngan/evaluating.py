"""`rnngan evaluate RUN`: goes to the tasks of the run's kind."""

from rnngan import console, runs, tasks, text_console, text_evaluating
from rnngan.errors import ConfigError


def evaluate(folder, data=None, real=None, seeds=3, quiet=False):
    """Score a run; write scores.json and a picture.

    Args:
        folder: run folder.
        data: what was learned, where it has moved since training.
        real: of a text, another one to score against.
        seeds: judges of each score; of a text, draws.
        quiet: say nothing.

    Returns:
        The content of scores.json, and the same as a table for a terminal.

    Raises:
        ConfigError: another table is given: those are scored without a run.
        RunError: the folder is no run, or does not say where its data are.
        InputError: the data can't be used.
    """
    trained, told = runs.opened(folder)
    if trained.config.kind == "text":
        result = text_evaluating.evaluate_text(folder, trained, told, data, real, seeds, quiet)
        return result, text_console.scores_table(result)
    if real is not None:
        raise ConfigError(
            "--real goes with --synthetic, or with the run of a text. A table's RUN is read as it "
            "was trained."
        )
    result = tasks.evaluate_trained(folder, trained, told, data, seeds, quiet)
    return result, console.scores_table(result)
