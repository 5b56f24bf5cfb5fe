"""Windows over rows that stay on the disk: memory does not grow with their number."""

import os
from pathlib import Path

import numpy as np

VALUES, STRETCHES = "values.f32", "stretches.i64"
BLOCK = 2**18  # bytes of neighbouring rows that a block of windows reaches over
POOL = 256  # blocks that batches are drawn from for a while


class StoredWindows:
    """Windows of equal length over the rows of a store; see `rnngan.data.windows.Windows`.

    Windows are read from the file by their position, so that no page of it counts as memory of
    this process; the system keeps what it has room for.

    Args:
        folder: of the store: rows as float32, and (stretches, 2) int64 of first row and rows of
            each stretch that a window may not leave.
        width: features of a row.
        length: rows of a window.
        stride: rows between the starts of two windows.
        rows: of the table that the store was made of.
    """

    def __init__(self, folder, width, length, stride=1, rows=0):
        self.folder, self.width, self.rows = Path(folder), width, rows
        self.length, self.stride = length, stride
        stretches = np.fromfile(self.folder / STRETCHES, "int64").reshape(-1, 2)
        stretches = stretches[stretches[:, 1] >= length]
        self._first = stretches[:, 0].copy()
        self._behind = np.cumsum((stretches[:, 1] - length) // stride + 1)
        self._file = os.open(self.folder / VALUES, os.O_RDONLY)

    def __del__(self):
        """Close the file."""
        if hasattr(self, "_file"):
            os.close(self._file)

    def __len__(self):
        """Return the number of windows."""
        return int(self._behind[-1]) if len(self._behind) else 0

    def starts_of(self, indices):
        """Return the first rows of windows, (len(indices),) int64."""
        indices = np.asarray(indices, "int64")
        stretch = np.searchsorted(self._behind, indices, "right")
        before = np.where(stretch > 0, self._behind[stretch - 1], 0)
        return self._first[stretch] + (indices - before) * self.stride

    def gather(self, indices):
        """Return the windows of `indices`, (len(indices), length, width) float32."""
        found = np.empty((len(indices), self.length, self.width), "float32")
        size = 4 * self.width
        for window, start in zip(found, self.starts_of(indices).tolist(), strict=True):
            os.preadv(self._file, [window], start * size)
        return found

    def longer(self, length):
        """Return windows of more rows over the same stretches."""
        return StoredWindows(self.folder, self.width, length, self.stride, self.rows)

    def blocks(self):
        """Return (blocks, windows of each): neighbouring windows are a block.

        There are `POOL` of them or fewer where the store is small; batches then have windows from
        everywhere.
        """
        windows = len(self)
        rows = self.length if self.stride > self.length else self.stride
        each = max(1, BLOCK // (4 * self.width * rows))
        blocks = max(1, windows // each)
        return blocks, windows // blocks

    def steps_of_pool(self, size):
        """Return for how many steps of `size` windows a pool lasts: until its bytes are read once.

        Args:
            size: windows of a batch.
        """
        return max(1, POOL * BLOCK // (4 * self.width * self.length * size))

    def expect(self, firsts, count):
        """Say to the system that blocks of windows will be read, where it listens.

        Args:
            firsts: first windows of the blocks.
            count: windows of each.
        """
        if hasattr(os, "posix_fadvise"):
            last = np.minimum(np.asarray(firsts) + count, len(self) - 1)
            ends = self.starts_of(last) + self.length
            for start, end in zip(self.starts_of(firsts).tolist(), ends.tolist(), strict=True):
                span = 4 * self.width * start, 4 * self.width * (end - start)
                os.posix_fadvise(self._file, *span, os.POSIX_FADV_WILLNEED)
