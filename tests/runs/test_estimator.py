"""The Python interface: a data frame in, the same columns and dtypes out."""

import contextlib
import copy
import io
import os
import pickle
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from untraced import untraced as untracing

import rnngan
from rnngan import ConfigError, InputError, RunConfig, RunError, SequenceGAN, TrainingError
from rnngan.config.requests import GenerateRequest
from rnngan.data.dataset import prepare
from rnngan.data.formats import containers
from rnngan.data.formats.tables import from_frame
from rnngan.evaluation import verdict
from rnngan.report.progress import speaking
from rnngan.report.python_words import in_python
from rnngan.report.training_bar import introduce
from rnngan.sampling import sample_table

SETTINGS = {"window": 8, "units": 8, "steps": 4, "adversarial_steps": 0}
BRIEF = SETTINGS | {"steps": 2}  # where it counts what comes back, not how well it was learned


@pytest.fixture(scope="module")
def fitted(visits):
    with contextlib.redirect_stderr(io.StringIO()) as said, untracing():
        gan = SequenceGAN(**SETTINGS).fit(visits, id_column="patient", time_column="day")
    return gan, said.getvalue()


@pytest.fixture(scope="module")
def gan(fitted):
    return fitted[0]


def test_fit_says_what_the_command_says(fitted):
    for said in (
        "the data frame: 360 rows; columns: 1 id, 1 time, 2 number, 1 category, 1 constant, 1 dup",
        "  note: 'pulse_again' equals pulse in every row; left out and restored\n",
        "preparing the networks, about 10 s\n4 steps will take at most ",
        "training 4/4  likelihood ",
    ):
        assert said in fitted[1]


def test_fit_says_how_generated_windows_compare_and_keeps_it(fitted, tmp_path):
    gan, said = fitted
    found = gan.trained_.checked
    line = f"a quick judge tells generated from real windows in {100 * found['accuracy']:.0f} % of"
    assert line in said
    assert found["failure"] is None
    gan.save(tmp_path / "run")
    assert SequenceGAN.load(tmp_path / "run").trained_.checked == found
    assert pickle.loads(pickle.dumps(gan)).trained_.checked == found


def test_a_fit_that_has_learned_nothing_is_an_error_and_keeps_what_there_is(
    visits, monkeypatch, untraced
):
    monkeypatch.setattr(verdict, "FEWEST", 4)
    gan = SequenceGAN(**SETTINGS, learning_rate=1e-6)
    with pytest.raises(TrainingError, match="Try more steps= or minutes=, another objective=, an"):
        gan.fit(visits, id_column="patient", time_column="day", quiet=True)
    assert gan.trained_.checked["accuracy"] >= verdict.EASILY
    assert len(gan.sample(2)) == 16


def test_a_quiet_fit_says_nothing_and_reports(root):
    """In a process of its own, where TensorFlow loads for the first time."""
    code = (
        "import numpy as np, pandas as pd\n"
        "from rnngan import SequenceGAN\n"
        "frame = pd.DataFrame({'x': np.sin(np.arange(90.0))})\n"
        "gan, seen = SequenceGAN(window=8, units=4, steps=2, adversarial_steps=0), []\n"
        "gan.fit(frame, quiet=True, callbacks=[lambda done, losses: seen.append(done)])\n"
        "print(len(gan.sample(1)), seen[-1])"
    )
    loud = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, env=loud
    )
    assert (result.stdout, result.stderr) == ("8 2\n", "")


def test_notices_are_in_the_words_of_python(capsys):
    table = from_frame(pd.DataFrame({"x": np.sin(np.arange(30.0))}))
    with speaking(wording=in_python):
        introduce(table, prepare(table, RunConfig(data={"window": 8})))
    assert "more rows or a shorter window= would help" in capsys.readouterr().err


def test_repr_tells_what_it_is(gan):
    assert repr(SequenceGAN()) == "SequenceGAN(): not fitted"
    assert repr(SequenceGAN(window=48, steps=9)) == "SequenceGAN(window=48, steps=9): not fitted"
    assert repr(SequenceGAN(objective="wgan-gp")) == "SequenceGAN(objective='wgan-gp'): not fitted"
    assert repr(SequenceGAN(steps=-1)) == "SequenceGAN(steps=-1): not fitted"
    assert repr(gan) == (
        "SequenceGAN(window=8, id_column='patient', time_column='day', units=8, steps=4, "
        "adversarial_steps=0): 7 columns, 4 steps"
    )


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda gan: pickle.loads(pickle.dumps(gan))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_copies_sample_the_same_bytes(gan, again):
    other = again(gan)
    pd.testing.assert_frame_equal(other.sample(3, seed=5), gan.sample(3, seed=5))
    pd.testing.assert_frame_equal(other.history_, gan.history_)
    assert (repr(other), other.config_, other.config) == (repr(gan), gan.config_, gan.config)
    assert other.get_params() == gan.get_params()
    assert other.trained_.finished
    unfitted = again(SequenceGAN(window=48, preset="wgan-gp"))
    assert repr(unfitted) == "SequenceGAN(preset='wgan-gp', window=48): not fitted"


