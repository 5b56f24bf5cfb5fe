import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError, InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.cleaning import clean
from rnngan.data.detection import detect
from rnngan.data.formats.tables import from_frame


def test_a_duplicate_points_to_the_first_of_its_kind(read):
    schema = detect(read("a,b,c,d\n1,x,1,x\n2,y,2,y\n4,y,4,y\n"), DataConfig())
    assert [column.kind for column in schema.columns] == [
        "number",
        "category",
        "duplicate",
        "duplicate",
    ]
    assert (schema["c"].of, schema["c"].dtype) == ("a", "int64")
    assert (schema["d"].of, schema["d"].dtype) == ("b", "str")


def test_the_same_numbers_in_another_spelling_are_no_duplicate(read):
    schema = detect(read("a,b\n1,1.0\n2,2.0\n"), DataConfig())
    assert [column.kind for column in schema.columns] == ["number", "number"]


@pytest.mark.parametrize(
    "name",
    ["id", "ID", "Id", "uuid", "series", "Sequence", "user_id", "USER-ID", "unit.id", "userId"],
)
def test_a_column_named_like_an_id_is_the_id_where_it_repeats(read, name):
    schema = detect(read(f"v,{name}\n1,7\n2,7\n3,8\n"), DataConfig())
    assert [column.kind for column in schema.columns] == ["number", "id"]


@pytest.mark.parametrize(
    "name", ["bid", "valid", "paid", "Humid", "grid", "identity", "idle", "sequences", "SOLID"]
)
def test_a_name_that_only_ends_like_id_is_no_id(read, name):
    schema = detect(read(f"v,{name}\n1,7\n2,7\n3,8\n"), DataConfig())
    assert schema.first("id") is None


def test_an_id_that_never_repeats_or_never_changes_is_not_taken(read):
    assert detect(read("v,id\n1,7\n2,8\n4,9\n"), DataConfig()).first("id") is None
    assert detect(read("v,id\n1,7\n2,7\n4,7\n"), DataConfig()).first("id") is None
    floats = from_frame(pd.DataFrame({"v": [1, 2, 4], "id": [1.5, 1.5, 2.5]}))
    assert detect(floats, DataConfig()).first("id") is None


def test_the_named_id_and_time_win_over_the_found_ones(read):
    table = read("id,who,day,t\n1,a,2024-01-01,1\n1,a,2024-01-02,2\n2,b,2024-01-01,4\n")
    schema = detect(table, DataConfig(id_column="who", time_column="t", ignore=("day",)))
    kinds = {column.name: column.kind for column in schema.columns}
    assert kinds == {"id": "number", "who": "id", "day": "ignored", "t": "time"}


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["C00123", "C00122"], ("C", 5, 124)),
        (["C99", "C100"], ("C", 0, 101)),
        (["007", "012"], ("", 3, 13)),
        (["anna", "bert"], ("synthetic-", 0, 0)),
        (["a1", "b2"], ("synthetic-", 0, 0)),
        (["-1", "1"], ("synthetic-", 0, 0)),
        (["12345678901234567890", "22345678901234567891"], ("synthetic-", 0, 0)),
    ],
)
def test_text_ids_say_how_new_ones_go_on(column, ids, expected):
    found = column(*ids, *ids, name="id")
    assert (found.kind, found.dtype, found.count) == ("id", "str", 2)
    assert (found.prefix, found.digits, found.next) == expected


@pytest.mark.parametrize(
    ("ids", "following"), [(("7", "12"), 13), (("0", "9"), 10), (("9" * 18, "1"), 10**18)]
)
def test_ids_of_a_csv_that_are_whole_numbers_are_numbers(column, ids, following):
    found = column(*ids, *ids, name="id")
    assert (found.dtype, found.prefix, found.digits, found.next) == ("int64", "", 0, following)


@pytest.mark.parametrize("ids", [("07", "12"), ("1", "9" * 19), ("+7", "12"), ("7", " 8")])
def test_other_ids_of_a_csv_are_texts(column, ids):
    assert column(*ids, *ids, name="id").dtype == "str"


