import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.cleaning import clean
from rnngan.data.detection import detect
from rnngan.data.formats.tables import Table, from_frame
from rnngan.data.schema import CategoryColumn, IdColumn, NumberColumn, Schema
from rnngan.data.transforms import Block, TableTransform


def number(name="n", dtype="float64", decimals=2, minimum=-9.0, maximum=9.0, **fields):
    shared = {"name": name, "dtype": dtype, "decimals": decimals}
    return NumberColumn(**shared, minimum=minimum, maximum=maximum, **fields)


SCHEMA = Schema(
    columns=(
        number("first"),
        CategoryColumn(name="kind", dtype="str", values=("a", "b", "c")),
        number("last"),
    )
)
TABLE = Table(
    pd.DataFrame({"first": [1.0, 3.0, 7.0], "kind": ["b", "a", "c"], "last": [0.25, 0.25, 0.25]})
)


def rows_of(schema, table, **data):
    return clean(table, schema, DataConfig(**data))[0]


def fit(schema, table, training=None, **options):
    """Return the transform fitted on the rows `training`, and the rows."""
    rows = rows_of(schema, table)
    chosen = np.zeros(len(rows), bool)
    chosen[slice(None) if training is None else training] = True
    return TableTransform.fit(schema, rows, chosen, **options), rows


def there_and_back(schema, table, **options):
    """Return the cells of a table after the way into one window's features and back."""
    transform, rows = fit(schema, table, **options)
    return transform.inverse_transform(schema, transform.transform(schema, rows)[np.newaxis])


def test_numbers_are_standardised_on_the_training_rows_and_categories_get_a_feature_each():
    transform, rows = fit(SCHEMA, TABLE, [0, 1])
    assert transform.blocks == (
        Block(name="first", start=0, size=1, mean=2.0, std=1.0),
        Block(name="kind", role="category", start=1, size=3),
        Block(name="last", start=4, size=1, mean=0.25, std=1.0),
    )
    assert transform.features == 5
    assert transform.categories == ((1, 3),)
    features = transform.transform(SCHEMA, rows)
    assert features.dtype == "float64"
    assert features.tolist() == [[-1, 0, 1, 0, 0], [1, 1, 0, 0, 0], [5, 0, 0, 1, 0]]


def test_the_inverse_gives_every_value_back():
    back = there_and_back(SCHEMA, TABLE)
    assert {name: cells.tolist() for name, cells in back.items()} == TABLE.frame.to_dict("list")


def test_a_column_that_is_constant_in_the_training_rows_alone_is_not_blown_up():
    """The computed deviation of equal decimals is not always zero: std([0.1] * 1000) is 1e-17."""
    table = Table(pd.DataFrame({"n": [0.1] * 1000 + [0.3]}))
    transform, rows = fit(Schema(columns=(number(),)), table, np.arange(1000))
    assert transform.blocks[0].std == 1.0
    assert np.ptp(transform.transform(Schema(columns=(number(),)), rows)) == pytest.approx(0.2)


def test_a_spread_too_small_to_be_squared_is_not_divided_by():
    table = Table(pd.DataFrame({"n": [0.0, 1e-300]}))
    transform, _ = fit(Schema(columns=(number(),)), table)
    assert transform.blocks[0].std == 1.0


@pytest.mark.parametrize(
    ("column", "feature", "value"),
    [
        (number(decimals=1), 2.26, 2.3),
        (number(decimals=0), -2.5, -2.0),
        (number(decimals=None), 2.26, 2.26),
        (number(minimum=0), -3.0, 0.0),
        (number(minimum=5.97), 0.0, 5.97),
        (number(maximum=9), 412.7, 9.0),
        (number(minimum=0, bounds=(None, None)), -3.0, -3.0),
        (number(minimum=5.97, bounds=(0, None)), -3.0, 0.0),
        (number(maximum=9, bounds=(0, None)), 412.7, 412.7),
        (number(maximum=9, bounds=(0, 20)), 412.7, 20.0),
        (number(dtype="float32", decimals=1), 2.26, np.float32(2.3)),
        (number(dtype="int8", decimals=0, bounds=(None, None)), 300.0, 127),
        (number(dtype="int8", decimals=0, bounds=(None, None)), -300.0, -128),
        (number(dtype="uint8", decimals=0, minimum=0, bounds=(0, None)), 300.0, 255),
        (number(dtype="Int8", decimals=0, bounds=(None, None)), 300.0, 127),
        (number(dtype="int32", decimals=0), 4.6, 5),
    ],
)
def test_generated_numbers_fit_the_column(column, feature, value):
    transform = TableTransform(blocks=(Block(name="n", start=0, size=1),))
    cells = transform.inverse_transform(Schema(columns=(column,)), np.array([[[feature]]]))["n"]
    assert cells.tolist() == [value]
    assert str(cells.dtype) == column.dtype


