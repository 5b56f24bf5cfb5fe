"""Values -> where lines, bars, dots and cells of a chart are, for charts.html.j2 to write as SVG.

A chart is a dict: "label" (what is read aloud), "width" and "height" of the drawing, "box" (left,
top, right and bottom of what the axes enclose), "x" and "y" (ticks, as position and text), and
"marks" (paths, as class and d). Colours are classes, so that they follow light and dark.
"""

from dataclasses import dataclass

from rnngan.report.page.axes import short_texts, ticks

WIDTH, HEIGHT = 320.0, 150.0
NARROW = 250.0  # width of charts of which two stand side by side
CHARACTER = 6.2  # width of a digit of a tick, in units of the drawing
LEFT, RIGHT, TOP, BOTTOM = 12.0, 10.0, 8.0, 22.0  # room around the box, without the texts of y
LEAST = 0.02  # opacity of a cell under which it isn't drawn
SHADES = 20  # opacities of cells


@dataclass(frozen=True)
class Plane:
    """A rectangle of numbers, and where they are on the drawing.

    Args:
        x: (smallest, largest) number from left to right.
        y: (smallest, largest) number from bottom to top.
        left: room for the texts of y.
        height: of the drawing.
        width: of the drawing.
        bottom: room for the texts of x.

    Example:
        >>> plane = Plane((0, 10), (0, 1), 30.0)
        >>> plane.at(0, 0), plane.at(10, 1)
        ((30.0, 128.0), (310.0, 8.0))
    """

    x: tuple
    y: tuple
    left: float
    height: float = HEIGHT
    width: float = WIDTH
    bottom: float = BOTTOM

    @property
    def box(self):
        """Left, top, right and bottom."""
        return self.left, TOP, self.width - RIGHT, self.height - self.bottom

    def at(self, x, y):
        """Return the position of a point on the drawing."""
        left, top, right, bottom = self.box
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return round(left + across * (right - left), 1), round(bottom - up * (bottom - top), 1)

    def line(self, xs, ys):
        """Return the path of a line through points; None leaves a gap."""
        parts, pen = [], "M"
        for x, y in zip(xs, ys, strict=True):
            if y is None:
                pen = "M"
                continue
            parts.append("{}{:g} {:g}".format(pen, *self.at(x, y)))
            pen = "L"
        return "".join(parts)

    def points(self, xs, ys, arm=0.0):
        """Return the path of dots, or of crosses where they have arms."""
        spots = (self.at(x, y) for x, y in zip(xs, ys, strict=True))
        if not arm:
            return "".join(f"M{x:g} {y:g}h0" for x, y in spots)
        side, whole = arm, 2 * arm
        return "".join(
            f"M{x - side:.1f} {y - side:.1f}l{whole:g} {whole:g}m0 -{whole:g}l-{whole:g} {whole:g}"
            for x, y in spots
        )


def spread(*groups):
    """Return the (smallest, largest) of all numbers in lists of lists, None left out.

    Example:
        >>> spread([[1, None], [4]], [[2, 3]]), spread([[]])
        ((1, 4), (0.0, 1.0))
    """
    values = [v for group in groups for line in group for v in line if v is not None]
    return (min(values), max(values)) if values else (0.0, 1.0)


def chart(label, plane, marks, x_ticks, y_ticks):
    """Return a chart; see above."""
    return {
        "label": label,
        "width": plane.width,
        "height": plane.height,
        "box": plane.box,
        "x": [(plane.at(value, plane.y[0])[0], text) for value, text in x_ticks],
        "y": [(plane.at(plane.x[0], value)[1], text) for value, text in y_ticks],
        "marks": [{"name": name, "d": d} for name, d in marks if d],
    }


def inner_ticks(low, high, most=5):
    """Return (number, text) of the round numbers between low and high.

    Example:
        >>> inner_ticks(1, 24)
        [(5.0, '5'), (10.0, '10'), (15.0, '15'), (20.0, '20')]
    """
    found = ticks(low, high, most)
    inside = 1e-9 * (high - low)
    pairs = zip(found, short_texts(found), strict=True)
    return [(v, text) for v, text in pairs if low - inside <= v <= high + inside]


def plane_of(x, y, **size):
    """Return (plane, ticks of y) with round numbers at the ends of y."""
    found = ticks(*y)
    texts = short_texts(found)
    left = LEFT + CHARACTER * max(map(len, texts))
    return Plane(x, (found[0], found[-1]), left, **size), list(zip(found, texts, strict=True))


def lines(label, curves, y=None, x_ticks=None, **size):
    """Return the chart of some lines.

    Args:
        label: what it shows, in words.
        curves: [(class, x values, y values)], None in y leaving a gap.
        y: (smallest, largest) number of the axis; of the lines when None.
        x_ticks: [(number, text)]; round numbers when None.
        size: width and height of the drawing.
    """
    low, high = spread([xs for _, xs, _ in curves])
    x = (low, high if high > low else low + 1)
    y = spread([ys for _, _, ys in curves]) if y is None else y
    plane, y_ticks = plane_of(x, y, **size)
    marks = [(name, plane.line(xs, ys)) for name, xs, ys in curves]
    marks += [(f"{name} dots", _alone(plane, xs, ys)) for name, xs, ys in curves]
    return chart(label, plane, marks, x_ticks or inner_ticks(*x), y_ticks)


