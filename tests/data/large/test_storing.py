"""A store holds the windows that the whole table would have in memory."""

import os

import numpy as np
import pytest

from rnngan.config.errors import InputError
from rnngan.data.dataset import dataset_of, prepare
from rnngan.data.formats.tables import read_table
from rnngan.data.large import facts, files, stored_windows, storing
from rnngan.data.large.storing import batches, with_store

from .conftest import visits


def stored(path, config):
    dataset, table = dataset_of(path, config)
    return with_store(dataset, table), table


def in_order(windows):
    """Return windows as sorted rows of numbers, whatever their order."""
    flat = windows.reshape(len(windows), -1)
    return flat[np.lexsort(flat.T)]


def all_of(windows):
    return windows.gather(np.arange(len(windows)))


def same_as_in_memory(dataset, path, monkeypatch):
    """Compare with all rows read into memory by the same schema and transform."""
    monkeypatch.setattr(files, "LARGE", 2**40)
    monkeypatch.setattr(files, "LARGE_CELLS", 2**40)
    whole = read_table(path) if not path.is_dir() else None
    made = prepare(whole, dataset.config, dataset.schema, transform=dataset.transform)
    ours = np.concatenate([all_of(dataset.stored), all_of(dataset.holdout)])
    theirs = np.concatenate([all_of(made.train), all_of(made.holdout)])
    np.testing.assert_array_equal(in_order(ours), in_order(theirs))


@pytest.mark.parametrize(
    "settings", [{}, {"window": 4}, {"window": 3, "lengths": "windows", "stride": 2}]
)
def test_windows_are_those_of_the_table_in_memory(tmp_path, large, config, settings):
    path = tmp_path / "visits.csv"
    visits().to_csv(path, index=False)
    dataset, table = stored(path, config(**settings))
    assert len(table.frame) < 800 == table.size()["rows"]
    assert len(dataset.stored) > len(dataset.train)
    same_as_in_memory(dataset, path, large)