@pytest.mark.parametrize("column", [number(decimals=1), number(decimals=1, minimum=0)])
def test_a_negative_zero_is_never_made(column):
    transform = TableTransform(blocks=(Block(name="n", start=0, size=1),))
    features = np.array([[[-0.04], [-0.0], [0.04]]])
    cells = transform.inverse_transform(Schema(columns=(column,)), features)["n"]
    assert cells.tolist() == [0.0, 0.0, 0.0]
    assert not np.signbit(cells).any()


@pytest.mark.parametrize(
    ("dtype", "values"),
    [
        ("str", ("a", "b")),
        ("object", ("a", "b")),
        ("category", ("a", "b")),
        ("category", (3, 20)),
        ("bool", (False, True)),
        ("boolean", (False, True)),
        ("int64", (0, 1)),
        ("Int8", (0, 1)),
        ("float64", (0.0, 1.0)),
    ],
)
def test_the_largest_feature_is_the_category_in_its_dtype(dtype, values):
    schema = Schema(columns=(CategoryColumn(name="c", dtype=dtype, values=values),))
    transform = TableTransform(blocks=(Block(name="c", role="category", start=0, size=2),))
    features = np.array([[[0.2, -0.1], [0.4, 0.6]]], "float32")
    cells = transform.inverse_transform(schema, features)["c"]
    assert cells.tolist() == list(values)
    assert str(cells.dtype) == dtype


def test_a_category_of_two_values_is_one_too():
    blocks = (Block(name="n", start=0, size=1), Block(name="c", role="category", start=1, size=2))
    assert TableTransform(blocks=blocks).categories == ((1, 2),)


def test_a_transform_comes_back_from_json():
    transform, _ = fit(SCHEMA, TABLE, [0, 2])
    assert TableTransform.model_validate_json(transform.model_dump_json()) == transform


@given(
    st.integers(0, 6).flatmap(
        lambda d: st.tuples(
            st.just(d), st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20)
        )
    ),
    st.data(),
)
@settings(deadline=None, max_examples=100)
def test_numbers_of_up_to_six_decimals_come_back_exactly(spelled, data):
    decimals, digits = spelled
    values = [float(f"{n}e-{decimals}") for n in digits]
    schema = Schema(columns=(number(decimals=decimals, minimum=min(values), maximum=max(values)),))
    table = Table(pd.DataFrame({"n": values}))
    rows = data.draw(st.lists(st.integers(0, len(values) - 1), min_size=1, max_size=5))
    transform, parsed = fit(schema, table, rows)
    features = transform.transform(schema, parsed)[np.newaxis]
    back = transform.inverse_transform(schema, features)["n"]
    assert back.tolist() == [value + 0.0 for value in values]


def test_a_smallest_value_that_many_rows_hold_becomes_a_floor():
    rain = pd.DataFrame({"rain": [0.0, 0.0, 3.0, 1.0], "heat": [1.0, 2.0, 3.0, 4.0]})
    many = pd.concat([rain] * 10, ignore_index=True).assign(heat=np.arange(40.0))
    table = from_frame(many)
    schema = detect(table, DataConfig())
    transform, _ = fit(schema, table)
    ((feature, floor),) = transform.floors
    assert feature == 0
    assert floor == pytest.approx((0 - 1.0) / many["rain"].std(ddof=0))


@pytest.mark.parametrize(
    ("low", "rows", "floors"),
    [(10, 40, 1), (9, 40, 0), (20, 400, 1), (19, 400, 0), (1000, 1000, 0)],
)
def test_a_floor_needs_ten_rows_and_a_twentieth_and_other_values(low, rows, floors):
    table = Table(pd.DataFrame({"n": np.maximum(np.arange(rows) - low + 1, 0) + 0.1}))
    transform, _ = fit(Schema(columns=(number(),)), table)
    assert len(transform.floors) == floors