@pytest.mark.parametrize(
    ("ids", "dtype", "following"),
    [
        (np.array([3, 8], "int32"), "int32", 9),
        (np.array([-5, -2]), "int64", 0),
        (pd.array([1, 2], "Int64"), "Int64", 3),
        (np.array([1.0, 2.0]), "float64", 3),
    ],
)
def test_number_ids_of_a_frame_go_on_as_numbers(ids, dtype, following, of_frame):
    found = of_frame(pd.Series(ids).repeat(2).reset_index(drop=True), id_column="x")
    assert (found.dtype, found.prefix, found.digits, found.next) == (dtype, "", 0, following)


@pytest.mark.parametrize("ids", [[True, True, False], pd.to_datetime(["2024", "2024", "2025"])])
def test_ids_that_cant_go_on_become_text(ids, of_frame):
    assert of_frame(ids, id_column="x").dtype == "str"


def test_a_regular_time_column_is_found_with_spelling_step_and_beginning(read):
    found = detect(read("v,when\n1,30.01.2024\n2,31.01.2024\n4,01.02.2024\n"), DataConfig())
    when = found["when"]
    assert (when.kind, when.dtype, when.format) == ("time", "str", "%d.%m.%Y")
    assert (when.frequency, when.regular, when.begin) == ("D", True, "30.01.2024")


def test_with_ids_the_longest_series_gives_the_step(read):
    table = read(
        "id,t,v\na,2024-01-03,1\na,2024-01-09,2\nb,2024-01-05,3\nb,2024-01-07,4\nb,2024-01-09,5\n"
    )
    found = detect(table, DataConfig())["t"]
    assert (found.frequency, found.regular) == ("2D", False)
    assert (found.begin, found.span) == ("2024-01-03", 3)


def test_irregular_steps_give_the_most_common_one(read):
    table = read("t,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n2024-01-07,4\n")
    found = detect(table, DataConfig())["t"]
    assert (found.frequency, found.regular) == ("D", False)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["3", "5", "7"], ("int64", 0, "shortest", 2.0, 3.0)),
        (["0.0", "0.1", "0.2", "0.3"], ("float64", 1, "fixed", 0.1, 0.0)),
        (["0.50", "0.75", "1.00"], ("float64", 2, "fixed", 0.25, 0.5)),
    ],
)
def test_a_time_column_of_numbers_keeps_their_spelling(column, cells, expected):
    found = column(*cells, time_column="x")
    assert (found.dtype, found.decimals, found.style, found.frequency, found.begin) == expected
    assert found.regular


def test_seconds_since_1970_are_points_in_time(column):
    found = column("1700000000", "1700000060", "1700000120", time_column="x")
    assert (found.dtype, found.unit, found.frequency) == ("int64", "s", "min")
    assert (found.begin, found.span, found.start) == ("1700000000", 2, None)


def test_time_columns_of_a_frame_keep_their_dtype(of_frame):
    integers = of_frame(np.array([1, 2, 3], "int32"), time_column="x")
    assert (integers.dtype, integers.frequency, integers.begin) == ("int32", 1.0, 1.0)
    days = of_frame(pd.date_range("2024-01-01", periods=3, unit="s"))
    assert (days.kind, days.dtype, days.format) == ("time", "datetime64[s]", None)
    assert (days.frequency, days.begin) == ("D", "2024-01-01 00:00:00")
    texts = of_frame(["2024-01-01", "2024-01-02", "2024-01-03"])
    assert (texts.kind, texts.dtype, texts.format) == ("time", "str", "%Y-%m-%d")


