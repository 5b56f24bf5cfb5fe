"""Tables of long series: cut, gone on, the same again, and true to their columns."""

import numpy as np
import pandas as pd
import pytest
from untraced import untraced as untracing

from rnngan import ConfigError, SequenceGAN
from rnngan.config.requests import GenerateRequest
from rnngan.sampling import sample_table

SETTINGS = {"window": 8, "units": 4, "steps": 2, "batch_size": 8, "generator": "row"}
SETTINGS["adversarial_steps"] = 0


def table(rows=120):
    """A number, a category, a counter and one that falls, on days."""
    rng = np.random.default_rng(0)
    wave = np.sin(np.arange(rows) / 5)
    return pd.DataFrame(
        {
            "day": pd.date_range("2024-01-01", periods=rows),
            "x": (wave + rng.normal(0, 0.1, rows)).round(3),
            "mood": np.where(wave > 0.2, "good", np.where(wave < -0.5, "bad", "so-so")),
            "count": np.cumsum(rng.integers(0, 9, rows)),
            "left": (500 - np.cumsum(rng.uniform(0, 3, rows))).round(1),
        }
    )


def learned(frame, settings=SETTINGS, **given):
    """Train for two steps that are not traced; what writes the samples is."""
    columns = {name: given.pop(name) for name in ("id_column", "time_column") if name in given}
    with untracing():
        return SequenceGAN(**settings, **given).fit(frame, **columns)


@pytest.fixture(scope="module")
def gan():
    return learned(table(), calendar=["none"], time_column="day")


@pytest.fixture(scope="module")
def seasonal():
    """A model that is told the weekday."""
    return learned(table(), calendar=["weekday"], time_column="day")


def parts(made, name="sequence"):
    return [part.drop(columns=name).reset_index(drop=True) for _, part in made.groupby(name)]


def test_a_shorter_length_cuts(gan):
    whole, short = gan.sample(3), gan.sample(3, length=5)
    assert len(short) == 15
    for one, other in zip(parts(short), parts(whole), strict=True):
        pd.testing.assert_frame_equal(one, other[:5])
    pd.testing.assert_frame_equal(gan.sample(3, length=8), whole)
    assert len(gan.sample(3, length=1)) == 3


@pytest.mark.parametrize("length", [9, 10, 13, 200])
def test_a_longer_length_goes_on(gan, length):
    made = gan.sample(2, length=length)
    assert made.groupby("sequence").size().tolist() == [length, length]
    assert made.dtypes.to_dict() == gan.sample(0, length=length).dtypes.to_dict()
    assert not made.isna().any(axis=None)


@pytest.mark.parametrize("name", ["gan", "seasonal"])
def test_long_series_keep_to_their_columns(name, request):
    made = request.getfixturevalue(name).sample(5, seed=1, length=150)
    real = table()
    assert set(made["mood"]) <= set(real["mood"])
    assert made["mood"].nunique() > 1
    assert (made["x"].round(3) == made["x"]).all()
    for part in parts(made):
        assert (part["day"].diff().dropna() == pd.Timedelta(days=1)).all()
        assert (part["count"].diff().dropna() >= 0).all()
        assert (part["left"].diff().dropna() <= 0).all()
        assert part["count"].iloc[-1] > part["count"].iloc[20]  # it goes on counting
        assert part["x"].std() > 0.1


@pytest.mark.parametrize("name", ["gan", "seasonal"])
def test_few_series_are_the_first_of_many_and_short_ones_the_beginning_of_long_ones(name, request):
    found = request.getfixturevalue(name)
    many = parts(found.sample(70, seed=3, length=30, start="2024-06-01"))
    for count in (1, 64, 65):
        few = parts(found.sample(count, seed=3, length=30, start="2024-06-01"))
        for one, other in zip(few, many[:count], strict=True):
            alike(one, other)
    longer = parts(found.sample(2, seed=3, length=300, start="2024-06-01"))
    shorter = parts(found.sample(2, seed=3, length=100, start="2024-06-01"))
    for one, other in zip(shorter, longer, strict=True):
        alike(one, other[:100])


def alike(one, other):
    """The last decimal may be rounded otherwise in a batch of another size."""
    names = ["x", "count", "left"]
    pd.testing.assert_frame_equal(one.drop(columns=names), other.drop(columns=names))
    np.testing.assert_allclose(one["x"], other["x"], atol=0.0021)
    for name in ("count", "left"):
        np.testing.assert_allclose(one[name].diff(), other[name].diff(), atol=1.01)


def test_the_same_seed_gives_the_same_table_and_another_another(gan):
    made = gan.sample(3, seed=1, length=40)
    pd.testing.assert_frame_equal(made, gan.sample(3, seed=1, length=40))
    assert not made["x"].equals(gan.sample(3, seed=2, length=40)["x"])


