"""An output in parts: how it is divided, by hand, and that parts are the rows of the whole."""

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
    whole = untrained(data={"lengths": "learn"})
    refused = re.escape("--rows 10 in a folder: this run has learned how long series are")
    with pytest.raises(ConfigError, match=refused):
        table_output.parts(whole, GenerateRequest(rows=10))
    assert table_output.parts(whole, GenerateRequest(10)).sequences == 10


@pytest.mark.parametrize(
    ("asked", "sequences", "each"),
    [({"count": 1500}, 1500, 1024), ({"count": 30, "length": 5}, 360, 256)],
)
def test_parts_are_the_rows_of_the_whole(
    trained, given, tmp_path, monkeypatch, asked, sequences, each
):
    """With scenarios that go on from given rows as with new sequences; fewer rows to a part."""
    monkeypatch.setattr(table_output, "ROWS", 1024 * WINDOW)
    asked |= {"after": given} if "length" in asked else {}
    request, whole = GenerateRequest(seed=2, **asked), tmp_path / "whole.csv"
    table_output.write(trained, request, whole)
    parts, made, done = table_output.parts(trained, request), [], []
    assert (parts.sequences, parts.each) == (sequences, each)
    for first in range(0, sequences, each):
        path = tmp_path / f"{first}.csv"
        numbers = range(first, min(first + each, sequences))
        table_output.write_part(trained, parts.request, numbers, path, report=done.append)
        assert done[-1] == len(numbers)
        made.append(pd.read_csv(path, dtype=str))
    expected = pd.read_csv(whole, dtype=str)
    pd.testing.assert_frame_equal(pd.concat(made, ignore_index=True), expected)
