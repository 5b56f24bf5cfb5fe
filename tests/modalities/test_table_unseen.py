"""Tables of other tools, graded on privacy with the help of real rows that these have not seen."""

import json

import numpy as np
import pandas as pd
import pytest
from small_privacy import people

from rnngan.cli import main
from rnngan.config.errors import ConfigError, InputError
from rnngan.config.requests import EvaluateRequest
from rnngan.config.run_config import RunConfig
from rnngan.data.formats.tables import from_frame
from rnngan.data.protection import protecting
from rnngan.evaluation.encoding import Encoder
from rnngan.modalities import table_evaluation, table_privacy
from rnngan.modalities.table_unseen import with_unseen

UNSEEN = EvaluateRequest(real="real.csv", unseen="unseen.csv")
SEEN_PEOPLE, OTHER_PEOPLE = people(150, 2), people(40, 3, first=700)


def split(seen, unseen, **data):
    config = RunConfig(data={"protect": "off"} | data)
    return with_unseen(from_frame(seen, "seen"), from_frame(unseen, "unseen"), config)


def privacy(seen, unseen, made, **data):
    dataset = split(seen, unseen, **data)
    other = protecting.again(from_frame(made), dataset.schema)
    return table_privacy.of_table(other, dataset, Encoder(dataset.schema, dataset.rows), UNSEEN)


def memorised(frame, times=4):
    """Return a table of every person so many times, under new ids."""
    parts = [frame.assign(person=f"Q{n}" + frame["person"]) for n in range(times)]
    return pd.concat(parts, ignore_index=True)


def days(seed, rows=1200):
    """Return a series of days that wanders."""
    rng = np.random.default_rng([seed, 0xDA5])
    moves, level = rng.normal(size=rows), np.zeros(rows)
    for row in range(1, rows):
        level[row] = 0.9 * level[row - 1] + moves[row]
    return pd.DataFrame({"day": pd.date_range("2020-01-01", periods=rows), "x": level.round(2)})


def cut_out(frame, blocks=6, length=60, gap=12):
    """Return (rows that were seen, blocks that were not); rows around these are in neither."""
    apart = len(frame) // blocks
    place = np.arange(len(frame)) % apart
    held = (place >= gap) & (place < gap + length)
    near = place < 2 * gap + length
    return frame[~near].reset_index(drop=True), frame[held].reset_index(drop=True)


def test_other_series_are_held_out_whole():
    seen = pd.DataFrame({"id": [1, 1, 1, 2, 2, 2], "x": [1.5, 2.5, 4.0, 3.0, 5.5, 6.5]})
    other = pd.DataFrame({"id": [3, 3, 4, 4, 4], "x": [2.0, 3.5, 4.5, 6.0, 1.0]})
    made = split(seen, other, id_column="id", lengths="windows", window=2)
    assert made.split.how == "id"
    assert (made.split.train, made.split.holdout) == ([(0, 3), (3, 6)], [(6, 8), (8, 11)])
    assert made.train.starts.tolist() == [0, 1, 3, 4]
    assert made.holdout.starts.tolist() == [6, 8, 9]
    whole = split(seen, other, id_column="id", lengths="learn")
    assert whole.first_rows(whole.train).tolist() == [0, 3]
    assert whole.first_rows(whole.holdout).tolist() == [6, 8]


def test_rows_of_the_same_series_are_held_out_where_they_stand_in_time():
    frame = days(0, 20)
    made = split(frame.drop(index=range(8, 12)), frame.iloc[8:12], window=3)
    assert made.split.how == "blocks"
    assert (made.split.train, made.split.holdout) == ([(0, 8), (12, 20)], [(8, 12)])
    assert made.rows.values["x"].tolist() == frame["x"].tolist()
    without = frame[["x"]]
    made = split(without.iloc[:12], without.iloc[12:], window=3)
    assert (made.split.train, made.split.holdout) == ([(0, 12)], [(12, 20)])


def test_an_innocent_table_is_good_and_one_that_repeats_people_is_poor():
    people_alone = {"id_column": "person", "lengths": "learn"}
    sides = SEEN_PEOPLE, OTHER_PEOPLE
    innocent = privacy(*sides, people(500, 1, first=1000), **people_alone)
    assert innocent["grade"] == "good", innocent["verdict"]
    assert innocent["promise"].endswith("no unseen row, is taken on trust.")
    guilty = privacy(*sides, memorised(SEEN_PEOPLE), **people_alone)
    assert guilty["grade"] == "poor"
    assert all(row["auc"]["value"] >= 0.95 for row in guilty["attacks"])
    assert guilty["copies"]["exact"] == 1
    assert guilty["copies"]["exact_held_out"] == 0
    low, high = guilty["copies"]["exact_interval"]
    assert 0.99 < low < high == pytest.approx(1)