def test_a_long_series_begins_like_one_of_a_window(seasonal):
    window = parts(seasonal.sample(3, seed=1, start="2024-05-01"))
    long = parts(seasonal.sample(3, seed=1, start="2024-05-01", length=50))
    for one, other in zip(window, long, strict=True):
        pd.testing.assert_frame_equal(one, other[:8])


def test_the_calendar_goes_on_over_the_end_of_the_table(seasonal):
    made = seasonal.sample(2, length=1000)
    assert len(made) == 2000
    for part in parts(made):
        assert (part["day"].diff().dropna() == pd.Timedelta(days=1)).all()
    begun = seasonal.sample(1, length=20, start="2030-02-01", frequency="2D")
    assert begun["day"].iloc[-1] == pd.Timestamp("2030-02-01") + pd.Timedelta(days=38)


def test_learned_steps_of_time_go_on_strictly():
    rng = np.random.default_rng(0)
    seconds = np.cumsum(rng.integers(20, 4000, 120))
    frame = pd.DataFrame(
        {
            "at": pd.Timestamp("2024-01-01") + pd.to_timedelta(seconds, unit="s"),
            "x": np.sin(np.arange(120) / 5).round(3),
        }
    )
    gan = learned(frame, time_column="at")
    for part in parts(gan.sample(3, length=400)):
        steps = part["at"].diff().dropna().dt.total_seconds()
        assert (steps > 0).all()
        assert steps.median() == pytest.approx(np.median(np.diff(seconds)), rel=0.4)
        assert steps.nunique() > 100


@pytest.fixture(scope="module")
def grouped(visits):
    """Series told apart by an id, with one value a series beside it."""
    ages = {name: 20 + 3 * i for i, name in enumerate(visits["patient"].unique())}
    frame = visits.assign(age=visits["patient"].map(ages))
    return learned(frame, id_column="patient", time_column="day")


def test_static_columns_stay_and_ids_go_on(grouped):
    made = grouped.sample(70, length=30)
    assert made["patient"].nunique() == 70
    assert made.groupby("patient").size().eq(30).all()
    assert made.groupby("patient")["age"].nunique().eq(1).all()
    assert made["age"].nunique() > 5
    assert (made["clinic"] == "north").all()
    assert made["pulse_again"].equals(made["pulse"].rename("pulse_again"))


def test_a_saved_model_writes_the_same_long_series(grouped, tmp_path):
    grouped.save(tmp_path / "run")
    again = SequenceGAN.load(tmp_path / "run")
    weights = (gan.trained_.model.get_weights() for gan in (again, grouped))
    pairs = zip(*weights, strict=True)
    assert all(np.array_equal(one, other) for one, other in pairs)
    pd.testing.assert_frame_equal(again.sample(3, length=60), grouped.sample(3, length=60))


