"""The rows of a table along its series: by hand, in tables of six rows."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.run_config import DataConfig
from rnngan.data.constraints.along import Along, previous_rows
from rnngan.data.detection import detect
from rnngan.data.formats.tables import Table, from_frame

ROWS = {"who": list("abaabb"), "x": [1, 2, 3, 4, 5, 7]}


def along(frame, **config):
    table = from_frame(pd.DataFrame(frame))
    return Along.of(table, detect(table, DataConfig(**config)))


def test_rows_without_series_or_times_follow_each_other():
    found = along({"x": [1, 2, 4], "y": [3, 1, 5]})
    assert found.series.tolist() == [0, 0, 0]
    assert found.order.tolist() == [0, 1, 2]
    assert found.before.tolist() == [-1, 0, 1]


def test_rows_follow_the_row_before_in_their_own_series():
    found = along(ROWS, id_column="who")
    assert found.series.tolist() == [0, 1, 0, 0, 1, 1]
    assert found.order.tolist() == [0, 2, 3, 1, 4, 5]
    assert found.before.tolist() == [-1, -1, 0, 2, 1, 4]


def test_rows_out_of_order_follow_each_other_in_time():
    days = pd.to_datetime([f"2024-01-{day:02d}" for day in (3, 1, 1, 2, 3, 2)])
    found = along(ROWS | {"day": days}, id_column="who", time_column="day")
    assert found.order.tolist() == [2, 3, 0, 1, 5, 4]
    assert found.before.tolist() == [3, -1, -1, 2, 5, 1]


def test_generated_rows_have_their_series_in_a_column_of_its_own():
    schema = detect(from_frame(pd.DataFrame({"x": [1, 2, 4], "y": [3, 1, 5]})), DataConfig())
    made = pd.DataFrame({schema.sequence_name: [8, 8, 9], "x": [1, 2, 3], "y": [1, 2, 3]})
    assert Along.of(Table(made), schema).before.tolist() == [-1, 0, -1]


@pytest.mark.parametrize(
    ("series", "order", "before"),
    [([], [], []), ([4], [0], [-1]), ([0, 1, 0, 1], [2, 0, 1, 3], [2, -1, -1, 1])],
)
def test_the_first_row_of_a_series_has_none_before(series, order, before):
    found = previous_rows(np.array(series, "int64"), np.array(order, "int64"))
    assert found.tolist() == before
