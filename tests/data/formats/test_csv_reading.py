import gzip
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.formats import compression, opening
from rnngan.data.formats.tables import read_table

PLAIN = "a,b\n1,x\n2,y y\n"
SAME = {
    "plain": PLAIN.encode(),
    "no line end at the end": PLAIN.rstrip().encode(),
    "CRLF": PLAIN.replace("\n", "\r\n").encode(),
    "CR": PLAIN.replace("\n", "\r").encode(),
    "mixed line ends": b"a,b\r\n1,x\n2,y y\r\n",
    "byte-order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "UTF-16": PLAIN.encode("utf-16"),
    "UTF-16 big-endian": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "gzip": gzip.compress(PLAIN.encode()),
    "semicolon": PLAIN.replace(",", ";").encode(),
    "tab": PLAIN.replace(",", "\t").encode(),
    "pipe": PLAIN.replace(",", "|").encode(),
    "quoted": b'"a","b"\n"1","x"\n"2","y y"\n',
    "blank lines": b"\n\na,b\n\n1,x\n\n\n2,y y\n\n",
}


@pytest.mark.parametrize("content", SAME.values(), ids=SAME)
def test_every_spelling_of_the_same_table_gives_the_same_cells(read, content):
    table = read(content)
    assert table.text
    assert table.source == "table.csv"
    assert table.frame.to_dict("list") == {"a": ["1", "2"], "b": ["x", "y y"]}


@pytest.mark.parametrize(("sign", "shown"), [(";", "';'"), ("\t", "'\\t'"), ("|", "'|'")])
def test_another_delimiter_is_said(read, sign, shown):
    table = read(PLAIN.replace(",", sign))
    assert table.notices == [f"table.csv: columns are separated by {shown}"]


def test_a_comma_that_fits_wins_over_other_signs(read):
    table = read("a;b;c,d\n1,2\n")
    assert table.frame.to_dict("list") == {"a;b;c": ["1"], "d": ["2"]}
    assert table.notices == []


def test_cells_stay_text_byte_for_byte(read):
    cells = ["00123", " 1 ", "1.50", "NA", "", "=cmd()", "12345678901234567890", "tab\tinside", "é"]
    table = read("a,b\n" + "".join(f"{cell},x\n" for cell in cells))
    assert table.frame["a"].tolist() == cells


def test_quotes_commas_and_line_ends_are_read_inside_quotes(read):
    table = read('a,b\n"x, ""y""\nz",1\n"plain",2\n')
    assert table.frame["a"].tolist() == ['x, "y"\nz', "plain"]


def test_column_names_are_kept_byte_for_byte(read):
    names = ["<script>", "=cmd()", "$x$", "[/red]", "../a", "loss", "index", " b ", "é", "x" * 300]
    assert list(read(",".join(names) + "\n" + "1," * 9 + "1\n").frame.columns) == names
    assert list(read('"a,b","c ""d""","e\nf"\n1,2,3\n').frame.columns) == ["a,b", 'c "d"', "e\nf"]
    table = read('"a\r\nb",c\r\n007,2\r\n')
    assert table.frame.to_dict("list") == {"a\r\nb": ["007"], "c": ["2"]}


def test_a_cell_may_be_longer_than_the_csv_module_allows(read):
    long = "x" * 200_000
    table = read(f'a,b\n\n1,"{long}"\n2,y\n')
    assert table.frame["b"].tolist() == [long, "y"]
    assert list(table.lines) == [3, 4]


def test_places_are_lines_of_the_file(read):
    assert read(PLAIN).where(1, "b") == "table.csv:3:b"
    assert read("\na,b\n1,x\n\n\n2,y\n").where(1, "b") == "table.csv:6:b"
    assert read('a,b\n"1\n1",x\n2,y\n').where(1, "b") == "table.csv:4:b"
    assert read("a,b\r1,x\r2,y\r").where(1, "b") == "table.csv:3:b"


@given(st.text(st.sampled_from('a1,;"\n\r\t |.é'), max_size=40) | st.binary(max_size=40))
@settings(deadline=None, max_examples=200)
def test_any_content_gives_a_table_of_texts_or_an_input_error(read_any, content):
    try:
        frame = read_any(content).frame
    except InputError:
        return
    assert len(frame) > 0
    assert all(type(cell) is str for cell in frame.to_numpy().ravel())


@pytest.fixture
def read_as(tmp_path, monkeypatch):
    """Return a function that reads CSV content with settings of the data section."""
    monkeypatch.chdir(tmp_path)

    def make(content, **config):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path.name, DataConfig(**config))

    return make


@pytest.fixture
def message(read_as):
    """Return a function that gives the error of reading CSV content."""

    def make(content, **config):
        with pytest.raises(InputError) as caught:
            read_as(content, **config)
        return str(caught.value)

    return make


