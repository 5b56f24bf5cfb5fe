"""When a table is protected, and what is kept of it in every case."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig, RunConfig
from rnngan.data import schema_files
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table, from_frame
from rnngan.data.protection import protecting


def patients(count, rows=4):
    """Return a table in which one series has a diagnosis and a pulse that no other has."""
    rng = np.random.default_rng(0)
    who = np.repeat(np.arange(count), rows)
    pulse = rng.normal(70, 5, len(who)).round(0)
    found = np.where(who % 2, "cold", "flu").astype(object)
    pulse[5], found[who == 1] = 210.0, "Kuru"
    return pd.DataFrame({"id": [f"p{n:03d}" for n in who], "found": found, "pulse": pulse})


def protection(frame, **data):
    return protecting.protected(from_frame(frame), DataConfig(**data))[1].protection


@pytest.mark.parametrize(
    ("count", "data", "by"),
    [
        (50, {}, "series"),
        (49, {}, None),
        (49, {"protect_below": 4}, "series"),
        (50, {"protect": "off"}, None),
        (10, {"protect": "on"}, "series"),
        (9, {"protect": "on"}, "rows"),
    ],
)
def test_when_a_table_is_protected(count, data, by):
    found = protection(patients(count), **data)
    assert (found and found.by) == by


def test_one_long_series_is_protected_where_that_is_asked_for():
    frame = patients(50).drop(columns="id")
    assert protection(frame) is None
    found = protection(frame, protect="on")
    assert (found.by, found.below) == ("rows", 5)
    assert found.of("found")["category"].count == 1
    assert found.of("pulse")["largest"].limit == frame["pulse"].nlargest(5).iloc[-1] < 80


def test_ids_that_are_a_condition_are_kept_as_asked():
    frame = patients(60)
    assert protection(frame, id_column="id", condition=("id",)) is None
    found = protection(frame, id_column="id", condition=("id",), protect="on")
    assert found.by == "rows"
    assert found.of("id") == {}


def test_everything_later_sees_protected_values_only():
    dataset = prepare(patients(60), RunConfig(data={"id_column": "id"}))
    assert dataset.schema["found"].values == ("cold", "flu")
    assert dataset.rows.values["pulse"].max() < 100
    kept = dataset.schema.model_dump_json() + dataset.transform.model_dump_json()
    assert "Kuru" not in kept
    assert "210" not in kept
    assert not [note for note in dataset.notices if "held by" in note]
    assert any(note.startswith("what fewer than 5 series hold is not") for note in dataset.notices)


def test_notices_of_the_table_as_it_was_are_not_said_twice():
    frame = patients(60).assign(when=lambda f: [f"2024-01-0{1 + i % 4}" for i in range(len(f))])
    table = Table(frame.astype("str"), text=True, notices=["read as such"])
    made, _ = protecting.protected(table, DataConfig(constraints=("pulse <= 205",)))
    assert made.notices == ["read as such"]  # the row that broke the rule is pulled in
    assert table.notices == ["read as such"]


def schema_file(tmp_path, schema):
    path = tmp_path / "schema.yaml"
    path.write_text(schema_files.to_yaml(schema, "t.csv"))
    return schema_files.read(path)[0]


def test_a_schema_file_holds_protected_values_and_can_be_trained_with(tmp_path):
    frame = patients(60)
    frame.loc[frame["id"].isin([f"p{n:03d}" for n in range(2, 7)]), "found"] = "Ebola"
    frame.loc[frame["id"] == "p006", "found"] = "flu"  # four: five with the other
    config = DataConfig(id_column="id")
    _, schema = protecting.protected(from_frame(frame), config)
    wanted = schema_file(tmp_path, schema)
    assert wanted["found"]["values"] == ["(rare)", "cold", "flu"]
    _, again = protecting.protected(from_frame(frame), config, wanted)
    assert again["found"].values == ("(rare)", "cold", "flu")
    assert again["pulse"].maximum == schema["pulse"].maximum


def test_values_that_a_schema_file_allows_are_all_that_is_left():
    frame = patients(60)
    frame.loc[frame["id"].isin(["p002", "p003", "p004", "p005"]), "found"] = "Ebola"
    wanted = {"found": {"kind": "category", "values": ["cold", "flu", "Kuru", "never"]}}
    made, schema = protecting.protected(from_frame(frame), DataConfig(id_column="id"), wanted)
    assert set(made.frame["found"]) == {"cold", "flu"}  # no mark, though five share it
    assert schema["found"].values == ("cold", "flu", "never")
    wanted["found"]["values"] = ["cold", "Kuru"]
    with pytest.raises(InputError, match="'flu' is none of the values of 'found': cold"):
        prepare(from_frame(frame), RunConfig(data={"id_column": "id"}), wanted=wanted)


def test_a_schema_file_counts_where_nothing_is_protected():
    wanted = {"found": {"kind": "category", "values": ["cold", "flu", "Kuru", "never"]}}
    _, schema = protecting.protected(from_frame(patients(20)), DataConfig(), wanted)
    assert schema["found"].values == ("cold", "flu", "Kuru", "never")


def test_the_customers_of_few_orders_are_not_told_from_others():
    """Of 100 customers of two orders each, one has 60."""
    customer = np.repeat(np.arange(101), [2] * 100 + [60])
    frame = pd.DataFrame({"order": np.repeat(np.arange(260), 2), "who": np.repeat(customer, 2)})
    frame["v"] = np.arange(520) % 7
    config = DataConfig(id_column="order", kinds=("who=key",))
    who = protecting.protected(from_frame(frame), config)[1]["who"]
    assert (who.sizes, who.counts) == ((2,), (101,))


def test_values_that_recur_in_one_series_alone_are_not_kept():
    """Weights of one series each, seen in all of its rows, are no readings that come again."""
    rng = np.random.default_rng(0)
    frame = patients(60, rows=8).assign(weight=np.repeat(rng.normal(70, 9, 60), 8))
    for protect, kept in (("off", 60), ("auto", 0)):
        config = DataConfig(id_column="id", protect=protect)
        _, schema = protecting.protected(from_frame(frame), config)
        assert len(schema["weight"].recurring) == kept


def test_a_further_table_is_read_as_the_first_was():
    dataset = prepare(patients(60), RunConfig(data={"id_column": "id"}))
    other = patients(60).assign(found="Ebola", pulse=-40.0)
    rows = prepare(other, dataset.config, dataset.schema, transform=dataset.transform).rows.values
    assert rows["pulse"].unique().tolist() == [dataset.schema["pulse"].minimum]
    assert rows["found"].unique().tolist() == [1.0]  # flu, the commonest


def test_a_table_with_the_mark_is_recognised():
    marked = pd.DataFrame({"c": ["a", "(rare)"], "v": [1, 2]})
    assert protecting.is_marked(from_frame(marked))
    assert not protecting.is_marked(from_frame(marked[:1]))
