"""Each score of rows on a few rows whose distance is worked out by hand or in closed form."""

import numpy as np
import pandas as pd
import pytest
from small_samples import of_lists, series, sides

from rnngan.evaluation.similarity.row_scores import (
    autocorrelation,
    classifier,
    cross_correlation,
    joint_forecasts,
    marginals,
    missing_cells,
    pairs,
    repeats,
    row_to_row,
    seasons,
    sequence_lengths,
    skewness_kurtosis,
    sliced_wasserstein,
    spectrum,
    synthetic_forecasts,
    time_steps,
    transitions,
)

WHOLE = {"id_column": "id", "lengths": "learn"}


def frame(**columns):
    return pd.DataFrame(columns)


def test_marginals_of_numbers_and_categories():
    """A quarter of each value against 1/2, 1/4, 1/4, 0; all b, of which there is a half."""
    real, other = sides(
        frame(x=[1.5, 2.5, 3.5, 4.5], c=list("aabb")), frame(x=[1.5, 1.5, 2.5, 3.5], c=list("bbbb"))
    )
    assert marginals.distance(real, other) == {"x": 0.25, "c": 0.5}


def test_marginals_see_values_beyond_the_real_ones_and_between_two_heaps():
    real, other = sides(frame(x=[0.0, 2.5] * 4), frame(x=[-0.5, 0.0, 0.1, 2.5, 2.6, 9.0, 0.0, 2.5]))
    assert marginals.distance(real, other) == {"x": 0.5}  # four of eight lie where none should


def test_marginals_leave_missing_cells_out_but_not_a_column_that_is_never_there():
    real, some, none = sides(
        frame(x=[1.5, 2.5, np.nan, np.nan], y=range(4)),
        frame(x=[1.5, 2.5, 2.5, 1.5], y=range(4)),
        frame(x=[np.nan] * 4, y=range(4)),
    )
    assert marginals.distance(real, some)["x"] == 0
    assert marginals.distance(real, none)["x"] == 1


def test_pairs_of_which_one_follows_from_the_other_or_not():
    """Given either, the other is certain in reality and is drawn by a coin on the other side."""
    real, other = sides(
        frame(x=[1.5, 2.5] * 4, c=list("abababab")), frame(x=[1.5, 2.5] * 4, c=list("aabbaabb"))
    )
    assert pairs.distance(real, other) == {"x and c": 0.5}


def test_pairs_do_not_ask_how_often_values_come():
    real, other = sides(
        frame(x=[1.5, 2.5] * 4, c=list("abababab")),
        frame(x=[1.5] * 7 + [2.5], c=list("aaaaaaab")),
    )
    assert pairs.distance(real, other) == {"x and c": 0}


def test_many_pairs_are_always_the_same_ones():
    rng = np.random.default_rng(0)
    real, other = sides(
        *(pd.DataFrame(rng.normal(size=(30, 13)).round(3)).add_prefix("x") for _ in range(2))
    )
    found = pairs.distance(real, other)  # of 78
    assert len(found) == pairs.MOST
    assert found.keys() == pairs.distance(other, real).keys()


def test_row_to_row_where_half_of_the_moves_are_others():
    """From 0 always up and from 2 always down, against as often up as not at all."""
    real, other = of_lists([[0.0, 2.5, 0.0, 2.5, 0.0]], [[0.0, 0.0, 2.5, 2.5, 0.0]])
    assert row_to_row.distance(real, other) == {"x": 0.5}


def test_transitions_where_half_of_them_are_others():
    ids = [0] * 5
    real, other = sides(
        frame(id=ids, c=list("ababa")), frame(id=ids, c=list("aabba")), id_column="id"
    )
    assert transitions.distance(real, other) == {"c": 0.5}


def test_transitions_end_with_their_sequence():
    ids = [0, 0, 1, 1]
    real, other = sides(
        frame(id=ids, c=list("abba")), frame(id=ids, c=list("baab")), id_column="id"
    )
    assert transitions.distance(real, other) == {"c": 0}


def test_autocorrelation_at_each_lag():
    """-1, 1, -1 against 1/3, -1, -1 at the lags 1, 2 and 3: 4/3 and 2 count as 1."""
    real, other = of_lists([[1.0, -1.0, 1.0, -1.0]], [[1.0, 1.0, -1.0, -1.0]])
    assert autocorrelation.distance(real, other)["x"] == pytest.approx(2 / 3)