EMPTY = "table.csv is empty. Expected a header line and at least two rows."


@pytest.mark.parametrize("content", [b"", b"\n\r\n\n", b"  \n", b"\xef\xbb\xbf", b"\xff\xfe\n\0"])
def test_an_empty_file_is_refused(message, content):
    assert message(content) == EMPTY


@pytest.mark.parametrize("content", ["a,b\n", "a,b", "a\n\n", '\n\n"a\nb",c\n'])
def test_a_header_alone_is_refused(message, content):
    expected = "table.csv has a header and no rows. Expected at least two rows."
    assert message(content) == expected


@pytest.mark.parametrize(
    "first",
    ["1,2.5", "2024-01-01,3", "-1e5,,7", '"1,5","2"', "10:20,1",
     "2024-01-01T10:00:00Z,3", "1., 2 %"],
)  # fmt: skip
def test_a_first_line_of_numbers_is_no_header(message, first):
    shown = first.replace('"', "")
    assert message(f"{first}\n3,4\n".replace("\n3,4", "\n3,4,5" if ",," in first else "\n3,4")) == (
        f"table.csv:1: the first line holds numbers only, {shown!r}. Expected column names: add "
        "a header line, or pass --no-header."
    )


def test_names_with_numbers_in_them_are_a_header(read):
    assert list(read("id,2023,x 1\n1,2,3\n").frame) == ["id", "2023", "x 1"]
    assert list(read("nan,inf\n1,2\n").frame) == ["nan", "inf"]
    table = read("date,T1,T2,Z 3,1T\n1,2,3,4,5\n")
    assert table.notices == []
    table = read("t,2024-01-01T10:00\n1,2\n")
    assert table.notices == [
        "table.csv:1: '2024-01-01T10:00' taken for column names; pass --no-header if this is a row"
    ]


def test_columns_without_a_header_are_numbered(read_as):
    table = read_as("1;2\n3;4\n", header=False)
    assert table.frame.to_dict("list") == {"c1": ["1", "3"], "c2": ["2", "4"]}
    assert table.where(0, "c1") == "table.csv:1:c1"
    assert table.where(1, "c2") == "table.csv:2:c2"
    assert read_as("\n\n1,2\n\n3,4\n", header=False).where(1, "c1") == "table.csv:5:c1"
    assert read_as("7", header=False).frame.to_dict("list") == {"c1": ["7"]}


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_decimal_commas_do_not_separate(read, sign):
    table = read(f"t{sign}a\n1{sign}1,5\n2{sign}2,5\n")
    assert table.frame.to_dict("list") == {"t": ["1", "2"], "a": ["1,5", "2,5"]}
    assert table.delimiter == sign


def test_every_row_counts_for_the_delimiter_not_only_the_header(read):
    table = read("a, in m;b;c\n1,5;2;3\n4;5;6\n")
    assert list(table.frame) == ["a, in m", "b", "c"]


def test_two_delimiters_that_fit_are_refused(message):
    assert message("x, m;y\n1,5;2\n2,5;3\n") == (
        "table.csv: cells may be separated by ',' (2 columns) or ';' (2 columns). Expected one "
        "to fit: pass --delimiter ',' or --delimiter ';'."
    )


@pytest.mark.parametrize(
    ("asked", "sign"), [(";", ";"), ("tab", "\t"), ("\\t", "\t"), (":", ":"), (" ", " ")]
)
def test_the_delimiter_that_is_asked_for_is_taken(read_as, asked, sign):
    table = read_as(f"a{sign}b\n1{sign}2\n3{sign}4\n", delimiter=asked)
    assert table.frame.to_dict("list") == {"a": ["1", "3"], "b": ["2", "4"]}
    assert table.notices == []
    assert table.delimiter == sign


@pytest.mark.parametrize("asked", ["", ",,", '"', "\n", "é"])
def test_what_can_not_separate_is_refused(message, asked):
    assert message("a,b\n1,2\n", delimiter=asked) == (
        f"table.csv: --delimiter {asked!r} can't separate cells. Expected one sign such as ; or | "
        "and no quote or line end, or the word tab."
    )


def one_column(header, sign):
    return (
        f"table.csv: one column only, named {header!r}, and every row holds {sign!r}. Expected "
        "columns separated by a comma, semicolon, tab or pipe: pass "
        f"--delimiter {sign!r}, or --delimiter , where it is one column."
    )


@pytest.mark.parametrize(
    ("header", "row", "sign"),
    [("a:b", "1:2", ":"), ("a b", "1 2", " "), ("# a b", "1  2", " "), ("t^x", "u^1.5", "^")],
)
def test_rows_are_never_read_as_one_garbled_column(message, header, row, sign):
    assert message(f"{header}\n{row}\n{row}\n") == one_column(header, sign)


