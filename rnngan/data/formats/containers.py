"""What Python users hold a table in -> a pandas data frame, and back into the same.

pandas, polars and pyarrow are distinguished by what is loaded already: none is imported for
data of another.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError

EXPECTED = "Expected a pandas, polars or pyarrow table, or an array of two dimensions."


@dataclass(frozen=True)
class Container:
    """What a table came in.

    Args:
        name: "pandas", "polars" or "pyarrow".
        types: {column: its type there}.
    """

    name: str = "pandas"
    types: dict[str, Any] = field(default_factory=dict)

    def filled(self, frame: pd.DataFrame) -> Any:
        """Return a data frame in a container of this kind, columns of the same types.

        A column whose new values don't fit its type, such as an id that has become wider, has the
        type that they need.
        """
        return FILLED[self.name](frame, self.types)


def is_path(data: Any) -> bool:
    """Return whether data are named by their path."""
    return isinstance(data, str | PathLike)


def unpacked(data: Any) -> tuple[pd.DataFrame | pd.Series, Container]:
    """Return (data frame, `Container`) of what holds a table; what pandas holds is left as it is.

    The columns of an array are called x0, x1, ….

    Raises:
        InputError: it holds no table.

    Example:
        >>> unpacked(np.zeros((2, 3)))[0].columns.tolist()
        ['x0', 'x1', 'x2']
    """
    if isinstance(data, pd.DataFrame | pd.Series):
        return data, Container()
    for name, unpack in UNPACKED.items():
        module = sys.modules.get(name)
        if module is not None and (found := unpack(module, data)) is not None:
            return found
    if hasattr(data, "__array__") or isinstance(data, list | tuple):
        return _of_array(data), Container()
    sparse = "Sparse data is not supported. " if hasattr(data, "toarray") else ""
    raise InputError(f"{sparse}{EXPECTED} Received: {type(data).__name__}")


def _of_array(data):
    try:
        array = np.asarray(data)
    except ValueError as error:
        raise InputError(f"{EXPECTED} Received: {type(data).__name__}: {error}") from None
    if array.dtype.kind == "c":
        raise InputError(f"Complex data not supported. {EXPECTED} Received: {array.dtype}")
    if array.ndim != 2:
        raise InputError(
            f"{EXPECTED} Received: {type(data).__name__} of shape {array.shape}. Reshape your "
            "data: X.reshape(-1, 1) makes one column of it."
        )
    if not array.shape[1]:
        raise InputError(
            f"Found array with 0 feature(s) (shape={array.shape}) while a minimum of 1 is required."
        )
    frame = pd.DataFrame(array.copy(), columns=[f"x{i}" for i in range(array.shape[1])])
    return frame.infer_objects() if array.dtype == object else frame


def _of_polars(pl, data):
    if isinstance(data, pl.LazyFrame):
        data = data.collect()
    if isinstance(data, pl.Series):
        data = data.to_frame(data.name or "value")
    if not isinstance(data, pl.DataFrame):
        return None
    frame = data.to_arrow().to_pandas(date_as_object=False)
    return frame, Container("polars", dict(data.schema))


def _of_arrow(pa, data):
    if isinstance(data, pa.RecordBatch):
        data = pa.Table.from_batches([data])
    if not isinstance(data, pa.Table):
        return None
    schema = data.schema
    types = dict(zip(schema.names, schema.types, strict=True))
    return data.to_pandas(date_as_object=False), Container("pyarrow", types)


def _to_polars(frame, types):
    import polars as pl

    made = pl.from_pandas(frame)
    for name, column in zip(made.columns, made.get_columns(), strict=True):
        if types.get(name, column.dtype) != column.dtype:
            try:
                made = made.with_columns(column.cast(types[name]))
            except pl.exceptions.PolarsError:
                continue
    return made


def _to_arrow(frame, types):
    import pyarrow as pa

    made = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for position, name in enumerate(made.column_names):
        column = made.column(position)
        if types.get(name, column.type) != column.type:
            try:
                made = made.set_column(position, name, column.cast(types[name]))
            except pa.ArrowException:
                continue
    return made


UNPACKED: dict[str, Callable] = {"polars": _of_polars, "pyarrow": _of_arrow}
FILLED: dict[str, Callable] = {
    "pandas": lambda frame, types: frame,
    "polars": _to_polars,
    "pyarrow": _to_arrow,
}