def test_autocorrelation_of_moves_sees_what_that_of_values_hardly_does():
    slow = 20 * np.sin(2 * np.pi * np.arange(40) / 40)
    rough = slow + np.tile([0.5, -0.5], 20)
    found = autocorrelation.distance(*of_lists([slow.round(2)] * 2, [rough.round(2)] * 2))
    assert found["x"] < 0.01
    assert found["moves of x"] > 0.1


def test_cross_correlation_of_a_column_and_its_opposite():
    """1 against -1 in one row, and as much apart at each lag: all count 1."""
    x = [1.0, -1.0, 1.0, -1.0]
    real, other = sides(
        series([x], y=[*x[:3], -1.5]), series([x], y=[-1.0, 1.0, -1.0, 1.5]), id_column="id"
    )
    assert cross_correlation.distance(real, other)["x and y"] == pytest.approx(1)
    assert cross_correlation.distance(real, real)["x and y"] == 0


def test_spectrum_of_sequences_of_which_half_stand_still():
    swing, still = [1.0, -1.0] * 4, [2.5] * 8
    real, other = of_lists([swing, still], [swing, swing])
    assert spectrum.distance(real, other)["x"] == pytest.approx(0.5)


def test_spectrum_of_slow_and_fast_swings():
    time = np.arange(64)
    slow, fast = (np.sin(2 * np.pi * f * time).round(6).tolist() for f in (1 / 16, 1 / 4))
    real, other = of_lists([slow] * 2, [fast] * 2)
    assert spectrum.distance(real, other)["x"] > 0.99


def test_skewness_and_kurtosis_of_two_values():
    """L-skewness 1 - 2p, L-kurtosis 1 - 5p(1 - p): 0 and -1/4 for 1/2, 1/2 and 1/16 for 1/4."""
    real, other = of_lists([[1.5, 2.5] * 2000], [[1.5, 1.5, 1.5, 2.5] * 1000])
    found = skewness_kurtosis.distance(real, other)
    assert found["x"] == pytest.approx((0.5 / 2 + (5 / 16) / 1.25) / 2, abs=1e-3)


def test_repeats_are_counted_by_rows_in_runs_of_a_length():
    """Two of four rows are in a run of two; one side has none."""
    real, other = of_lists([[1.5, 1.5, 2.5, 3.5]], [[1.5, 2.5, 3.5, 4.5]])
    assert repeats.distance(real, other) == {"x": 0.5}
    assert repeats.distance(other, other) == {}


def test_missing_cells_by_their_share_and_by_their_runs():
    """Half of the cells are missing: in one run of two, in two runs of one, or not at all."""
    nan = np.nan
    real, runs, none = of_lists(
        [[1.5, nan, nan, 2.5]], [[nan, 1.5, nan, 2.5]], [[1.5, 2.5, 1.5, 2.5]]
    )
    assert missing_cells.distance(real, runs) == {"x": 0.5}
    assert missing_cells.distance(real, none) == {"x": 0.5}
    assert missing_cells.distance(none, none) == {}


def test_lengths_of_which_a_quarter_are_others():
    two, four = [1.5, 2.5], [1.5, 2.5, 3.5, 4.5]
    real, other = of_lists([two, two, four, four], [two, two, two, four])
    assert sequence_lengths.distance(real, other) == {"rows of a sequence": 0.25}
    assert sequence_lengths.distance(*of_lists([two, two], [two])) == {}


def test_time_steps_of_which_half_are_others():
    def visits(*days):
        time = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.cumsum(days), "D")
        return frame(time=time, x=np.arange(len(days)) / 4)

    real, other = sides(visits(0, 1, 7, 1, 7, 30, 1, 7, 30), visits(0, 7, 7, 7, 7, 30, 7, 30, 30))
    assert real.schema.first("time").learned
    # 3, 3 and 2 of eight steps of 1, 7 and 30 days against 0, 5 and 3
    assert time_steps.distance(real, other) == {"time": 0.375}
    regular = sides(frame(time=pd.date_range("2024", periods=4), x=range(4)))[0]
    assert time_steps.distance(regular, regular) == {}


