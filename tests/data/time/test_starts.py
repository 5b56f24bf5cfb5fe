import numpy as np
import pandas as pd
import pytest

from rnngan.config.run_config import DataConfig
from rnngan.data.detection import detect
from rnngan.data.formats.tables import from_frame
from rnngan.data.schema import TimeColumn
from rnngan.data.time import starts, times

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000  # microseconds


def column(points, series, frequency, **fields):
    """Return the time column of a table, with its first point and its starts."""
    made = {"name": "t", "dtype": str(points.dtype), "frequency": frequency, **fields}
    made |= {"begin": points.min() if points.dtype == "float64" else str(points.min())}
    draft = TimeColumn(**made)
    return draft.model_copy(update={"starts": starts.find(points, np.array(series), draft)})


def of(firsts, frequency="h", **fields):
    """Return the time column of a table whose series begin at `firsts` and have one row each."""
    firsts = pd.Series(pd.to_datetime(firsts) if isinstance(firsts[0], str) else firsts)
    return column(firsts, range(len(firsts)), frequency, **fields)


def drawn(column, count=2000, start=None, seed=0):
    begin = times.firsts(column, start)[0]
    return column.starts.sampler(column, begin)(np.random.default_rng(seed), count)


def test_series_that_begin_together_have_no_starts():
    assert of(["2024-01-01"] * 3).starts is None


def test_rows_of_one_regular_series_are_equally_likely():
    days = pd.Series(pd.date_range("2024-01-30", periods=4))
    found = column(days, [0] * 4, "D", span=3)
    assert found.starts == starts.Starts(unit=1.0, width=4, rates=(1.0,), of_rows=True)
    made = drawn(found).dt.day.value_counts(normalize=True)
    assert made[[30, 31, 1, 2]].tolist() == pytest.approx([0.25] * 4, abs=0.03)
    limited = found.starts.sampler(found, days[0], most=1)(np.random.default_rng(0), 100)
    assert set(limited) == set(days[:2])


def test_rates_are_counts_beside_what_weekdays_and_hours_let_expect():
    """Four starts give two rates: (3 + 1) / (2 + 1) and (1 + 1) / (2 + 1)."""
    found = starts.by_steps(np.array([0, 0, 1, 3]))
    assert (found.width, found.rates) == (2, (1.0, 0.5))
    assert (found.weekdays, found.hours, found.unit) == ((), (), 1.0)