def test_blocks_of_a_long_series_serve_too():
    seen, unseen = cut_out(days(0))
    innocent = privacy(seen, unseen, days(5), window=12)
    assert innocent["grade"] in ("good", "unknown"), innocent["verdict"]
    assert all(row["auc"]["low"] <= 0.5 for row in innocent["attacks"])
    run = np.cumsum(seen["day"].diff() != pd.Timedelta(days=1))
    guilty = privacy(seen, unseen, seen.assign(sequence=run), window=12)
    assert guilty["grade"] == "poor"
    assert guilty["compared"]["members"] > guilty["compared"]["non_members"] >= 24


@pytest.mark.parametrize(
    ("seen", "unseen", "said"),
    [
        (
            SEEN_PEOPLE,
            SEEN_PEOPLE[SEEN_PEOPLE["person"] < "P00004"],
            "4 series stand in both seen and unseen: 'P00000', 'P00001', 'P00002', …. Expected",
        ),
        (days(0), days(0).iloc[100:160], "unseen: 60 rows have a time that seen has too"),
        (days(0), days(0)[["x"]], "unseen has no column 'day'. Expected the time of unseen rows"),
        (days(0).iloc[:100], days(0).iloc[110:115], "no sequence is as long as a window of 24"),
        (days(0), days(0)[["day"]], "unseen does not match seen in one way"),
    ],
)
def test_unseen_rows_that_can_not_be_used_are_refused(seen, unseen, said):
    data = {"id_column": "person"} if "person" in seen else {}
    with pytest.raises(InputError) as refused:
        split(seen, unseen, **data)
    assert said in str(refused.value)


def test_unseen_rows_that_stand_among_the_others_are_noted(capsys):
    renamed = OTHER_PEOPLE.assign(person="R" + OTHER_PEOPLE["person"])
    both = pd.concat([SEEN_PEOPLE, renamed.iloc[: len(renamed) // 2]], ignore_index=True)
    split(both, OTHER_PEOPLE, id_column="person", lengths="learn")
    assert "of the sequences of unseen stand in seen too" in capsys.readouterr().err
    split(SEEN_PEOPLE, OTHER_PEOPLE, id_column="person", lengths="learn")
    assert "stand in" not in capsys.readouterr().err


def test_the_command_grades_the_privacy_of_another_tool(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(table_evaluation.scores, "evaluate", lambda *a: [])
    frames = {"real": SEEN_PEOPLE, "unseen": OTHER_PEOPLE, "made": people(300, 1, first=1000)}
    for name, frame in frames.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    paths = {name: str(tmp_path / f"{name}.csv") for name in frames}
    told = ["--real", paths["real"], "--synthetic", paths["made"], "--id-column", "person"]
    assert main.main(["evaluate", *told, "--json"]) == 0
    blind = json.loads(capsys.readouterr().out)
    assert blind["unseen"] is None
    assert blind["privacy"]["grade"] != "good"
    assert main.main(["evaluate", *told, "--unseen", paths["unseen"], "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["privacy"]["grade"], found["unseen"]) == ("good", paths["unseen"])
    assert found["windows"]["held_out"] == 40
    assert found["privacy"]["compared"]["members"] == 150


@pytest.mark.parametrize("command", ["evaluate", "report"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["RUN", "--unseen", "c.csv"], "--unseen goes with --real and --synthetic"),
        (["RUN", "--real", "a.csv", "--unseen", "c.csv"], "without a RUN"),
        (["--synthetic", "b.csv", "--unseen", "c.csv"], "Received: --unseen c.csv"),
    ],
)
def test_a_run_knows_what_it_has_held_out(tmp_path, command, arguments, said, capsys):
    arguments = [str(tmp_path) if a == "RUN" else a for a in arguments]
    assert main.main([command, *arguments]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_python_refuses_unseen_rows_without_a_real_table():
    with pytest.raises(ConfigError, match=r"Received: --unseen x\.csv"):
        EvaluateRequest(unseen="x.csv")
