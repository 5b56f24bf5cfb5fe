"""How benchmarks/speed.py counts the products of a step, by hand; test_benchmarks.py runs it."""

import pytest
import tensorflow as tf

pytestmark = pytest.mark.usefixtures("benchmark_parts")


def test_products_within_loops_count_as_often_as_they_are_made():
    """One product of 2·2·3·4 operations, and in each of 5 rounds four of 2·3·3·3 side by side."""
    from speed_parts.products import floor_function, products

    one, square = tf.ones((2, 3)), tf.ones((4, 3, 3))

    def step():
        _, found = tf.while_loop(
            lambda i, _: i < 5, lambda i, x: (i + 1, tf.matmul(x, square)), (0, square)
        )
        return tf.matmul(one, tf.ones((4, 3)), transpose_b=True), found

    graph = tf.function(step, autograph=False).get_concrete_function().graph
    found = products(graph, trips=5)
    assert dict(found) == {
        ("MatMul", (2, 3), (4, 3), (False, True)): 1,
        ("BatchMatMulV2", (4, 3, 3), (4, 3, 3), (False, False)): 5,
    }
    run, operations = floor_function(found)
    assert operations == 48 + 5 * 4 * 54
    assert [tuple(made.shape) for made in run()].count((4, 3, 3)) == 5


def test_a_size_that_the_graph_leaves_open_is_that_of_the_batch_or_known_from_the_other_side():
    from speed_parts.products import products

    open_sizes = [tf.TensorSpec((None, None)), tf.TensorSpec((3, 4))]
    function = tf.function(tf.matmul, input_signature=open_sizes, autograph=False)
    found = products(function.get_concrete_function().graph, batch=7)
    assert list(found) == [("MatMul", (7, 3), (3, 4), (False, False))]
