"""`rnngan evaluate RUN`: goes to the tasks of the run's kind."""

from functools import partial

from rnngan.config.errors import ConfigError
from rnngan.evaluation import window_scores
from rnngan.modalities import table, text_evaluating
from rnngan.report import console, text_console
from rnngan.runs import store


def evaluate(folder, data=None, real=None, seeds=3, quick=False, split=False):
    """Score a run and write scores.json.

    Args:
        folder: run folder.
        data: what was learned, where it has moved since training.
        real: of a text, another one to score against.
        seeds: judges of each score; of a text, draws. Quick scores have one.
        quick: one judge a score, trained a fifth as long; of a text, one draw at temperature 1
            alone. Such scores can be compared with each other, not with published ones.
        split: take a number that runs can be chosen by on the first half of what is held out, and
            score on the second half alone.

    Returns:
        The content of scores.json; the same as a table for a terminal; and a function that draws
        the run's picture, to be called once the scores are shown. Where it was split, "validation"
        holds the statistic ("distance" of a table, "nats_per_token" of a text; lower is better),
        its value, how many "windows" or "texts" it was taken on, and whether these are "shared"
        with the scores, because there are too few of them to be split.

    Raises:
        ConfigError: another table is given: those are scored without a run; or the held-out part
            is to be split where another text is scored against.
        RunError: the folder is no run, or does not say where its data are.
        InputError: the data can't be used.
    """
    if split and real is not None:
        raise ConfigError(
            "--split-held-out halves what a run has held out, and --real gives other data in place "
            f"of it. Leave one of them out. Received: --real {real}"
        )
    trained, told = store.opened(folder)
    how = {"seeds": seeds, "quick": quick, "split": split}
    if trained.config.kind == "text":
        result, picture = text_evaluating.evaluate_text(folder, trained, told, data, real, **how)
        draw = partial(store.write_figure, folder, "temperature", picture)
        return result, text_console.scores_table(result), draw
    if real is not None:
        raise ConfigError(
            "--real goes with --synthetic, or with the run of a text. A table's RUN is read as it "
            "was trained."
        )
    result, picture = table.evaluate_trained(folder, trained, told, data, **how)
    draw = partial(store.write_figure, folder, "samples", picture)
    return result, console.scores_table(result, window_scores.described()), draw