def test_an_ignored_column_may_hold_anything(read):
    schema = detect(read("a,b\n1,\n2,x\n3,NA\n"), DataConfig(ignore=("b",)))
    assert schema.names == ["a"]
    frame = pd.DataFrame({"a": [1, 2, 3], "b": [[1], {}, None]})
    assert detect(from_frame(frame), DataConfig(ignore=("b",))).names == ["a"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"id_column": "no"}, "--id-column: no column 'no'. Columns: a, b."),
        ({"time_column": "A"}, "--time-column: no column 'A'. Columns: a, b."),
        ({"ignore": ("a", "c")}, "--ignore (2): no column 'c'. Columns: a, b."),
    ],
)
def test_a_column_that_is_not_there_is_a_faulty_setting(read, options, message):
    with pytest.raises(ConfigError) as caught:
        detect(read("a,b\n1,2\n2,4\n"), DataConfig(**options))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([1j, 2, 3], "of dtype complex128, its first cell is np.complex128(1j)"),
        (pd.Series([1, "a", 2], dtype=object), "of dtype object, its first cell is 1"),
        (
            pd.timedelta_range("1D", periods=3),
            "of dtype timedelta64[us], its first cell is Timedelta('1 days 00:00:00')",
        ),
        (
            pd.Categorical(pd.to_datetime(["2024", "2025", "2024"])),
            "of dtype category, its first cell is Timestamp('2024-01-01 00:00:00')",
        ),
    ],
)
def test_cells_of_another_kind_are_refused(cells, shown, of_frame):
    with pytest.raises(InputError) as caught:
        of_frame(cells)
    assert str(caught.value) == (
        f"the data frame: column 'x' is {shown}. Expected numbers, texts, booleans or datetimes: "
        "convert the column, or leave it out with --ignore 'x'."
    )


def test_a_second_datetime_column_is_a_date():
    days = pd.date_range("2024-01-01", periods=3, unit="s")
    schema = detect(from_frame(pd.DataFrame({"a": days, "b": days[::-1]})), DataConfig())
    assert [column.kind for column in schema.columns] == ["time", "date"]
    assert (schema["b"].dtype, schema["b"].resolution) == ("datetime64[s]", "D")
    assert (schema["b"].minimum, schema["b"].maximum) == (19723.0, 19725.0)  # days since 1970


def test_the_first_point_and_the_steps_covered_are_kept(read):
    rows = "2024-01-05,3\n2024-01-01,1\n2024-01-02,2\n"
    found = detect(read("day,v\n" + rows), DataConfig())["day"]
    assert (found.begin, found.span) == ("2024-01-01", 4)
    numbers = detect(read("t,v\n5,3\n7,4\n9,8\n"), DataConfig(time_column="t"))["t"]
    assert (numbers.begin, numbers.span) == (5.0, 2)
    assert isinstance(numbers.begin, float)


def test_a_schema_file_gives_roles(read):
    table = read("a,b,c,d\n1,x,5,2\n2,x,7,2\n1,y,5,3\n2,y,8,5\n")
    wanted = {"a": {"kind": "time"}, "b": {"kind": "id"}, "c": {"kind": "ignored"}}
    schema = detect(table, DataConfig(), wanted)
    assert [column.kind for column in schema.columns] == ["time", "id", "ignored", "number"]


def test_a_schema_file_that_names_another_column_is_refused(read):
    with pytest.raises(InputError) as caught:
        detect(read("price,b\n1,2\n2,4\n"), DataConfig(), {"prices": {}})
    assert str(caught.value) == "schema: the table has no column 'prices'; did you mean 'price'?"


def keyed(read, *cells):
    rows = "".join(f"{cell},{i}\n" for i, cell in enumerate(cells))
    return detect(read("invoice,v\n" + rows), DataConfig(constraints=("unique(invoice)",)))


def test_a_column_that_numbers_the_rows_is_a_key_where_it_is_asked_for(read):
    column = keyed(read, "R007", "R012", "R009")["invoice"]
    assert (column.kind, column.prefix, column.digits, column.next) == ("key", "R", 3, 13)
    frame = pd.DataFrame({"invoice": np.array([5, 3, 9], "int16"), "v": [1, 2, 4]})
    config = DataConfig(constraints=("unique(invoice)",))
    assert detect(from_frame(frame), config)["invoice"].next == 10


