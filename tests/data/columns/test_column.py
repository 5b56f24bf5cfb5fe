"""Kinds of columns are found by themselves: a kind that is defined here goes all the way."""

import io
import sys
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError, InputError
from rnngan.config.run_config import RunConfig
from rnngan.data.columns import register
from rnngan.data.dataset import prepare
from rnngan.data.formats.csv_writing import CsvWriter
from rnngan.data.formats.tables import read_table
from rnngan.data.restore import restore
from rnngan.data.schema import IgnoredColumn, Schema
from rnngan.data.schema_files import to_yaml
from rnngan.evaluation.encoding import Encoder, windows_of

TOY = '''
"""Heights in feet and inches, such as 5ft11: learned as inches."""

from typing import Literal

import numpy as np
import pandas as pd

from rnngan.data import blocks
from rnngan.data.columns.feature import Feature, LookupTable

FORM = r"([0-9]+)ft([0-9]+)"


def inches(cells):
    parts = cells.str.extract(FORM).astype("float64")
    return (12 * parts[0] + parts[1]).to_numpy()


class FeetColumn(Feature):
    kind: Literal["feet"] = "feet"
    static: bool = False
    missing: str | None = None
    lookup: LookupTable | None = None
    largest: int

    @classmethod
    def found(cls, candidate):
        if candidate.asked not in (None, "feet") or not candidate.varies:
            return None
        if not candidate.table.text or not candidate.known.str.fullmatch(FORM).all():
            return None
        largest = int(inches(candidate.known).max())
        shared = {"name": candidate.name, "dtype": candidate.dtype, "missing": candidate.missing}
        return cls(**shared, largest=largest)

    def described(self):
        return f"up to {self.largest} inches"

    def parse(self, table, name):
        return inches(table.frame[name].astype("str"))

    def blocks(self, fitting):
        return blocks.value_blocks(self, fitting)

    def cells(self, sides, found):
        block, features = sides["number"]
        values = np.clip(block.unscaled(features[..., 0]), 0, self.largest).reshape(-1)
        return self.cells_of(blocks.without_absent(sides, np.rint(values)))

    def cells_of(self, values):
        texts = [None if np.isnan(v) else f"{int(v) // 12}ft{int(v) % 12}" for v in values]
        return pd.Series(texts, dtype="str")

    def given(self, text):
        return np.nan if self.is_absent(text) else float(inches(pd.Series([text]))[0])

    def spelled(self, value):
        return self.cells_of([value])[0]
'''
HEIGHTS = ["5ft0", "6ft2", "5ft6", "5ft10"]  # 60, 74, 66 and 70 inches: mean 67.5


@pytest.fixture
def feet(tmp_path, monkeypatch):
    """Define the kind outside of the package; forget it afterwards."""
    monkeypatch.setattr(register, "KINDS", dict(register.kinds()))
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "feet_of_people.py").write_text(TOY)
    yield import_module("feet_of_people").FeetColumn
    del sys.modules["feet_of_people"]


def dataset_of(tmp_path, content, **data):
    (tmp_path / "people.csv").write_text(content)
    config = RunConfig(data={"window": 2, "holdout": 0} | data)
    table = read_table(str(tmp_path / "people.csv"), config.data)
    return prepare(table, config), table


def heights(*cells):
    return "n,height\n" + "".join(f"{i * 7 % 5},{cell}\n" for i, cell in enumerate(cells))


def test_a_kind_of_column_that_is_defined_elsewhere_is_found_and_kept(feet, tmp_path):
    dataset, table = dataset_of(tmp_path, heights(*HEIGHTS))
    schema = dataset.schema
    assert schema["height"] == feet(name="height", dtype="str", largest=74)
    assert schema["height"].describe() == "up to 74 inches"
    assert [column.kind for column in schema.modelled] == ["number", "feet"]
    again = Schema.model_validate_json(schema.model_dump_json())
    assert again == schema
    assert type(again["height"]) is feet
    assert "- name: height\n  kind: feet\n  largest: 74\n" in to_yaml(schema, table.source)
    assert "columns: 1 number, 1 feet" in dataset.describe()


