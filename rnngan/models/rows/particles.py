"""Sequences of which some cells are known: the others are drawn given those, by particles.

Each sequence is written many times at once. A writing (a particle) counts by how likely it makes
the known cells that come after what was drawn; where a few count for all, they are written on and
the others are let go (sequential importance resampling: Gordon, Salmond and Smith, 1993). One that
is drawn in the end is a sequence given all known cells, before, beside and behind.
"""

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from rnngan.models.rows.layout import Held

FEW = 0.5  # share of the particles that count, under which some are let go


class Known(NamedTuple):
    """What is known of sequences.

    Args:
        rows: (time, sequences, width) rows; what is not known may be anything.
        cells: (time, sequences, width) bool, which of them are known.
        static: (sequences, statics) static features.
        static_cells: (sequences, statics) bool.
        banned: (time, sequences, width) bool, which values of categories are not drawn.
    """

    rows: Any
    cells: Any
    static: Any
    static_cells: Any
    banned: Any

    def repeated(self, particles):
        """Return the same with every sequence as often as it has particles, side by side."""
        rows, cells, banned = (
            tf.repeat(part, particles, axis=1) for part in (self.rows, self.cells, self.banned)
        )
        static = (tf.repeat(part, particles, axis=0) for part in (self.static, self.static_cells))
        return Known(rows, cells, *static, banned)

    def held(self, number):
        """Return the `Held` of a row."""
        return Held(self.rows[number], self.cells[number], self.banned[number])


def complete(generator, known, particles, noise, uniform, clock=None):
    """Write sequences whose known cells are held.

    Args:
        generator: `RowGenerator`.
        known: `Known`.
        particles: of each sequence; 1 where nothing is known behind or beside what is drawn.
        noise: function of the number of a row that returns the noise of all particles.
        uniform: function of the number of a row that returns (sequences,) numbers in [0, 1).
        clock: (time, sequences, calendar) or None.

    Returns:
        Static features (sequences * particles, statics); rows (time, the same, width); which
        particle of its sequence each was in every row before, (time, sequences, particles); and
        logarithms of what the last ones count (sequences, particles).
    """
    length, count = tf.shape(known.rows)[0], tf.shape(known.rows)[1]
    known = known.repeated(particles)
    clock = None if clock is None else tf.repeat(clock, particles, axis=1)
    static, state = _begin(generator, known, noise, clock)
    swarm = _Swarm(count, particles)
    weights = tf.zeros((count, particles))
    if particles > 1:
        weights += swarm.of(_first(generator, known, static, state[0], clock))
    kept, weights, ancestors = swarm.on((*state, static), weights, uniform(0))
    rows = tf.TensorArray("float32", length, element_shape=(None, generator.layout.width))
    lines = tf.TensorArray("int32", length, element_shape=(None, particles))
    rows, lines = rows.write(0, state[0]), lines.write(0, ancestors)

    def step(number, kept, weights, rows, lines):
        *state, static = kept
        held = known.held(number)
        first = tf.fill((count * particles, 1), tf.cast(tf.equal(number, 1), "float32"))
        at = None if clock is None else clock[number]
        drawn = noise(number, generator.next_row.noise)
        after = generator.advance(state, first, generator.context(static), drawn, at, held)
        if particles > 1:
            past = generator.past(state, first, at)
            losses = generator.next_row.column_losses(after[3], after[0], past, as_masses=True)
            weights -= swarm.of(_of_known(generator.layout, losses, held.known))
        rows = rows.write(number, after[0])
        kept, weights, ancestors = swarm.on((*after, static), weights, uniform(number))
        return number + 1, kept, weights, rows, lines.write(number, ancestors)

    start = (tf.constant(1), kept, weights, rows, lines)
    _, kept, weights, rows, lines = tf.while_loop(lambda number, *_: number < length, step, start)
    return kept[-1], rows.stack(), lines.stack(), weights