def test_repr_of_what_was_stopped_says_how_far_it_is(gan):
    other = copy.copy(gan)
    other._trained = replace(gan._trained, steps=3)
    assert repr(other).endswith("): 7 columns, stopped after 3 steps of 4")


def test_a_copy_is_another_one(gan):
    other = copy.copy(gan)
    del other._trained
    assert gan.trained_ is not None


def test_a_loaded_one_tells_what_it_is_and_is_pickled(gan, tmp_path):
    loaded = SequenceGAN.load(gan.save(tmp_path / "run") and tmp_path / "run")
    assert loaded.config == loaded.config_ == gan.config_

    with pytest.raises(
        InputError, match=r"run exists\. Choose another name, or pass force=True to"
    ):
        gan.save(tmp_path / "run")


def test_saving_nothing_leaves_no_folder(tmp_path):
    with pytest.raises(RunError, match="call fit or load first"):
        SequenceGAN().save(tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_columns_and_dtypes_come_back(gan, visits):
    made = gan.sample(5)
    assert list(made.columns) == list(visits.columns)
    assert made.dtypes.to_dict() == visits.dtypes.to_dict()
    assert len(made) == 5 * 8


def test_values_look_like_the_table(gan, visits):
    made = gan.sample(50)
    assert set(made["mood"]) <= set(visits["mood"])
    assert (made["clinic"] == "north").all()
    assert made["pulse_again"].equals(made["pulse"].rename("pulse_again"))
    assert (made["pulse"].round(1) == made["pulse"]).all()
    assert (made["steps"] >= 0).all()


def test_new_ids_and_strictly_increasing_days(gan, visits):
    made = gan.sample(3)
    assert list(made["patient"].unique()) == ["P012", "P013", "P014"]
    assert not set(made["patient"]) & set(visits["patient"])
    for _, part in made.groupby("patient"):
        assert (part["day"].diff().dropna() == pd.Timedelta(days=1)).all()


def test_one_series_gets_a_sequence_column_and_begins_anywhere_within_it(visits, untraced):
    one = visits[visits["patient"] == "P000"].drop(columns="patient")
    gan = SequenceGAN(**BRIEF).fit(one, time_column="day")
    made = gan.sample(2)
    assert list(made.columns) == ["sequence", *one.columns]
    assert made["sequence"].tolist() == [0] * 8 + [1] * 8
    firsts = gan.sample(50).groupby("sequence")["day"].min()
    assert set(firsts) <= set(one["day"].iloc[: -8 + 1])
    assert firsts.nunique() > 10


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"x": np.sin(np.arange(40) / 3).round(3)}),
        pd.DataFrame({"x": np.arange(40) % 7, "flag": np.arange(40) % 3 == 0}),
        pd.DataFrame(
            {
                "x": (np.arange(40) / 7).astype("float32"),
                "label": pd.Categorical(["red", "blue"] * 20, categories=["blue", "red"]),
            }
        ),
    ],
    ids=["one column", "bool", "float32 and categorical"],
)
def test_other_dtypes_come_back(frame, untraced):
    made = SequenceGAN(**BRIEF).fit(frame).sample(3)
    assert made.drop(columns="sequence").dtypes.to_dict() == frame.dtypes.to_dict()


def test_same_seed_same_frame_and_longer_samples_begin_alike(gan):
    first = gan.sample(3, seed=1)
    pd.testing.assert_frame_equal(first, gan.sample(3, seed=1))
    pd.testing.assert_frame_equal(first, gan.sample(9, seed=1)[: len(first)])
    assert not first["pulse"].equals(gan.sample(3, seed=2)["pulse"])


def test_samples_over_several_chunks_begin_like_shorter_ones(gan, monkeypatch):
    monkeypatch.setattr(sample_table, "CHUNK", 4)
    made = gan.sample(10, seed=1)
    assert made["patient"].nunique() == 10
    pd.testing.assert_frame_equal(made[:32], gan.sample(4, seed=1))


