"""All scores of rows by one battery: what holds for each of them, whatever the table."""

import numpy as np
import pandas as pd
import pytest
from small_samples import of_lists, pieces, process, sides

from rnngan.evaluation.sample import Sample
from rnngan.evaluation.similarity import row_scores

MODULES = {module.NAME: module for module in row_scores.modules()}
ONE_SIDED = {"synthetic_forecasts", "joint_forecasts"}  # what is learned from one, tried on one
READ = {"id_column": "id", "lengths": "learn"}


def mixed(seed, rows=24, count=30):
    """Return sequences of different lengths with missing cells, of every kind of column."""
    rng = np.random.default_rng(seed)
    frame = process(seed, count, rows)
    kept = frame.groupby("id").cumcount() < 6 + frame["id"].str[1:].astype(int) % (rows - 6)
    frame = frame[kept].reset_index(drop=True)
    frame["rough"] = frame["rough"].mask(rng.random(len(frame)) < 0.2)
    frame["kind"] = frame["kind"].mask(rng.random(len(frame)) < 0.1)
    frame["same"], frame["again"] = 7, frame["smooth"]
    return frame


def one_column(seed):
    noise = np.random.default_rng(seed).normal(size=404)
    return pd.DataFrame({"x": np.convolve(noise, np.ones(5), "valid").round(3)})


def categories(seed):
    return pd.DataFrame({"c": np.random.default_rng(seed).choice(list("abc"), 300)})


def irregular(seed):
    """Return visits of one number, some days apart."""
    rng = np.random.default_rng(seed)
    days = np.concatenate([np.cumsum(rng.integers(1, 20, 30)) for _ in range(20)])
    times = pd.Timestamp("2020-01-01") + pd.to_timedelta(days, "D")
    return pd.DataFrame(
        {"id": np.repeat(np.arange(20), 30), "time": times, "x": rng.normal(size=600).round(2)}
    )


TABLES = {
    "mixed": (mixed, READ),
    "hours": (process, READ),
    "one column": (one_column, {}),
    "categories": (categories, {}),
    "irregular": (irregular, READ),
}


def pair(table):
    """Return two samples that were drawn alike, in pieces where they are one long sequence."""
    make, read = TABLES[table]
    found = sides(make(1), make(2), **read)
    return [side if read else side.cut(10, np.random.default_rng(0)) for side in found]


@pytest.fixture(scope="module", params=list(TABLES))
def alike(request):
    return request.param, pair(request.param)


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_a_score_says_what_it_is(module):
    for text in (module.NAME, module.TITLE, module.UNIT, module.READING):
        assert isinstance(text, str)
        assert text
    assert module.__name__.rpartition(".")[2] == module.NAME
    assert len(module.TITLE) <= 40  # a cell of the table on the terminal


def test_the_documents_define_each_score_in_a_row(root):
    page = (root / "docs" / "scores.md").read_text()
    assert [m.TITLE for m in MODULES.values() if f"\n| {m.TITLE} | " not in page] == []


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_a_sample_lies_at_0_from_itself(module, alike):
    _, (real, _) = alike
    found = module.distance(real, real)
    assert all(0 <= value <= 1e-9 for value in found.values()), found


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_distances_lie_between_0_and_1_and_have_names_of_columns(module, alike):
    _, (real, other) = alike
    found = module.distance(real, other)
    assert all(isinstance(name, str) for name in found)
    assert all(isinstance(value, float) and 0 <= value <= 1 for value in found.values()), found
    if module.NAME not in (*ONE_SIDED, "sliced_wasserstein", "sequence_lengths", "classifier"):
        assert all(any(n in name for n in (*real.names, "time")) for name in found)


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_what_was_drawn_alike_is_near(module, alike):
    _, (real, other) = alike
    found = list(module.distance(real, other).values())
    assert np.mean(found or [0.0]) < 0.35, found


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_both_sides_see_about_the_same_distance(module, alike):
    _, (real, other) = alike
    if module.NAME not in ONE_SIDED:
        there, back = module.distance(real, other), module.distance(other, real)
        assert there.keys() == back.keys()
        assert np.allclose([*there.values()], [*back.values()], atol=0.15)


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_the_same_sides_have_the_same_distance(module, alike):
    table, (real, other) = alike
    assert module.distance(real, other) == module.distance(*pair(table))


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_wild_values_stay_bounded(module):
    real, wild = sides(mixed(1), mixed(2).assign(smooth=1e12, rough=np.nan, same=-3), **READ)
    for one, two in ((real, wild), (wild, real), (wild, wild)):
        found = module.distance(one, two)
        assert all(0 <= value <= 1 for value in found.values()), found
    assert all(value <= 1e-9 for value in module.distance(wild, wild).values())


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_a_side_of_one_sequence_or_of_short_ones_is_no_error(module):
    real, short = of_lists([[1.0, 2.0, 4.0], [2.0, 1.0]] * 6, [[3.0, 1.0]])
    for one, two in ((real, short), (short, real)):
        assert all(0 <= value <= 1 for value in module.distance(one, two).values())


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_columns_without_any_variation_are_no_error(module):
    frame = pd.DataFrame({"x": [3.0] * 40, "y": np.arange(40) % 7})
    real, other = sides(frame, frame.assign(x=4.0))
    found = module.distance(pieces(real, 4), pieces(other, 4))
    assert all(0 <= value <= 1 for value in found.values())


def test_each_table_has_scores_that_are_defined_and_some_that_are_not():
    defined = {}
    for table in TABLES:
        real, other = pair(table)
        defined[table] = {n for n, module in MODULES.items() if module.distance(real, other)}
    assert defined["mixed"] == MODULES.keys() - {"time_steps"}
    assert "time_steps" in defined["irregular"]
    assert defined["one column"].isdisjoint(
        {
            "pairs",
            "transitions",
            "cross_correlation",
            "seasons",
            "missing_cells",
            "sequence_lengths",
        }
    )
    assert {"marginals", "transitions", "repeats"} <= defined["categories"]
    assert defined["categories"].isdisjoint({"spectrum", "autocorrelation", "row_to_row"})


def test_a_score_is_a_file_that_is_found_by_itself(tmp_path, monkeypatch):
    path = tmp_path / "brightness.py"
    path.write_text('NAME = TITLE = UNIT = READING = "brightness"\ndef distance(a, b): return {}\n')
    monkeypatch.setattr(row_scores, "__path__", [*row_scores.__path__, str(tmp_path)])
    names = [module.NAME for module in row_scores.modules()]
    assert names == sorted([*MODULES, "brightness"])


def test_samples_without_rows_are_no_error():
    real, other = pair("hours")
    empty = Sample(real.schema, other.rows, [])
    for module in MODULES.values():
        assert all(0 <= value <= 1 for value in module.distance(real, empty).values())
