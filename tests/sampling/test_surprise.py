"""Nats of rows: those of the likelihood, each row once; and what is odd about a row."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from given_rows import WINDOW, orders, untrained

from rnngan.config.errors import ConfigError
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import from_frame
from rnngan.sampling import surprise
from rnngan.sampling.surprise import REPEATS, ROW, frame, of_table, of_windows


@pytest.fixture(scope="module")
def trained():
    return untrained()


def test_the_rows_of_a_window_have_the_nats_of_its_likelihood(trained):
    """A series of one window: a first row, a static one, and the rows behind it."""
    table = orders(series=1, rows=WINDOW)
    found = of_table(trained, table)
    generator = trained.model.average
    config = trained.config.model_copy(
        update={"data": trained.config.data.model_copy(update={"holdout": 0.0})}
    )
    data = prepare(from_frame(table), config, trained.schema, transform=trained.transform)
    window = tf.constant(data.train.gather([0]))
    later, first, static = (float(part) for part in generator.losses(window))
    cells, _ = generator.column_losses(window)
    plain = (WINDOW - 1) * later + first + static
    layout, static_layout = generator.layout, generator.static_layout
    rows = tf.reshape(generator.rows_of(window)[0], (WINDOW, -1))
    attributes = static_layout.pack(generator._static_of(window))
    for writer, part in ((generator.next_row, rows), (generator.static_row, attributes)):
        values = tf.transpose(part[:, -len(writer.layout.cells) :])
        plain += float(tf.reduce_sum(writer.heads["cells"].surprise_within(values)))
    assert found.nats[ROW].sum() == pytest.approx(plain, rel=1e-4)
    assert cells.shape == (WINDOW, 1, len(layout.stored))


def test_every_row_has_nats_of_the_first_window_that_holds_it(trained):
    """Of ten rows in windows of four, two apart, row 5 is the last of rows 2 to 5."""
    table = orders(series=1).assign(meter=np.arange(10) * 10)  # whose moves are all alike
    found = of_table(trained, table).nats
    alone = of_table(trained, table.iloc[2:6].reset_index(drop=True)).nats
    np.testing.assert_allclose(found[ROW].iloc[5], alone[ROW].iloc[3], rtol=1e-4)
    assert (found[ROW] != 0).all()


def test_columns_add_up_and_repeats_count_by_how_rare_they_are(trained):
    table = orders(series=2)
    table.loc[5, ["level", "quantity", "price", "mood"]] = table.loc[
        4, ["level", "quantity", "price", "mood"]
    ].to_numpy()
    found = of_table(trained, table)
    columns = found.nats.drop(columns=[ROW, REPEATS])
    np.testing.assert_allclose(found.nats[ROW], columns.sum(axis=1), rtol=1e-6)
    assert {"level", "quantity", "price", "mood", "meter", "ward"} == set(columns)
    assert found.nats[REPEATS].idxmax() == 5


def test_held_out_rows_are_counted_once(trained):
    data = prepare(from_frame(orders(series=40)), trained.config)
    assert of_windows(trained, data.holdout).rows == sum(b - a for a, b in data.split.holdout) == 40


def test_whole_series_have_the_rows_that_they_have():
    real = orders(series=24)
    real = real[real.groupby("shop").cumcount() < 2 + np.arange(24).repeat(10) % 9]
    trained = untrained(real, {"lengths": "learn", "holdout": 0.3})
    data = prepare(from_frame(real), trained.config, trained.schema, transform=trained.transform)
    known = of_windows(trained, data.holdout)
    assert known.rows == sum(end - first for first, end in data.split.holdout)
    assert "(end)" in of_table(trained, real).nats


def test_the_frame_is_in_the_order_of_the_table_and_says_what_is_odd(trained):
    table = orders(series=3).sample(frac=1, random_state=0).reset_index(drop=True)
    table.loc[11, "level"] = 9999.0
    known = of_windows(trained, prepare(from_frame(orders()), trained.config).train)
    knowing = replace(trained, held_out_rows=known.facts())
    made = frame(of_table(knowing, table), from_frame(table))
    assert made["shop"].tolist() == table["shop"].tolist()
    assert made["day"].tolist() == table["day"].tolist()
    assert made.loc[11, "one_in"] == made["one_in"].max()
    assert made.loc[11, "odd_by"] in ("level", ROW)
    assert made["nats"].idxmax() == 11
    assert list(made)[:5] == ["shop", "day", "nats", "one_in", "odd_by"]


def test_a_row_that_breaks_a_rule_comes_first_and_names_it(trained):
    table = orders(series=3)
    rule = "total = quantity * price"
    assert trained.schema.constraints == (rule,)
    known = of_windows(trained, prepare(from_frame(orders()), trained.config).train)
    table.loc[7, "total"] += 1
    made = frame(of_table(replace(trained, held_out_rows=known.facts()), table), from_frame(table))
    assert (made.loc[7, "one_in"], made.loc[7, "odd_by"]) == (10**9, rule)
    assert made["odd_by"].eq(rule).sum() == 1


def test_without_held_out_rows_nothing_is_odd(trained):
    made = frame(of_table(trained, orders()), from_frame(orders()))
    assert "one_in" not in made


def test_an_outlier_is_not_pulled_in_where_extremes_are_protected():
    real = orders(series=60)
    trained = untrained(real, {"protect": "on"})
    assert trained.schema.protection is not None
    odd = real.copy()
    odd.loc[33, "level"] = 5000.0
    usual, found = of_table(trained, real).nats, of_table(trained, odd).nats
    assert found["level"].iloc[33] > usual["level"].iloc[33] + 50


def test_rows_are_read_in_parts(trained, monkeypatch):
    whole = of_table(trained, orders()).nats
    monkeypatch.setattr(surprise, "CHUNK", 5)
    pd.testing.assert_frame_equal(of_table(trained, orders()).nats, whole, rtol=1e-4, atol=1e-4)


def test_whole_windows_are_refused():
    with pytest.raises(ConfigError, match="their density is not known"):
        of_table(untrained(generator="window"), orders())