def test_windows_are_made_a_chunk_at_a_time(gan, monkeypatch):
    monkeypatch.setattr(sample_table, "CHUNK", 4)
    stream = sample_table.windows(gan._trained, GenerateRequest(10**9))
    assert [len(next(stream)[0]) for _ in range(3)] == [4, 4, 4]
    stream.close()


def test_a_sample_comes_in_parts(gan, monkeypatch):
    monkeypatch.setattr(sample_table, "CHUNK", 4)
    parts = gan.sample_chunks(10, seed=1)
    first = next(parts)
    assert len(first) == 4 * 8
    pd.testing.assert_frame_equal(pd.concat([first, *parts], ignore_index=True), gan.sample(10, 1))
    endless = gan.sample_chunks(rows=10**9)  # a billion rows, of which 64 are made
    assert [len(next(endless)) for _ in range(2)] == [32, 32]
    endless.close()
    with pytest.raises(ConfigError, match="Received: n=-1"):
        gan.sample_chunks(-1)  # at once, not at the first part


@pytest.mark.parametrize("name", ["polars", "pyarrow"])
def test_tables_come_back_as_they_came(visits, name, untraced):
    polars = pytest.importorskip("polars")
    frame = polars.from_pandas(visits).with_columns(
        polars.col("day").cast(polars.Date), polars.col("mood").cast(polars.Categorical)
    )
    data = frame if name == "polars" else frame.to_arrow()
    gan = SequenceGAN(**BRIEF).fit(data, id_column="patient", time_column="day", quiet=True)
    for found in (gan, pickle.loads(pickle.dumps(gan))):
        made = found.sample(2)
        assert (type(made), made.schema) == (type(data), data.schema)
    assert made.equals(next(gan.sample_chunks(2)))
    assert isinstance(copy.copy(gan).sample(0), type(data))


def test_sample_of_none_is_the_header(gan, visits):
    made = gan.sample(0)
    assert len(made) == 0
    assert list(made.columns) == list(visits.columns)


def test_start(gan):
    assert str(gan.sample(1, start="2030-02-01")["day"].iloc[0].date()) == "2030-02-01"
    with pytest.raises(InputError, match="'soon' is not a point in time"):
        gan.sample(1, start="soon")


def test_misuse_is_explained():
    with pytest.raises(RunError, match="call fit or load first"):
        SequenceGAN().sample(1)
    with pytest.raises(ConfigError, match="unknown setting windows"):
        SequenceGAN(windows=3)
    with pytest.raises(ConfigError, match=r"training\.steps.*Received: 0"):
        SequenceGAN(steps=0).fit(pd.DataFrame({"x": [1.0, 2.0]}))
    with pytest.raises(
        InputError, match=r"array of two dimensions\. Received: list of shape \(3,\)"
    ):
        SequenceGAN().fit([1, 2, 3])
    with pytest.raises(ConfigError, match=r"callbacks: expected functions .* Received: 3"):
        SequenceGAN().fit(pd.DataFrame({"x": [1.0, 2.0]}), callbacks=[3])


def test_negative_samples_are_refused(gan):
    with pytest.raises(ConfigError, match="Received: n=-1"):
        gan.sample(-1)


def test_history_is_a_frame_of_finite_losses(gan):
    assert list(gan.history_["step"]) == [4]
    assert np.isfinite(gan.history_[["likelihood", "g_gradient"]]).all(axis=None)


