"""Memory that was freed, given back to the system before TensorFlow asks for its own."""

import contextlib
import ctypes
import gc

import pyarrow as pa


def give_back():
    """Give freed memory of Arrow and of the C library back, as far as they can."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):  # glibc alone has it
        ctypes.CDLL(None).malloc_trim(0)
