"""Odd tables that are learned: what is said of them, and what comes back in the generated rows.

The real command on real files, in this process: each row trains for two steps. One more odd table
is one more row; what is refused, or only read, is in test_inputs.py.
"""

import csv
import gzip
import re
import resource
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from quick_judges import judges as quick_judges_of

from rnngan.cli import main
from rnngan.data.formats import opening

WAVE = [i * 7 % 11 for i in range(60)]
START = datetime(2024, 1, 1)
DAYS = [f"{START + timedelta(i):%Y-%m-%d}" for i in range(60)]
TINY = ("--units", "4", "--steps", "2", "--adversarial-steps", "0")
FOUR = (*TINY, "--window", "4")


def table(columns):
    """Return CSV text of {name: cells}, as many rows as the shortest column has."""
    rows = zip(*columns.values(), strict=False)
    return "".join(",".join(map(str, row)) + "\n" for row in (list(columns), *rows))


def spelled(form, step=timedelta(days=1), count=60):
    return [f"{START + i * step:{form}}" for i in range(count)]


def where(test, yes, no):
    """Return `yes` and `no` for the values of `WAVE` that pass the test and those that don't."""
    return [yes if test(value) else no for value in WAVE]


IRREGULAR = np.cumsum(np.random.default_rng(0).integers(1, 90, 60)).tolist()
OFFSETS = [f"{START + timedelta(hours=i + 1 + (i > 30)):%Y-%m-%dT%H:%M}+0{1 + (i > 30)}:00"
           for i in range(60)]  # fmt: skip
SECONDS = [1_704_067_200 + 3600 * i for i in range(60)]
ABSENT = {
    "a": [*where(lambda v: v in (3, 7), "-", 5)[:59], "?"],
    "b": [value if value != 4 else "inf" for value in WAVE],
    "c": [value if value % 5 else "NULL" for value in WAVE],
    "d": [("red", "blue", "NA")[value % 3] for value in WAVE],
}
MARKS = ("--na-values", "-", "--na-values", "?", "--inf-as-missing")

