"""How many steps a training takes where no number is asked for."""

import math

STEPS = 4000  # at most
FEWEST = 400
STEPS_PER_ROOT = 24  # of row by row, for each root of the training rows: more learns them by heart


def with_steps(config, rows=None):
    """Return the settings with `training.steps` decided.

    Args:
        config: `RunConfig`, with the generator of a table decided.
        rows: training rows of a table; None for a text.

    Example:
        >>> from rnngan.config.run_config import RunConfig, validate
        >>> [with_steps(RunConfig(), rows).training.steps for rows in (None, 90000)]
        [4000, 4000]
        >>> by_row = validate({"model": {"generator": "row"}})
        >>> [with_steps(by_row, rows).training.steps for rows in (100, 2500, 90000)]
        [400, 1200, 4000]
    """
    if config.training.steps != "auto":
        return config
    steps = STEPS
    if rows is not None and config.model.generator == "row":
        steps = min(STEPS, max(FEWEST, 20 * round(STEPS_PER_ROOT * math.sqrt(rows) / 20)))
    training = config.training.model_copy(update={"steps": steps})
    return config.model_copy(update={"training": training})