def test_a_missing_number_is_a_mask_and_stands_on_the_line_between_its_neighbours():
    schema = Schema(columns=(number(missing=""),))
    table = Table(pd.DataFrame({"n": [1.0, np.nan, 3.0]}))
    transform, rows = fit(schema, table)
    assert transform.blocks == (
        Block(name="n", start=0, mean=2.0, std=1.0),
        Block(name="n", role="present", start=1, size=2),
    )
    assert transform.categories == ((1, 2),)
    assert transform.transform(schema, rows).tolist() == [[-1, 1, 0], [0, 0, 1], [1, 1, 0]]
    assert there_and_back(schema, table)["n"].isna().tolist() == [False, True, False]


def test_a_missing_category_is_one_more_category():
    column = CategoryColumn(name="c", dtype="str", values=("a", "b"), missing="")
    table = Table(pd.DataFrame({"c": ["b", None, "a"]}))
    transform, rows = fit(Schema(columns=(column,)), table)
    expected = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert transform.transform(Schema(columns=(column,)), rows).tolist() == expected
    back = there_and_back(Schema(columns=(column,)), table)["c"]
    assert back.isna().tolist() == [False, True, False]
    assert back.dropna().tolist() == ["b", "a"]


def test_missing_values_that_training_never_saw_are_refused():
    schema = Schema(columns=(number(),))
    transform, _ = fit(schema, Table(pd.DataFrame({"n": [1.0, 2.0]})))
    rows = rows_of(schema, Table(pd.DataFrame({"n": [1.0, np.nan]})))
    with pytest.raises(InputError, match="'n' has 1 missing values, and had none in training"):
        transform.transform(schema, rows)


def test_a_counter_is_learned_as_its_moves_and_where_it_stood():
    """Two series, 10 11 13 and 20 24: the first move of each is taken from the second."""
    column = number(decimals=0, dtype="int64", minimum=10, maximum=24, monotone="rising")
    ids = IdColumn(name="id", dtype="str", count=2, next=0)
    schema = Schema(columns=(ids, column))
    table = Table(pd.DataFrame({"id": list("aaabb"), "n": [10, 11, 13, 20, 24]}))
    transform, rows = fit(schema, table)
    assert [(b.role, b.start) for b in transform.blocks] == [("increment", 0)]
    assert [(b.role, b.start) for b in transform.static] == [("level", 0)]
    moves = transform.blocks[0].unscaled(transform.transform(schema, rows)[:, 0])
    np.testing.assert_allclose(moves, [1, 1, 2, 4, 4])
    features = transform.transform(schema, rows)
    back = transform.inverse_transform(schema, features[np.newaxis, :3])["n"]
    assert back.tolist() == [10, 11, 13]
    assert str(back.dtype) == "int64"


def test_a_generated_counter_never_falls():
    column = number(decimals=1, minimum=0, maximum=100, monotone="rising")
    moves, level = (
        Block(name="n", role="increment", start=0),
        Block(name="n", role="level", start=0),
    )
    transform = TableTransform(blocks=(moves,), static=(level,))
    features = np.array([[[9.0, 5.0], [-1.0, 5.0], [0.26, 5.0], [2.0, 5.0]]])
    cells = transform.inverse_transform(Schema(columns=(column,)), features)["n"]
    assert cells.tolist() == [5.0, 5.0, 5.3, 7.3]


def test_static_columns_are_features_of_the_first_row():
    age = number("age", decimals=0, dtype="int64", static=True)
    sex = CategoryColumn(name="sex", dtype="str", values=("f", "m"), static=True)
    schema = Schema(columns=(age, sex, number()))
    table = Table(pd.DataFrame({"age": [3, 5], "sex": ["m", "f"], "n": [1.0, 3.0]}))
    transform, rows = fit(schema, table)
    assert (transform.features, transform.statics) == (1, 3)
    assert transform.static_categories == ((1, 2),)
    features = transform.transform(schema, rows)
    assert features.tolist() == [[-1, -1, 0, 1], [1, 1, 1, 0]]
    back = transform.inverse_transform(schema, features[np.newaxis])
    assert (back["age"].tolist(), back["sex"].tolist()) == ([3, 3], ["m", "m"])