GRIDS = {
    "dates": (["2024-01-01", "2024-01-05"], DAY, 0),
    "always at eight": (["2024-01-01 08:00", "2024-01-05 08:00"], DAY, 8 * HOUR),
    "half past": (["2024-01-01 08:30", "2024-01-05 09:30"], HOUR, HOUR // 2),
    "quarters": (["2024-01-01 08:00", "2024-01-05 11:45"], 15 * MINUTE, 0),
    "minutes": (["2024-01-01 08:00", "2024-01-05 11:47"], MINUTE, 0),
    "seconds": (["2024-01-01 08:00:00", "2024-01-05 11:47:01"], MINUTE // 60, 0),
}


@pytest.mark.parametrize(("firsts", "grid", "phase"), GRIDS.values(), ids=GRIDS)
def test_new_starts_lie_on_the_grid_of_the_real_ones(firsts, grid, phase):
    found = of(firsts)
    assert (found.starts.grid, found.starts.phase) == (grid, phase)
    made = starts.micro(drawn(found))
    assert ((made - phase) % grid == 0).all()
    real = starts.micro(pd.Series(pd.to_datetime(firsts)))
    assert (real.min() <= made).all()
    assert (made < real.max() + max(grid, HOUR)).all()
    assert len(set(made)) > 2


def office(count=400, seed=3):
    """Return starts on working days from 8 to 17 o'clock; four times as many in the last quarter.

    A third of the days lie in the last third of the year, and two thirds of the starts do.
    """
    rng = np.random.default_rng(seed)
    days = pd.bdate_range("2023-01-02", "2023-12-29")
    weights = np.where(np.arange(len(days)) < len(days) * 2 // 3, 1.0, 4.0)
    chosen = rng.choice(days, count, p=weights / weights.sum())
    minutes = rng.integers(8 * 60, 17 * 60, count)
    return pd.Series(chosen + pd.to_timedelta(minutes, unit="min"))


def test_new_starts_lie_in_the_opening_hours_at_the_rate_of_the_real_ones():
    real = office()
    made = drawn(of(real, "7min"), 4000)
    assert set(made.dt.day_of_week) == set(range(5))
    assert set(made.dt.hour) == set(range(8, 17))
    assert made.dt.second.eq(0).all()
    assert made.between(real.min(), real.max() + pd.Timedelta(hours=1)).mean() > 0.99
    late = [(points >= "2023-09-01").mean() for points in (real, made)]
    assert late[0] == pytest.approx(2 / 3, abs=0.05)
    assert late[1] == pytest.approx(late[0], abs=0.05)


def test_new_starts_equal_real_ones_no_more_often_than_chance():
    """260 days of 540 minutes are 140,400 possible starts, of which 400 are real ones' at most."""
    real = office()
    made = drawn(of(real, "7min"), 20_000)
    share = made.isin(set(real)).mean()
    assert share < 2 * 400 / 140_400
    kept = of(real, "7min").starts.model_dump_json()
    assert len(kept) < 1000


def test_starts_from_another_point_on_keep_hours_weekdays_and_rate():
    real = office()
    found = of(real, "7min")
    made = drawn(found, 4000, start="2031-03-01 12:00")  # a Saturday
    assert set(made.dt.day_of_week) == set(range(5))
    assert set(made.dt.hour) == set(range(8, 17))
    assert made.min() > pd.Timestamp("2031-03-03")
    span = real.max() - real.min()
    assert (made.max() - pd.Timestamp("2031-03-01")) / span == pytest.approx(1, abs=0.05)


def test_a_weekday_that_rules_out_all_days_is_left_out_of_account():
    """Twelve series begin on a Monday at 8 or 9; asked for from a Saturday on, the hours remain."""
    found = of(["2024-01-01 08:00", "2024-01-01 09:10"] * 6, "min")
    made = drawn(found, start="2024-01-06 08:00")
    assert set(made.dt.day_of_week) == {5}
    assert set(made.dt.hour) <= {8, 9}


def test_few_starts_say_nothing_of_weekdays():
    made = drawn(of(["2024-01-01", "2024-01-02", "2024-01-10"], "D"))
    assert set(made.dt.day_of_week) == set(range(7))


def test_clocks_of_a_zone_are_those_on_the_wall():
    real = office().dt.tz_localize("Europe/Berlin")
    made = drawn(of(real, "7min"))
    assert str(made.dt.tz) == "Europe/Berlin"
    assert set(made.dt.hour) == set(range(8, 17))


def test_starts_of_months_and_numbers_are_counted_in_steps():
    months = drawn(of(["2024-01-31", "2024-05-31", "2024-12-31"], "ME"))
    assert months.dt.is_month_end.all()
    assert set(months.dt.month) == set(range(1, 13))
    numbers = drawn(of([1.0, 2.5, 6.0], 0.5, decimals=1))
    assert set(numbers) == {1 + i / 2 for i in range(11)}
    finer = drawn(of([1.0, 2.2, 2.7], 1.0, decimals=1))
    assert set(finer.round(6)) == {round(1 + i / 10, 6) for i in range(18)}


def test_long_axes_are_cut_into_cells():
    found = starts.by_steps(np.array([0, 500_000, 999_999]))
    assert found.cell * found.width * len(found.rates) >= 1_000_000
    assert found.width * len(found.rates) <= starts.LONGEST + 1


def test_seconds_within_an_hour_have_a_rate_of_their_own():
    """Nine of ten sessions begin in the last ten minutes of an hour."""
    rng = np.random.default_rng(0)
    seconds = np.concatenate([rng.integers(0, 3000, 20), rng.integers(3000, 3600, 180)])
    real = pd.Series(pd.Timestamp("2024-01-01 10:00") + pd.to_timedelta(seconds, unit="s"))
    made = drawn(of(real, "s"))
    assert set(made.dt.hour) <= {10, 11}
    assert (made >= "2024-01-01 10:50").mean() > 0.75


def test_rows_of_one_series_of_learned_steps_give_hours_too():
    real = office().sort_values().reset_index(drop=True)
    table = from_frame(pd.DataFrame({"t": real.drop_duplicates()}).assign(x=lambda t: t.index**0.5))
    found = detect(table, DataConfig())["t"]
    assert (found.learned, found.starts.of_rows) == (True, True)
    assert set(drawn(found).dt.hour) == set(range(8, 17))
