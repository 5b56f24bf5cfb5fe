"""What the quick check sees: nothing that stands behind the end or where a value is missing."""

from types import SimpleNamespace

import numpy as np

from rnngan.data.blocks import Block
from rnngan.modalities import table_check
from rnngan.sampling import sample_table

BLOCKS = [Block(name="x", start=0), Block(name="x", role="present", start=1, size=2)]
NUMBERS = Block(name="y", start=3)


def trained(lengths):
    transform = SimpleNamespace(
        blocks=[*BLOCKS, NUMBERS], features=4, statics=0, lengths=lambda made: np.array(lengths)
    )
    config = SimpleNamespace(seed=1, data=SimpleNamespace(window=3))
    return SimpleNamespace(transform=transform, config=config)


def test_generated_windows_are_zero_behind_their_end_and_where_a_number_is_missing(monkeypatch):
    there, missing = [5.0, 1, 0, 7], [6.0, 0, 1, 8]
    made = np.array([[there, missing, there], [missing, there, there]])
    monkeypatch.setattr(sample_table, "windows", lambda *_: iter([(made.copy(), None, None)]))
    found = table_check._generated(trained([2, 3]))
    nothing, unknown = [0.0] * 4, [0.0, 0, 1, 8]
    assert found.tolist() == [[there, unknown, nothing], [unknown, there, there]]


def test_real_rows_are_looked_at_in_the_same_way():
    rows = np.array([[5.0, 1, 0, 7], [6.0, 0, 1, 8], [0.0, 0, 0, 0]])
    found = table_check._known(trained([3]).transform, rows)
    assert found.tolist() == [[5, 1, 0, 7], [0, 0, 1, 8], [0, 0, 0, 0]]
    assert rows[1, 0] == 6  # a copy
