import numpy as np
import pandas as pd
import pytest

from rnngan.data import personal
from rnngan.data.cleaning import Rows
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import read_table
from rnngan.data.schema import CategoryColumn, ConstantColumn, IdColumn, Schema

PEOPLE = [
    "Anna Smith", "Ben O'Neil", "Carla van der Berg", "David McDonald", "Eva Müller", "Felix Ek",
    "Grace Hopper", "Hans Meier", "Ines Costa", "Jan de Vries",
]  # fmt: skip
FIRSTS = ["Anna", "Ben", "Carla", "David", "Eva", "Felix"]
CITIES = ["New York", "San Jose", "Los Angeles", "Santa Maria", "Paris", "Frankfurt", "Saint Paul"]
SKIES = ["Light Rain", "Heavy Snow", "Partly Cloudy", "Clear", "Light rain", "Mostly Cloudy"]
DISHES = ["Chocolate Cake", "Red Wine", "Green Tea", "Apple Pie", "Caesar Salad", "Fish Soup"]
SENTENCE = "the patient was seen and sent home after a short rest with a mild fever"
WORDS = SENTENCE.split()
NOTES = [" ".join([*WORDS[i % 9 : i % 9 + 4 + i % 3], WORDS[i // 9]]) for i in range(40)]
HOURS = [f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in (0, 30)]

LOOKS = [  # column, values, what they look like
    ("x", ["anna@example.com", "b.c+d@mail.example.org", "e@x.de"], "mail addresses"),
    ("x", ["Anna <anna@example.com>", "unknown", "none"], "mail addresses"),
    ("x", ["anna at home", "@home", "a@b"], None),
    ("x", ["+49 171 1234567", "+1 (555) 123-4567", "+4917112345678"], "phone numbers"),
    ("x", ["(0171) 123-4567", "030 12 34 567", "0171/1234567"], "phone numbers"),
    ("x", ["555-123-4567", "(555) 123-4567", "555.123.4567"], "phone numbers"),
    ("x", ["06 12 34 56 78", "0049 30 123456"], "phone numbers"),
    ("tel", ["01711234567", "01721234567"], "phone numbers"),
    ("homePhone", ["1711234567", "1721234567"], "phone numbers"),
    ("x", ["01711234567", "01721234567"], None),
    ("x", ["12345678", "23456789"], None),
    ("x", ["0.1234567", "1234567.5", "-1.2345678"], None),
    ("x", ["01.02.2024", "2024-01-31", "01/02/24", "01-02-2024 10:00:00"], None),
    ("x", ["192.168.0.10", "010.0.0.123"], None),
    ("x", PEOPLE, "names of people"),
    ("staff", ["Smith, Anna", "Jones, Bob", "Dr. José García-López"], "names of people"),
    ("x", ["Dr. Li Wu", "Prof. Ada Lovelace", "Mrs. Robinson Crusoe"], "names of people"),
    ("first_name", FIRSTS, "names of people"),
    ("firstName", FIRSTS[:3], "names of people"),
    ("surname", ["Smith", "Jones", "Müller", "Ek", "Costa"], "names of people"),
    ("customer", ["Zoltan Nagy", "Xi Liu", "Bo Ek", "Ole Dahl", "Per Lie"], "names of people"),
    ("customer", ["Business", "Retail"], None),
    ("customer_type", FIRSTS, None),
    ("product_name", DISHES, None),
    ("city", CITIES, None),
    ("x", CITIES, None),
    ("x", SKIES, None),
    ("weather", SKIES, None),
    ("x", DISHES, None),
    ("product", PEOPLE, None),
    ("x", ["Room 1", "Room 2", "Anna 3"], None),
    ("x", ["yes", "no"], None),
    ("x", [*NOTES], "free text"),
    ("note", [" ".join(note.split()[:3]) + f" {i}" for i, note in enumerate(NOTES)], "free text"),
    ("x", NOTES[:19], None),
    ("x", [f"A-{1029 + i}" for i in range(30)], "keys"),
    ("x", [f"{i:05d}" for i in range(30)], "keys"),
    ("x", [f"123-45-{6789 + i}" for i in range(30)], "keys"),
    ("x", [f"{i:032x}a1b2c3" for i in range(30)], "keys"),
    ("x", [f"A-{1029 + i}" for i in range(19)], None),
    ("x", HOURS, None),
    ("x", [f"2024-W{i:02d}" for i in range(1, 53)], None),
    ("x", [f"{i}ml" for i in range(100, 130)], None),
    ("x", [f"gate {i}" for i in range(25)], None),
]


@pytest.mark.parametrize(("name", "values", "what"), LOOKS)
def test_what_a_column_looks_like(name, values, what):
    column = CategoryColumn(name=name, dtype="str", values=tuple(sorted(set(values))))
    assert personal.looks_like(column, holders=10_000) == what


def test_a_text_that_differs_in_nearly_every_cell_is_a_key():
    column = CategoryColumn(name="x", dtype="str", values=tuple(f"gate {i:02}" for i in range(45)))
    assert personal.looks_like(column, holders=50) == "keys"
    assert personal.looks_like(column, holders=51) is None
    city = column.model_copy(update={"name": "city"})
    assert personal.looks_like(city, holders=50) is None


def test_a_constant_may_be_a_mail_address():
    column = ConstantColumn(name="x", dtype="str", value="anna@example.com")
    assert personal.looks_like(column, 9) == "mail addresses"


def noticed(columns, codes, series):
    rows = Rows(pd.DataFrame(codes, dtype=float), [], np.asarray(series), np.arange(len(series)))
    named = IdColumn(name="id", dtype="int64", count=1, next=0)
    return personal.notices(Schema(columns=(named, *columns)), rows, 5)


def test_a_notice_says_what_was_seen_what_happens_and_what_to_type():
    column = CategoryColumn(name="e mail", dtype="str", values=("anna@example.com", "b@x.de"))
    assert noticed([column], {"e mail": [0, 1]}, [0, 1]) == [
        "'e mail' looks like mail addresses (in the form of 'a…@e….c…'), which come back as they "
        "stand: --ignore 'e mail' leaves the column out, --kind 'e mail=key' invents new keys"
    ]


def kinds(name, *values, dtype="str"):
    return CategoryColumn(name=name, dtype=dtype, values=values)


def test_values_that_few_series_hold_are_counted_and_the_rarest_is_shown():
    codes = [0] * 9 + [1, 1, 1, 1, 1, np.nan] + [2, 2, 3, 3, 3]  # a row each
    series = [*range(9), 0, 1, 2, 3, 4, 5, 0, 0, 1, 2, 2]
    column = kinds("found", "none", "cold", "gout", "scurvy")
    assert noticed([column], {"found": codes}, series) == [
        "2 values are held by fewer than 5 of the 9 series in 'found', 'gout' by 1: generated "
        "rows can hold them; --protect on folds them, --ignore 'found' leaves the column out"
    ]
    assert noticed([column], {"found": codes[:15]}, series[:15]) == []
    (line,) = noticed([kinds("ok", False, True, dtype="bool")], {"ok": [0] * 6 + [1]}, range(7))
    assert line.startswith("1 value is held by fewer than 5 of the 7 series in 'ok', True by 1: ")


def test_one_series_or_very_few_have_no_rare_values():
    column = kinds("found", "none", "gout")
    assert noticed([column], {"found": [0, 0, 1, 1]}, [0, 1, 2, 3]) == []
    rows = Rows(pd.DataFrame({"found": [0.0, 1.0]}), [], np.zeros(2, int), np.arange(2))
    assert personal.notices(Schema(columns=(column,)), rows, 5) == []


def test_there_are_a_handful_of_notices_at_most():
    columns = [kinds(f"c{i}", "a", "b") for i in range(7)]
    lines = noticed(columns, {c.name: [0] * 6 + [1] for c in columns}, range(7))
    assert len(lines) == 6
    assert lines[-1] == "and 2 more columns hold such values"
    assert noticed(columns[:6], {c.name: [0] * 6 + [1] for c in columns}, range(7))[-1] == (
        "and 1 more column holds such values"
    )


def warned(table, config):
    notices = prepare(table, config).notices
    return [line for line in notices if "looks like" in line or "held by" in line]


def test_tables_without_people_give_no_warning(root, visits, config):
    for name in ("seattle_weather.csv", "sines.csv"):
        assert warned(read_table(root / "data" / name), config()) == []
    assert warned(visits, config()) == []


def test_a_table_of_patients_warns_of_its_columns_and_not_of_its_ids(visits, config):
    numbers = visits["patient"].str[1:].astype(int)
    table = visits.assign(
        who=numbers.map(dict(enumerate([*PEOPLE, "Karl Ek", "Lea Ek"]))),
        ward=np.where(numbers < 3, "east", "west"),
    )
    who, ward = warned(table, config())
    assert who.startswith("'who' looks like names of people (in the form of 'A… S…'), ")
    assert ward.startswith("1 value is held by fewer than 5 of the 12 series in 'ward', 'east' by")
