"""Every row of the text table of odd inputs: what is read, what is said, what is refused."""

import gzip

import pytest

from rnngan.config.errors import InputError
from rnngan.config.run_config import validate
from rnngan.data.text import corpus
from rnngan.data.text.text_files import read_text

LINES = [f"line {i} of a small text, no {i * 7 % 11}." for i in range(40)]
TEXT = "\n".join(LINES) + "\n"


def config(**text):
    return validate({"kind": "text", "text": text})


def made(content, folder, **text):
    path = folder / "t.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    settings = config(**text)
    return corpus.prepare(read_text(path, settings), settings)


@pytest.mark.parametrize(
    ("content", "settings", "message"),
    [
        ("", {}, "t.txt is empty"),
        (" \n\n ", {}, "t.txt is empty"),
        ("a short line\n" * 3, {"mode": "line"}, r"has 3 lines to train on. Expected at least 10"),
        ("word " * 20, {"level": "word"}, r"has \d+ tokens to train on. Expected at least 64"),
        ("a" * 500, {}, "holds one symbol only: 'a'"),
        (
            b"caf\xe9 au lait\n" * 20,
            {},
            r"t.txt:1: byte 3 is not UTF-8.*--encoding.*--errors repla",
        ),
        (TEXT, {"level": "char", "vocabulary": 5}, "different characters.*--level word or"),
        (TEXT, {"level": "word", "vocabulary": 5}, "different words.*--level bpe"),
        (b"a\x00b\n" * 30, {}, "NUL byte"),
    ],
)
def test_what_is_refused_says_why_with_numbers(tmp_path, content, settings, message):
    with pytest.raises(InputError, match=message):
        made(content, tmp_path, **settings)


@pytest.mark.parametrize(
    ("content", "notice"),
    [
        (TEXT.replace("\n", "\r\n"), "CR"),
        (TEXT + LINES[3] + "\n", "1 of 41 lines stand in the text before"),
        (TEXT.encode("utf-16"), "read as UTF-16"),
        (TEXT.replace("\n", " "), "one line, so it is read as one long text"),
    ],
)
def test_what_is_read_with_a_notice(tmp_path, content, notice):
    found = made(content, tmp_path, level="char", mode="auto" if "long" in notice else "line")
    assert any(notice in line for line in found.notices)
    assert "\r" not in found.tokenizer.tokens


def test_a_byte_order_mark_is_no_text(tmp_path):
    found = made(TEXT.encode("utf-8-sig"), tmp_path, level="char", mode="line")
    assert "\ufeff" not in found.tokenizer.tokens


def test_bytes_that_can_not_be_read_are_replaced_where_asked(tmp_path):
    found = made(TEXT.encode() + b"caf\xe9\n" * 20, tmp_path, mode="line", errors="replace")
    assert any("20 characters stand for bytes" in line for line in found.notices)
    assert "\ufffd" in "".join(found.tokenizer.tokens)


def test_control_characters_are_kept(tmp_path):
    found = made("".join(f"\x1b[31mred {i}\x07\n" for i in range(30)), tmp_path, mode="line")
    assert {"\x1b", "\x07"} <= set(found.tokenizer.tokens)


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    (tmp_path / "b.txt").write_text("second\n" * 5)
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"first\n" * 5))
    (tmp_path / "c.csv").write_text("a,b\n")
    text = read_text(tmp_path, config())
    assert text.lines == ["first"] * 5 + ["second"] * 5
    assert "2 files" in text.notices[0]
    assert text.notices[1].endswith("passed over: c.csv")
    (tmp_path / "b.txt").write_text("other\n")
    assert read_text(tmp_path, config()).fingerprint != text.fingerprint


def test_a_folder_without_texts_says_what_it_holds(tmp_path):
    (tmp_path / "c.csv").write_text("a,b\n")
    with pytest.raises(InputError, match=r"no \.txt files. It holds c\.csv"):
        read_text(tmp_path, config())


def filled(folder, *names):
    for name in names:
        path = folder / name
        if name.endswith("/"):
            path.mkdir()
        else:
            path.write_text("a line\n")
    return folder


def test_a_folder_with_texts_among_others_is_asked_about(tmp_path, rnngan):
    filled(tmp_path, "c.txt", "b.txt", "a.txt", "setup.cfg", "docs/", "src/", ".git/")
    for command in ("inspect",), ("train", "-o", tmp_path / "run"):
        result = rnngan(command[0], tmp_path, *command[1:])
        assert (result.returncode, result.stdout) == (3, "")
        assert result.stderr == (
            f"rnngan: {tmp_path} is a folder. It holds 3 text files (a.txt, b.txt, …), 1 other "
            "file (setup.cfg) and 2 folders (docs, src). Name the file that is meant, or pass "
            "--text to learn the 3 text files.\n"
        )
    assert not (tmp_path / "run").exists()
    text = read_text(tmp_path, config())
    assert text.notices == [
        f"{tmp_path}: 3 files, read in the order of their names",
        f"{tmp_path}: passed over: setup.cfg, docs, …",
    ]


def test_a_column_of_a_table_is_read(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('id,said\n1,"a, ""b"""\n2,\n3,"two\nlines"\n')
    text = read_text(path, config(column="said"))
    assert text.lines == ['a, "b"', "two\nlines"]
    assert "1 empty cells passed over" in text.notices[-1]
    with pytest.raises(InputError, match=r"has no column 'says'.*one of: 'id', 'said'"):
        read_text(path, config(column="says"))


def test_what_looks_like_json_is_a_text_too(tmp_path):
    found = made('{"a": 1}\n' * 200, tmp_path, level="char")
    assert "{" in found.tokenizer.tokens