def test_its_features_come_back_as_cells_and_are_written(feet, tmp_path):
    dataset, _ = dataset_of(tmp_path, heights(*HEIGHTS))
    schema, transform = dataset.schema, dataset.transform
    features = transform.transform(schema, dataset.rows)
    deviation = np.sqrt((7.5**2 + 6.5**2 + 1.5**2 + 2.5**2) / 4)
    np.testing.assert_allclose(features[:, 1], np.array([-7.5, 6.5, -1.5, 2.5]) / deviation)
    frame = restore(schema, transform, features[np.newaxis])
    assert frame["height"].tolist() == HEIGHTS
    stream = io.BytesIO()
    CsvWriter(stream, schema, frame[:0]).write(frame)
    rows = [f"0,{n},{cell}\n" for n, cell in zip((0, 2, 4, 1), HEIGHTS, strict=True)]
    assert stream.getvalue().decode() == "sequence,n,height\n" + "".join(rows)


def test_its_missing_cells_are_learned_and_spelled_as_in_the_table(feet, tmp_path):
    dataset, _ = dataset_of(tmp_path, heights(*HEIGHTS, "NA"))
    schema, transform = dataset.schema, dataset.transform
    assert dataset.notices[0] == (
        "1 missing value in 'height' (read as such: 'NA'): learned and generated"
    )
    frame = restore(schema, transform, transform.transform(schema, dataset.rows)[np.newaxis])
    stream = io.BytesIO()
    CsvWriter(stream, schema, frame[:0]).write(frame)
    assert stream.getvalue().decode().splitlines()[-1] == "0,3,NA"


def test_evaluation_sees_it_as_a_number(feet, tmp_path):
    dataset, table = dataset_of(tmp_path, heights(*HEIGHTS))
    encoder = Encoder(dataset.schema, dataset.rows)
    assert encoder.names == ["n", "height"]
    expected = [0, 1, 6 / 14, 10 / 14]
    np.testing.assert_allclose(encoder.rows(dataset.rows)[:, 1], expected, atol=1e-6)
    found = windows_of(table, dataset.schema, encoder, dataset.config.data)
    np.testing.assert_allclose(found[:, 0, 1], expected[:3], atol=1e-6)


def test_it_can_be_asked_for_or_asked_not_to_be(feet, tmp_path):
    kept = dataset_of(tmp_path, heights(*HEIGHTS), kinds=("height=feet",))[0]
    assert kept.schema["height"].kind == "feet"
    other = dataset_of(tmp_path, heights(*HEIGHTS), kinds=("height=category",))[0]
    assert other.schema["height"].kind == "category"
    with pytest.raises(InputError, match="column 'height' holds no feets, as was asked for"):
        dataset_of(tmp_path, heights("tall", "small"), kinds=("height=feet",))
    with pytest.raises(ConfigError, match="Kinds: number, category, date, key, id, time, ignored,"):
        dataset_of(tmp_path, heights(*HEIGHTS), kinds=("height=zzz",))


def test_it_can_be_a_condition(feet, tmp_path):
    rows = "".join(f"p{i},{i * j % 7},{HEIGHTS[i]}\n" for i in range(4) for j in range(3))
    dataset = dataset_of(
        tmp_path, "id,n,height\n" + rows, id_column="id", condition=("height",), lengths="windows"
    )[0]
    assert dataset.schema["height"].static
    assert dataset.transform.statics == 1
    assert dataset.schema["height"].given("5ft1") == 61.0


def test_what_is_no_kind_is_not_read_from_a_schema():
    text = '{"columns": [{"kind": "feet", "name": "x", "dtype": "str"}]}'
    with pytest.raises(ValueError, match="no kind of column 'feet'"):
        Schema.model_validate_json(text)


def test_kinds_that_the_order_does_not_name_are_tried_before_those_that_take_most(feet):
    order = [kind.model_fields["kind"].default for kind in register.tried()]
    assert order[:6] == ["ignored", "id", "time", "key", "empty", "constant"]
    assert set(order[6:-3]) == {"duplicate", "pace", "sum", "product", "feet"}
    assert order[-3:] == ["date", "number", "category"]


def test_a_column_says_of_itself_what_nobody_overrides():
    column = IgnoredColumn(name="x", dtype="str")
    assert column.in_series(None) is column
    assert (column.is_modelled, column.may_miss, column.twin) == (False, False, None)
    assert column.texts(pd.Series(["a", None])).to_pylist() == ["a", None]