def _alone(plane, xs, ys):
    """Return the path of the points that no line joins to another."""
    known = [False, *(y is not None for y in ys), False]
    alone = [i for i in range(len(ys)) if known[i + 1] and not known[i] and not known[i + 2]]
    return plane.points([xs[i] for i in alone], [ys[i] for i in alone])


def histogram(label, low, high, real, generated, ends=None):
    """Return the chart of two histograms: real ones filled, generated ones as a line.

    Args:
        label: what it shows, in words.
        low: end of the axis.
        high: the other end.
        real: shares of bars that divide it evenly.
        generated: the same.
        ends: texts of both ends, in place of round numbers.
    """
    count = len(real)
    edges = [low + (high - low) * i / count for i in range(count + 1)]
    plane, y_ticks = plane_of((low, high), (0.0, max(*real, *generated, 1e-9)))
    xs = [edge for i in range(count) for edge in edges[i : i + 2]]
    marks = [("real area", _area(plane, xs, real)), ("real", plane.line(xs, _twice(real)))]
    marks.append(("generated", plane.line(xs, _twice(generated))))
    x_ticks = list(zip((low, high), ends, strict=True)) if ends else inner_ticks(low, high)
    return chart(label, plane, marks, x_ticks, [(v, _percent(v)) for v, _ in y_ticks])


def _twice(values):
    return [value for value in values for _ in range(2)]


def _area(plane, xs, shares):
    return plane.line([xs[0], *xs, xs[-1]], [0.0, *_twice(shares), 0.0]) + "Z"


def _percent(share):
    return f"{100 * share:.3g} %"


def scatter(label, real, generated, height=240.0):
    """Return the chart of two clouds of points: real ones as dots, generated ones as crosses."""
    both = [*real, *generated]
    x, y = (_wider(*spread([[point[axis] for point in both]])) for axis in (0, 1))
    plane = Plane(x, y, RIGHT, height, bottom=TOP)
    drawn = [("real dots", plane.points(*zip(*real, strict=True)))]
    drawn.append(("generated crosses", plane.points(*zip(*generated, strict=True), arm=2.0)))
    return chart(label, plane, drawn, [], [])


def _wider(low, high):
    margin = 0.03 * (high - low) or 1.0
    return low - margin, high + margin


def cells(label, matrix, names, size=300.0):
    """Return the chart of a matrix of numbers from -1 to 1: the farther from 0, the stronger.

    Args:
        label: what it shows, in words.
        matrix: rows of numbers, None where there is none.
        names: of the rows and the columns.
        size: of the square.
    """
    step, found = size / len(names), {}
    font = min(14.0, 1.05 * step)
    square = f"h{step:.1f}v{step:.1f}h-{step:.1f}z"
    left = font * (3.0 + 0.6 * max(map(len, names)))
    for row, values in enumerate(matrix):
        for column, value in enumerate(values):
            shade = 0 if value is None else round(min(abs(value), 1.0) * SHADES)
            if shade:
                name = "more" if value > 0 else "less"
                corner = f"M{left + column * step:.1f} {row * step:.1f}"
                found.setdefault((name, shade / SHADES), []).append(corner + square)
    marks = [{"name": n, "shade": s, "d": "".join(d)} for (n, s), d in found.items()]
    frame = {"size": size, "step": step, "left": round(left, 1), "font": round(font, 1)}
    return {"label": label, "names": names, "marks": marks} | frame


def strips(label, rows, names):
    """Return the chart of sequences of categories: a strip each, a colour for each category.

    Args:
        label: what it shows, in words.
        rows: sequences of texts, None where a cell is missing.
        names: texts that have a colour of their own; others share one.
    """
    height = BOTTOM + TOP + 12.0 * len(rows)
    longest = max(map(len, rows), default=1)
    plane = Plane((0, longest), (0, len(rows)), LEFT, height, NARROW)
    found = {}
    for number, row in enumerate(rows):
        for first, end, value in _runs(row):
            if value is not None:
                colour = names.index(value) if value in names else len(names)
                left, top = plane.at(first, len(rows) - number)
                right, bottom = plane.at(end, len(rows) - number - 1)
                at = f"M{left:g} {top + 1:g}H{right:g}V{bottom - 1:g}H{left:g}z"
                found.setdefault(colour, []).append(at)
    marks = [(f"c{colour}", "".join(d)) for colour, d in sorted(found.items())]
    x_ticks = [(v - 0.5, text) for v, text in inner_ticks(1, max(longest, 2))]
    return chart(label, plane, marks, x_ticks, [])


def _runs(values):
    """Yield (first, end, value) of every stretch of equal values.

    Example:
        >>> list(_runs(["a", "a", None]))
        [(0, 2, 'a'), (2, 3, None)]
    """
    first = 0
    for i in range(1, len(values) + 1):
        if i == len(values) or values[i] != values[first]:
            yield first, i, values[first]
            first = i
