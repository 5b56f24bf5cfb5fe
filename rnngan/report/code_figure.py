"""A picture of what each code moves: a row of panels for a code and a column."""

from dataclasses import dataclass

import numpy as np

from rnngan.report.figures import limits, literal

LINES = 8  # sequences in a panel, drawn from the same noise in all panels of a row
MOST_ROWS = 12  # rows of panels
MOST_VALUES = 6  # panels in a row: categories of a code
MOST_NAMES = 8  # categories of a column that are named at its axis
STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)  # values at which a continuous code is shown


@dataclass(frozen=True)
class Row:
    """What a row of panels shows.

    Args:
        code: number of the code.
        column: name of the column.
        values: of the code, one a panel.
        lines: for each value, the heights (rows,) of each sequence.
        categories: names of the heights 0, 1, …, or None where heights are numbers.
    """

    code: int
    column: str
    values: tuple[float, ...]
    lines: list
    categories: list[str] | None = None


def values_of(family, width):
    """Return the values at which a code is shown.

    Example:
        >>> values_of("categorical", 3), values_of("continuous", 1)[1]
        ((0, 1, 2), -0.5)
    """
    return tuple(range(min(width, MOST_VALUES))) if family == "categorical" else STEPS


def title(codes):
    """Return the heading, which says which codes are left out.

    Args:
        codes: ("categorical" or "continuous", width) of each code.

    Example:
        >>> title((("categorical", 3),))
        'what each code moves: each colour is one draw of all other noise'
    """
    text = "what each code moves: each colour is one draw of all other noise"
    left_out = []
    if len(codes) > MOST_ROWS:
        left_out.append(f"the first {MOST_ROWS} of {len(codes)} codes")
    widest = max(width for _, width in codes[:MOST_ROWS])
    if widest > MOST_VALUES:
        left_out.append(f"the first {MOST_VALUES} of up to {widest} categories")
    return f"{text} ({', '.join(left_out)})" if left_out else text


def draw(rows, heading):
    """Return a `Figure` of rows of panels, a list of `Row`, under a heading."""
    from matplotlib.figure import Figure

    width = max((len(row.values) for row in rows), default=1)
    figure = Figure(figsize=(2.0 + 1.7 * width, 0.9 + 1.3 * max(1, len(rows))))
    figure.set_layout_engine("constrained")
    axes = figure.subplots(max(1, len(rows)), width, squeeze=False)
    for panels, row in zip(axes, rows, strict=False):
        _draw_row(panels, row)
    for panel in axes.flat:
        panel.set_visible(panel.has_data())
    figure.suptitle(heading, fontsize=9)
    figure.supxlabel("row of the sequence", fontsize=8)
    return figure


def _draw_row(panels, row):
    """Draw the panels of a row, all on one scale."""
    heights = np.concatenate([line for lines in row.lines for line in lines])
    ends = limits(heights)
    apart, style = 0.0, "default"
    if row.categories is not None:
        ends = (-0.5, len(row.categories) - 0.5)
        apart, style = 0.5 / LINES, "steps-mid"  # lines at one category would hide each other
    for position, (panel, value, lines) in enumerate(
        zip(panels, row.values, row.lines, strict=False)
    ):
        for number, line in enumerate(lines):
            line = line + apart * (number - LINES / 2)
            panel.plot(line, color=f"C{number}", linewidth=0.9, alpha=0.85, drawstyle=style)
        panel.set_ylim(ends)
        panel.set_title(f"code {row.code} = {value:g}", fontsize=8)
        panel.tick_params(labelsize=6, labelleft=position == 0)
        panel.yaxis.get_offset_text().set(fontsize=6, visible=position == 0)
        if row.categories is not None and len(row.categories) <= MOST_NAMES:
            panel.set_yticks(range(len(row.categories)), map(literal, row.categories))
    panels[0].set_ylabel(literal(row.column), fontsize=8)
