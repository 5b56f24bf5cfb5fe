"""Missing cells: all are filled, all others stay, and what holds in a row holds."""

import numpy as np
import pandas as pd
import pytest
from given_rows import orders, untrained

from rnngan.config.errors import ConfigError
from rnngan.config.requests import ImputeRequest
from rnngan.data.formats.tables import Table, from_frame
from rnngan.sampling.filling import Filling


def holed(frame, share=0.15, seed=1):
    """A table with holes in all that changes, and where they are."""
    rng, frame = np.random.default_rng(seed), frame.astype({"quantity": "Int64"})
    names = [name for name in ("level", "quantity", "price", "total", "mood") if name in frame]
    holes = pd.DataFrame(rng.random((len(frame), len(names))) < share, columns=names)
    found = frame.copy()
    for name in names:
        found[name] = found[name].mask(holes[name])
    return found, holes.reindex(columns=frame.columns, fill_value=False)


@pytest.fixture(scope="module")
def trained():
    return untrained()


@pytest.fixture(scope="module")
def filled(trained):
    table, holes = holed(orders(series=4))
    filling = Filling(trained, from_frame(table))
    return table, holes, filling, next(filling.frames(ImputeRequest(seed=3)))


def test_nothing_is_missing_and_what_was_known_stays(filled):
    table, holes, filling, made = filled
    assert filling.counts == {name: int(n) for name, n in holes.sum().items() if n}
    assert not made.isna().any().any()
    for name in made:
        known = ~holes[name]
        assert made.loc[known, name].equals(table.loc[known, name]), name


def test_what_is_computed_follows_from_cells_that_are_filled(filled):
    _, holes, _, made = filled
    whole = holes["total"]
    expected = (made["price"] * made["quantity"].astype("float64")).round(2)
    np.testing.assert_allclose(made.loc[whole, "total"], expected[whole], atol=0.011)


def test_draws_are_a_function_of_the_seed_and_versions_differ(trained, filled):
    _, _, filling, made = filled
    again = list(filling.frames(ImputeRequest(seed=3, versions=2)))
    assert again[0].equals(made)
    assert not again[1].equals(made)
    assert not next(filling.frames(ImputeRequest(seed=4))).equals(made)


def test_a_mean_lies_among_draws(filled):
    _, holes, filling, _ = filled
    mean = next(filling.frames(ImputeRequest(seed=3, how="mean")))
    draws = np.stack([f["level"] for f in filling.frames(ImputeRequest(seed=3, versions=16))])
    some = holes["level"].to_numpy()
    np.testing.assert_allclose(mean["level"][some], draws.mean(axis=0)[some], atol=0.051)
    assert set(mean["mood"]) == {"good", "bad", "so-so"}


def test_a_cell_that_may_be_missing_is_filled_all_the_same():
    """A mood that is missing in a third of the rows is learned so, and never filled so."""
    frame = orders(series=6)
    frame["mood"] = frame["mood"].where(np.random.default_rng(0).random(len(frame)) > 0.3)
    frame["level"] = frame["level"].where(np.random.default_rng(1).random(len(frame)) > 0.3)
    made = next(Filling(untrained(frame), from_frame(frame)).frames(ImputeRequest()))
    assert not made.isna().any().any()
    assert set(made["mood"]) == {"good", "bad", "so-so"}


def test_filled_cells_are_on_the_right_side_of_known_ones():
    """low never is over high: one of them is missing in half of the rows."""
    rng = np.random.default_rng(0)
    low = (20 + rng.normal(0, 1, 300).cumsum()).round(1)
    frame = pd.DataFrame({"low": low, "high": (low + rng.uniform(0, 3, 300)).round(1)})
    trained = untrained(frame, {"constraints": ["high >= low"]})
    half = rng.random(300) < 0.5
    table = frame.assign(low=frame["low"].mask(half), high=frame["high"].mask(~half))
    made = next(Filling(trained, from_frame(table)).frames(ImputeRequest()))
    assert (made["high"] >= made["low"]).all()


def test_cells_of_a_csv_keep_their_spelling():
    frame = orders(series=4)
    texts = frame.astype(str).assign(price=[f"{value:.2f}" for value in frame["price"]])
    trained = untrained(frame)
    table = Table(texts.assign(price=texts["price"].mask(frame.index == 7, "")), "a.csv", text=True)
    made = next(Filling(trained, table).frames(ImputeRequest()))
    assert made.drop(index=7).equals(texts.drop(index=7))
    assert float(made.loc[7, "price"]) > 0


def test_a_table_without_holes_stays(trained):
    frame = orders(series=2)
    filling = Filling(trained, from_frame(frame))
    assert filling.counts == {}
    for how in ("draw", "mean"):
        assert next(filling.frames(ImputeRequest(how))).equals(frame)


def test_whole_windows_are_refused():
    with pytest.raises(ConfigError, match="writes whole windows at once"):
        Filling(untrained(generator="window"), from_frame(orders()))
