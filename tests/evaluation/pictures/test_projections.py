"""Windows on a line and in two clouds."""

import numpy as np

from rnngan.evaluation.pictures import projections


def test_windows_on_a_line_have_one_axis():
    line = np.linspace(0, 1, 40)[:, None, None] * np.ones((1, 3, 2))
    found = projections.projections(line, line, 0)
    assert found["pca"]["shares"][0] == 1.0
    places = np.array(found["pca"]["real"])
    assert np.ptp(places[:, 0]) > 1
    assert np.abs(places[:, 1]).max() < 1e-6
    assert found["pca"]["real"] == found["pca"]["generated"]


def test_clouds_that_are_apart_stay_apart():
    rng = np.random.default_rng(0)
    one = rng.normal(0, 0.01, (60, 4, 1))
    other = one + np.array([0.0, 1.0, 0.0, 1.0])[:, None]
    found = projections.projections(one, other, 0)
    real, made = (np.array(found["tsne"][side]) for side in ("real", "generated"))
    gap = np.linalg.norm(real.mean(0) - made.mean(0))
    assert gap > max(real.std(), made.std())
    assert found == projections.projections(one, other, 0)


def test_windows_of_one_number_and_few_windows():
    found = projections.projections(np.arange(30.0).reshape(30, 1, 1), np.ones((30, 1, 1)), 0)
    assert all(len(point) == 2 for point in found["pca"]["real"])
    same = np.ones((30, 2, 1))
    assert projections.projections(same, same, 0) is None
    assert projections.projections(np.arange(5.0).reshape(5, 1, 1), same[:, :1], 0) is None


def test_as_many_dots_of_each_side():
    rng = np.random.default_rng(0)
    found = projections.projections(rng.normal(size=(500, 2, 2)), rng.normal(size=(40, 2, 2)), 0)
    assert [len(found["pca"][side]) for side in ("real", "generated")] == [40, 40]
