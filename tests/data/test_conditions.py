"""Conditions: which columns may be some, how a value is named, and how they are drawn."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError
from rnngan.config.run_config import validate
from rnngan.data import conditions
from rnngan.data.conditions import Conditions, check, features_of, notes, pinned, values_of
from rnngan.data.dataset import dataset_of, prepare
from rnngan.data.detection import detect
from rnngan.data.formats.tables import from_frame
from rnngan.data.network_shape import static_positions
from rnngan.data.schema_files import read, to_yaml

SIZES = [1, 3, 5, 7, 9, 3, 5, 7, 1, 9]  # mean 5, variance 8


def patients(**columns):
    """Return ten sequences of four rows, with static columns beside `x`."""
    frame = pd.DataFrame({"id": np.repeat(np.arange(10), 4), "x": np.sin(np.arange(40))})
    for name, values in columns.items():
        frame[name] = np.repeat(np.array(values, dtype=object), 4)
        frame[name] = frame[name].infer_objects()
    return frame


def fitted(frame, *names):
    """Return schema, transform and conditions of all sequences of a frame or of a path."""
    settings = {"window": 4, "lengths": "windows", "holdout": 0, "id_column": "id"}
    config = validate({"data": settings | {"condition": names}})
    if isinstance(frame, pd.DataFrame):
        dataset = prepare(frame, config)
    else:
        dataset = dataset_of(frame, config)[0]
    transform = dataset.transform
    where = static_positions(transform.static, names)
    found = Conditions.fit(names, where, dataset.train, transform.features)
    return dataset.schema, transform, found


CLINICS = ["north", "south"] * 5


def test_a_category_is_told_one_hot():
    parts = fitted(patients(clinic=CLINICS), "clinic")
    assert features_of([("clinic", "south")], *parts) == [(0, 0.0), (1, 1.0)]
    assert features_of([("clinic", "north")], *parts) == [(0, 1.0), (1, 0.0)]
    assert features_of([], *parts) == []


def test_a_number_is_standardised():
    parts = fitted(patients(size=SIZES), "size")
    [(place, value)] = features_of([("size", "9")], *parts)
    assert (place, value) == (0, pytest.approx(4 / 8**0.5))


def test_places_follow_the_order_in_which_conditions_were_named():
    parts = fitted(patients(clinic=CLINICS, size=SIZES), "size", "clinic")
    told = features_of([("clinic", "south"), ("size", "5")], *parts)
    assert told == [(1, 0.0), (2, 1.0), (0, 0.0)]


def test_numbers_are_read_with_the_signs_of_the_column(tmp_path):
    weights = [1000.5, 2500.25, 1750.75, 1200.5, 3000.25] * 2
    spelled = [f"{w:,.2f}".translate(str.maketrans(",.", ".,")) for w in weights]
    path = tmp_path / "euro.csv"
    patients(weight=spelled).assign(x=np.arange(40) % 7).to_csv(path, index=False, sep=";")
    schema, _, found = fitted(path, "weight")
    assert values_of([("weight", "1.750,75")], schema, found) == {"weight": 1750.75}
    with pytest.raises(ConfigError, match=r"--given weight=1750\.75: expected a number, spelled"):
        values_of([("weight", "1750.75")], schema, found)


@pytest.mark.parametrize(
    ("values", "text", "code"),
    [
        ([True, False] * 5, "true", 1),
        ([True, False] * 5, "False", 0),
        ([0, 1] * 5, "1", 1),
        (["yes", "no"] * 5, "no", 0),
    ],
)
def test_categories_are_named_as_in_the_table(values, text, code):
    schema, _, found = fitted(patients(kind=values), "kind")
    assert values_of([("kind", text)], schema, found) == {"kind": code}


def test_a_date_is_read_in_the_spelling_of_its_column(tmp_path):
    born = pd.date_range("1970-01-02", periods=10).strftime("%d.%m.%Y")
    path = tmp_path / "born.csv"
    patients(born=born).to_csv(path, index=False)
    schema, _, found = fitted(path, "born")
    assert values_of([("born", "05.01.1970")], schema, found) == {"born": 4.0}
    with pytest.raises(ConfigError, match=r"expected a date, spelled as 11\.01\.1970"):
        values_of([("born", "1970-01-05")], schema, found)


def test_an_empty_text_is_a_missing_value():
    parts = fitted(patients(size=[1.5, None, 3.5, 2.5, None] * 2), "size")
    mean = [(0, pytest.approx(0.0)), (1, 0.0), (2, 1.0)]  # the value that stands for it, and gone
    assert features_of([("size", "")], *parts) == mean
    assert features_of([("size", "2.5")], *parts)[1:] == [(1, 1.0), (2, 0.0)]
    parts = fitted(patients(clinic=["north", None, "south", "south", None] * 2), "clinic")
    assert features_of([("clinic", "")], *parts) == [(0, 0.0), (1, 0.0), (2, 1.0)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            [("clinic", "east")],
            "--given clinic=east: no such value was learned. Known: 'north', 'south'.",
        ),
        ([("clinic", "")], "--given clinic=: the column is never missing."),
        ([("size", "tall")], "--given size=tall: expected a number, spelled as 9."),
        ([("size", "inf")], "--given size=inf: expected a number, spelled as 9."),
        ([("size", "2.5")], "--given size=2.5: expected a whole number, as in the table."),
        (
            [("x", "1")],
            "--given x=1: 'x' is no condition of this run. Its conditions: 'clinic', 'size'.",
        ),
        (
            [("size", "1"), ("size", "3")],
            "--given size=3: 'size' is given twice. Expected once.",
        ),
    ],
)
def test_what_can_not_be_given_is_explained(given, said):
    parts = fitted(patients(clinic=CLINICS, size=SIZES), "clinic", "size")
    with pytest.raises(ConfigError) as error:
        features_of(given, *parts)
    assert str(error.value) == said


def test_at_most_ten_known_values_are_listed():
    names = [f"c{i:02d}" for i in range(12)]
    frame = pd.DataFrame({"id": np.repeat(np.arange(12), 4), "x": np.sin(np.arange(48))})
    schema, _, found = fitted(frame.assign(clinic=np.repeat(names, 4)), "clinic")
    with pytest.raises(ConfigError, match=r"'c09', …\.$"):
        values_of([("clinic", "nowhere")], schema, found)


def test_a_run_without_conditions_says_how_to_get_some():
    schema, _, found = fitted(patients(clinic=CLINICS))
    with pytest.raises(ConfigError, match=r"none: name them at training with --condition\.$"):
        values_of([("clinic", "north")], schema, found)


def test_what_was_never_seen_is_noted():
    parts = fitted(patients(clinic=CLINICS, size=SIZES), "clinic", "size")
    # north: 1 5 9 5 1; south: 3 7 3 7 9
    assert notes([("size", "12")], *parts) == ["size=12 is outside what was learned: 1 to 9"]
    assert notes([("size", "9"), ("clinic", "north")], *parts) == []
    assert notes([("clinic", "north")], *parts) == []


def test_a_combination_that_was_never_seen_is_noted(monkeypatch):
    found = Conditions(
        columns=("clinic", "mood"),
        places=(0, 1, 2, 3),
        rows=((1.0, 0.0, 1.0, 0.0), (0.0, 1.0, 0.0, 1.0)),
        counts=(5, 5),
    )
    frame = patients(clinic=CLINICS, mood=["good", "bad"] * 5)
    schema, transform, _ = fitted(frame, "clinic", "mood")
    given = [("clinic", "north"), ("mood", "good")]
    assert notes(given, schema, transform, found) == [
        "no training sequence has clinic=north and mood=good"
    ]
    assert notes([given[0], ("mood", "bad")], schema, transform, found) == []


def test_a_number_is_given_back_exactly_and_outside_its_bounds():
    schema, transform, found = fitted(patients(size=[float(s) / 7 for s in SIZES]), "size")
    assert schema["size"].ends == (1 / 7, 9 / 7)
    values = values_of([("size", "-123456.123456789")], schema, found)
    pinned_schema, pinned_transform = pinned(schema, transform, values)
    windows = np.zeros((2, 4, transform.features + transform.statics), "float32")
    windows[..., -1] = 0.3
    cells = pinned_transform.inverse_transform(pinned_schema, windows)["size"]
    assert cells.tolist() == [-123456.123456789] * 8


THREE = Conditions(
    columns=("a", "b"), places=(0, 1), rows=((0.0, 0.0), (0.0, 1.0), (1.0, 2.0)), counts=(1, 3, 6)
)


def share(drawn, row):
    return (drawn == np.array(row)).all(axis=1).mean()


def test_conditions_are_drawn_as_often_as_in_training():
    drawn = THREE.draw(20_000, np.random.default_rng(0))
    assert drawn.shape == (20_000, 2)
    shares = [share(drawn, row) for row in THREE.rows]
    assert shares == pytest.approx([0.1, 0.3, 0.6], abs=0.02)


def test_what_is_fixed_holds_and_the_rest_goes_with_it():
    drawn = THREE.draw(20_000, np.random.default_rng(0), [(0, 0.0)])
    assert share(drawn, [0, 0]) == pytest.approx(0.25, abs=0.02)
    assert share(drawn, [0, 1]) == pytest.approx(0.75, abs=0.02)


def test_a_value_that_was_never_seen_takes_the_rest_from_what_is_near():
    drawn = THREE.draw(1000, np.random.default_rng(0), [(0, 9.0)])
    assert (drawn == [9.0, 2.0]).all()


def test_fit_counts_windows():
    frame = patients(clinic=["north"] * 3 + ["south"] * 7)
    found = fitted(frame, "clinic")[2]
    assert (found.rows, found.counts) == (((0.0, 1.0), (1.0, 0.0)), (7, 3))


TABLE = patients(clinic=CLINICS, size=SIZES, same=["one"] * 10)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["clinc"], "--condition: no column 'clinc'. Did you mean 'clinic'?"),
        (["qqqq"], "--condition: no column 'qqqq'. Columns: id, x, clinic, size, same, copy."),
        (["clinic", "clinic"], "--condition 'clinic' is named twice."),
        (["x"], "--condition 'x': the column changes within a sequence. Expected a column of one"),
        (["x"], "Such columns: 'clinic', 'size'."),
        (["same"], "--condition 'same': the column is always one; left out and restored."),
        (["copy"], "--condition 'copy': the column equals 'clinic' in every row and is left out"),
    ],
)
def test_other_columns_are_refused(names, said):
    with pytest.raises(ConfigError) as error:
        fitted(TABLE.assign(copy=TABLE["clinic"]), *names)
    assert said in str(error.value)


def stocks(rows=60, symbols=("AAPL", "GOOG", "IBM")):
    return pd.DataFrame(
        {
            "symbol": np.repeat(symbols, rows),
            "day": np.tile(np.arange(rows), len(symbols)),
            "close": np.random.default_rng(0).normal(size=rows * len(symbols)),
        }
    )


def with_symbol(frame, **data):
    told = {"window": 4, "id_column": "symbol", "condition": ["symbol"], "time_column": "day"}
    return prepare(frame, validate({"data": told | data}))


def test_a_column_that_tells_series_apart_can_be_a_condition():
    dataset = with_symbol(stocks())
    column = dataset.schema["symbol"]
    assert (column.kind, column.values, column.static) == (
        "category",
        ("AAPL", "GOOG", "IBM"),
        True,
    )
    assert dataset.schema.series == column
    assert dataset.schema.first("id") is None
    assert column.describe() == (
        "3 values: AAPL, GOOG, IBM, one a sequence; tells the series apart"
    )
    assert len(dataset.rows.segments) == 3  # no window crosses from one to the next
    assert with_symbol(stocks(), condition=[]).schema["symbol"].kind == "id"


def test_every_series_that_is_told_is_learned_and_its_end_held_out():
    symbols = stocks(symbols=[f"S{i:02d}" for i in range(12)])
    dataset = with_symbol(symbols, holdout=0.3, holdout_by="end")
    for part in (dataset.train, dataset.holdout):
        assert set(dataset.rows.series[part.starts]) == set(range(12))
    latest = dataset.train.starts.reshape(12, -1).max(axis=1) + 3
    assert (latest < dataset.holdout.starts.reshape(12, -1).min(axis=1)).all()


def test_few_series_can_be_told_and_none_is_learned_whole():
    with pytest.raises(ConfigError, match="'symbol': the column tells 257 series"):
        with_symbol(stocks(3, [f"S{i}" for i in range(257)]))
    with pytest.raises(ConfigError, match="'symbol': the column tells 1 series apart"):
        with_symbol(stocks(9, ["S"]))
    with pytest.raises(ConfigError, match="--condition 'symbol' tells which series is wanted"):
        with_symbol(stocks(), lengths="learn")
    many = with_symbol(stocks(30, [f"S{i:02d}" for i in range(60)]))
    assert many.config.data.lengths == "windows"


def test_a_schema_file_keeps_an_id_that_is_told(tmp_path):
    schema = with_symbol(stocks()).schema
    path = tmp_path / "schema.yaml"
    path.write_text(to_yaml(schema, "stocks.csv"))
    config = validate({"data": {"condition": ["symbol"]}})
    assert detect(from_frame(stocks()), config.data, read(path)[0]).columns == schema.columns


def test_an_ignored_column_is_refused():
    config = validate({"data": {"window": 4, "condition": ["clinic"], "ignore": ["clinic"]}})
    with pytest.raises(ConfigError, match="'clinic': the column is left out"):
        prepare(TABLE, config)


def test_one_long_series_has_no_conditions():
    config = validate({"data": {"window": 4, "condition": ["mood"]}})
    frame = pd.DataFrame({"x": np.sin(np.arange(40)), "mood": ["good", "bad"] * 20})
    with pytest.raises(ConfigError, match=r"one long series.*with --id-column"):
        prepare(frame, config)


def test_a_table_without_static_columns_says_so():
    with pytest.raises(ConfigError, match="This table has none"):
        fitted(patients(), "x")


def test_check_accepts_static_columns():
    schema = fitted(TABLE)[0]
    assert check(["clinic", "size"], schema) is None
    assert conditions.check([], schema) is None


def test_a_number_of_few_values_may_be_another_one():
    parts = fitted(patients(size=[1, 3] * 5), "size")
    assert parts[0]["size"].values == (1.0, 3.0)
    assert notes([("size", "3")], *parts) == []
    assert notes([("size", "2")], *parts) == ["no training sequence has size=2"]
    schema, transform = pinned(*parts[:2], {"size": 2.0})
    windows = np.full((1, 4, transform.features + transform.statics), 1.0)
    assert transform.inverse_transform(schema, windows)["size"].tolist() == [2] * 4