def _begin(generator, known, noise, clock):
    """Return static features and the state behind the first row, (sequences * particles, …)."""
    count, conditions = tf.shape(known.static)[0], list(generator.shape_.conditions)
    given = tf.gather(known.static, conditions, axis=1) if conditions else None
    static_held = None
    if generator.static_row is not None:
        layout = generator.static_layout
        cells = tf.gather(known.static_cells, layout.order, axis=1)
        static_held = Held(layout.pack(known.static), cells)
    held = known.held(0)
    first = None if clock is None else clock[0]
    return generator.begin(count, noise, first, given, held, static_held)


def _first(generator, known, static, row, clock):
    """Return how likely the known cells of the first row, and static ones, are: (particles,)."""
    losses = generator.first_row.column_losses(
        generator.beginning(static, clock), row, as_masses=True
    )
    found = -_of_known(generator.layout, losses, known.cells[0])
    if generator.static_row is not None:
        layout = generator.static_layout
        written = layout.pack(static)
        losses = generator.static_row.column_losses(
            generator.before(static, clock), written, as_masses=True
        )
        cells = tf.gather(known.static_cells, layout.order, axis=1)
        found -= _of_known(layout, losses, cells)
    return found


def _of_known(layout, losses, known):
    """Return the sum of the losses (columns, batch) of known cells, (batch,)."""
    cells = tf.gather(known, layout.firsts, axis=1)  # (batch, columns)
    return tf.reduce_sum(tf.where(tf.transpose(cells), losses, 0.0), axis=0)


class _Swarm:
    """The particles of some sequences."""

    def __init__(self, count, particles):
        self.count, self.particles = count, particles

    def of(self, values):
        """Return values (sequences * particles,) as (sequences, particles)."""
        return tf.reshape(values, (self.count, self.particles))

    def on(self, parts, weights, uniform):
        """Return the particles that are written on, their weights, and which ones they were.

        Where few count, each is written on as often as it counts (systematic resampling: Carpenter,
        Clifford and Fearnhead, 1999).

        Args:
            parts: arrays (sequences * particles, …).
            weights: (sequences, particles) logarithms of what they count.
            uniform: (sequences,) in [0, 1).
        """
        same = tf.tile(tf.range(self.particles)[None], (self.count, 1))
        if self.particles == 1:
            return list(parts), weights, same
        shares = tf.nn.softmax(weights, axis=1)
        few = 1.0 / tf.reduce_sum(shares**2, axis=1) < FEW * self.particles
        ladder = (uniform[:, None] + tf.range(self.particles, dtype="float32")) / self.particles
        drawn = tf.searchsorted(tf.cumsum(shares, axis=1), ladder, side="right")
        drawn = tf.minimum(drawn, self.particles - 1)
        ancestors = tf.where(few[:, None], drawn, same)
        flat = tf.range(self.count)[:, None] * self.particles + ancestors
        flat = tf.reshape(flat, (-1,))
        weights = tf.where(few[:, None], 0.0, weights)
        kept = [tf.ensure_shape(tf.gather(part, flat), part.shape) for part in parts]
        return kept, weights, ancestors


def traced_back(lines, weights, uniform):
    """Return which particle stands for each sequence in every row, and in the end.

    Args:
        lines: (time, sequences, particles) as `complete` returns them, an array.
        weights: (sequences, particles) the same.
        uniform: (sequences,) in [0, 1).

    Returns:
        (time, sequences) positions among the particles of a sequence as its rows were written, and
        (sequences,) among those that are left.

    Example:
        >>> lines = np.array([[[0, 1]], [[1, 1]]])  # after the second row, its second is left
        >>> [part.tolist() for part in traced_back(lines, np.zeros((1, 2)), np.array([0.1]))]
        [[[1], [1]], [0]]
    """
    shares = np.exp(weights - weights.max(axis=1, keepdims=True))
    reached = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True) <= uniform[:, None]
    last = np.minimum(reached.sum(axis=1), weights.shape[1] - 1)
    found, at = np.zeros(lines.shape[:2], "int64"), last
    for row in reversed(range(len(lines))):
        found[row] = at = np.take_along_axis(lines[row], at[:, None], axis=1)[:, 0]
    return found, last