def test_a_delimiter_that_garbles_is_refused(message):
    assert message("a;b\n1;2\n3;4\n", delimiter=",") == one_column("a;b", ";")


@pytest.mark.parametrize(
    ("header", "cell"),
    [("x", "1.5"), ("wind direction", "north east"), ("time", "10:20"), ("x", "1 234"), ("d", "")],
)
def test_one_column_is_fine(read, header, cell):
    table = read(f"{header}\n{cell or chr(34) * 2}\n{cell or 'x'}\n")
    assert list(table.frame) == [header]
    assert table.frame[header].iloc[0] == cell


def test_blank_lines_in_one_column_are_said(read):
    table = read("x\n1\n\n\n2\n")
    assert table.frame["x"].tolist() == ["1", "2"]
    assert table.notices == ['table.csv: 2 blank lines passed over; write "" or NA for missing']
    assert list(table.lines) == [2, 5]


def test_one_column_with_decimal_commas_is_refused_with_advice(read_as, message):
    assert message("x\n1,5\n2,5\n") == (
        "table.csv:2: 2 cells where the header has 1: '1,5'. Mend the row or the header. If this "
        "is one number with a decimal comma, pass --delimiter ';'."
    )
    assert read_as("x\n1,5\n2,5\n", delimiter=";").frame["x"].tolist() == ["1,5", "2,5"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read(read_as, encoding):
    table = read_as("a,b\n1,é\n2,y\n".encode(encoding))
    assert table.frame.to_dict("list") == {"a": ["1", "2"], "b": ["é", "y"]}
    assert table.notices == [f"table.csv: read as {encoding.upper()}"]


@pytest.mark.parametrize(
    "encoding", ["latin-1", "cp1252", "utf-8", "utf-16", "utf-32", "utf-8-sig"]
)
def test_the_encoding_that_is_asked_for_is_taken(read_as, encoding):
    table = read_as("é,b\n1,é\n2,y\n".encode(encoding), encoding=encoding)
    assert table.frame.to_dict("list") == {"é": ["1", "2"], "b": ["é", "y"]}


@pytest.mark.parametrize("encoding", ["latin_7000", "base64", "a\0b"])
def test_an_unknown_encoding_is_refused(message, encoding):
    assert message("a,b\n1,2\n", encoding=encoding) == (
        f"table.csv: no encoding is called {encoding!r}. Expected a name such as utf-8, utf-16, "
        "latin-1 or cp1252: mend --encoding."
    )


ADVICE = "Save the file as UTF-8, or pass its encoding, such as --encoding latin-1."


@pytest.mark.parametrize("piece", [1, 2, 5, 2**20])
def test_a_byte_that_is_not_in_the_encoding_is_named(message, monkeypatch, piece):
    monkeypatch.setattr(compression, "PIECE", piece)
    latin = "a,b\n1,é\n".encode("latin-1")
    assert message(latin) == f"table.csv:2: byte 6 is not UTF-8. {ADVICE}"
    cut = "a,b\n1,€".encode()[:-1]
    assert message(cut) == f"table.csv:2: byte 6 is not UTF-8. {ADVICE}"
    half = "a,b\n1,2\n".encode("utf-16")[:-1]
    assert message(half) == (
        "table.csv:2: byte 16 is not UTF-16. Save the file as UTF-8, or pass another --encoding."
    )
    assert message(b"a,b\n\x81,2\n", encoding="cp1252") == (
        "table.csv:2: byte 4 is not CP1252. Save the file as UTF-8, or pass another --encoding."
    )


@pytest.mark.parametrize("piece", [1, 3, 2**20])
def test_a_nul_byte_is_named_by_its_line(message, monkeypatch, piece):
    monkeypatch.setattr(compression, "PIECE", piece)
    expected = "table.csv:4: a NUL byte. Expected text: is it one?"
    assert message("a,b\r\n\r\n1,2\r\n3,\0\r\n") == expected


@pytest.mark.parametrize("piece", [1, 2, 3, 2**20])
def test_lines_are_counted_the_same_in_pieces_of_any_size(read, monkeypatch, piece):
    monkeypatch.setattr(compression, "PIECE", piece)
    table = read("\r\na,b\r\n1,é\r\n\r\n2,😀\r\n\r\n")
    assert table.frame["b"].tolist() == ["é", "😀"]
    assert table.lines == array("q", [3, 5])
    assert read("a,b\r\n1,é\r\n2,😀\r\n\r\n").lines is None


def quote(line):
    return (
        f"table.csv:{line}: a quote in this row does not close where its cell ends. Close it, or "
        'double the quotes inside the cell: "5"" pipe".'
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', 3),
        ('a,"b\n1,2\n3,4\n', 1),
        ('a,b\n1,"2\n' + "3,4\n" * 50_000, 2),
        ('a,b\n1,"2\n3,"4"\n5,6\n', 2),
        ('a,b\n"1\n\n2","x\n3,4\n', 4),  # opened below the first line of its row
        ('\n\na,b\r\n1,"x"\r\n2,"y"z\r\n', 5),
        ('a,b\n1,"x\n2,"y\n', 2),  # an even number of quotes
    ],
)
def test_a_quote_that_does_not_close_is_named_by_the_line_where_it_opened(message, content, line):
    assert message(content) == quote(line)


