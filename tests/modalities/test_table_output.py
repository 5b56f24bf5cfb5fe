"""An output in parts: how it is divided, by hand, and that parts are the rows of the whole."""

import json
import re

import pandas as pd
import pytest
from given_rows import WINDOW, orders, untrained

from rnngan.config.errors import ConfigError
from rnngan.config.requests import GenerateRequest
from rnngan.modalities import table_output


@pytest.fixture(scope="module")
def trained():
    return untrained()


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """What is gone on from: twelve series of ten rows."""
    path = tmp_path_factory.mktemp("given") / "today.csv"
    orders().to_csv(path, index=False)
    return str(path)


def test_a_part_has_about_a_million_rows(trained):
    """Windows of 4 rows: 244 x 1,024 sequences; of 500 rows, drawn 64 at a time: 31 x 64."""
    parts = table_output.parts(trained, GenerateRequest(10))
    assert (parts.sequences, parts.each, parts.unit) == (10, 244 * 1024, "sequences")
    parts = table_output.parts(trained, GenerateRequest(10, length=500))
    assert (parts.sequences, parts.each) == (10, 31 * 64)


def test_rows_are_counted_in_sequences(trained):
    parts = table_output.parts(trained, GenerateRequest(rows=10))
    assert (parts.request, parts.sequences) == (GenerateRequest(3), 3)


def test_rows_of_series_of_learned_lengths_are_refused():
    frame = orders()
    short = frame[frame.groupby("shop").cumcount() < 6 + frame["shop"].str[-1].astype(int) % 4]
    whole = untrained(short.reset_index(drop=True), {"lengths": "learn"})
    refused = re.escape("--rows 10 in a folder: this run has learned how long series are")
    with pytest.raises(ConfigError, match=refused):
        table_output.parts(whole, GenerateRequest(rows=10))
    assert table_output.parts(whole, GenerateRequest(10)).sequences == 10


def test_parts_are_the_rows_of_the_whole(trained, given, tmp_path, monkeypatch):
    """Sixty scenarios of twelve series; with new sequences real commands do it."""
    monkeypatch.setattr(table_output, "ROWS", 1024 * WINDOW)
    request, whole = GenerateRequest(60, 2, length=5, after=given), tmp_path / "whole.csv"
    table_output.write(trained, request, whole)
    parts, made, done = table_output.parts(trained, request), [], []
    assert (parts.sequences, parts.each) == (720, 512)
    for numbers in (range(512), range(512, 720)):
        path = tmp_path / f"{numbers.start}.csv"
        table_output.write_part(trained, parts.request, numbers, path, report=done.append)
        made.append(pd.read_csv(path, dtype=str))
    expected = pd.read_csv(whole, dtype=str)
    pd.testing.assert_frame_equal(pd.concat(made, ignore_index=True), expected)
    assert done == [252, 504, 512, 208, 208]  # whole scenarios as they are done, then all
    json.dumps(done)
