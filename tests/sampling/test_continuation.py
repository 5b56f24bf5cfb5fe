"""What follows given rows: times, ids, counters and totals go on, and what is held is held."""

import numpy as np
import pandas as pd
import pytest
from given_rows import WINDOW, orders, untrained

from rnngan.config.errors import ConfigError, InputError
from rnngan.data.formats.tables import from_frame
from rnngan.sampling.continuation import Continuation


@pytest.fixture(scope="module")
def trained():
    return untrained()


def gone_on(trained, frame=None, n=1, length=None, seed=0, fix=None):
    """The rows that follow, and the `Continuation`."""
    tables = [None if part is None else from_frame(part) for part in (frame, fix)]
    found = Continuation.of(trained, *tables, length, seed)
    parts = [part for part, _ in found.frames(n, seed)]
    return pd.concat([found.header(n), *parts], ignore_index=True), found


def test_times_ids_and_attributes_go_on(trained):
    """Twelve shops, ten days each from the first of March on: five days from the eleventh on."""
    real = orders()
    made, _ = gone_on(trained, real, length=5)
    assert list(made) == list(real)
    assert made["shop"].tolist() == np.repeat(real["shop"].unique(), 5).tolist()
    days = [f"{day}.03.2024" for day in range(11, 16)]
    assert made["day"].tolist() == 12 * days
    wards = real.groupby("shop")["ward"].first()
    assert (made["ward"] == made["shop"].map(wards)).all()


def test_what_holds_between_rows_holds_over_the_joint(trained):
    real = orders()
    made, _ = gone_on(trained, real, length=5, n=3)
    np.testing.assert_allclose(
        made["total"], (made["price"] * made["quantity"]).round(2), atol=0.011
    )
    last = real.groupby("shop")["meter"].last()
    for (_, shop), part in made.groupby(["scenario", "shop"]):
        assert np.diff([last[shop], *part["meter"]]).min() >= 0


def test_a_counter_goes_on_from_wherever_the_table_stands(trained):
    late = orders().assign(meter=lambda frame: frame["meter"] + 5_000_000)
    made, _ = gone_on(trained, late)
    first = made.groupby("shop")["meter"].first()
    last = late.groupby("shop")["meter"].last()
    assert (first >= last).all()
    assert (first <= last + 200).all()  # moves are of 1 to 89


def test_scenarios_are_numbered_and_differ_and_begin_alike_whatever_their_number(trained):
    made, found = gone_on(trained, orders(), n=3, seed=4)
    assert next(iter(made)) == "scenario"
    assert made["scenario"].tolist() == np.repeat([0, 1, 2], 12 * WINDOW).tolist()
    first = made[made["scenario"] == 0].drop(columns="scenario").reset_index(drop=True)
    second = made[made["scenario"] == 1].drop(columns="scenario").reset_index(drop=True)
    assert not first.equals(second)
    assert gone_on(trained, orders(), n=1, seed=4)[0].equals(first)
    assert gone_on(trained, orders(), n=3, seed=4)[0].equals(made)
    assert not gone_on(trained, orders(), n=3, seed=5)[0].equals(made)
    assert sum(whole for _, whole in found.frames(3, 4)) == 3


def test_rows_of_a_window_count_and_none_before_them(trained):
    real = orders(series=1)
    made, _ = gone_on(trained, real)
    other = real.copy()
    other.loc[: len(real) - WINDOW - 2, "level"] += 3
    assert gone_on(trained, other)[0].equals(made)
    other = real.copy()
    other.loc[len(real) - WINDOW, "level"] += 3
    assert not gone_on(trained, other)[0].equals(made)


def test_series_of_other_lengths_go_on_from_their_own_ends(trained):
    real = orders(series=3)
    short = real.drop(real.index[[0, 1, 2, 3, 4, 5, 6, 7, 8, 18, 19]])  # of one row; ends earlier
    made, found = gone_on(trained, short, length=2)
    assert found.partial.lengths.tolist() == [1, 4, 4]
    first = made.groupby("shop")["day"].first().tolist()
    assert first == ["11.03.2024", "09.03.2024", "11.03.2024"]


def test_a_single_series_goes_on_without_a_column_of_sequences():
    frame = orders(series=1, rows=60)[["day", "level", "mood"]]
    made, _ = gone_on(untrained(frame), frame, length=3)
    assert list(made) == ["day", "level", "mood"]
    assert made["day"].tolist() == ["30.04.2024", "01.05.2024", "02.05.2024"]


def test_steps_that_are_learned_lead_on():
    rng = np.random.default_rng(0)
    frame = orders(series=1, rows=200)[["level", "mood"]]
    minutes = rng.integers(1, 600, 200).cumsum()
    frame.insert(0, "time", pd.Timestamp("2024-01-01") + pd.to_timedelta(minutes, "min"))
    made, _ = gone_on(untrained(frame), frame, length=6)
    assert (np.diff([frame["time"].iloc[-1], *made["time"]]) > pd.Timedelta(0)).all()


