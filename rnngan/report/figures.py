"""Pictures of real windows next to generated ones."""

import io

import numpy as np

from rnngan.config.errors import InputError

LINES = 12  # windows drawn in a panel
MOST_COLUMNS = 6
DOTS = 130  # of an inch
REAL, GENERATED = "#4c6a92", "#d1793a"


def samples(names, real, generated, title=""):
    """Return a `Figure` of a few real and generated windows, a row of panels for each column.

    Args:
        names: names of the columns.
        real: windows (n, time, columns) in the columns' own units; NaN leaves a gap.
        generated: the same of generated windows.
        title: shown above.

    Raises:
        InputError: there is no column.
    """
    from matplotlib.figure import Figure

    if not names:
        raise InputError("no column holds numbers.")
    count = min(len(names), MOST_COLUMNS)
    figure = Figure(figsize=(9, 1.0 + 1.45 * count), layout="constrained")
    axes = figure.subplots(count, 3, squeeze=False, width_ratios=(3, 3, 1.6))
    chosen = np.linspace(0, len(real) - 1, min(LINES, len(real))).astype(int)
    for row, name in enumerate(names[:count]):
        drawn = (real[chosen, :, row].T, generated[: len(chosen), :, row].T)  # (time, lines)
        ends = limits(*drawn)
        for panel, lines, colour in zip(axes[row], drawn, (REAL, GENERATED), strict=False):
            panel.plot(lines, color=colour, linewidth=0.9, alpha=0.75)
            panel.set_ylim(ends)
            panel.tick_params(labelsize=7)
        axes[row, 0].set_ylabel(literal(name), fontsize=8)
        _histogram(axes[row, 2], real[:, :, row], generated[:, :, row])
    for panel, heading in zip(axes[0], ("real", "generated", "all values"), strict=True):
        panel.set_title(heading, fontsize=9)
    figure.suptitle(literal(title), fontsize=10)
    return figure


def png(figure):
    """Return a `Figure` as PNG; it needs no screen."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=DOTS)
    return stream.getvalue()


def _histogram(panel, real, generated):
    bins = np.linspace(*limits(real, generated), 41)
    for values, colour, name in ((real, REAL, "real"), (generated, GENERATED, "generated")):
        values = values[np.isfinite(values)]
        weights = np.full(values.size, 1 / max(values.size, 1))
        panel.hist(values, bins, weights=weights, color=colour, histtype="step", label=name)
    panel.set_yticks([])
    panel.tick_params(labelsize=7)


def limits(*groups):
    """Return the ends of an axis that shows all finite values of some arrays, with a margin.

    Example:
        >>> limits(np.array([0.0, 50.0]), np.array([100.0, np.nan]))
        (-4.0, 104.0)
    """
    values = np.concatenate([group[np.isfinite(group)] for group in groups])
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    margin = 0.04 * (high - low) or 1.0
    return low - margin, high + margin


def literal(text):
    r"""Return text that matplotlib shows as it is, shortened: `$` would begin maths.

    Example:
        >>> literal("price in $")
        'price in \\$'
    """
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    return shown.replace("\\", "\\\\").replace("$", r"\$")
