"""Which generator suits a table, where none is asked for: row by row, or a window at once."""

import numpy as np

from rnngan.config.errors import ConfigError

FEWEST = 8  # rows in a series that a curve is fitted to
SERIES = 200  # that are looked at
EXACT = 0.02  # error of a prediction, in usual moves, up to which a curve has no noise
MOST = 0.5  # share of the numbers that are such curves, from which on a window is written at once


def with_generator(config, schema, rows, chosen):
    """Return the settings with `model.generator` decided, and a notice, in a list, of what decided.

    What needs one latent vector a window (codes to discover, an encoder) is written at once. So are
    curves without noise, which each follow an equation of their own (a sine): a generator that
    draws row by row would have to draw nothing at all. All other tables are written row by row.

    Args:
        config: `RunConfig`.
        schema: `Schema`.
        rows: `Rows`.
        chosen: (rows,) bool, the training rows.

    Raises:
        ConfigError: row by row is asked for together with what needs a latent vector.
    """
    model, asked = config.model, config.model.generator
    needs = "model.codes" if model.codes else "model.encoder" if model.encoder else None
    if needs and asked == "row":
        raise ConfigError(
            f"--generator row: {needs} needs one latent vector a window, which rows don't have. "
            "Leave it out, or pass --generator window."
        )
    if asked != "auto":
        return config, []
    found, notices = "window" if needs else "row", []
    if not needs and without_noise(schema, rows, chosen):
        found = "window"
        notices = ["numbers follow curves without noise: a window is written at once"]
    return config.model_copy(
        update={"model": model.model_copy(update={"generator": found})}
    ), notices


def without_noise(schema, rows, chosen):
    """Return whether most numbers follow curves without noise, each series its own.

    Args:
        schema: `Schema`.
        rows: `Rows`.
        chosen: (rows,) bool, the training rows.
    """
    series = [(a, b) for a, b in rows.segments if b - a >= FEWEST and chosen[a]][:SERIES]
    names = [c.name for c in schema.learned if c.is_measured and not c.is_static]
    if not series or not names:
        return False
    curves = [_is_curve(rows.values[name].to_numpy(), series) for name in names]
    return float(np.mean(curves)) > MOST


def _is_curve(values, series):
    """Return whether x_t is a + b x_{t-1} + c x_{t-2} in nearly all of some series."""
    errors = [_error(values[a:b][:100]) for a, b in series]
    return bool(np.median(errors) < EXACT)


def _error(values):
    """Return the error of the best such prediction, in that of no change at all.

    Example:
        >>> _error(np.sin(np.arange(24.0))) < 1e-6
        True
        >>> _error(np.arange(24.0) % 5 % 2) > 0.3
        True
    """
    if np.isnan(values).any() or np.ptp(values) == 0:
        return 1.0
    known = np.column_stack([values[1:-1], values[:-2], np.ones(len(values) - 2)])
    best = np.linalg.lstsq(known, values[2:], rcond=None)[0]
    error = np.sqrt(np.mean((known @ best - values[2:]) ** 2))
    moves = np.sqrt(np.mean(np.diff(values)[1:] ** 2))
    return float(error / max(moves, 1e-12))