def test_the_length_of_a_sequence_is_a_static_feature():
    ids = IdColumn(name="id", dtype="str", count=2, next=0)
    schema = Schema(columns=(ids, number()))
    table = Table(pd.DataFrame({"id": list("aaab"), "n": [1.0, 2.0, 3.0, 4.0]}))
    transform, rows = fit(schema, table, lengths=True)
    assert (transform.length.mean, transform.length.std) == (2.0, 1.0)
    features = transform.transform(schema, rows)
    assert features[:, 1].tolist() == [1, 1, 1, -1]
    assert transform.lengths(features[[0, 3]][:, np.newaxis].repeat(3, axis=1)).tolist() == [3, 1]
    wild = np.array([[[0.0, 99.0]] * 3, [[0.0, -99.0]] * 3])
    assert transform.lengths(wild).tolist() == [3, 1]


def test_few_values_are_a_grid_and_generated_numbers_stand_on_it():
    schema = Schema(columns=(number(maximum=40.0, values=(0.0, 10.0, 40.0)),))
    transform, _ = fit(schema, Table(pd.DataFrame({"n": [0.0, 10.0, 40.0, 10.0]})))
    ((feature, grid),) = transform.grids
    assert feature == 0
    np.testing.assert_allclose(np.array(grid) * transform.blocks[0].std + 15, [0, 10, 40])
    features = (np.array([[[4.0], [6.0], [99.0]]]) - 15) / transform.blocks[0].std
    cells = transform.inverse_transform(schema, features)["n"]
    assert cells.tolist() == [0.0, 10.0, 40.0]
    bounded = Schema(columns=(schema["n"].model_copy(update={"bounds": (1.0, 30.0)}),))
    assert transform.inverse_transform(bounded, features)["n"].tolist() == [10.0, 10.0, 10.0]


def test_a_counter_goes_on_beyond_the_table_and_a_falling_one_stops_at_zero():
    blocks = (Block(name="n", role="increment"),)
    transform = TableTransform(blocks=blocks, static=(Block(name="n", role="level"),))
    features = np.array([[[0.0, 99.0], [3.0, 0.0], [2.0, 0.0]]])  # a move, and the level
    ends = {"minimum": 2.0, "maximum": 9.0}

    def counted(features, **fields):
        schema = Schema(columns=(number(**ends, **fields),))
        return transform.inverse_transform(schema, features)["n"].tolist()

    assert counted(features, monotone="rising") == [9.0, 12.0, 14.0]
    assert counted(features, monotone="rising", bounds=(0, 13)) == [13.0, 13.0, 13.0]
    falls = np.array([[[0.0, -99.0], [-1.5, 0.0], [-2.0, 0.0]]])
    assert counted(falls, monotone="falling") == [2.0, 0.5, 0.0]


def test_a_gap_goes_on_beyond_the_table_only_with_what_it_is_counted_from():
    blocks = (Block(name="n", role="increment"), Block(name="high", role="gap", start=1))
    blocks = (blocks[0], blocks[1].model_copy(update={"over": ("n",)}))
    transform = TableTransform(blocks=blocks, static=(Block(name="n", role="level"),))
    columns = (number(minimum=2.0, maximum=9.0, monotone="rising"), number("high", maximum=10.0))
    features = np.array([[[0.0, 5.0, 8.0], [1.0, 0.5, 0.0], [3.0, 0.5, 0.0]]])
    found = transform.inverse_transform(Schema(columns=columns), features)
    assert found["n"].tolist() == [8.0, 9.0, 12.0]
    assert found["high"].tolist() == [10.0, 9.5, 12.5]


def test_skewed_amounts_over_a_floor_are_learned_as_logarithms():
    rain = np.repeat([0.0, 1.0, 2.0, 4.0, 90.0], [50, 20, 20, 10, 2])
    schema = Schema(columns=(number(maximum=90.0),))
    table = Table(pd.DataFrame({"n": rain}))
    transform, _ = fit(schema, table)
    assert transform.blocks[0].unit == 2.0  # the median of what lies over the floor
    assert transform.blocks[0].floor is not None
    assert there_and_back(schema, table)["n"].tolist() == rain.tolist()
    plain = np.repeat([0.0, 1.0, 2.0, 3.0], [50, 20, 20, 20])
    assert fit(schema, Table(pd.DataFrame({"n": plain})))[0].blocks[0].unit is None