def test_whole_series_end_by_themselves_and_none_is_longer_than_any_that_was_learned():
    real = orders(series=24, rows=10)
    keep = real.groupby("shop").cumcount() < 2 + np.arange(24).repeat(10) % 9
    trained = untrained(real[keep], {"lengths": "learn"})
    begun = real[real.groupby("shop").cumcount() < 2]
    made, _ = gone_on(trained, begun, n=5)
    counts = made.groupby(["scenario", "shop"]).size()
    assert counts.max() <= 8  # ten rows at most, of which two are given
    assert counts.nunique() > 2
    with pytest.raises(InputError, match="nothing follows them"):
        gone_on(trained, real)


def test_short_series_may_go_on_for_longer_than_those_that_are_nearly_whole():
    """Series of ten rows were learned; one of the two has nine of them, the other has one."""
    real = orders(series=24)
    trained = untrained(real[real.groupby("shop").cumcount() < 4 + np.arange(24).repeat(10) % 7],
                        {"lengths": "learn"})  # fmt: skip
    begun = real[real["shop"].isin(["S000", "S001"])].drop(index=[9, *range(11, 20)])
    made, _ = gone_on(trained, begun, n=40)
    counts = made.groupby(["shop", "scenario"]).size()
    assert counts["S000"].max() == 1
    assert counts["S001"].max() > 3
    assert gone_on(trained, begun, n=40, length=2)[0].groupby("shop").size()["S001"] <= 80


def test_whole_windows_are_refused():
    with pytest.raises(ConfigError, match="--after: this run writes whole windows"):
        gone_on(untrained(generator="window"), orders())


PLAN = pd.DataFrame(
    {
        "day": ["11.03.2024", "13.03.2024"],
        "price": [9.99, np.nan],  # beyond what was learned
        "mood": [None, "bad"],
    }
)


def test_cells_of_a_plan_are_held_and_the_others_follow(trained):
    made, _ = gone_on(trained, orders(), n=2, fix=PLAN)
    assert made["day"].unique().tolist() == ["11.03.2024", "12.03.2024", "13.03.2024"]
    first, last = (made[made["day"] == day] for day in PLAN["day"])
    assert set(first["price"]) == {9.99}
    assert set(last["mood"]) == {"bad"}
    assert first["mood"].nunique() == 3
    assert first["total"].tolist() == pytest.approx((9.99 * first["quantity"]).round(2).tolist())


def test_a_plan_by_ids_is_held_where_it_is_meant(trained):
    plan = pd.DataFrame({"shop": ["S001", "S001"], "quantity": [7, 8]})
    made, _ = gone_on(trained, orders(), fix=plan)
    held = made["shop"] == "S001"
    assert made.loc[held, "quantity"].tolist() == [7, 8]
    assert made.loc[~held, "quantity"].nunique() > 5
    with pytest.raises(InputError, match="shop 'S999' is none of those"):
        gone_on(trained, orders(), fix=plan.assign(shop="S999"))


def test_a_plan_alone_begins_by_itself(trained):
    plan = pd.DataFrame(
        {"shop": "new", "day": [f"{n}.01.2025" for n in (10, 11, 12)], "ward": [None, "B", None]}
    )
    made, _ = gone_on(trained, n=2, fix=plan)
    assert made["day"].tolist() == 2 * ["10.01.2025", "11.01.2025", "12.01.2025"]
    assert set(made["shop"]) == {"new"}
    assert set(made["ward"]) == {"B"}
    assert gone_on(trained, n=1, fix=plan.drop(columns="shop"))[0]["shop"].nunique() == 1


def test_conditions_that_a_plan_leaves_open_are_drawn_as_learned():
    trained = untrained(data={"condition": ["ward"]})
    plan = pd.DataFrame({"day": ["10.01.2025"], "quantity": [3]})
    made = [gone_on(trained, fix=plan, seed=seed)[0]["ward"].iloc[0] for seed in range(8)]
    assert set(made) == {"A", "B"}
    assert set(gone_on(trained, fix=plan.assign(ward="A"), n=3)[0]["ward"]) == {"A"}


def test_parts_of_an_output_are_the_rows_of_the_whole(trained):
    """Thirty scenarios of twelve series are 360 sequences, of which 256 are written together."""
    _, found = gone_on(trained, orders(), length=5)
    assert found.at_once == 256
    whole = [frame for frame, _ in found.frames(30, 1)]
    ranges = range(256), range(256, 360)
    made = [frame for part in ranges for frame, _ in found.frames(30, 1, part)]
    pd.testing.assert_frame_equal(pd.concat(made), pd.concat(whole))
