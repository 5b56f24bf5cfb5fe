"""Where sequences begin: no network is asked, a schema and a request are enough."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import DataConfig
from rnngan.data.detection import detect
from rnngan.data.formats.tables import from_frame
from rnngan.data.time import calendar
from rnngan.sampling.schedule import Schedule

SIZE = 200


def schedule(frame, start=None, freq=None, latents=None, cycles=(), column_start=None, **request):
    schema = detect(from_frame(frame), DataConfig(id_column="id" if "id" in frame else None))
    if column_start is not None:
        time = schema.first("time").model_copy(update={"start": column_start})
        schema = schema.model_copy(update={"columns": (time, *schema.columns[1:])})
    data = SimpleNamespace(window=4, calendar=cycles)
    trained = SimpleNamespace(schema=schema, config=SimpleNamespace(data=data))
    asked = GenerateRequest(SIZE, start=start, freq=freq, **request)
    return Schedule(trained, SimpleNamespace(**vars(asked) | {"latents": latents}), SIZE)


def long(days=30, **index):
    index = pd.date_range("2024-01-01", periods=days, **{"freq": "D"} | index)
    return pd.DataFrame({"t": index, "x": np.arange(days) % 7 * 1.5})


def visits(apart=True):
    """Forty series of three days: on the first forty working days, or all on the first."""
    firsts = pd.bdate_range("2024-01-01", periods=40) if apart else ["2024-01-01"] * 40
    days = [pd.Timestamp(first) + pd.Timedelta(days=d) for first in firsts for d in range(3)]
    frame = pd.DataFrame({"t": days, "id": np.repeat([f"p{i}" for i in range(40)], 3)})
    return frame.assign(x=np.arange(120) % 11 * 1.5)


def test_sequences_of_one_series_begin_anywhere_within_it():
    when, told = schedule(long()).chunk(0)
    assert told is None
    assert set(when.starts.dt.day) == set(range(1, 27))  # the last has its rows in January too
    assert schedule(long(), length=30).chunk(0)[0].starts.nunique() == 1
    again = schedule(long()).chunk(0)[0].starts
    pd.testing.assert_series_equal(again, when.starts)
    assert not schedule(long()).chunk(1)[0].starts.equals(when.starts)
    assert not schedule(long(), seed=1).chunk(0)[0].starts.equals(when.starts)


def test_sequences_of_one_series_begin_where_it_is_asked_for():
    when, _ = schedule(long(), "2031-05-01").chunk(0)
    assert (when.start, when.starts) == ("2031-05-01", None)


@pytest.mark.parametrize("start", [None, "2031-05-01"])
def test_series_that_begin_together_do_so_again(start):
    when, _ = schedule(visits(apart=False), start).chunk(0)
    assert (when.start, when.starts) == (start, None)


def test_series_that_begin_apart_do_so_again():
    starts = schedule(visits()).chunk(0)[0].starts
    assert set(starts.dt.day_of_week) == set(range(5))
    assert starts.min() == pd.Timestamp("2024-01-01")
    assert pd.Timestamp("2024-02-19") < starts.max() < pd.Timestamp("2024-03-01")
    assert starts.nunique() > 30


def test_the_first_of_them_begins_where_it_is_asked_for_and_the_others_behind_it():
    planned = schedule(visits(), "2031-05-04")  # a Sunday, beyond the end of the table
    starts = planned.chunk(0)[0].starts
    assert starts[0] == pd.Timestamp("2031-05-04")
    assert (starts[1:] > starts[0]).all()
    assert set(starts[1:].dt.day_of_week) == set(range(5))
    assert starts.max() < pd.Timestamp("2031-07-04")
    assert (planned.chunk(1)[0].starts > starts[0]).all()


def test_the_start_of_a_schema_file_is_as_one_that_is_asked_for():
    assert schedule(long(), column_start="2025-01-01").chunk(0)[0].starts is None
    starts = schedule(visits(), column_start="2025-01-01").chunk(0)[0].starts
    assert starts[0] == starts.min() == pd.Timestamp("2025-01-01")
    other = schedule(visits(), "2026-01-01", column_start="2025-01-01").chunk(0)[0].starts
    assert other[0] == other.min() == pd.Timestamp("2026-01-01")


def test_all_of_a_path_begin_together():
    assert schedule(long(), latents=np.zeros((SIZE, 2))).chunk(0)[0].starts.nunique() == 1


def test_the_calendar_is_that_of_the_rows():
    planned = schedule(long(), cycles=("weekday",), length=6)
    when, told = planned.chunk(0)
    rows = told[slice(3, 5)]
    assert rows.shape == (2, 6, 2)
    for start, found in zip(when.starts[3:5], rows, strict=True):
        points = pd.Series(pd.date_range(start, periods=6))
        np.testing.assert_array_equal(found, calendar.features(points, ("weekday",)))
    np.testing.assert_array_equal(told.of(slice(3, 5), 2), rows[:, :2])


def test_the_calendar_of_sequences_that_begin_together_follows_the_step():
    _, told = schedule(long(), "2024-01-01", "7D", cycles=("weekday",)).chunk(0)
    assert told[slice(SIZE)].tolist() == [[[0.0, 1.0]] * 4] * SIZE


def test_a_table_without_times_has_no_schedule():
    when, told = schedule(long().drop(columns="t").assign(y=[3.5, 1.5] * 15)).chunk(0)
    assert (when.start, when.starts, told) == (None, None, None)
