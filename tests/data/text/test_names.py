import pytest

from rnngan.data.text.names import is_text, said_of


def filled(folder, *names):
    for name in names:
        path = folder / name
        if name.endswith("/"):
            path.mkdir()
        else:
            path.write_text("a line\n")
    return folder


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["a.txt"], True),
        (["a.txt", "b.text.gz", ".DS_Store", ".git/"], True),  # hidden ones are nobody's data
        (["a.txt", "README.md"], False),
        (["a.txt", "chapters/"], False),
        (["a.csv"], False),
        ([".a.txt"], False),
        ([], False),
    ],
)
def test_a_folder_is_one_of_texts_where_it_holds_nothing_else(tmp_path, names, text):
    assert is_text(filled(tmp_path, *names)) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.txt", True), ("A.TXT.GZ", True), ("a.csv", False), ("a.csv.gz", False), ("-", False)],
)
def test_names_of_texts(name, text):
    assert is_text(name) == text


def test_what_a_folder_holds_is_said(tmp_path):
    assert said_of(tmp_path) == f"{tmp_path} is a folder. Give one CSV file."
    filled(tmp_path, "a.txt", "b.csv")
    assert said_of(tmp_path) == (
        f"{tmp_path} is a folder. It holds 1 text file (a.txt) and 1 other file (b.csv). Name the "
        "file that is meant, or pass --text to learn the 1 text file."
    )
