"""The matrix products of a traced step: each alone, at its own shape, is the floor of the step."""

import statistics
import time
from collections import Counter

import tensorflow as tf

FLAGS = {"MatMul": ("transpose_a", "transpose_b"), "BatchMatMulV2": ("adj_x", "adj_y")}
BODIES = {"While": "body", "StatelessWhile": "body", "If": "then_branch"}
BODIES |= {"StatelessIf": "then_branch", "PartitionedCall": "f", "StatefulPartitionedCall": "f"}


def step_and_floor(function, repeats, calls, trips=1, batch=None):
    """Return medians (seconds of a traced step, of its products alone), operations, products.

    Args:
        function: takes nothing, and is traced here.
        repeats: how often both are timed, alternately.
        calls: of each in a repeat.
        trips: rounds of every loop in the step.
        batch: what a size is that the graph leaves open.
    """
    step = tf.function(function, autograph=False)
    shapes = products(step.get_concrete_function().graph, trips, batch)
    floor, operations = floor_function(shapes)
    times = {"step": [], "floor": []}
    for _ in range(repeats):  # in turns, so that a busy neighbour slows both
        times["step"].append(timed(step, calls))
        times["floor"].append(timed(floor, calls))
    return (*(statistics.median(times[name]) for name in times), operations, shapes.total())


def products(graph, trips=1, batch=None):
    """Return a Counter of (type, shape, shape, flags) of every matrix product.

    Args:
        graph: of a traced function.
        trips: rounds of every loop in it; of two branches the first is taken.
        batch: what a size is that the graph leaves open.
    """
    found = Counter()
    for operation in graph.get_operations():
        kind = operation.type
        if kind in FLAGS:
            flags = tuple(operation.get_attr(name) for name in FLAGS[kind])
            left, right = _shapes(operation, flags, batch)
            found[kind, left, right, flags] += 1
        elif kind in BODIES:
            body = graph._functions[operation.get_attr(BODIES[kind]).name].graph
            rounds = trips if "While" in kind else 1
            for product, count in products(body, trips, batch).items():
                found[product] += rounds * count
        assert kind != "Einsum", operation
    return found


def _shapes(operation, flags, batch):
    """Return the shapes of what is multiplied; what the graph leaves open is inferred."""
    left, right = (list(tensor.shape) for tensor in operation.inputs[:2])
    rows, inner = (-1, -2) if flags[0] else (-2, -1)
    other, columns = (-1, -2) if flags[1] else (-2, -1)
    made = operation.outputs[0].shape
    left[inner] = right[other] = left[inner] or right[other] or batch
    left[rows], right[columns] = (
        left[rows] or made[-2] or batch,
        right[columns] or made[-1] or batch,
    )
    for axis in range(len(left) - 2):  # of several products at once
        left[axis] = right[axis] = left[axis] or right[axis] or made[axis] or 1
    return tuple(left), tuple(right)


def floor_function(shapes):
    """Return a function that makes all the products and nothing else, and their operations."""
    operands, operations = [], 0
    for (kind, left, right, flags), count in shapes.items():
        for _ in range(count):  # operands of its own for each, or equal products become one
            operands.append((kind, tf.random.normal(left), tf.random.normal(right), flags))
        *batch, rows, inner = left if not flags[0] else (*left[:-2], left[-1], left[-2])
        columns = right[-2] if flags[1] else right[-1]
        operations += 2 * int(tf.reduce_prod(batch)) * rows * inner * columns * count

    @tf.function(autograph=False)
    def run():
        made = []
        for kind, a, b, flags in operands:
            with tf.control_dependencies(made[-1:]):  # one at a time, as in a recurrent step
                made.append(_product(kind, a, b, flags))
        return made

    return run, operations


def _product(kind, a, b, flags):
    if kind == "MatMul":
        return tf.raw_ops.MatMul(a=a, b=b, transpose_a=flags[0], transpose_b=flags[1])
    return tf.raw_ops.BatchMatMulV2(x=a, y=b, adj_x=flags[0], adj_y=flags[1])


def timed(function, calls):
    """Return the median seconds of a call."""
    function()
    times = []
    for _ in range(calls):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