def test_a_key_that_comes_twice_is_refused(read):
    with pytest.raises(InputError, match=r"^table\.csv:4:invoice: 'a' comes twice, and unique"):
        keyed(read, "a", "b", "a")
    with pytest.raises(InputError, match=r"^1 missing value, for instance at table\.csv:3:invoice"):
        keyed(read, "a", "", "c")


SUMS = "".join(f"{a},{b},{a + b}\n" for a, b in zip(range(60), [7, 1, 9, 3] * 15, strict=True))


def test_a_sum_that_was_asked_for_is_left_out_and_found_ones_too(read):
    asked = DataConfig(constraints=("c = a + b",), detect_constraints=False)
    for config in (asked, DataConfig()):
        schema = detect(read("a,b,c\n" + SUMS), config)
        assert (schema["c"].kind, schema["c"].plus) == ("sum", ("a", "b"))
        assert schema.constraints[0] == "c = a + b"
    assert (
        detect(read("a,b,c\n" + SUMS), DataConfig(detect_constraints=False))["c"].kind == "number"
    )


def test_a_sum_with_missing_values_is_refused(read):
    for name, rows in (("b", "1,,3\n2,5,7\n4,1,5\n"), ("c", "1,2,3\n2,5,\n4,1,5\n")):
        with pytest.raises(
            InputError, match=f"'c' can't be computed as a sum: '{name}' has missing"
        ):
            detect(read("a,b,c\n" + rows), DataConfig(constraints=("c = a + b",)))


def test_a_constraint_that_the_table_breaks_is_said(read):
    table = read("a,b\n1,2\n2,1\n4,9\n")
    detect(table, DataConfig(constraints=("a <= b",)))
    assert table.notices == ["b >= a does not hold in 1 rows of the table"]


def test_a_comparison_of_texts_is_refused(read):
    with pytest.raises(ConfigError, match="column 'b' holds no numbers to compare"):
        detect(read("a,b\n1,x\n2,y\n4,y\n"), DataConfig(constraints=("a <= b",)))


