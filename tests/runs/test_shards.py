"""Which sequences are in which shard, and what a folder may hold: worked out by hand."""

from dataclasses import replace

import pytest

from rnngan.config.errors import ConfigError, InputError, RunError
from rnngan.config.requests import GenerateRequest
from rnngan.data.formats import atomic
from rnngan.runs import shards
from rnngan.runs.shards import Plan

RUN = {"config.json": "a", "schema.json": "b", "weights.safetensors": "c"}
PLAN = Plan(RUN, {"count": 10}, {}, "csv", ".csv", 10, 4, "sequences", {"numpy": "2"})


def test_ten_sequences_are_two_shards_of_four_and_one_of_two():
    assert [list(PLAN.numbers(shard)) for shard in range(PLAN.count)] == [
        [0, 1, 2, 3], [4, 5, 6, 7], [8, 9],
    ]  # fmt: skip
    assert PLAN.size([0, 2]) == 6
    assert PLAN.name(2) == "part-00002.csv"
    assert PLAN.name(123456) == "part-123456.csv"


@pytest.mark.parametrize(("sequences", "count"), [(0, 1), (1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_the_number_of_shards(sequences, count):
    plan = replace(PLAN, sequences=sequences)
    assert plan.count == count
    assert plan.size(range(count)) == sequences


@pytest.mark.parametrize(
    ("output", "expected"),
    [("new/", True), ("new", False), ("new.csv", False), ("-", False), (".", True)],
)
def test_what_is_a_folder(output, expected):
    assert shards.is_folder(output) is expected


def test_whoever_comes_back_goes_on_from_what_is_there(tmp_path):
    folder = tmp_path / "a" / "out"
    with shards.begun(folder, PLAN) as missing:
        assert missing == [0, 1, 2]
        (folder / "part-00001.csv").write_text("whole")
        (folder / f"{atomic.HIDDEN}part-00002.csv.x").write_text("ha")
    assert sorted(path.name for path in folder.iterdir()) == [
        ".lock",
        "_plan.json",
        "part-00001.csv",
    ]
    assert Plan.read(folder) == PLAN
    with shards.begun(folder, PLAN, force=True) as missing:
        assert missing == [0, 2]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"run": RUN | {"schema.json": "z"}}, "another run"),
        ({"request": {"count": 10, "seed": 1}}, "something else was asked for"),
        ({"sequences": 11}, "another number of sequences"),
        ({"format": "parquet"}, "another format"),
        ({"versions": {}}, "other versions of packages"),
    ],
)
def test_another_output_is_refused_or_replaced(tmp_path, change, reason):
    with shards.begun(tmp_path, PLAN):
        (tmp_path / "part-00001.csv").write_text("whole")
    other = replace(PLAN, **change)
    refused = f"holds another output: {reason}. Choose another folder, or pass --force to replace"
    with pytest.raises(InputError, match=refused), shards.begun(tmp_path, other):
        pass
    assert (tmp_path / "part-00001.csv").exists()
    with shards.begun(tmp_path, other, force=True) as missing:
        assert missing == [0, 1, 2]
    assert Plan.read(tmp_path) == other


@pytest.mark.parametrize("content", ["{", "[]", '{"plan": 2}', '{"plan": 1, "odd": 3}'])
def test_a_plan_that_can_not_be_read_is_no_plan(tmp_path, content):
    (tmp_path / shards.PLAN).write_text(content)
    assert Plan.read(tmp_path) is None
    with pytest.raises(InputError, match="can't be read"), shards.begun(tmp_path, PLAN):
        pass
    with shards.begun(tmp_path, PLAN, force=True):
        assert Plan.read(tmp_path) == PLAN


def test_a_folder_of_something_else_is_refused_and_stays(tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    refused = pytest.raises(
        InputError, match=r"holds letters\.txt, and no _plan\.json of an output"
    )
    with refused, shards.begun(tmp_path, PLAN, force=True):
        pass
    assert (tmp_path / "letters.txt").read_text() == "dear"


def test_two_can_not_write_at_once_nor_into_a_file(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="can't be made"), shards.begun(tmp_path / "file", PLAN):
        pass
    with shards.begun(tmp_path / "out", PLAN):
        busy = pytest.raises(RunError, match="is being written to by another process")
        with busy, shards.begun(tmp_path / "out", PLAN):
            pass


def test_a_run_that_has_changed_is_no_longer_that_of_the_plan():
    facts = {"files": {name: {"sha256": value} for name, value in RUN.items()}}
    PLAN.refuse_other(facts, "r")
    facts["files"]["weights.safetensors"]["sha256"] = "z"
    with pytest.raises(RunError, match="r has changed since this output was begun"):
        PLAN.refuse_other(facts, "r")


def test_a_request_comes_back_from_a_plan():
    asked = GenerateRequest.of({"clinic": "north"}, {"0": "2"}, count=3, freq=2.5, first_id=7)
    assert GenerateRequest.of(**shards._as_json(asked)) == asked


def test_standard_input_is_no_file_that_several_processes_can_read():
    with pytest.raises(ConfigError, match="--after - reads standard input"):
        shards._refuse_stream({"after": "-"})
