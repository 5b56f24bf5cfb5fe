"""One word for one thing: what the names, texts and comments of the package don't say."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

import rnngan

PACKAGE = Path(rnngan.__file__).parent
NOWHERE = re.compile(r"\b(un)?told\b|\bgames?\b|\bscenes?\b|\bone of them\b", re.IGNORECASE)
NO_NAME = {"told", "untold", "game", "scene", "reader", "turn", "place"}
FOREIGN = {"csv.reader", "csv.DictReader", "pa.BufferReader"}  # names that others chose
WRITTEN = {"told"}  # stands in run folders as the name of a layer


def words(name):
    """Return the words of a name, in small letters and without a plural's s.

    >>> words("_places_ofTold")
    {'place', 'of', 'told'}
    """
    parts = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    return {part.removesuffix("s") for part in parts}


def names(tree):
    """Yield every identifier of a module, as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in FOREIGN:
            continue
        for field in ("id", "attr", "name", "asname", "arg"):
            name = getattr(node, field, None)
            if isinstance(name, str):
                yield name


def texts(tree, source):
    """Yield every string of a module, docstrings too, and all of its comments as one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    yield " ".join(t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT)


def found(source):
    """Return what a module says that it should not: names, and texts around the words."""
    tree = ast.parse(source)
    bad = {name for name in names(tree) if words(name) & NO_NAME}
    for text in (" ".join(text.split()) for text in texts(tree, source)):
        if text not in WRITTEN:
            bad |= {text[max(m.start() - 30, 0) : m.end() + 30] for m in NOWHERE.finditer(text)}
    return sorted(bad)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import csv\nrows = csv.reader(stream)", []),
        ("reader = 1", ["reader"]),
        ("def f(*, place_of=0): pass", ["place_of"]),
        ("from a import b as WindowReader", ["WindowReader"]),
        ("x.turns", ["turns"]),
        ("f(told=1)", ["told"]),
        ('x = "in place of a turn; none of them"', []),
        ('x = (f"{y}: leave one of "\n  f"them out")', [": leave one of them out"]),
        ("x = 1  # the game\n# is on", ["the game is on"]),
    ],
)
def test_what_is_found(source, expected):
    assert found(source) == expected


def folders():
    inner = (path.parent.name for path in PACKAGE.glob("*/__init__.py"))
    return [".", *sorted(inner)]


@pytest.mark.parametrize("folder", folders())
def test_one_word_for_one_thing(folder):
    files = PACKAGE.glob("*.py") if folder == "." else (PACKAGE / folder).rglob("*.py")
    said = {str(path.relative_to(PACKAGE)): found(path.read_text("utf-8")) for path in files}
    assert {path: bad for path, bad in said.items() if bad} == {}