def test_public_names_load():
    for name in rnngan.__all__:
        assert getattr(rnngan, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        rnngan.nonsense  # noqa: B018


def test_a_second_fit_starts_from_the_settings_given(visits, untraced):
    gan = SequenceGAN(**BRIEF).fit(visits[["patient", "pulse"]], id_column="patient")
    other = pd.DataFrame({"x": np.sin(np.arange(40) / 3)})
    assert list(gan.fit(other).sample(1).columns) == ["sequence", "x"]


def test_a_narrow_id_widens_in_every_chunk_alike(visits, monkeypatch, untraced):
    monkeypatch.setattr(sample_table, "CHUNK", 64)
    frame = visits[["pulse"]].assign(patient=visits["patient"].str[1:].astype("int8"))
    gan = SequenceGAN(**BRIEF).fit(frame, id_column="patient")
    assert gan.sample(3)["patient"].dtype == "int8"
    made = gan.sample(120)
    assert made["patient"].max() == 131
    assert made["patient"].dtype == "int64"
    parts = [part for part, _ in sample_table.frames(gan.trained_, GenerateRequest(120))]
    types = {str(part["patient"].dtype) for part in parts}
    assert types == {"int8", "int64"}  # as chunks they differ; writers take the last one's


def test_start_without_a_time_column_is_refused(untraced):
    gan = SequenceGAN(**BRIEF).fit(pd.DataFrame({"x": np.sin(np.arange(40) / 3)}))
    with pytest.raises(ConfigError, match="the table has no time column"):
        gan.sample(1, start="2024-01-01")


def test_a_datetime_index_orders_the_rows_and_comes_back(tmp_path, untraced):
    weeks = pd.date_range("1958-03-29", periods=120, freq="W-SAT")  # as in statsmodels' co2
    wave = np.arange(120) / 50 + np.sin(np.arange(120) / 52 * 2 * np.pi)
    levels = np.where(np.arange(120) % 9 == 4, np.nan, (315 + wave).round(1))
    frame = pd.DataFrame({"co2": levels}, weeks)
    gan = SequenceGAN(**BRIEF, encoder=True).fit(frame)
    time = gan.schema_.first("time")
    assert (time.name, time.frequency) == ("index", "W-SAT")
    made = gan.sample(3)
    assert list(made.columns) == ["sequence", "co2"]
    assert isinstance(made.index, pd.DatetimeIndex)
    assert (made.index.name, made.index.dtype) == (None, weeks.dtype)
    for first in (0, 8, 16):  # of sequences, each of which begins at a week of the table
        begun = made.index[first]
        assert begun in weeks
        assert made.index[first : first + 8].equals(pd.date_range(begun, periods=8, freq="W-SAT"))
    pd.testing.assert_frame_equal(gan.sample(0), made[:0])
    path = gan.interpolate(2, between=frame).index
    assert path[:8].equals(path[8:])
    assert gan.encode(frame)["index"].tolist() == weeks[: 120 - 7].tolist()
    gan.save(tmp_path / "run")
    pd.testing.assert_frame_equal(SequenceGAN.load(tmp_path / "run").sample(3), made)


def test_levels_of_an_index_come_back(visits, untraced):
    gan = SequenceGAN(**BRIEF).fit(visits.set_index(["patient", "day"])[["pulse"]])
    made = gan.sample(2)
    assert (made.index.names, list(made.columns)) == (["patient", "day"], ["pulse"])
    assert made.index.get_level_values("patient").tolist() == ["P012"] * 8 + ["P013"] * 8
    assert made.index.get_level_values("day").dtype == visits["day"].dtype


def test_rows_follow_those_of_a_frame(gan, visits):
    made = gan.go_on(visits, 2, length=3)
    assert list(made) == ["scenario", *visits]
    assert made.dtypes[visits.columns].equals(visits.dtypes)
    assert made["day"].min() == visits["day"].max() + pd.Timedelta(days=1)
    assert gan.go_on(visits, length=3).equals(
        made[made["scenario"] == 0].drop(columns="scenario").reset_index(drop=True)
    )
    plan = pd.DataFrame({"mood": ["bad", None, "bad"]})
    moods = gan.go_on(visits, fix=plan)["mood"].to_numpy().reshape(12, 3)
    assert set(moods[:, 0]) == set(moods[:, 2]) == {"bad"}
    with pytest.raises(InputError, match=r"'meal' is no column of this run"):
        gan.go_on(visits, fix=plan.rename(columns={"mood": "meal"}))


def test_missing_cells_are_filled(gan, visits):
    holes = visits.copy()
    holes["pulse"] = holes["pulse"].mask(holes.index % 9 == 4)
    holes["pulse_again"] = holes["pulse"]
    made = gan.impute(holes)
    known = holes["pulse"].notna()
    assert made.loc[known].equals(visits.loc[known])
    assert not made.isna().any().any()
    assert gan.impute(holes, versions=2)["version"].tolist() == [0] * 360 + [1] * 360
    with pytest.raises(ConfigError, match="there is one mean"):
        gan.impute(holes, how="mean", versions=2)


def test_rows_are_scored(gan, visits):
    odd = visits.copy()
    odd.loc[100, ["pulse", "pulse_again"]] = 200.0
    made = gan.score_rows(odd)
    assert made["nats"].nlargest(2).index.sort_values().tolist() == [100, 101]  # there, and back
    assert list(made)[:5] == ["patient", "day", "nats", "one_in", "odd_by"]


@pytest.mark.parametrize("name", ["polars", "pyarrow"])
def test_given_rows_come_back_in_what_was_fitted(gan, visits, name):
    container = pytest.importorskip(name)
    held = copy.copy(gan)
    frame = (
        container.from_pandas(visits) if name == "polars" else container.Table.from_pandas(visits)
    )
    held._keep(gan.trained_, containers.unpacked(frame)[1], None)
    assert type(held.go_on(frame, length=1)) is type(frame)
    assert type(held.impute(frame)) is type(frame)
