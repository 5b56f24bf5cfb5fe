"""A large table is read through once: its series, their order, and which are looked at."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from rnngan.config.errors import InputError
from rnngan.data.large import files, scan
from rnngan.data.large.sampled import read
from rnngan.data.large.scan import scanned, units_of

from .conftest import visits


def scan_of(path, config):
    return scanned(files.found(path), config.data)


def test_series_and_parts_are_counted(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    visits().to_csv(path, index=False)
    made = scan_of(path, config())
    assert made.facts["rows"] == 800
    assert made.facts["series"] == made.facts["units"] == 100
    assert sum(rows for rows, _ in made.facts["parts"]) == 800
    assert all(rows == 8 * units for rows, units in made.facts["parts"])
    rows = pd.concat([table.to_pandas() for table, *_ in made.parts()])
    assert (rows["pulse"].to_numpy() == visits()["pulse"].to_numpy()).all()


def test_quotes_blank_lines_and_line_ends_change_nothing(tmp_path, large, config):
    table = visits()
    table["state"] = table["state"] + "\n, " + table["state"]
    path, plain = tmp_path / "quoted.csv", tmp_path / "plain.csv"
    table.to_csv(plain, index=False)
    path.write_bytes(plain.read_bytes().replace(b"P040,2024-01-01", b"\n\r\nP040,2024-01-01"))
    found = [scan_of(one, config()) for one in (path, plain)]
    assert found[0].facts["chosen"] == found[1].facts["chosen"]
    frames = [made.pieces.sample(made.facts["spans"]).frame for made in found]
    pd.testing.assert_frame_equal(*frames)


def test_a_scan_that_was_stopped_goes_on(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    visits().to_csv(path, index=False)
    whole = scan_of(path, config()).facts
    another = config(cache=str(tmp_path / "another"))
    real, seen = scan._Scan._note, []

    def killed(self, *args):
        seen.append(args)
        if len(seen) == 6:
            raise KeyboardInterrupt
        return real(self, *args)

    large.setattr(scan._Scan, "_note", killed)
    with pytest.raises(KeyboardInterrupt):
        scan_of(path, another)
    seen[:] = range(10)
    made = scan_of(path, another)
    assert made.facts == whole
    assert [kept for *_, kept in seen[10:]][:4] == [True] * 4
    assert not seen[-1][-1]


def test_rows_of_a_series_that_comes_back_are_refused_with_what_to_do(tmp_path, large, config):
    table, large_path = visits(), tmp_path / "visits.csv"
    large.setattr("rnngan.data.large.sampled.FITS", 0)
    table.sort_values(["day", "id"]).to_csv(large_path, index=False)
    with pytest.raises(InputError, match="not next to one another") as error:
        read(large_path, config().data)
    assert f'COPY (FROM \'{large_path}\' ORDER BY "id", "day")' in str(error.value)
    pd.concat([table[:760], table[:8]]).to_csv(large_path, index=False)
    with pytest.raises(InputError, match="not next to one another"):
        read(large_path, config().data)


def test_a_smaller_one_is_read_into_memory_then(tmp_path, large, config, capsys):
    path = tmp_path / "visits.csv"
    visits().sort_values(["day", "id"]).to_csv(path, index=False)
    table = read(path, config().data)
    assert len(table.frame) == 800
    assert table.large is None
    assert "it is read into memory" in capsys.readouterr().err


def test_long_series_are_cut(tmp_path, large, config):
    large.setattr(scan, "LONGEST", 100)
    path, rng = tmp_path / "one.csv", np.random.default_rng(0)
    days = pd.date_range("2024-01-01", periods=1000, freq="h")
    pd.DataFrame({"time": days, "x": rng.normal(size=1000).round(2)}).to_csv(path, index=False)
    made = scan_of(path, config(window=4))
    assert made.facts["series"] == 1
    assert made.facts["units"] == made.facts["cut"] + 1 > 10


def test_a_row_with_too_many_cells_is_named(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    text = visits().to_csv(index=False).splitlines()
    text[500] += ",1"
    path.write_text("\n".join(text))
    with pytest.raises(InputError, match="row 500 has 7 cells where the header has 6"):
        read(path, config().data)


def test_units_are_cut_at_the_longest():
    table = pa.table({"id": ["a", "a", "a", "b"]})
    assert [found.tolist() for found in units_of(table, "id", 2)] == [[0, 2, 3], [0, 3]]
    assert units_of(table, None, 9)[0].tolist() == [0]
