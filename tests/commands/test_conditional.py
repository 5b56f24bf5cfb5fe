"""A conditional run from the table to what is generated: what is given holds in every row."""

import json

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from untraced import untraced as untracing

from rnngan import ConfigError, SequenceGAN
from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table
from rnngan.evaluation.encoding import Encoder, windows_of
from rnngan.models.generator import order
from rnngan.models.noise import Stream, key
from rnngan.models.rows.rolling import noise_of
from rnngan.runs import store
from rnngan.training.train_table import train

TINY = {"window": 6, "units": 8, "steps": 5, "adversarial_steps": 0, "holdout": 0}
FAST = {"learning_rate": 5e-3, "likelihood_rate": 5e-3, "batch_size": 64}


@pytest.fixture(scope="module")
def wards():
    """Forty patients of six days: three of four in the north, each with a weight."""
    rng = np.random.default_rng(0)
    parts = []
    for number in range(40):
        north = number % 4 > 0
        wave = np.sin(np.arange(6) / 2 + rng.uniform(0, 6))
        part = {
            "patient": f"P{number:03d}",
            "clinic": "north" if north else "south",
            "kilos": round(50 + 3.25 * (number // 4), 2),
            "pulse": (60 + 30 * north + 5 * wave).round(1),
        }
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def gan(wards):
    """A run with both conditions."""
    with untracing():
        return SequenceGAN(condition=("clinic", "kilos"), **TINY).fit(wards, id_column="patient")


def firsts(frame, name):
    return frame.groupby("patient")[name].first()


def test_given_categories_hold_in_every_row(gan):
    for clinic in ("north", "south"):
        made = gan.sample(50, given={"clinic": clinic})
        assert len(made) == 300
        assert (made["clinic"] == clinic).all()


def test_given_numbers_hold_in_every_row_also_outside_what_was_learned(gan):
    assert (gan.sample(20, given={"kilos": 53.25})["kilos"] == 53.25).all()
    with pytest.warns(UserWarning, match=r"kilos=-12\.5 is outside what was learned: 50 to 79\.25"):
        made = gan.sample(20, given={"kilos": -12.5})
    assert (made["kilos"] == -12.5).all()


def test_drawn_conditions_come_as_often_as_in_training(gan, wards):
    made = gan.sample(2000)
    assert (firsts(made, "clinic") == "north").mean() == pytest.approx(0.75, abs=0.04)
    known = firsts(wards, "kilos").value_counts(normalize=True)
    found = firsts(made, "kilos").value_counts(normalize=True)
    assert set(found.index) == set(known.index)
    assert (found - known).abs().max() < 0.03
    assert (made.groupby("patient")[["clinic", "kilos"]].nunique() == 1).all(axis=None)


def test_the_other_condition_goes_with_what_is_given(gan):
    weights = set(gan.sample(200, given={"clinic": "south"})["kilos"])
    assert len(weights) == 10


def test_what_is_given_moves_the_rows(wards):
    longer = TINY | FAST | {"steps": 250}
    gan = SequenceGAN(condition=("clinic",), **longer).fit(wards, id_column="patient")
    north, south = (
        gan.sample(200, given={"clinic": c})["pulse"].mean() for c in ("north", "south")
    )
    assert north - south > 10  # 30 in the table


def test_save_and_load_keep_conditions(gan, tmp_path):
    gan.save(tmp_path / "run")
    loaded = SequenceGAN.load(tmp_path / "run")
    assert loaded.trained_.conditions == gan.trained_.conditions
    told = {"clinic": "south"}
    pd.testing.assert_frame_equal(loaded.sample(5, given=told), gan.sample(5, given=told))


def test_an_unknown_value_is_refused_also_for_no_sequences(gan):
    for count in (0, 3):
        with pytest.raises(ConfigError, match="Known: 'north', 'south'"):
            gan.sample(count, given={"clinic": "east"})


def test_given_attributes_stand_where_they_belong():
    # two drifting, three static, the first and the last static ones given: written are 0 1 3
    assert order(2, 3, (0, 2)) == [0, 1, 3, 2, 4]
    assert order(0, 2, (1, 0)) == [1, 0]  # named in the other order


def test_the_generator_gives_conditions_back_as_they_are(gan):
    generator = gan.trained_.model.average
    told = np.array([[1, 0, 0.25], [0, 1, -1.5]], "float32")  # clinic, kilos
    noise = noise_of(key(0, Stream.SAMPLE, 0), 2)
    static, _ = generator.begin(2, noise, given=tf.constant(told))
    assert static.numpy()[:, list(generator.shape_.conditions)] == pytest.approx(told, abs=1e-6)


def test_real_and_generated_windows_have_the_same_conditions(wards, untraced):
    data = {"window": 6, "condition": ["kilos"], "holdout": 0, "id_column": "patient"}
    tiny = {"steps": 1, "batch_size": 16}
    networks = {"generator": "window", "units": 8}
    dataset = prepare(wards, validate({"data": data, "training": tiny, "model": networks}))
    model = train(dataset).model
    statics = dataset.transform.statics
    seen = []

    def keep(batch):
        seen.append([side[0].numpy()[:, -statics:] for side in (batch.real, batch.fake)])
        return {}

    model.discriminate = keep
    model.discriminator_step(tf.constant(dataset.train.gather(np.arange(16))), tf.constant(0))
    kilos = next(block.start for block in dataset.transform.static if block.name == "kilos")
    clinic = [block.start for block in dataset.transform.static if block.name == "clinic"]
    real, fake = seen[0]
    np.testing.assert_allclose(real[:, kilos], fake[:, kilos], atol=1e-6)
    assert np.ptp(real[:, kilos]) > 0
    assert (real[:, clinic] != fake[:, clinic]).any()  # this one is written, not given


@pytest.fixture(scope="module")
def stocks():
    """Four symbols, each at a level of its own; the last has half as many days as the others."""
    rng = np.random.default_rng(0)
    parts = []
    for number, symbol in enumerate(("AAPL", "GOOG", "IBM", "X"), start=1):
        days = 60 if number < 4 else 35
        walk = 100 * number + np.cumsum(rng.normal(0, 1, days))
        parts.append(pd.DataFrame({"symbol": symbol, "day": range(days), "close": walk.round(2)}))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def traded(stocks):
    """A run that is told which series of the table is wanted."""
    longer = TINY | FAST | {"window": 10, "steps": 300}
    gan = SequenceGAN(condition=("symbol",), **longer)
    return gan.fit(stocks, id_column="symbol", time_column="day")


def test_a_series_that_is_told_is_the_one_that_comes(traded):
    made = traded.sample(50, given={"symbol": "IBM"})
    assert list(made.columns) == ["sequence", "symbol", "day", "close"]
    assert made["sequence"].nunique() == 50
    assert (made["symbol"] == "IBM").all()
    other = traded.sample(50, given={"symbol": "AAPL"})
    assert made["close"].mean() - other["close"].mean() > 70  # 200 in the table


def test_series_that_are_not_told_come_as_often_as_their_windows(traded, stocks):
    made = traded.sample(2000)
    found = made.groupby("sequence")["symbol"].first().value_counts(normalize=True)
    windows = (stocks["symbol"].value_counts() - 9) / (3 * 51 + 26)
    assert (found - windows).abs().max() < 0.03


def test_what_is_generated_of_told_series_can_be_scored(traded, stocks, tmp_path):
    traded.save(tmp_path / "run")
    trained = store.load(tmp_path / "run")
    dataset = prepare(stocks, trained.config, trained.schema, transform=trained.transform)
    encoder = Encoder(trained.schema, dataset.rows)
    made = Table(traded.sample(30))
    windows = windows_of(made, trained.schema, encoder, trained.config.data, in_order=True)
    assert windows.shape == (30, 10, 4 + 1)
    read = {"window": 10, "id_column": "symbol", "time_column": "day"}
    plain = prepare(stocks, validate({"data": read}))
    found = windows_of(made, plain.schema, Encoder(plain.schema, plain.rows), plain.config.data)
    assert found.shape == (30, 10, 1)  # told apart by `sequence`, though the real table has none


@pytest.fixture(scope="module")
def wards_csv(wards, tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "wards.csv"
    wards.to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("clinics", "no column 'clinics'. Did you mean 'clinic'?"),
        ("pulse", "'pulse': the column changes within a sequence."),
    ],
)
def test_train_refuses_other_columns_before_it_begins(rnngan, wards_csv, tmp_path, name, said):
    run = tmp_path / "run"
    result = rnngan("train", wards_csv, "-o", run, "--id-column", "patient", "--condition", name)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not run.exists()


def test_the_commands(rnngan, untraced_command, wards_csv, tmp_path):
    run = tmp_path / "run"
    options = ("--id-column", "patient", "--condition", "clinic", "--condition", "kilos")
    tiny = ("--window", 6, "--units", 8, "--steps", 1)
    result = untraced_command("train", wards_csv, "-o", run, *options, *tiny, "-q")
    assert result.returncode == 0, result.stderr
    kept = json.loads((run / "schema.json").read_text())["conditions"]
    assert kept["columns"] == ["clinic", "kilos"]

    told = ("--given", "clinic=south", "--given", "kilos=120.5")
    result = rnngan("generate", run, "-n", 4, *told)
    assert (result.returncode, result.stderr) == (
        0,
        "note: kilos=120.5 is outside what was learned: 50.0 to 79.25\n",
    )
    rows = [line.split(",") for line in result.stdout.splitlines()[1:]]
    assert [row[1:3] for row in rows] == [["south", "120.5"]] * 24

    result = rnngan("generate", run, "-n", 4, "--given", "clinic=east")
    assert (result.returncode, result.stdout) == (2, "")
    assert "--given clinic=east: no such value was learned. Known: 'north', 's" in result.stderr
    assert "Traceback" not in result.stderr
