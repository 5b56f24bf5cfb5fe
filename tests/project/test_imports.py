"""Imports go one way, and nothing heavy loads before it is needed."""

import ast
import subprocess
import sys

import pytest

ORDER = [  # a module imports only from its own package and from those below it
    ["__main__"],
    ["cli"],
    ["batch"],
    ["runs"],
    ["modalities"],
    ["evaluation"],
    ["sampling", "training"],
    ["models"],
    ["data"],
    ["report"],
    ["config"],
    ["__init__"],
]
RANK = {name: len(ORDER) - i for i, names in enumerate(ORDER) for name in names}
UNSETTLED = {  # still to be put right
    ("batch/worker.py", "cli"), ("runs/generate.py", "cli"), ("evaluation/codes.py", "runs"),
    ("modalities/table.py", "runs"), ("modalities/text_evaluating.py", "runs"),
    ("sampling/latents.py", "runs"), ("sampling/latents.py", "modalities"),
}  # fmt: skip
HEAVY = ("tensorflow", "keras", "pandas", "numpy", "matplotlib", "pydantic", "pyarrow")


def modules(root):
    return sorted((root / "rnngan").rglob("*.py"))


def part(dotted):
    names = dotted.split(".")
    return names[1] if names[1:] not in ([], ["__version__"]) else "__init__"


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            if node.module == "rnngan":
                yield from (f"rnngan.{alias.name}" for alias in node.names)


def test_imports_go_one_way(root):
    for path in modules(root):
        own = path.relative_to(root / "rnngan").parts[0].removesuffix(".py")
        for name in imported(path):
            if name.split(".")[0] == "rnngan":
                other = part(name)
                where = f"{path.relative_to(root)} imports {name}"
                assert other in RANK, f"{where}: give it a place in ORDER"
                unsettled = (str(path.relative_to(root / "rnngan")), other) in UNSETTLED
                assert RANK[other] <= RANK[own] or unsettled, where


def test_data_never_imports_keras(root):
    for path in (root / "rnngan" / "data").rglob("*.py"):
        assert not {"keras", "tensorflow"} & {name.split(".")[0] for name in imported(path)}, path


def test_models_open_no_file(root):
    opened = ("open(", "read_text(", "write_text(", "read_bytes(", "write_bytes(", "Path(")
    for path in (root / "rnngan" / "models").rglob("*.py"):
        assert not any(call in path.read_text() for call in opened), path


@pytest.mark.parametrize("arguments", [["--help"], ["train", "--help"], ["--version"], ["config"]])
def test_help_loads_nothing_heavy(root, arguments):
    code = (
        "import sys, rnngan.cli.main as c\n"
        f"c.main({arguments!r})\n"
        f"print(*[m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert result.stderr.splitlines()[-1].strip() == ""


def test_import_of_the_package_loads_nothing_heavy(root):
    code = f"import sys, rnngan; print([m for m in {HEAVY!r} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert result.stdout.strip() == "[]"


def test_no_file_or_function_grows_too_long(root):
    for path in modules(root):
        text = path.read_text()
        assert text.count("\n") <= 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                document = 0
                if ast.get_docstring(node):
                    document = node.body[0].end_lineno - node.body[0].lineno + 1
                length = node.end_lineno - node.lineno + 1 - document
                assert length <= 40, f"{path}:{node.lineno} {node.name} has {length} lines"
