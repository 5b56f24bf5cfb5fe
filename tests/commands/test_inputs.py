"""Odd tables that a user may bring, refused or read, through the real command on real files.

One more odd file is one more row. What training makes of odd tables is in test_inputs_learned.py.
"""

import bz2
import ctypes
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import threading
import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from rnngan.cli import main

WAVE = [i * 7 % 11 for i in range(60)]
DAYS = [str(date(2024, 1, 1) + timedelta(days)) for days in range(60)]
FOUR = ("--window", "4")


def table(*columns, **named):
    """Return CSV text of {name: cells}; `columns` are such maps for names that are no words."""
    named = {name: cells for part in (*columns, named) for name, cells in part.items()}
    rows = zip(*named.values(), strict=False)  # as long as the shortest column
    return "".join(",".join(map(str, row)) + "\n" for row in (list(named), *rows))


def odd(**cells):
    """Return `WAVE` with other cells: odd(r5="x") has "x" on line 5 of the file."""
    return [cells.get(f"r{line}", value) for line, value in enumerate(WAVE, start=2)]


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return stream.getvalue()


def workbook():
    parts = {"[Content_Types].xml": "", "xl/workbook.xml": ""}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


TWICE = [*DAYS[:10], DAYS[9], DAYS[9], *DAYS[12:]]
BACK = [*DAYS[:10], DAYS[11], DAYS[10], *DAYS[12:]]
GAPS = DAYS[:10] + DAYS[15:30] + DAYS[32:]
EITHER = [f"0{i % 9 + 1}/0{i // 9 + 1}/2024" for i in range(60)]  # 01/02/2024 is in two months
ZONED = [f"{day}T00:00:00+01:00" if i == 7 else f"{day}T00:00:00" for i, day in enumerate(DAYS)]
EURO_ONE = "a\n" + "".join(f"{i % 9 + 1},{i % 10}\n" for i in range(60))
EURO = "t,a\n" + "".join(f"{day},{i % 9 + 1},{i % 10}\n" for i, day in enumerate(DAYS))
AMBIGUOUS = table(t=DAYS, a=[f'"{i % 9 + 1},{i * 37 % 900 + 100}"' for i in range(60)])
SHORT = table(id=[f"p{i // 3}" for i in range(36)], a=WAVE)
ROWS = "Expected a header line and at least two rows."
DIFFER = "Expected a column of numbers, categories or dates that differ from row to row."
CSV = "Expected a CSV file: export it as CSV."
QUOTE = "a quote in this row does not close where its cell ends. Close it, or double the quotes"
READINGS = "--date-format '%d/%m/%Y' or --date-format '%m/%d/%Y'"

