"""A format is one file: everything finds it, wherever it comes from."""

import subprocess
import sys

import pandas as pd
import pytest

from rnngan.config.errors import ConfigError, InputError
from rnngan.config.run_config import validate
from rnngan.data.formats import compression, opening, outputs, supported
from rnngan.data.formats.tables import read_table
from rnngan.data.schema import NumberColumn, Schema
from rnngan.data.text.names import is_text
from rnngan.data.text.text_files import read_text

TOY = '''
"""Toy: names and rows with stars between the cells; texts, one a line behind a star."""

from rnngan.data.formats.supported import Format


class Writer:
    def __init__(self, stream, schema, header):
        self.stream = stream
        stream.write("*".join(header.columns).encode())

    def write(self, frame):
        for row in frame.itertuples(index=False):
            self.stream.write(("\\n" + "*".join(map(str, row))).encode())

    def close(self):
        self.stream.write(b"\\nend")


class TextWriter:
    def __init__(self, stream, mode, shown):
        self.stream = stream

    def write(self, texts):
        self.stream.write("".join(f"*{text}\\n" for text in texts).encode())

    def close(self):
        pass


def read(source, config):
    import pandas as pd

    from rnngan.data.formats.tables import from_frame

    lines = source.file.read().decode().split("\\n")[:-1]
    names, *rows = [line.split("*") for line in lines]
    return from_frame(pd.DataFrame(rows, columns=names), source.name)


def read_text(source, config):
    from rnngan.data.text.text_files import Text

    content = source.file.read().decode().replace("*", "")
    return Text(source.name, content, fingerprint=source.fingerprint)


FORMAT = Format(
    name="toy", endings=(".toy",), mark=MARK, read_table=read, read_text=read_text,
    table_writer=Writer, text_writer=TextWriter,
)
'''
PLAIN = b"a*b\n1*x\n2*y\nend"


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """Return a function that adds the format, known by a mark or by its ending alone."""

    def add(mark=None):
        folder = tmp_path / "formats"
        folder.mkdir()
        (folder / "toy.py").write_text(TOY.replace("MARK", repr(mark)))
        monkeypatch.setattr(supported, "__path__", [*supported.__path__, str(folder)])
        monkeypatch.delitem(sys.modules, f"{supported.__name__}.toy", raising=False)
        return folder

    yield add
    sys.modules.pop(f"{supported.__name__}.toy", None)
    vars(supported).pop("toy", None)


def test_names_are_those_of_the_files():
    assert supported.names("table_writer", "text_writer") == [
        "csv",
        "feather",
        "jsonl",
        "parquet",
        "txt",
    ]
    assert supported.names("read_table") == ["csv", "feather", "parquet"]
    assert supported.endings("read_text") == (".txt", ".text")


@pytest.mark.parametrize("path", ["x.toy", "X.TOY.gz"])
def test_a_file_of_another_format_is_read_by_its_ending(toy, tmp_path, path):
    toy()
    with (
        (tmp_path / path).open("wb") as stream,
        compression.compressed(stream, compression.by_name(path)) as inner,
    ):
        inner.write(PLAIN)
    table = read_table(tmp_path / path)
    assert table.frame.to_dict("list") == {"a": ["1", "2"], "b": ["x", "y"]}
    assert table.fingerprint
    assert is_text(tmp_path / path)
    text = read_text(tmp_path / path, validate({"kind": "text"}))
    assert text.lines == ["ab", "1x", "2y", "end"]


def test_a_file_of_another_format_is_read_by_its_first_bytes(toy, tmp_path):
    (tmp_path / "x").write_bytes(b"{" + PLAIN.replace(b"a", b'"a"'))
    with pytest.raises(InputError, match="looks like JSON"):
        read_table(tmp_path / "x")
    toy(rb'\{"a"')
    assert list(read_table(tmp_path / "x").frame) == ['{"a"', "b"]


def test_a_file_of_another_format_with_a_mark_is_not_known_by_its_ending(toy, tmp_path):
    toy(b"toy")
    (tmp_path / "x.toy").write_bytes(b"a,b\n1,x\n")
    assert list(read_table(tmp_path / "x.toy").frame) == ["a", "b"]


def test_another_format_is_written_by_its_ending_or_its_name(toy, tmp_path):
    toy()
    column = NumberColumn(name="a", dtype="int64", decimals=0, minimum=0, maximum=9)
    frame = pd.DataFrame({"a": [1, 2]})
    for path, name in (("x.toy", None), ("x", "toy")):
        make = outputs.format_of(tmp_path / path, name).table_writer
        with outputs.writing(tmp_path / path, make, Schema(columns=(column,)), frame) as writer:
            writer.write(frame)
        assert (tmp_path / path).read_bytes() == b"a\n1\n2\nend"
    make = outputs.format_of("x.toy", modality="text").text_writer
    with outputs.writing(tmp_path / "t.toy", make, "line", False) as writer:
        writer.write(["one", "two"])
    assert (tmp_path / "t.toy").read_bytes() == b"*one\n*two\n"


def test_refusals_list_another_format(toy):
    toy()
    with pytest.raises(ConfigError, match="tables are written as csv, feather, parquet, toy"):
        outputs.format_of("-", "jsonl")
    with pytest.raises(ConfigError, match="texts are written as csv, jsonl, toy, txt"):
        outputs.format_of("-", "parquet", "text")
    with pytest.raises(InputError, match=r"one of \.csv, .*\.parquet, \.toy, or"):
        outputs.format_of("x.xlsx")


def test_the_command_line_offers_another_format_and_loads_nothing_heavy(toy, root):
    folder = toy()
    code = (
        "import sys\n"
        "from rnngan.data.formats import supported\n"
        f"supported.__path__.append({str(folder)!r})\n"
        "from rnngan.cli.main import main\n"
        "for command in ('generate', 'encode'):\n"
        "    main([command, '--help'])\n"
        "heavy = {'pandas', 'pyarrow', 'numpy', 'tensorflow'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "csv|feather|jsonl|parquet|toy|txt" in done.stdout
    assert "csv|feather|parquet|toy]" in done.stdout


def test_what_is_foreign_is_still_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"%PDF-1.7")
    with pytest.raises(InputError, match="looks like a PDF"), opening.opened(tmp_path / "x.csv"):
        pass
