"""What a training will cost, from its matrix products and this machine's speed."""

import time

import numpy as np
from threadpoolctl import threadpool_limits

OVERHEAD = 2.0  # measured step over its matrix products: benchmarks/speed
TRACING_SECONDS = 12  # loading TensorFlow and tracing the step
ADVERSARIAL_SHARE = 2 / 3  # of the steps of likelihood, taken against the discriminator,
MOST_ADVERSARIAL = 600  # and the most of them
SMOOTH_OUTPUTS = 14  # of a smooth number: events, and four Gaussians
ROLLING = 2.0  # overhead of writing row by row, in that of other products
ROUNDS = 40
STRONG_UNITS, SCORING_BATCH = 32, 256
SECONDS_PER_GRU_STEP = 3.5e-4  # forward and back, small networks: nearly all of it is overhead
SCORING_OVERHEAD = 2.5  # measured iteration of large networks over their matrix products


def step_operations(shape, batch, drifting=0, d_steps=1):
    """Return the floating-point operations of the matrix products of one training step.

    A discriminator step runs the generator once and the discriminator on real and generated
    windows, with its gradient for the inputs and the gradient of that (about six products for one;
    without penalties it is less); a generator step runs both forward and back. `benchmarks/speed`
    counts them in the traced graph.

    Args:
        shape: `NetworkShape`.
        batch: windows of a step.
        drifting: features with an attribute, without the static ones.
        d_steps: discriminator steps in a training step.
    """
    units, steps, chunk = shape.units, shape.steps, shape.rows * shape.features
    attributes, calendar = drifting + shape.statics, shape.rows * shape.calendar
    generator = steps * units * (4 * (shape.step_noise + calendar + units) + chunk)
    generator += units * (shape.latent + 7 * units + 7 * attributes)
    discriminator = steps * 4 * units * (2 * chunk + calendar + units)
    discriminator += units * (4 * attributes + 3 * units)
    return 2 * batch * ((d_steps + 3) * generator + (12 * d_steps + 2) * discriminator)


def row_operations(shape, statistics, batch, d_steps=1):
    """Return the floating-point operations of a step of likelihood, and of one against D.

    A step of likelihood runs the generator forth and back over all rows of a batch. One against the
    discriminator does that too, writes half as many windows row by row, goes back through them, and
    runs the discriminator on them and on as many real ones, as `step_operations` counts it. Each
    further discriminator step writes as many windows again.

    Args:
        shape: `NetworkShape`.
        statistics: `RowStatistics`.
        batch: windows of a step.
        d_steps: discriminator steps in a training step.
    """
    columns, units = statistics.rows, shape.row_units
    numbers = [c for c in columns if c.kind != "category"]
    onehots = sum(c.size for c in columns if c.kind == "category")
    width = shape.column_units * len(columns)
    outputs = sum(c.choices or SMOOTH_OUTPUTS for c in columns) * width // max(len(columns), 1)
    inputs = onehots + 5 * len(numbers) + shape.calendar
    row = 4 * units * (inputs + units) + width * (units + onehots + 3 * len(numbers)) + outputs
    likelihood = 6 * batch * shape.length * row
    wide, steps = onehots + len(numbers), shape.steps
    network = steps * 4 * shape.units * ((2 * wide + shape.calendar) * shape.rows + shape.units)
    rounds = (d_steps - 1) * likelihood / 6  # forth alone, half as many windows
    return likelihood, 1.5 * likelihood + rounds + (12 * d_steps + 2) * batch * network


def adversarial_steps(steps):
    """Return how many steps rows take against the discriminator, after so many of likelihood.

    Example:
        >>> adversarial_steps(300), adversarial_steps(4000)
        (200, 600)
    """
    return min(MOST_ADVERSARIAL, round(ADVERSARIAL_SHARE * steps))


def training_seconds(config, shape, drifting=0, statistics=None):
    """Return about how long a training will take on this machine, in seconds.

    Args:
        config: `RunConfig`.
        shape: `NetworkShape`.
        drifting: features with an attribute.
        statistics: `RowStatistics` where rows are written one by one, else None.
    """
    training = config.training
    if training.minutes is not None:
        return 60 * training.minutes + TRACING_SECONDS
    if statistics is not None:
        speed = operations_per_second(training.batch_size, shape.units)
        asked = training.adversarial_steps
        later = adversarial_steps(training.steps) if asked == "auto" else asked
        likelihood, adversarial = row_operations(
            shape, statistics, training.batch_size, training.d_steps
        )
        operations = training.steps * likelihood + later * ROLLING * adversarial
        return OVERHEAD * operations / speed + 2 * TRACING_SECONDS
    operations = step_operations(shape, training.batch_size, drifting, training.d_steps)
    speed = operations_per_second(training.batch_size, shape.units)
    return training.steps * OVERHEAD * operations / speed + TRACING_SECONDS


def scoring_seconds(length, features, networks, iterations, units=STRONG_UNITS):
    """Return about how long the networks of a score will take to train on this machine, in seconds.

    Args:
        length: rows of a window.
        features: columns as a score sees them.
        networks: number of them, over all comparisons.
        iterations: their training steps.
        units: width of their GRU.
    """
    operations = 6 * SCORING_BATCH * length * (features + units) * 3 * units * networks
    products = SCORING_OVERHEAD * operations / operations_per_second(SCORING_BATCH, units)
    return iterations * (length * SECONDS_PER_GRU_STEP + products)


def operations_per_second(batch, units):
    """Time products of the shape that training spends most time in."""
    left, right = np.ones((batch, units), "float32"), np.ones((units, 4 * units), "float32")
    times = []
    with threadpool_limits(1):  # two threads that wait for each other take hours on a busy machine
        for _ in range(ROUNDS):
            began = time.perf_counter()
            left @ right
            times.append(time.perf_counter() - began)
    return 2 * batch * units * 4 * units / min(times)