REFUSED = {  # name -> (content, options, what is said)
    "empty": ("", (), f"t.csv is empty. {ROWS}"),
    "line ends only": ("\n\r\n\n\r", (), f"t.csv is empty. {ROWS}"),
    "spaces only": ("  \n \n", (), f"t.csv is empty. {ROWS}"),
    "header only": ("a,b\n", (), "t.csv has a header and no rows. Expected at least two rows."),
    "header, no line end": ("a,b", (), "t.csv has a header and no rows. Expected at least two"),
    "one row": ("a,b\n1,2\n", (), "t.csv has 1 row. Expected at least two rows in a series."),
    "shorter than the window": (
        table(a=WAVE[:9]),
        (),
        "t.csv has 9 rows, fewer than the window of 24. The longest usable window is 9: pass "
        "--window 9. Received: window=24.",
    ),
    "every id shorter than the window": (
        SHORT,
        ("--window", "5"),
        "t.csv has 12 series, the longest with 3 rows, fewer than the window of 5. The longest "
        "usable window is 3: pass --window 3. Received: window=5.",
    ),
    "no header": (
        "1,2\n3,4\n5,6\n",
        FOUR,
        "t.csv:1: the first line holds numbers only, '1,2'. Expected column names: add a header "
        "line, or pass --no-header.",
    ),
    "missing in every row": (
        table(a=["NA"] * 40),
        FOUR,
        f"t.csv: no column varies, so there is nothing to learn. 'a' is missing in every row. "
        f"{DIFFER}",
    ),
    "constant": (
        table(a=[1] * 40, b=[""] * 40),
        FOUR,
        "nothing to learn. 'a' is always 1; 'b' is missing in every row. Expected a column",
    ),
    "missing, to be refused": (
        table(a=odd(r5="NA", r9=""), b=odd(r7="null")),
        (*FOUR, "--missing", "error"),
        "3 missing values, for instance at t.csv:5:a; t.csv:9:a; t.csv:7:b. Expected a value in "
        "every cell: fill them, drop those rows, or leave the column out with --ignore.",
    ),
    "missing, all dropped": (
        table(a=["1", "", "2", ""] * 9, b=["", "3", "", "4"] * 9),
        (*FOUR, "--missing", "drop"),
        "t.csv: every row has a missing value, so none is left to learn from. Pass --missing mask",
    ),
    "infinite": (
        table(a=odd(r5="inf", r6="-inf", r7="1e400", r8="Infinity", r10="inf", r12="inf")),
        FOUR,
        "t.csv:5:a: 'inf' is infinite, and column 'a' holds numbers (6 such cells). Mend the cell, "
        "pass --inf-as-missing to take it for a missing value, or leave the column out with "
        "--ignore 'a'. Also t.csv:6:a '-inf'; t.csv:7:a '1e400'; t.csv:8:a 'Infinity'; t.csv:10:a "
        "'inf' ….",
    ),
    "one text in row 300,001": (
        "a,b\n" + "1,0.5\n2,0.25\n" * 150_000 + "x,0.5\n",
        FOUR,
        "t.csv:300002:a: 'x' is not a number, and column 'a' holds numbers (1 such cell). Mend the "
        "cell, pass --na-values 'x' if it stands for a missing value, or leave the column out "
        "with --ignore 'a'.",
    ),
    "signs for missing": (
        table(a=odd(r5="-", r6="?", r7="N.A.", r8="NULL")),
        FOUR,
        "t.csv:5:a: '-' is not a number, and column 'a' holds numbers (3 such cells). Mend the "
        "cell, pass --na-values '-' if it stands for a missing value, or leave the column out "
        "with --ignore 'a'. Also t.csv:6:a '?'; t.csv:7:a 'N.A.'.",
    ),
    "1,234 either way": (
        AMBIGUOUS,
        FOUR,
        "t.csv: column 'a': numbers such as '1,100' can be read as 1100 or as 1.100. Expected "
        "cells that tell: pass --decimal . for the first, --decimal , for the second.",
    ),
    "1,5 between commas": (EURO, FOUR, "t.csv:2: 3 cells where the header has 2: '2024-01-01,1,0'"),
    "1,5 in one column": (
        EURO_ONE,
        FOUR,
        "t.csv:2: 2 cells where the header has 1: '1,0'. Mend the row or the header. If this is "
        "one number with a decimal comma, pass --delimiter ';'.",
    ),
    "two delimiters fit": (
        "a;b,c;d\n1;2,3;4\n5;6,7;8\n",
        FOUR,
        "t.csv: cells may be separated by ',' (2 columns) or ';' (3 columns). Expected one "
        "to fit: pass --delimiter ',' or --delimiter ';'.",
    ),
    "the wrong delimiter": (
        table(a=WAVE, b=DAYS).replace(",", ";"),
        (*FOUR, "--delimiter", ","),
        "t.csv: one column only, named 'a;b', and every row holds ';'. Expected columns separated",
    ),
    "an odd delimiter": (
        "a^b\n1^2\n3^4\n",
        FOUR,
        "t.csv: one column only, named 'a^b', and every row holds '^'. Expected columns separated "
        "by a comma, semicolon, tab or pipe: pass --delimiter '^', or --delimiter , where it is",
    ),
    "latin-1": (
        b"a,b\n" + b"2,x\n" * 30 + "3,café\n".encode("latin-1"),
        FOUR,
        "t.csv:32: byte 129 is not UTF-8. Save the file as UTF-8, or pass its encoding, such as "
        "--encoding latin-1.",
    ),
    "NUL": ("a,b\n1,2\n3,\x004\n", FOUR, "t.csv:3: a NUL byte. Expected text: is it one?"),
    "a picture": (b"\x89PNG\r\n\x1a\n", FOUR, f"t.csv looks like a PNG picture. {CSV}"),
    "a workbook": (workbook(), FOUR, f"t.csv looks like an Excel workbook. {CSV}"),
    "JSON": ('[{"a": 1}, {"a": 2}]', FOUR, f"t.csv looks like JSON. {CSV}"),
    "lines of JSON": ('{"a": 1}\n{"a": 2}\n', FOUR, f"t.csv looks like JSON. {CSV}"),
    "a name twice": (
        "a,b,a\n1,2,3\n",
        FOUR,
        "t.csv:1: the column name 'a' stands at positions 1, 3. Expected distinct names: rename",
    ),
    "no name": (
        "a,,b\n1,2,3\n4,5,6\n",
        FOUR,
        "t.csv:1: column 2 has no name. Name it in the header.",
    ),
    "no name, behind that of an index": (
        ",a,\n0,2,3\n1,5,6\n",
        FOUR,
        "t.csv:1: column 3 has no name. Name it in the header.",
    ),
    "a long row": ("a,b\n1,2\n1,2,3\n", FOUR, "t.csv:3: 3 cells where the header has 2: '1,2,3'."),
    "long rows": ("a,b\n" + "1,2,3\n" * 9, FOUR, "t.csv:2: 3 cells where the header has 2: '1,2,3"),
    "a comma at every end": ("a,b\n" + "1,2,\n" * 9, FOUR, "t.csv:2: 3 cells where the header has"),
    "a short row": (
        "a,b\n1,2\n1\n3,4\n",
        FOUR,
        "t.csv:3: 1 cell where the header has 2: '1'. Mend",
    ),
    "behind quoted line ends": (
        't,a\n"x\ny",1\n"z\n\nw",2\n"q",oops,3\n',
        FOUR,
        "t.csv:7: 3 cells where the header has 2: 'q,oops,3'.",
    ),
    "behind quoted line ends, a cell": (
        'a,t\n1,"x\ny"\n2,"x\ny"\n' + '3,"p, ""q"""\n' * 5 + "oops,k\n",
        FOUR,
        "t.csv:11:a: 'oops' is not a number",
    ),
    "behind CR LF": (
        "a,t\r\n" + "1,u\r\n2,v\r\n" * 5 + "x,u\r\n",
        FOUR,
        "t.csv:12:a: 'x' is not a",
    ),
    "behind CR": ("a,t\r" + "1,u\r2,v\r" * 5 + "x,u\r", FOUR, "t.csv:12:a: 'x' is not a number"),
    "an open quote": ('a,t\n1,u\n2,"v\n3,w\n', FOUR, f"t.csv:3: {QUOTE}"),
    "an open quote far up": (
        "a,t\n" + '1,u\n2,"v\nw"\n' * 5 + '2,"v\n' + "3,w\n" * 1000,
        FOUR,
        f"t.csv:17: {QUOTE}",
    ),
    "unsorted, to be refused": (
        table(t=BACK, a=WAVE),
        (*FOUR, "--strict"),
        "t.csv:13:t: '2024-01-11' comes before the row above it. Sort the rows, or leave out "
        "--strict.",
    ),
    "a time twice": (
        table(t=TWICE, a=WAVE),
        FOUR,
        "t.csv:12:t: '2024-01-10' comes twice in one series (2 such rows). Name the column that "
        "tells the series apart with --id-column, or the right time with --time-column (a "
        "column of hours belongs to its dates), or pass --duplicates first or --duplicates "
        "mean. Also t.csv:13:t.",
    ),
    "naive and aware": (
        table(t=ZONED, a=WAVE),
        FOUR,
        "t.csv:9:t '2024-01-08T00:00:00+01:00' has an offset from UTC, t.csv:2:t "
        "'2024-01-01T00:00:00' has none. Expected one or the other in all of 't': add the offset "
        "where it is left out.",
    ),
    "days or months": (
        table(t=EITHER, a=WAVE),
        FOUR,
        "t.csv: dates such as '01/01/2024' in 't' can be read as %d/%m/%Y or %m/%d/%Y. Pass "
        f"{READINGS}, or write them as 2024-02-13.",
    ),
    "13/02 and 02/13": (
        table(t=["13/02/2024", "02/13/2024", *EITHER], a=WAVE),
        FOUR,
        f"t.csv: dates such as '13/02/2024' in 't' can be read as %d/%m/%Y or %m/%d/%Y. Pass "
        f"{READINGS}",
    ),
    "another date format": (
        table(t=DAYS, a=WAVE),
        (*FOUR, "--time-column", "t", "--date-format", "%d/%m/%Y"),
        "t.csv:2:t: '2024-01-01' is not spelled like the other times of 't' (%d/%m/%Y) (60 such",
    ),
    "gaps, to be refused": (
        table(t=GAPS, a=WAVE),
        (*FOUR, "--gaps", "error"),
        "t.csv: 2 gaps in 't': 2024-01-10 to 2024-01-16: 5 steps missing; 2024-01-30 to "
        "2024-02-02: 2 steps missing. Fill them in, or leave out --gaps error to keep windows from",
    ),
    "100,000 texts": (
        "a,note\n" + "".join(f"{i % 7},note {i}\n" for i in range(100_000)),
        FOUR,
        "t.csv: column 'note' has 100,000 different texts, such as 'note 0'. It looks like an id "
        "or free text: pass --ignore 'note', or --id-column 'note' if it tells sequences apart",
    ),
    "a ZIP archive of two": (
        zipped(a_csv="a\n1\n", b_csv="a\n1\n"),
        FOUR,
        "t.csv is a ZIP archive of 2 files: a.csv, b.csv. Expected one CSV file in it: extract",
    ),
    "a torn archive": (
        gzip.compress(table(a=WAVE).encode())[:-20],
        FOUR,
        "t.csv: can't be read as gzip data: Compressed file ended before the end-of-stream marker",
    ),
    "compressed twice": (
        gzip.compress(bz2.compress(b"a\n1\n")),
        FOUR,
        "t.csv holds bzip2 data inside compressed data. Expected a CSV file compressed once",
    ),
}