def test_what_is_held_out_is_never_in_the_store(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    visits().to_csv(path, index=False)
    dataset, _ = stored(path, config())
    learned = {window.tobytes() for window in all_of(dataset.stored)}
    assert len(dataset.holdout)
    assert not learned & {window.tobytes() for window in all_of(dataset.holdout)}


def test_the_same_as_in_memory_where_all_series_are_looked_at(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    visits().to_csv(path, index=False)
    large.setattr(facts, "CELLS", 10**6)
    dataset, table = stored(path, config())
    large.setattr(files, "LARGE", 2**40)
    plain, other = dataset_of(path, config())
    assert dataset.schema == plain.schema
    assert dataset.transform == plain.transform
    assert dataset.notices == plain.notices
    assert table.lines is other.lines is None
    assert table.fingerprint == other.fingerprint
    np.testing.assert_array_equal(all_of(dataset.stored), all_of(plain.train))
    np.testing.assert_array_equal(all_of(dataset.holdout), all_of(plain.holdout))


def odd():
    """Return visits with missing cells, and what comes up late in the file alone."""
    table = visits()
    table.loc[[30, 250, 790], "pulse"] = np.nan
    table.loc[701:702, "state"] = None
    table["state"] = table["state"].astype(object)
    table.loc[760:799:8, "state"] = "late"
    table.loc[755, "pulse"] = 99.25
    return table


def test_missing_cells_and_late_values_are_seen(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    odd().to_csv(path, index=False)
    dataset, _ = stored(path, config(protect="off"))
    large.setattr(files, "LARGE", 2**40)
    plain = dataset_of(path, config(protect="off"))[0].schema
    assert dataset.schema == plain
    assert dataset.schema["state"].values == ("a", "b", "c", "late")
    assert dataset.schema["pulse"].maximum == 99.25
    same_as_in_memory(dataset, path, large)


def test_what_few_series_hold_is_counted_in_all_of_them(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    odd().to_csv(path, index=False)
    dataset, _ = stored(path, config())
    large.setattr(files, "LARGE", 2**40)
    plain = dataset_of(path, config())[0].schema
    ours, theirs = dataset.schema.protection, plain.protection
    assert ours.columns == theirs.columns
    assert dataset.schema == plain
    same_as_in_memory(dataset, path, large)


def test_parquet_and_folders_and_globs(tmp_path, large, config):
    folder, whole = tmp_path / "visits", tmp_path / "whole.parquet"
    folder.mkdir()
    table = odd()
    table.to_parquet(whole)
    for number, part in enumerate((table[:160], table[160:400], table[400:])):
        part.to_parquet(folder / f"{number}.parquet", row_group_size=64)
    found = [stored(path, config())[0] for path in (whole, folder, folder / "*.parquet")]
    for dataset in found:
        assert dataset.schema == found[0].schema
        np.testing.assert_array_equal(all_of(dataset.stored), all_of(found[0].stored))
    same_as_in_memory(found[0], whole, large)


def test_a_damaged_file_of_several_is_named(tmp_path, large, config):
    folder = tmp_path / "visits"
    folder.mkdir()
    visits().to_parquet(folder / "0.parquet")
    (folder / "1.parquet").write_bytes(b"PAR1" + bytes(99))
    with pytest.raises(InputError, match=r"1\.parquet: not readable as Parquet"):
        stored(folder, config())


def test_a_store_that_has_lost_bytes_is_made_anew(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    visits().to_csv(path, index=False)
    windows = stored(path, config())[0].stored
    whole, values = all_of(windows), windows.folder / stored_windows.VALUES
    os.truncate(values, values.stat().st_size - 4)
    np.testing.assert_array_equal(all_of(stored(path, config())[0].stored), whole)


def test_going_on_after_a_kill(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    visits().to_csv(path, index=False)
    whole = all_of(stored(path, config())[0].stored)
    another = config(cache=str(tmp_path / "another"))
    real, calls = storing._Storing._batch, []

    def killed(self, *args):
        calls.append(args)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return real(self, *args)

    large.setattr(storing._Storing, "_batch", killed)
    with pytest.raises(KeyboardInterrupt):
        stored(path, another)

    def noted(self, *args):
        calls.append(args)
        return real(self, *args)

    large.setattr(storing._Storing, "_batch", noted)
    calls.clear()
    dataset, _ = stored(path, another)
    np.testing.assert_array_equal(all_of(dataset.stored), whole)
    assert min(row for _, _, row in calls) > 0  # what was written before is not made again


def killed(path, config, monkeypatch):
    """Begin a store, and break off at the seventh batch of it."""
    calls, real = [], storing._Storing._batch

    def batch(self, *args):
        calls.append(args)
        if len(calls) == 7:
            raise KeyboardInterrupt
        return real(self, *args)

    with monkeypatch.context() as patched:
        patched.setattr(storing._Storing, "_batch", batch)
        with pytest.raises(KeyboardInterrupt):
            stored(path, config)


def test_parts_that_are_stored_are_let_go_and_come_back_for_others(tmp_path, large, config):
    path, another = tmp_path / "visits.csv", str(tmp_path / "another")
    visits().to_csv(path, index=False)
    whole = [all_of(stored(path, config(window=window))[0].stored) for window in (3, 4)]
    killed(path, config(window=3, cache=another), large)
    parts = sorted(int(part.stem) for part in (tmp_path / "another").glob("scan-*/*.arrow"))
    assert 0 < parts[0] < parts[-1]
    for window, values in zip((4, 3), whole[::-1], strict=True):
        dataset, _ = stored(path, config(window=window, cache=another))
        np.testing.assert_array_equal(all_of(dataset.stored), values)
    assert not list((tmp_path / "another").glob("scan-*/*.arrow"))


def test_a_store_under_way_that_has_lost_bytes_is_begun_anew(tmp_path, large, config):
    path, another = tmp_path / "visits.csv", config(cache=str(tmp_path / "another"))
    visits().to_csv(path, index=False)
    whole = all_of(stored(path, config())[0].stored)
    killed(path, another, large)
    (values,) = (tmp_path / "another").glob(f"*.building/{stored_windows.VALUES}")
    os.truncate(values, 4)
    np.testing.assert_array_equal(all_of(stored(path, another)[0].stored), whole)


def test_a_store_is_made_once(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    visits().to_csv(path, index=False)
    stored(path, config())
    large.setattr(storing._Storing, "run", lambda self: pytest.fail("made again"))
    assert len(stored(path, config())[0].stored) == 94


def test_a_cell_that_does_not_fit_is_named_by_its_line(tmp_path, large, config):
    path = tmp_path / "visits.csv"
    table = visits().astype({"pulse": object})
    table.loc[300, "pulse"] = "high"
    table.to_csv(path, index=False)
    with pytest.raises(InputError, match=r"visits.csv:302:pulse: 'high' is not a number"):
        stored(path, config())


def test_batches_are_whole_units():
    wanted = np.array([True, True, False, True])
    found = batches(np.array([0, 40, 80, 100]), 130, wanted, 50, False)
    assert np.concatenate(list(found)).tolist() == [*range(80), *range(100, 130)]