@pytest.fixture(scope="module")
def whole(visits):
    """Whole series of 11 to 30 rows."""
    short = visits[visits.groupby("patient").cumcount() < 10 + 5 * (visits.index // 30 % 5)]
    settings = {"units": 4, "steps": 2, "batch_size": 8, "lengths": "learn", "adversarial_steps": 0}
    frame = short.reset_index(drop=True)
    return learned(frame, settings, id_column="patient", time_column="day")


def test_nothing_follows_whole_series(whole):
    assert len(whole.sample(2, length=30)) <= 60
    message = r"length=31: whole series of at most 30 rows .*Train with lengths=.windows."
    with pytest.raises(ConfigError, match=message):
        whole.sample(2, length=31)


@pytest.mark.parametrize(
    ("rows", "length", "sequences"),
    [(1, None, 1), (11, None, 1), (12, None, 2), (80, None, 10), (9000, None, 1125), (50, 30, 2)],
)
def test_about_so_many_rows_are_the_nearest_whole_sequences(gan, rows, length, sequences):
    made = gan.sample(rows=rows, seed=2, length=length)
    pd.testing.assert_frame_equal(made, gan.sample(sequences, seed=2, length=length))


@pytest.mark.parametrize("rows", [1, 40, 100, 40_000])
def test_rows_of_learned_lengths_are_the_first_sequences_too(whole, rows):
    made = whole.sample(rows=rows, seed=2)
    lengths = made.groupby("patient").size()
    assert len(lengths) == 1 or abs(len(made) - rows) <= 15  # half of the longest
    pd.testing.assert_frame_equal(made, whole.sample(len(lengths), seed=2))


def test_sequences_or_rows_are_asked_for(gan):
    for asked in ({}, {"n": 1, "rows": 1}):
        with pytest.raises(ConfigError, match="Expected either n or rows"):
            gan.sample(**asked)
    with pytest.raises(ConfigError, match=r"rows: expected 1 or more. Received: rows=0"):
        gan.sample(rows=0)


def test_ids_of_another_seed_are_others_and_begin_where_they_are_asked_to(grouped, visits):
    one, other = (set(grouped.sample(70, seed=seed)["patient"]) for seed in (0, 1))
    assert not one & other
    assert not (one | other) & set(visits["patient"])
    made = grouped.sample(3, first_id="P500", length=30)
    assert list(made["patient"].unique()) == ["P500", "P501", "P502"]
    rest = grouped.sample(3, length=30).drop(columns="patient")
    pd.testing.assert_frame_equal(made.drop(columns="patient"), rest)
    with pytest.warns(UserWarning, match="first_id='P003': the table has ids below P012"):
        grouped.sample(1, first_id=3)
    with pytest.raises(ConfigError, match="first_id='3P': expected an id spelled like 'P012'"):
        grouped.sample(0, first_id="3P")


def test_the_real_command_counts_rows_and_ids(rnngan, visits_run):
    result = rnngan("generate", visits_run, "--rows", 20, "--first-id", "P077")
    assert (result.returncode, result.stderr) == (0, "")
    ids = [line.split(",")[0] for line in result.stdout.splitlines()[1:]]
    assert ids == ["P077"] * 8 + ["P078"] * 8 + ["P079"] * 8
    result = rnngan("generate", visits_run, "-n", 0, "--first-id", "P007")
    assert (result.returncode, len(result.stdout.splitlines())) == (0, 1)
    assert result.stderr == (
        "note: --first-id P007: the table has ids below P012, so new ones may be equal to them\n"
    )
    for asked, said in (
        (("--rows", 20, "-n", 3), "Give one of -n, the number of sequences; --rows, about how"),
        (("-n", 3, "--first-id", "Q7"), "--first-id Q7: expected an id spelled like 'P012'"),
        (("-n", 2 * 10**9), "2,000,000,000 ids are too many: a seed has 1,000,000,000, so that"),
    ):
        result = rnngan("generate", visits_run, *asked)
        assert (result.returncode, result.stdout) == (2, "")
        assert said in result.stderr


def test_the_real_command_goes_on_too(rnngan, visits_run):
    result = rnngan("generate", visits_run, "-n", 2, "--length", 50, "--seed", 4)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) == 1 + 100
    made = SequenceGAN.load(visits_run).sample(2, seed=4, length=50)
    assert [line.split(",")[2] for line in lines[1:]] == [f"{pulse:.1f}" for pulse in made["pulse"]]


def test_parts_of_an_output_are_the_rows_of_the_whole(seasonal):
    """Of sequences that are longer than a window, 64 are drawn together."""
    trained, asked = seasonal.trained_, GenerateRequest(130, 5, length=30)
    assert sample_table.at_once(trained, asked) == 64
    whole = [frame for frame, _ in sample_table.frames(trained, asked)]
    made = [
        frame
        for numbers in (range(64), range(64, 130))
        for frame, _ in sample_table.frames(trained, asked, numbers)
    ]
    pd.testing.assert_frame_equal(pd.concat(made), pd.concat(whole))
    assert list(sample_table.frames(trained, asked, range(0))) == []


def hourly_beside(rows=720):
    """Rows of ten minutes: a sensor of a room, and hourly values of a weather station between."""
    rng = np.random.default_rng(0)
    day = 2 * np.pi * np.arange(rows) / 144
    hours = (8 + 5 * np.sin(day[::6]) + rng.normal(0, 0.7, rows // 6)).round(1)
    return pd.DataFrame(
        {
            "time": pd.date_range("2024-01-01", periods=rows, freq="10min"),
            "room": (21 + np.sin(day) + rng.normal(0, 0.05, rows)).round(2),
            "outside": np.interp(np.arange(rows), np.arange(0, rows, 6), hours),
        }
    )


def test_what_is_interpolated_between_hours_bends_at_the_hour_alone():
    real = hourly_beside()
    ends = real["outside"].quantile([0.05, 0.95])  # beyond, a line may leave what was learned
    gan = learned(real, SETTINGS | {"window": 12}, time_column="time")
    for made in (gan.sample(3, length=60), gan.go_on(real.tail(20), 3, 60)):
        for part in parts(made, made.columns[0]):
            line = 2 * part["outside"].shift(1) - part["outside"].shift(2)
            bends, within = (part["outside"] - line).abs(), line.between(*ends)
            off = (part["time"].dt.minute != 10) & (part.index > 2)
            assert bends[off & within].max() < 1e-3
            assert (off & within).sum() > 20
            assert bends[~off].max() > 0.02