@pytest.mark.parametrize(("content", "options", "said"), REFUSED.values(), ids=REFUSED)
def test_a_table_that_can_not_be_used_is_refused(rnngan, tmp_path, content, options, said):
    content = content.encode() if isinstance(content, str) else content
    (tmp_path / "t.csv").write_bytes(content)
    refused(rnngan("train", "t.csv", "-o", "run", *options, cwd=tmp_path), said)
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def refused(result, said, code=3):
    assert result.returncode == code, result.stderr
    assert result.stderr.startswith("rnngan: ")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def near_names(path):
    path.with_name("tt.csv").write_text("a\n")


def loop(path):
    path.symlink_to(path)


def link_to_nothing(path):
    path.symlink_to("gone.csv")


def bomb(path):
    with gzip.open(path, "wb") as file:
        for _ in range(260):
            file.write(bytes(2**20))


PLACES = {  # name -> (what makes it, what is said)
    "a folder": (Path.mkdir, "t.csv is a folder. Give one CSV file."),
    "nothing there": (near_names, "t.csv: no such file; beside it: tt.csv."),
    "a link in a loop": (loop, "t.csv: can't be read: Too many levels of symbolic links."),
    "a link to nothing": (link_to_nothing, "t.csv: no such file"),
    "the null device": (lambda path: path.symlink_to(os.devnull), f"t.csv is empty. {ROWS}"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "t.csv is a device. Expected a file"),
    "a decompression bomb": (bomb, "t.csv decompresses to more than 257 MiB, 200 times its own"),
}