def test_a_text_column_within_which_no_time_comes_twice_is_the_id():
    days = ["2024-01-01", "2024-01-02", "2024-01-03"] * 2
    frame = pd.DataFrame(
        {
            "ward": ["n", "n", "n", "n", "s", "s"],
            "patient": ["Ada"] * 3 + ["Bob"] * 3,
            "day": pd.to_datetime(days),
            "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        }
    )
    schema = detect(from_frame(frame), DataConfig(window=2))
    assert schema.first("id").name == "patient"
    assert schema["ward"].kind == "category"


def test_numbers_beside_repeating_times_are_no_id(read):
    table = read("day,x,who\n2024-01-01,1,a\n2024-01-02,2,a\n2024-01-01,3,b\n2024-01-02,4,b\n")
    assert detect(table, DataConfig()).first("id").name == "who"
    table = read("day,x\n2024-01-01,1\n2024-01-02,2\n2024-01-01,3\n2024-01-02,4\n")
    assert detect(table, DataConfig()).first("id") is None


def test_one_time_that_comes_twice_makes_no_category_an_id(read):
    days = [f"2024-01-0{day},{day},{'sun' if day < 4 else 'rain'}\n" for day in range(1, 9)]
    table = read("day,x,weather\n" + "".join(days) + "2024-01-08,9,sun\n")
    schema = detect(table, DataConfig())
    assert schema.first("id") is None
    assert schema["weather"].kind == "category"


def test_series_of_a_table_say_where_they_begin(read):
    """Series begin on days 0, 3 and 3: anywhere within the four days, which is one rate."""
    days = {"a": (1, 2), "b": (4, 5, 6), "c": (4, 5)}
    rows = [f"{name},2024-01-{day:02d},{day * 1.5}\n" for name in days for day in days[name]]
    found = detect(read("id,day,x\n" + "".join(rows)), DataConfig())["day"]
    day = 86_400_000_000  # microseconds
    assert (found.starts.grid, found.starts.cell, found.starts.width) == (day, day, 4)
    assert (found.starts.rates, found.starts.of_rows) == ((1.0,), False)
    assert (found.begin, found.span) == ("2024-01-01", 5)
    alone = [f"2024-01-{day:02d},{day % 4}\n" for day in range(1, 9)]
    assert detect(read("day,x\n" + "".join(alone)), DataConfig())["day"].starts.of_rows
    together = [f"{name},2024-01-{day:02d},{day * 1.5}\n" for name in "ab" for day in (1, 2)]
    assert detect(read("id,day,x\n" + "".join(together)), DataConfig())["day"].starts is None


def test_hours_beside_dates_tell_no_series_apart(read):
    rows = [
        f"{day:02d}.01.2024,{hour:02d}:00,{hour % 5}\n" for day in (1, 2, 3) for hour in range(24)
    ]
    with pytest.raises(InputError, match=r"a column of hours belongs to its dates"):
        clean_of(read("date,time,x\n" + "".join(rows)))


def clean_of(table):
    return clean(table, detect(table, DataConfig()), DataConfig())


LEFT_OUT = "numbers the rows, as pandas writes its index: left out"
WAVE = (3, 1, 4, 1, 5, 9, 2, 6)


def numbered(header, columns=2):
    """Return a CSV whose columns but the last number the rows."""
    rows = [[*[str(i)] * (columns - 1), str(x)] for i, x in enumerate(WAVE)]
    return "\n".join([header, *map(",".join, rows), ""])


@pytest.mark.parametrize(
    ("content", "left_out", "notices"),
    [
        (numbered(",x"), ["index"], [f"the first column has no name and {LEFT_OUT}"]),
        (numbered("Unnamed: 0.1,x"), ["Unnamed: 0.1"], [f"column 'Unnamed: 0.1' {LEFT_OUT}"]),
        (
            numbered(",Unnamed: 0,x", 3),
            ["index", "Unnamed: 0"],
            [f"the first column has no name and {LEFT_OUT}", f"column 'Unnamed: 0' {LEFT_OUT}"],
        ),
        ("Unnamed: 0\n0\n1\n2\n", [], []),
        (numbered("row,x"), [], []),
    ],
)
def test_row_numbers_that_pandas_wrote_are_left_out(read, content, left_out, notices):
    table = read(content)
    schema = detect(table, DataConfig())
    assert [column.name for column in schema.columns if column.kind == "ignored"] == left_out
    assert schema.first("id") is None
    assert schema.first("time") is None
    assert table.notices == [f"table.csv: {notice}" for notice in notices]


@pytest.mark.parametrize(
    ("config", "wanted", "kind"),
    [
        ({"time_column": "Unnamed: 0"}, {}, "time"),
        ({"ignore": ("Unnamed: 0",)}, {}, "ignored"),
        ({"ignore": ("x",)}, {}, "number"),  # it is all there is
        ({"kinds": ("Unnamed: 0=number",)}, {}, "number"),
        ({"kinds": ("Unnamed: 0=time",)}, {}, "time"),
        ({}, {"Unnamed: 0": {"kind": "number"}}, "number"),
        ({}, {"Unnamed: 0": {}}, "number"),
        ({"constraints": ('0 <= "Unnamed: 0"',)}, {}, "number"),
    ],
)
def test_row_numbers_that_are_named_are_kept(read, config, wanted, kind):
    table = read(numbered("Unnamed: 0,x"))
    assert detect(table, DataConfig(**config), wanted)["Unnamed: 0"].kind == kind
    assert table.notices == []


@pytest.mark.parametrize("name", ["", "Unnamed: 0"])
def test_a_schema_reads_the_row_numbers_that_it_has_learned(read, name):
    learned = detect(read(f"{name},x\n7,3\n9,1\n8,4\n"), DataConfig())
    other = read(numbered(f"{name},x"))
    assert clean(other, learned, DataConfig())[0].values.iloc[:, 0].tolist() == [*range(8)]
    assert other.notices == []
