"""The bytes of a CSV in pieces, whose rows are found again."""

import pytest

from rnngan.config.errors import InputError
from rnngan.data.large import files, pieces
from rnngan.data.large.pieces import line_edges, whole_rows


@pytest.mark.parametrize(
    ("data", "edges"),
    [
        (b"a\nbb\n", [0, 2, 5]),
        (b"a\nbb", [0, 2, 4]),
        (b"a\r\n\r\nbb\r\n", [0, 3, 9]),
        (b'"a\nb"\nc\n', [0, 6, 8]),
    ],
)
def test_line_edges(data, edges):
    assert line_edges(data).tolist() == edges


def test_torn_rows_are_left_for_the_next_piece():
    assert whole_rows(b"1\n2\n3", 5) == b"1\n2\n"
    assert whole_rows(b'1\n"2\n3', 6) == b"1\n"
    assert whole_rows(b"1\n2", 9) == b"1\n2"


def test_positions_lead_from_piece_to_piece(tmp_path, large, config):
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "".join(f"{i},{i * i}\n" for i in range(100)))
    large.setattr(pieces, "BLOCK", 200)
    source = pieces.of(files.found(path), config().data)
    position, seen = (0, 0), []
    while position[0] == 0:
        piece = source.read(position, {"y": pieces.pa.float64()})
        seen += piece.table["y"].to_pylist()
        _, begin, end = piece.span(0, 1)
        assert path.read_bytes()[begin:end] == f"{len(seen) - piece.table.num_rows},".encode() + (
            b"%d\n" % seen[-piece.table.num_rows]
        )
        position = piece.position(piece.table.num_rows)
    assert seen == [float(i * i) for i in range(100)]


def test_a_piece_stays_as_it_is_when_the_next_one_is_read(tmp_path, large, config):
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "".join(f"a{i},{i}\n" for i in range(100)))
    large.setattr(pieces, "BLOCK", 200)
    source = pieces.of(files.found(path), config().data)
    piece = source.read((0, 0), {"y": pieces.pa.float64()})
    rows = piece.table.num_rows
    source.read(piece.position(rows), {"y": pieces.pa.float64()})
    assert piece.table["x"].to_pylist() == [f"a{i}" for i in range(rows)]
    _, begin, end = piece.span(rows - 1, rows)
    assert path.read_text()[begin:end] == f"a{rows - 1},{rows - 1}\n"


def test_another_header_is_refused(tmp_path, config):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n")
    (tmp_path / "b.csv").write_text("y,x\n1,2\n3,4\n")
    with pytest.raises(InputError, match=r"b.csv: its first line is b'y,x'"):
        pieces.of(files.found(tmp_path), config().data)


def test_other_encodings_are_refused(tmp_path, config):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n")
    with pytest.raises(InputError, match="iconv -f latin-1 -t utf-8"):
        pieces.of(files.found(tmp_path), config(encoding="latin-1").data)