@pytest.mark.parametrize(("make", "said"), PLACES.values(), ids=PLACES)
def test_what_is_no_file_is_refused(rnngan, tmp_path, make, said):
    make(tmp_path / "t.csv")
    refused(rnngan("train", "t.csv", "-o", "run", cwd=tmp_path), said)
    assert not (tmp_path / "run").exists()


def only_as_allowed():
    """Give up what lets root read every file: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(24, capability)  # PR_CAPBSET_DROP; has no effect on other users


def test_a_file_without_permission_is_refused(rnngan, tmp_path):
    (tmp_path / "t.csv").write_text(table(a=WAVE))
    (tmp_path / "t.csv").chmod(0)
    result = rnngan("train", "t.csv", "-o", "run", cwd=tmp_path, preexec_fn=only_as_allowed)
    refused(result, "t.csv: can't be read: Permission denied.")


def test_what_is_refused_is_refused_before_tensorflow_loads(tmp_path, root):
    code = (
        f"import sys; sys.path.insert(0, {str(root)!r})\n"
        "from rnngan.cli.main import main\n"
        "code = main(['train', 't.csv', '-o', 'run'])\n"
        "raise SystemExit(1 if 'tensorflow' in sys.modules else code)"
    )
    (tmp_path / "t.csv").write_text("a\n")
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    refused(result, "t.csv has a header and no rows")


PLAIN = table(day=DAYS, a=WAVE, b=[value / 4 for value in WAVE])


def parquet(save):
    stream = io.BytesIO()
    getattr(pd.read_csv(io.StringIO(PLAIN), parse_dates=["day"]), save)(stream)
    return stream.getvalue()


READ = {  # name -> (name of the file, content, options)
    "gz": ("t.csv.gz", gzip.compress(PLAIN.encode()), ()),
    "bz2": ("t.csv.bz2", bz2.compress(PLAIN.encode()), ()),
    "xz": ("t.csv.xz", lzma.compress(PLAIN.encode()), ()),
    "zst": ("t.csv.zst", pa.compress(PLAIN.encode(), "zstd", asbytes=True), ()),
    "zip": ("t.zip", zipped(inner_csv=PLAIN), ()),
    "parquet": ("t.parquet", parquet("to_parquet"), ()),
    "feather": ("t.feather", parquet("to_feather"), ()),
    "gz called csv": ("t.csv", gzip.compress(PLAIN.encode()), ()),
    "csv called gz": ("t.csv.gz", PLAIN.encode(), ()),
    "parquet called csv": ("t.csv", parquet("to_parquet"), ()),
    "gzipped parquet": ("t.gz", gzip.compress(parquet("to_parquet")), ()),
    "tabs": ("t.tsv", PLAIN.replace(",", "\t").encode(), ()),
    "BOM": ("t.csv", b"\xef\xbb\xbf" + PLAIN.encode(), ()),
    "UTF-16": ("t.csv", PLAIN.encode("utf-16"), ()),
    "CR": ("t.csv", PLAIN.replace("\n", "\r").encode(), ()),
    "--no-header": ("t.csv", PLAIN.partition("\n")[2].encode(), ("--no-header",)),
}


@pytest.fixture
def inspected(monkeypatch, tmp_path, capfd):
    """Return a function that inspects a file in this process: content, options -> what is found."""
    monkeypatch.chdir(tmp_path)

    def inspect(name, content, *options):
        Path(name).write_bytes(content)
        assert main.main(["inspect", name, "--json", *FOUR, *options]) == 0
        out, err = capfd.readouterr()
        assert err == ""
        return json.loads(out)

    return inspect


@pytest.mark.parametrize(("name", "content", "options"), READ.values(), ids=READ)
def test_the_same_table_in_any_form_is_the_same(inspected, name, content, options):
    plain, found = inspected("plain.csv", PLAIN.encode()), inspected(name, content, *options)
    assert found["rows"] == 60
    assert found["training_windows"] == plain["training_windows"]
    for column, expected in zip(found["columns"], plain["columns"], strict=True):
        assert column["name"] == expected["name"] or options
        assert column["kind"] == expected["kind"]
        assert (column["kind"] == "time") or column["minimum"] == expected["minimum"]
        assert (column["kind"] == "time") or column["decimals"] == expected["decimals"]
        assert (column["kind"] != "time") or column["frequency"] == expected["frequency"]


SERIES = [(f"p{i}", WAVE[j]) for i in range(60) for j in range(1 + i % 7)]
UNEVEN = table(id=[name for name, _ in SERIES], a=[value for _, value in SERIES])
NOTED = {  # name -> (content, options, training windows, what is noted)
    "lengths as windows": (
        UNEVEN,
        ("--lengths", "windows", "--window", "5"),
        "36 of 60 series are shorter than the window of 5 rows and are left out: p0, p1, p2, p3, "
        "p7, …",
        None,
    ),
    "lengths learned": (
        UNEVEN,
        ("--lengths", "learn"),
        "every one of the 60 series is learned whole (1 to 7 rows)",
        60,
    ),
    "the first of two": (
        table(t=TWICE, a=WAVE),
        ("--duplicates", "first"),
        "2 rows with a time that came before in the same series: the first kept",
        58 - 2 * 3,
    ),
    "gaps that no window spans": (
        table(t=GAPS, a=WAVE),
        (),
        "2 gaps in 't': 2024-01-10 to 2024-01-16: 5 steps missing; 2024-01-30 to 2024-02-02: 2 "
        "steps missing; no window spans one",
        7 + 12 + 25,
    ),
    "gaps filled in": (
        table(t=GAPS, a=WAVE),
        ("--gaps", "interpolate"),
        "2024-01-30 to 2024-02-02: 2 steps missing; filled in",
        57,
    ),
    "one row with a missing value": (
        table(t=DAYS, a=odd(r5="NA")),
        ("--missing", "drop"),
        "1 gap in 't': 2024-01-03 to 2024-01-05: 1 step missing; no window spans one",
        60 - 3 - 4,
    ),
    "rows with a missing value, no times": (
        table(a=odd(r5="NA", r40="null")),
        ("--missing", "drop"),
        "2 rows with missing values dropped",
        0 + 31 + 18,  # of stretches of 3, 34 and 21 rows
    ),
    "rows with a missing value, ids": (
        table(id=["a", "b"] * 30, a=odd(r6="NA", r7="NA")),
        ("--missing", "drop"),
        "2 of 4 stretches between gaps are shorter than the window of 4 rows and are left out: a, "
        "b",
        2 * 24,
    ),
    "texts and numbers in the first line": (
        table(t=DAYS, a=WAVE, b=["north", "south"] * 30).partition("\n")[2],
        (),
        "t.csv:1: '2024-01-01', '0' taken for column names; pass --no-header if this is a row",
        56,
    ),
    "fewer than 32 windows": (
        table(a=WAVE[:34]),
        (),
        "only 31 training windows: the networks will learn them by heart; more rows or a shorter "
        "--window would help",
        31,
    ),
    "1,234 told to be thousands": (
        AMBIGUOUS,
        ("--decimal", "."),
        "numbers are spelled like 1,234.5 in 'a'",
        57,
    ),
    "1,234 told to be decimals": (
        AMBIGUOUS,
        ("--decimal", ","),
        "numbers are spelled like 1234,5 in 'a'",
        57,
    ),
    "tabs": (
        table(t=DAYS, a=WAVE).replace(",", "\t"),
        (),
        "t.csv: columns are separated by '\\t'",
        57,
    ),
    "UTF-16": (table(a=WAVE).encode("utf-16"), (), "t.csv: read as UTF-16", 57),
    "pandas' index": (
        table({"": range(60)}, t=DAYS, a=WAVE),
        (),
        "t.csv: the first column has no name and numbers the rows, as pandas writes its index: "
        "left out",
        57,
    ),
    "pandas' index of dates": (
        table({"": DAYS}, a=WAVE),
        (),
        "t.csv: the first column has no name, as where pandas writes its index: it is called "
        "'index'; --ignore index leaves it out",
        57,
    ),
}


@pytest.mark.parametrize(("content", "options", "noted", "windows"), NOTED.values(), ids=NOTED)
def test_what_is_done_with_an_odd_table_is_said(inspected, content, options, noted, windows):
    content = content.encode() if isinstance(content, str) else content
    found = inspected("t.csv", content, "--holdout", "0", *options)
    assert any(notice.endswith(noted) for notice in found["notices"]), found["notices"]
    assert windows in (None, found["training_windows"])


def test_a_pipe_is_read_once(rnngan, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_text(PLAIN))
    writer.start()
    result = rnngan("inspect", "pipe", "--json", *FOUR, cwd=tmp_path)
    writer.join(timeout=60)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["rows"] == 60


def test_many_columns_get_an_estimate_and_a_warning(rnngan, tmp_path):
    rng = np.random.default_rng(0)
    rows = [",".join(map(str, row)) for row in rng.integers(0, 10**6, (30, 600))]
    header = ",".join(f"c{j}" for j in range(600))
    (tmp_path / "wide.csv").write_text("\n".join([header, *rows, ""]))
    result = rnngan("inspect", "wide.csv", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "600 features make training slow: leave columns out with --ignore" in result.stdout
    assert "400 steps would take about " in result.stdout
    assert result.stderr == ""


NAMES = ("<script>", "=cmd()", "$x$", "[/red]", "../a", "loss", "index", "sequence", "\U0001f600")


def test_odd_names_are_shown_as_they_are(rnngan, tmp_path):
    names = (*NAMES, "n" * 300)
    columns = {name: [(i * 7 + j * 5) % 97 for i in range(60)] for j, name in enumerate(names)}
    (tmp_path / "t.csv").write_text(table(columns))
    result = rnngan("inspect", "t.csv", *FOUR, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    shown = result.stdout.splitlines()[3 : 3 + len(names)]
    assert [line.split()[0] for line in shown] == list(names)
