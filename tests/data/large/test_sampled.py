"""The table that stands for a large one."""

import pytest

from rnngan.config.errors import InputError
from rnngan.data.dataset import dataset_of
from rnngan.data.large.sampled import check_types, read
from rnngan.data.large.storing import with_store

from .conftest import visits


@pytest.fixture
def path(tmp_path, large):
    visits().to_csv(tmp_path / "visits.csv", index=False)
    return tmp_path / "visits.csv"


def test_its_rows_are_whole_series_and_know_their_lines(path, config):
    table = read(path, config().data)
    assert table.size() == {"rows": 800, "columns": 6}
    assert len(table.frame) % 8 == 0
    assert table.large.series == 100
    assert table.origin["path"] == str(path)
    whole = path.read_text().splitlines()
    for line, cells in zip(table.lines, table.frame.to_numpy().tolist(), strict=True):
        assert whole[line - 1] == ",".join(cells)


def test_it_is_read_once(path, config, monkeypatch):
    first = read(path, config().data)
    monkeypatch.setattr("rnngan.data.large.scan._Scan.run", lambda self: pytest.fail("read again"))
    assert read(path, config(window=4).data).frame.equals(first.frame)


def test_a_note_says_so(path, config):
    dataset, table = dataset_of(path, config())
    said = f"go by {len(table.frame):,} of its 800 rows, series drawn at random"
    assert said in " ".join(dataset.notices)
    assert "every one of the 100 series is learned whole" in " ".join(dataset.notices)
    assert with_store(dataset, table).describe().startswith("800 rows;")


def test_ids_go_on_after_the_last_of_all(path, config):
    assert dataset_of(path, config())[0].schema["id"].next == 100


def test_names_that_looked_like_numbers_are_refused_with_what_to_do(path, config):
    dataset, table = dataset_of(path, config())
    table.large.scanned.types["state"] = table.large.scanned.types["pulse"]
    with pytest.raises(InputError, match="as in --kind state=category"):
        check_types(table, dataset.schema)
