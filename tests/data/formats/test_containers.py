"""Tables of pandas, polars and pyarrow, and arrays: in, and out as they came."""

import datetime as dt
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from rnngan.config.errors import InputError
from rnngan.data.formats.containers import is_path, unpacked

polars = pytest.importorskip("polars")

FRAME = polars.DataFrame(
    {
        "day": [dt.date(2024, 1, 1), dt.date(2024, 1, 2)],
        "time": [dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 2)],
        "x": [1.5, None],
        "n": polars.Series([1, 2], dtype=polars.Int16),
        "gaps": [1, None],
        "name": ["a", "b"],
        "flag": [True, False],
        "mood": polars.Series(["a", "b"], dtype=polars.Categorical),
        "size": polars.Series(["a", "b"], dtype=polars.Enum(["a", "b"])),
    }
)


@pytest.mark.parametrize("data", [FRAME, FRAME.to_arrow()], ids=["polars", "pyarrow"])
def test_a_table_comes_back_as_it_was(data):
    frame, container = unpacked(data)
    assert isinstance(frame, pd.DataFrame)
    assert frame["day"].dtype.kind == frame["time"].dtype.kind == "M"
    again = container.filled(frame)
    assert type(again) is type(data)
    assert again.equals(data)
    assert again.schema == data.schema


@pytest.mark.parametrize("data", [FRAME[["n"]], FRAME[["n"]].to_arrow()], ids=["polars", "pyarrow"])
def test_what_a_type_can_not_hold_has_a_type_of_its_own(data):
    again = unpacked(data)[1].filled(pd.DataFrame({"n": [1, 70_000], "sequence": [0, 0]}))
    assert again.to_pandas()["n"].tolist() == [1, 70_000]
    assert [*again.to_pandas()] == ["n", "sequence"]


def test_relatives_of_tables_are_tables():
    assert unpacked(FRAME.lazy())[0].shape == (2, 9)
    assert [*unpacked(FRAME["x"])[0]] == ["x"]
    assert unpacked(FRAME.to_arrow().to_batches()[0])[0].shape == (2, 9)


def test_what_pandas_holds_is_left_alone():
    frame = FRAME.to_pandas()
    assert unpacked(frame)[0] is frame
    assert unpacked(frame["x"])[1].filled(frame) is frame


def test_columns_of_arrays_are_numbered():
    frame = unpacked(np.arange(6.0).reshape(3, 2))[0]
    assert [*frame] == ["x0", "x1"]
    assert unpacked([[1, "a"], [2, "b"]])[0].shape == (2, 2)
    mixed = unpacked(np.array([[1, "a"], [2, "b"]], dtype=object))[0]
    assert mixed.dtypes.astype(str).to_list() == ["int64", "str"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (np.zeros(3), r"list|ndarray of shape \(3,\)\. Reshape your data"),
        (np.zeros((12, 0)), r"0 feature\(s\) \(shape=\(12, 0\)\) while a minimum of 1 is"),
        (np.zeros((3, 1), complex), "Complex data not supported"),
        (sparse.csr_array(np.eye(3)), "^Sparse data is not supported"),
        ([[1, 2], [3]], "array of two dimensions. Received: list: .*inhomogeneous"),
        (3, "array of two dimensions. Received: int$"),
    ],
)
def test_what_is_no_table_is_refused(data, said):
    with pytest.raises(InputError, match=said):
        unpacked(data)


def test_paths_are_texts_or_paths(tmp_path):
    assert is_path("a.csv")
    assert is_path(tmp_path)
    assert not is_path(["a.csv"])


def test_polars_is_not_loaded_for_others(root):
    code = (
        "import sys, numpy as np; from rnngan.data.formats.containers import unpacked\n"
        "unpacked(np.zeros((2, 2))); print('polars' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert done.stdout.strip() == "False", done.stderr
