"""Kinds that are asked for: by `--kind`, before what a schema file says."""

import pytest

from rnngan.config.errors import ConfigError, InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.columns.asked import with_kinds
from rnngan.data.detection import detect

ROWS = "a,b=c,d,e\n" + "".join(f"{i % 5},{i},2024-01-{i:02d},x{i % 3}\n" for i in range(1, 29))


def kinds_of(table, *kinds, wanted=None, **data):
    schema = detect(table, DataConfig(kinds=kinds, **data), wanted)
    return {column.name: column.kind for column in schema.columns}


def test_kinds_that_are_asked_for_go_before_those_that_are_found(read):
    table = read(ROWS)
    assert kinds_of(table) == {"a": "number", "b=c": "number", "d": "time", "e": "category"}
    asked = kinds_of(table, "a=category", "b=c=time", "d=ignored", "e=key")
    assert asked == {"a": "category", "b=c": "time", "d": "ignored", "e": "key"}
    assert kinds_of(table, "e=id", "d=date")["e"] == "id"


def test_the_option_goes_before_the_schema_file(read):
    wanted = {"a": {"kind": "category", "static": True}, "e": {"kind": "id", "next": 7}}
    asked = with_kinds(wanted, ["a=number", "b=id"], ["a", "b", "e"])
    assert asked == {"a": {"kind": "number"}, "b": {"kind": "id"}}
    same = with_kinds(wanted, ["e=id"], ["a", "b", "e"])
    assert same["e"] == {"kind": "id", "next": 7}


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["aa=key"], "--kind aa=key: no column 'aa'; did you mean 'a'?"),
        (["zzz=key"], "--kind zzz=key: no column 'zzz'. Columns: a, b=c, d, e."),
        (["a=kye"], "--kind a=kye: no kind 'kye'; did you mean 'key'?"),
        (
            ["a=x"],
            "--kind a=x: no kind 'x'. Kinds: number, category, date, key, id, time, ignored.",
        ),
        (["a"], "--kind a: no column ''. Columns: a, b=c, d, e."),
        (["a=key", "a=date"], "--kind a=date: --kind a=key is asked for too. Expected one kind"),
        (["a=id", "e=id"], "--kind e=id: --kind a=id is asked for too."),
    ],
)
def test_other_kinds_are_refused(read, kinds, said):
    with pytest.raises(ConfigError) as caught:
        kinds_of(read(ROWS), *kinds)
    assert str(caught.value).startswith(said)


def test_two_options_that_name_another_column_are_refused(read):
    with pytest.raises(ConfigError, match="--kind e=id: --id-column a names another column"):
        kinds_of(read(ROWS), "e=id", id_column="a")


def texts(count):
    return "note,v\n" + "".join(f"t{i:05d},{i % 9}\n" for i in range(count) for _ in range(2))


def test_more_categories_are_kept_where_they_are_asked_for(read):
    with pytest.raises(InputError, match=r"--kind 'note=category' to keep them all \(up to 5,000"):
        kinds_of(read(texts(389)))
    schema = detect(read(texts(389)), DataConfig(kinds=("note=category",)))
    assert len(schema["note"].values) == 389
    with pytest.raises(InputError, match="'note' has 5,001 different texts") as caught:
        kinds_of(read(texts(5001)), "note=category")
    assert "note=category" not in str(caught.value)
    assert "--kind 'note=key' to invent new ones" in str(caught.value)