def test_quotes_inside_a_cell_are_text(read):
    table = read('a,b\n5" pipe,"5"" pipe"\nsay "x" now,""\n')
    assert table.frame["a"].tolist() == ['5" pipe', 'say "x" now']
    assert table.frame["b"].tolist() == ['5" pipe', ""]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n1,2\n\n3,4,5\n6,7\n", ":4: 3 cells where the header has 2: '3,4,5'."),
        ('a,b\n"1\n",2\n3\n', ":4: 1 cell where the header has 2: '3'."),
        ("a,b\n1,2,\n3,4,\n", ":2: 3 cells where the header has 2: '1,2,'."),
        ("a;b\n1;2\n3;4;5\n", ":3: 3 cells where the header has 2: '3;4;5'."),
        ("title\na,b\n1,2\n", ":2: 2 cells where the header has 1: 'a,b'."),
    ],
)
def test_a_row_of_another_length_is_named(message, content, expected):
    assert message(content) == f"table.csv{expected} Mend the row or the header."


def test_a_fault_in_a_large_file_is_named_too(message, monkeypatch):
    monkeypatch.setattr(opening, "STREAMED", 10)
    content = "a,b\n" + "1,2\n" * 300_000 + "3\n"
    expected = "table.csv:300002: 1 cell where the header has 2: '3'. Mend the row or the header."
    assert message(content) == expected
    assert message("a,b\n" + "\n" * 20).endswith(
        "has a header and no rows. Expected at least two rows."
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "a,b,a\n1,2,3\n",
            "the column name 'a' stands at positions 1, 3. Expected distinct names: rename all "
            "but one.",
        ),
        ("a, ,b\n1,2,3\n", "column 2 has no name. Name it in the header."),
        ("a,b,\n1,2,3\n", "column 3 has no name. Name it in the header."),
        (",,b\n0,2,3\n", "column 2 has no name. Name it in the header."),
        ('""\n0\n', "column 1 has no name. Name it in the header."),
    ],
)
def test_names_that_do_not_tell_columns_apart_are_refused(message, content, expected):
    assert message(content) == f"table.csv:1: {expected}"


KEPT = "the first column has no name, as where pandas writes its index: it is called"
UNNAMED = "the first column has no name and"


@pytest.mark.parametrize(
    ("content", "columns", "row_numbers", "notices"),
    [
        (",x\n0,5\n1,6\n", {"index": ["0", "1"], "x": ["5", "6"]}, {"index": UNNAMED}, []),
        ('"";x\n0;5\n', {"index": ["0"], "x": ["5"]}, {"index": UNNAMED}, []),
        (
            ",Unnamed: 0,x\n0,0,5\n1,1,6\n",
            {"index": ["0", "1"], "Unnamed: 0": ["0", "1"], "x": ["5", "6"]},
            {"index": UNNAMED, "Unnamed: 0": "column 'Unnamed: 0'"},
            [],
        ),
        ("Unnamed: 0,x\n7,5\n8,6\n", {"Unnamed: 0": ["7", "8"], "x": ["5", "6"]}, {}, []),
        ("x,row\n5,0\n6,1\n", {"x": ["5", "6"], "row": ["0", "1"]}, {}, []),
        (
            ",x\n1,5\n2,6\n",
            {"index": ["1", "2"], "x": ["5", "6"]},
            {},
            [f"{KEPT} 'index'; --ignore index leaves it out"],
        ),
        (
            ",index\n00,5\n01,6\n",
            {"index_": ["00", "01"], "index": ["5", "6"]},
            {},
            [f"{KEPT} 'index_'; --ignore index_ leaves it out"],
        ),
    ],
)
def test_an_index_that_pandas_wrote_is_understood(read, content, columns, row_numbers, notices):
    table = read(content)
    assert table.frame.to_dict("list") == columns
    assert table.row_numbers == row_numbers
    told = [notice.removeprefix("table.csv: ") for notice in table.notices]
    assert [notice for notice in told if "separated" not in notice] == notices


def test_many_columns_are_read(read):
    names = [f"column {i}" for i in range(5000)]
    table = read(",".join(names) + "\n" + ("1.5," * 4999 + "2\n") * 3)
    assert table.frame.shape == (3, 5000)