LEARNED = {  # name -> (content, options, what is said, {column: what its 12 cells are})
    "constant, equal and empty columns; ids 00120; yes and no, 0 and 1; a rare category": (
        table(
            {
                "id": [f"{120 + i // 20:05d}" for i in range(60)],
                "day": DAYS[:20] * 3,
                "a": WAVE,
                "again": WAVE,
                "site": ["north"] * 60,
                "price": ["7.50"] * 60,
                "asked": where(lambda v: v > 4, "yes", "no"),
                "bit": where(lambda v: v > 5, 1, 0),
                "low": where(lambda v: v > 3, "true", "false"),
                "high": where(lambda v: v > 6, "True", "False"),
                "rare": ["odd" if i == 17 else "usual" for i in range(60)],
                "empty": [""] * 60,
                "void": ["NA"] * 60,
            }
        ),
        FOUR,
        (
            "'again' equals a in every row; left out and restored",
            "'site' always north; left out and restored",
            "'price' always 7.50; left out and restored",
            "'empty' missing in every row; left out and restored",
        ),
        {
            "id": ["00123"] * 4 + ["00124"] * 4 + ["00125"] * 4,
            "day": DAYS[:4] * 3,
            "a": r"\d+",
            "again": "same as a",
            "site": {"north"},
            "price": {"7.50"},
            "asked": {"yes", "no"},
            "bit": {"0", "1"},
            "low": {"true", "false"},
            "high": {"True", "False"},
            "rare": {"odd", "usual"},
            "empty": {""},
            "void": {"NA"},
        },
    ),
    "20-digit ids; integers over 2**53, one missing": (
        table(
            {
                "id": [12345678901234567890 + i // 20 for i in range(60)],
                "a": WAVE,
                "big": [2**53 + 1 + 2 * (i % 3) if i != 5 else "" for i in range(60)],
            }
        ),
        FOUR,
        ("1 missing value in 'big' (read as such: ''): learned and generated",),
        {
            "id": [f"1234567890123456789{n}" for n in (3, 4, 5) for _ in range(4)],
            "a": r"\d+",
            "big": {"9007199254740993", "9007199254740995", "9007199254740997", ""},
        },
    ),
    "missing values, learned": (
        table(ABSENT),
        (*FOUR, *MARKS),
        (
            "13 missing values in 'a' (read as such: '-', '?'): learned and generated",
            "5 missing values in 'b' (read as such: 'inf'): learned and generated",
            "17 missing values in 'c' (read as such: 'NULL'): learned and generated",
            "missing values in 'd' (read as such: 'NA'): learned and generated",
        ),
        {"a": {"5", "-"}, "b": r"\d*", "c": r"\d+|NULL", "d": {"red", "blue", "NA"}},
    ),
    "missing values, filled in": (
        table(ABSENT),
        (*FOUR, *MARKS, "--missing", "interpolate", "--ignore", "a"),
        ("17 missing values in 'c' (read as such: 'NULL'): filled in",),
        {"b": r"\d+", "c": r"\d+", "d": {"red", "blue"}},
    ),
    "missing values, dropped": (
        table({"t": DAYS} | ABSENT),
        (*FOUR, *MARKS, "--missing", "drop", "--window", "2", "--ignore", "a"),
        ("rows with missing values dropped",),
        {"t": r"2024-0[123]-\d\d", "b": r"\d+", "c": r"\d+", "d": {"red", "blue"}},
    ),
    "European numbers and thousands": (
        "t;a;b\n"
        + "".join(
            f"{d};{i % 12 + 1}.{i * 37 % 1000:03d},{i % 10};{i}\n" for i, d in enumerate(DAYS)
        ),
        FOUR,
        ("columns are separated by ';'", "numbers are spelled like 1.234,5 in 'a'"),
        {"t": None, "a": r"\d{1,2}\.\d{3},\d", "b": r"\d+"},
    ),
    "thousands between pipes": (
        "t|a\n"
        + "".join(f"{d}|{i % 12 + 1},{i * 37 % 1000:03d}\n" for i, d in enumerate(DAYS[:59]))
        + f"{DAYS[59]}|12\n",
        FOUR,
        ("columns are separated by '|'", "numbers are spelled like 1,234.5 in 'a'"),
        {"t": None, "a": r"\d{1,2},\d{3}|\d{1,3}"},
    ),
    "quoted line ends, quotes and commas; CR LF": (
        table({'"x, ""y"""': where(lambda v: v > 4, '"a\nb"', '"c, ""d"""'), "a": WAVE})
        .replace("\n", "\r\n")
        .replace('"a\r\nb"', '"a\nb"'),
        FOUR,
        (),
        {'x, "y"': {"a\nb", 'c, "d"'}, "a": r"\d+"},
    ),
    "latin-1": (
        table({"größe": WAVE, "für": where(lambda v: v > 4, "à", "ü")}).encode("latin-1"),
        (*FOUR, "--encoding", "latin-1"),
        (),
        {"größe": r"\d+", "für": {"à", "ü"}},
    ),
    "unsorted, a time twice": (
        table({"t": [DAYS[1], DAYS[0], DAYS[2], *DAYS[2:]], "a": [0.5, 1.5, *WAVE]}),
        (*FOUR, "--duplicates", "mean"),
        (
            "rows were not in the order of 't': sorted",
            "1 row with a time that came before in the same series: averaged",
        ),
        {"t": None, "a": r"\d+(\.\d)?"},
    ),
    "mixed offsets": (
        table({"t": OFFSETS, "a": WAVE}),
        FOUR,
        ("offsets of 't' differ: its times are converted to UTC",),
        {"t": [f"2024-01-03T{hour}:00+00:00" for hour in (12, 13, 14, 15)] * 3, "a": r"\d+"},
    ),
    "days before months": (
        table({"t": spelled("%d/%m/%Y"), "a": WAVE}),
        FOUR,
        (),
        {"t": [f"0{day}/03/2024" for day in (1, 2, 3, 4)] * 3, "a": r"\d+"},
    ),
    "days or months, told; few windows": (
        table({"t": spelled("%m/%d/%Y", count=12), "a": WAVE}),
        (*FOUR, "--date-format", "%m/%d/%Y"),
        ("only 9 training windows: the networks will learn them by heart",),
        {"t": [f"01/{day}/2024" for day in (13, 14, 15, 16)] * 3, "a": r"\d+"},
    ),
    "milliseconds since 1970; seconds; 20240101": (
        table(
            {
                "ts": [second * 1000 for second in SECONDS],
                "seen_at": [second + 60 * v for second, v in zip(SECONDS, WAVE, strict=True)],
                "date": spelled("%Y%m%d", timedelta(hours=1)),
            }
        ),
        FOUR,
        (
            "'ts' counts milliseconds since 1970",
            "'seen_at' counts seconds since 1970",
            "'date' holds dates, spelled %Y%m%d",
        ),
        {
            "ts": [(SECONDS[-1] + 3600 * n) * 1000 for n in (1, 2, 3, 4)] * 3,
            "seen_at": r"1704\d{6}",
            "date": r"202401(0[1-9]|[12]\d)",
        },
    ),
    "seconds since 1970": (
        table({"epoch": SECONDS, "a": WAVE}),
        FOUR,
        ("'epoch' counts seconds since 1970",),
        {"epoch": [SECONDS[-1] + 3600 * n for n in (1, 2, 3, 4)] * 3, "a": r"\d+"},
    ),
    "dates of digits, as the time": (
        table({"date": spelled("%Y%m%d"), "a": WAVE}),
        FOUR,
        ("'date' holds dates, spelled %Y%m%d",),
        {"date": [f"2024030{day}" for day in (1, 2, 3, 4)] * 3, "a": r"\d+"},
    ),
    "gaps": (
        table({"t": DAYS[:10] + DAYS[15:30] + DAYS[32:], "a": WAVE}),
        FOUR,
        (
            "2 gaps in 't': 2024-01-10 to 2024-01-16: 5 steps missing; 2024-01-30 to 2024-02-02: 2 "
            "steps missing; no window spans one",
        ),
        {"t": None, "a": r"\d+"},
    ),
    "irregular steps": (
        table({"t": [f"{START + timedelta(minutes=m)}" for m in IRREGULAR], "a": WAVE}),
        FOUR,
        ("steps of 't' vary: they are learned and generated",),
        {"t": "rising", "a": r"\d+"},
    ),
    "exactly one window": (
        table({"a": WAVE[:4]}),
        FOUR,
        ("only 1 training window: the networks will learn them by heart", "too few rows for a hol"),
        {"a": r"\d+"},
    ),
    "no header": (
        table({"2024-01-01": DAYS[1:], "7": WAVE}),
        (*FOUR, "--no-header"),
        (),
        {"c1": None, "c2": r"\d+"},
    ),
}


@pytest.fixture
def command(monkeypatch, tmp_path, capfd, untraced):
    """Run the command in this process, in a folder of its own: arguments -> (stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, code=0):
        capfd.readouterr()
        found = main.main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert found == code, err
        assert "Traceback" not in err
        assert "Warning" not in err
        return out, err

    return run


def cells(path):
    """Return {column: texts} of a CSV file, in order."""
    text = Path(path).read_bytes().decode()
    delimiter = next(sign for sign in ";|," if sign in text)
    header, *rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    return dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))


NEXT = [f"2024-03-0{day}" for day in (1, 2, 3, 4)] * 3  # what follows `DAYS`


def check(found, name, wanted):
    texts = found[name]
    if wanted is None or isinstance(wanted, list):
        assert texts == [str(cell) for cell in wanted or NEXT]
    elif isinstance(wanted, set):
        assert set(texts) <= wanted
    elif wanted == "rising":
        points = pd.to_datetime(texts, format="%Y-%m-%d %H:%M:%S").to_numpy().reshape(3, -1)
        assert (np.diff(points) > np.timedelta64(0)).all()
    elif wanted.startswith("same as "):
        assert texts == found[wanted.removeprefix("same as ")]
    else:
        assert [text for text in texts if not re.fullmatch(wanted, text)] == []


@pytest.mark.parametrize(("content", "options", "said", "wanted"), LEARNED.values(), ids=LEARNED)
def test_an_odd_table_comes_back_as_it_was(command, content, options, said, wanted):
    content = content.encode() if isinstance(content, str) else content
    Path("t.csv").write_bytes(content)
    out, err = command("train", "t.csv", "-o", "run", *options)
    assert out == ""
    for part in said:
        assert part in err
    points = [
        texts or NEXT
        for name, texts in wanted.items()
        if name != "id" and (texts is None or isinstance(texts, list))
    ]
    points = [texts for texts in points if len(str(texts[0])) >= len("20240101")]
    start = ["--start", str(points[0][0])] if points else []
    assert command("generate", "run", "-n", "3", "-o", "new.csv", *start) == ("", "")
    found = cells("new.csv")
    added = [] if "id" in wanted else ["sequence"]
    assert list(found) == [*added, *wanted]
    for name, expected in wanted.items():
        check(found, name, expected)


def learned(command, columns, *options):
    """Train on a table for two steps; return what was said."""
    Path("t.csv").write_text(table(columns))
    return command("train", "t.csv", "-o", "run", *(options or FOUR))[1]


@pytest.fixture
def quick_judges(monkeypatch):
    """Let judges train for a few steps only: the published ones take minutes."""
    for quick in quick_judges_of():
        monkeypatch.setattr(*quick)


def test_lengths_are_learned(command, quick_judges):
    series = [(f"p{i:02d}", WAVE[j]) for i in range(60) for j in range(1 + i % 7)]
    ids, values = map(list, zip(*series, strict=True))
    err = learned(command, {"id": ids, "a": values}, *TINY)
    assert "every one of the 60 series is learned whole (1 to 7 rows)" in err
    command("generate", "run", "-n", "9", "-o", "new.csv")
    found = cells("new.csv")["id"]
    assert list(dict.fromkeys(found)) == [f"p{i}" for i in range(60, 69)]
    assert found == sorted(found)
    assert all(1 <= found.count(name) <= 7 for name in found)
    out, err = command("evaluate", "run", "--seeds", "1")
    assert "discriminative" in out
    assert "could not be drawn" not in err
    assert Path("run/figures/samples.png").read_bytes().startswith(b"\x89PNG")


def test_one_column_works_everywhere(command, quick_judges):
    learned(command, {"a": WAVE})
    out, _ = command("generate", "run", "-n", "2")
    assert len(out.splitlines()) == 1 + 2 * 4
    out, _ = command("evaluate", "run", "--seeds", "1")
    assert "discriminative  GRU, 1 unit" in out
    assert "predictive" not in out  # not defined for one column, so not explained either


ODD_NAMES = (
    "<script>",
    "=cmd()",
    "$x$",
    "[/red]",
    "../a",
    "loss",
    "index",
    "\U0001f600",
    "n" * 300,
)


def test_odd_names_are_kept_and_no_file_is_named_after_them(command, quick_judges):
    columns = {name: np.roll(WAVE, 5 * i).tolist() for i, name in enumerate(ODD_NAMES)}
    err = learned(command, columns | {"sequence": [i + 0.5 for i in range(60)], "C:\\x": [1] * 60})
    assert "'C:\\\\x' always 1" in err
    command("generate", "run", "-n", "2", "-o", "new.csv")
    added, *names = cells("new.csv")
    assert names == [*columns, "sequence", "C:\\x"]
    assert added not in names
    command("evaluate", "run", "--seeds", "1")
    made = {path.name for path in Path().rglob("*") if "checkpoints" not in path.parts}
    assert made <= {
        "t.csv", "new.csv", "run", ".lock", "config.json", "schema.json", "weights.safetensors",
        "manifest.json", "history.csv", "scores.json", "figures", "losses.png", "samples.png",
    }  # fmt: skip
    made = {path.name for path in Path("run/checkpoints").rglob("*")}
    assert {name for name in made if not re.fullmatch(r"\d{3}-\d-\d{8}", name)} == {
        "config.json", "schema.json", "weights.safetensors",
        "manifest.json", "history.csv", "training.safetensors",
    }  # fmt: skip


KINDS = ("gz", "bz2", "xz", "zst", "zip")


def test_every_kind_of_file_is_written_and_read_again(command):
    learned(command, {"day": DAYS, "a": WAVE, "b": [v / 4 for v in WAVE], "c": ["x", "y"] * 30})
    command("generate", "run", "-n", "20", "-o", "new.csv")
    plain = pd.read_csv("new.csv", parse_dates=["day"])
    for kind in KINDS:
        command("generate", "run", "-n", "20", "-o", f"new.csv.{kind}")
        with opening.opened(f"new.csv.{kind}") as source:
            assert source.file.read() == Path("new.csv").read_bytes()
    for kind in ("parquet", "feather"):
        command("generate", "run", "-n", "20", "-o", f"new.{kind}")
        frame = getattr(pd, f"read_{kind}")(f"new.{kind}")
        pd.testing.assert_frame_equal(frame, plain)


def test_types_of_a_parquet_file_are_kept(command):
    frame = pd.DataFrame({"day": pd.to_datetime(DAYS), "a": np.array(WAVE, "int16")})
    frame = frame.assign(b=pd.array([None, *WAVE[1:]], "Int64"), c=frame["a"] > 4)
    frame = frame.assign(d=pd.Categorical(["x", "y"] * 30), e=np.array(WAVE, "float32") / 4)
    frame.to_parquet("t.parquet")
    command("train", "t.parquet", "-o", "run", *FOUR)
    command("generate", "run", "-n", "2", "-o", "new.parquet")
    made = pd.read_parquet("new.parquet").drop(columns="sequence")
    assert made.dtypes.to_dict() == frame.dtypes.to_dict()


def test_a_large_table_is_read_block_by_block_with_the_same_result(command, monkeypatch):
    columns = {"day": DAYS, "a": WAVE, "b": ['"x, y"', "z"] * 30}
    learned(command, columns)
    plain = command("generate", "run", "-n", "3")
    monkeypatch.setattr(opening, "STREAMED", 100)
    err = learned(command, columns, *FOUR, "--force")
    assert "t.csv: 0 MiB, so it was read block by block" in err
    assert command("generate", "run", "-n", "3") == plain


def test_a_table_that_changes_while_training_is_noted(command, monkeypatch):
    from rnngan import modalities

    table = modalities.named("table")
    train = table.train

    def changing(*arguments, **named):
        Path("t.csv").write_text("a\n1\n")
        return train(*arguments, **named)

    monkeypatch.setattr(table, "train", changing)
    err = learned(command, {"a": WAVE})
    assert "note: t.csv has changed while training; the run holds what was read" in err
    _, err = command("generate", "run", "-n", "1")
    assert err == ""


def test_a_full_disk_leaves_nothing_half_written(command):
    learned(command, {"a": WAVE})
    with small_files(200):
        _, err = command("generate", "run", "-n", "500", "-o", "new.csv", code=3)
    assert err.startswith("rnngan: ")
    assert err.endswith(": File too large\n")
    assert sorted(path.name for path in Path().iterdir()) == ["run", "t.csv"]


def test_a_full_disk_while_training_leaves_the_run_that_was_there(command):
    learned(command, {"a": WAVE})
    before = {path: path.read_bytes() for path in Path("run").rglob("*") if path.is_file()}
    with small_files(2000):
        command("train", "t.csv", "-o", "run", *FOUR, "--force", "--seed", "1", code=3)
    assert {p: p.read_bytes() for p in Path("run").rglob("*") if p.is_file()} == before


@contextmanager
def small_files(size):
    """Let no file of this process grow beyond `size` bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def folder(path):
    path.mkdir()
    (path / "mine.txt").write_text("mine")


OUTPUTS = {  # name -> (what makes "there", the run's folder, what is said)
    "a folder": (folder, "there", "there exists. Choose another name, or pass --force"),
    "a file": (Path.touch, "there", "there is a file. Expected the name of a new folder"),
    "below a file": (Path.touch, "there/run", "there/run: can't be made: Not a directory."),
    "no place": (Path.touch, "/proc/run", "/proc/run: can't be made: "),
}


@pytest.mark.parametrize(("make", "run", "said"), OUTPUTS.values(), ids=OUTPUTS)
def test_an_output_that_can_not_be_written_is_refused_before_training(command, make, run, said):
    make(Path("there"))
    Path("t.csv").write_text(table({"a": WAVE}))
    out, err = command("train", "t.csv", "-o", run, *FOUR, code=3)
    assert out == ""
    assert said in err
    assert "preparing the networks" not in err


def test_standard_input_from_end_to_end(rnngan, tmp_path):
    content = gzip.compress(table({"day": DAYS, "a": WAVE, "b": ["x", "y"] * 30}).encode())
    options = {"input": content, "text": False, "cwd": tmp_path}
    result = rnngan("train", "-", "-o", "run", *FOUR, **options)
    assert result.returncode == 0, result.stderr
    assert result.stdout == b""
    assert b"standard input: 60 rows; columns: 1 time, 1 number, 1 category" in result.stderr
    result = rnngan("generate", "run", "-n", 3, "--start", NEXT[0], cwd=tmp_path)
    assert result.stderr == ""
    lines = [line.split(",") for line in result.stdout.splitlines()]
    assert lines[0] == ["sequence", "day", "a", "b"]
    assert [line[:2] for line in lines[1:]] == [[str(i // 4), day] for i, day in enumerate(NEXT)]
    assert {line[3] for line in lines[1:]} <= {"x", "y"}
