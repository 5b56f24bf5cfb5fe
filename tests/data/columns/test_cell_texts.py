import numpy as np
import pyarrow as pa
import pytest

from rnngan.data.columns.cell_texts import fixed, quoted


@pytest.mark.parametrize(
    ("values", "decimals", "texts"),
    [
        ([1.5, -1.5, 0.0], 2, ["1.50", "-1.50", "0.00"]),
        ([-0.0, -0.001, 0.004], 2, ["0.00", "0.00", "0.00"]),
        ([0.1 + 0.2, 1e9 + 0.25], 2, ["0.30", "1000000000.25"]),
        ([-1e-6, 0.0, 3e-6], 6, ["-0.000001", "0.000000", "0.000003"]),
        ([-1e-10, 0.0, 3e-10], 10, ["-0.0000000001", "0.0000000000", "0.0000000003"]),
        ([-1e-9, -0.0], 8, ["0.00000000", "0.00000000"]),
        ([2.0**53, -(2.0**60)], 1, ["9007199254740992.0", "-1152921504606846976.0"]),
        ([], 3, []),
    ],
)
def test_fixed_writes_exactly_that_many_decimals(values, decimals, texts):
    assert fixed(np.array(values, "float64"), decimals).cast("string").to_pylist() == texts


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a", "a"), ("a;b", '"a;b"'), ('"', '""""'), ("a\nb", '"a\nb"'), ("a\rb", '"a\rb"'), ("", "")],
)
def test_a_text_is_quoted_where_it_would_not_be_read_back(text, shown):
    assert quoted(pa.array([text, "z"]), ";").to_pylist() == [shown, "z"]