def by_hour(values, days=4):
    return frame(
        time=pd.date_range("2024-01-01", periods=24 * days, freq="h"), x=np.tile(values, days)
    )


def test_seasons_in_deviations_of_the_column():
    """Half of the day lies a deviation over the mean. A flat column is 1 off, half as much 1/2."""
    swing = np.repeat([1.5, 2.5], 12)
    flat, half = np.full(24, 2.0), 2 + (swing - 2) / 2
    real, *others = sides(*map(by_hour, (swing, flat, half, swing + 3, np.roll(swing, 3))))
    found = [seasons.distance(real, other)["x by hour"] for other in others]
    assert found == pytest.approx([1, 0.5, 0, 0.5])  # a level is no season; a quarter is 2 off
    assert seasons.distance(real, others[0]).keys() == {"x by hour"}  # four days have no weekdays


def test_seasons_of_categories_are_shares():
    """Always a by day and b by night, against each half of the time."""
    day = np.repeat(["a", "b"], 12)
    real, other = sides(by_hour(day), by_hour(np.tile(["a", "b"], 12)))
    assert seasons.distance(real, other) == pytest.approx({"x by hour": 0.5})


def test_seasons_need_dates_that_both_sides_have():
    real, night = sides(by_hour(np.arange(24)), by_hour(np.arange(24))[:10])
    assert seasons.distance(real, night) == {}
    numbers = sides(frame(time=np.arange(50.0), x=np.arange(50) % 7), time_column="time")[0]
    assert seasons.distance(numbers, numbers) == {}


def test_sliced_wasserstein_of_sequences_that_have_moved():
    """Sequences at -1 and 1 lie 1 from their median; moved by 1, W / (W + spread) is 1/2."""
    real, other = of_lists([[-1.0, -1.0], [1.0, 1.0]], [[0.0, 0.0], [2.0, 2.0]])
    assert sliced_wasserstein.distance(real, other) == pytest.approx({"values": 0.5, "moves": 0})


def test_a_classifier_guesses_or_knows():
    rng = np.random.default_rng(0)
    real, *others = of_lists(
        *([rng.normal(mean, 1, 6).round(3) for _ in range(200)] for mean in (0, 0, 5))
    )
    found = [classifier.distance(real, other)["all columns"] for other in others]
    assert found[0] < 0.15
    assert found[1] > 0.99
    assert classifier.distance(*of_lists([[1.5, 2.5]] * 7, [[1.5, 2.5]] * 7)) == {}  # too few


OPPOSITE = [2.5, 0.5, 0.5, 2.5, 2.5, 0.5]
ALTERNATING = [[0.5, 2.5, 0.5, 2.5, 0.5, 2.5]] * 20


def test_forecasts_that_lose_all_and_none():
    """What alternates is forecast without fault; from a constant nothing is learned."""
    real, constant = of_lists(ALTERNATING, [[1.5] * 6] * 20)
    assert synthetic_forecasts.distance(real, real) == {"x": 0}
    assert synthetic_forecasts.distance(real, constant)["x"] == pytest.approx(1, abs=1e-6)
    assert joint_forecasts.distance(real, constant)["x"] < 0.01  # the real half is learned from too


def test_forecasts_that_go_the_wrong_way_spoil_the_real_ones():
    """Real rows: y = x₁, and x₂ = -x₁. Twice as many others: y = -x₁, whatever x₂ is.

    Weights a, b of x₁, x₂ that make (1 - a + b)² + 2 (1 + a)² + 2 b² smallest are both -1/2, so all
    real rows are forecast at 0, their mean.
    """
    real, other = of_lists(ALTERNATING, [[0.5, 2.5, 2.5, 0.5, 0.5, 2.5]] * 10 + [OPPOSITE] * 10)
    assert joint_forecasts.distance(real, other)["x"] == pytest.approx(1, abs=0.02)
    assert synthetic_forecasts.distance(real, other)["x"] == pytest.approx(1)


def test_a_column_that_real_rows_cannot_forecast_is_left_out():
    rng = np.random.default_rng(0)
    real, other = of_lists(*([rng.normal(size=8).round(3) for _ in range(50)] for _ in range(2)))
    assert synthetic_forecasts.distance(real, other) == {}
