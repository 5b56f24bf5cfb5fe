"""What docs/security.md promises and no other test shows."""

import ast
import subprocess
import sys

import pytest

from rnngan.config import catalogue, sources
from rnngan.config.errors import InputError
from rnngan.data import schema_files

REFUSED_YAML = {
    "alias": ("a: &x {b: 1}\nc: *x\n", "an alias"),
    "merge": ("a: &x {b: 1}\nc:\n  <<: *x\n", "an alias"),
    "twice": ("seed: 1\nseed: 2\n", "the key 'seed' comes twice"),
    "nested twice": ("training: {r1: 1, r1: 2}\n", "the key 'r1' comes twice"),
    "object": ("seed: !!python/object/apply:os.system [id]\n", "could not determine a constructor"),
    "name": ("seed: !!python/name:os.system\n", "could not determine a constructor"),
    "module": ("!!python/module:os\n", "could not determine a constructor"),
    "deep": (f"a: {'[' * 5000}", ""),
}


@pytest.mark.parametrize("way", ["--config", "--schema", "--preset"])
@pytest.mark.parametrize(("content", "what"), REFUSED_YAML.values(), ids=REFUSED_YAML)
def test_yaml_of_every_kind_goes_through_one_strict_reader(
    tmp_path, monkeypatch, way, content, what
):
    path = tmp_path / "odd.yaml"
    path.write_text(content)
    monkeypatch.setattr(catalogue, "PRESETS", tmp_path)
    read = {
        "--config": lambda: sources.resolve({}, path=path, environment={}),
        "--preset": lambda: sources.resolve({}, preset="odd", environment={}),
        "--schema": lambda: schema_files.read(path),
    }
    with pytest.raises(InputError, match="not readable as settings") as caught:
        read[way]()
    assert what in str(caught.value)


UNSAFE = {  # modules that run what they read, or reach the network
    "pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "h5py", "jsonpickle",
    "urllib", "http", "requests", "httpx", "socket", "ssl", "ftplib", "smtplib",
}  # fmt: skip
CALLS = {"eval", "exec", "load_model", "deserialize_keras_object"}
YAML = {"load", "load_all", "full_load", "unsafe_load"}


def names_in(tree):
    """(module that is imported or None, dotted call or None) of every node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module, None
        elif isinstance(node, ast.Call):
            yield None, ast.unparse(node.func)


def allowed(path, module):
    """Spelling an address reaches nothing; a cluster is reached where one was named."""
    return module == "urllib.parse" or (path.stem, module) == ("ray_cluster", "socket")


def test_no_module_runs_what_it_reads_or_reaches_the_network(root):
    for path in (root / "rnngan").rglob("*.py"):
        for module, call in names_in(ast.parse(path.read_text())):
            where = f"{path} imports {module}"
            assert (module or "").split(".")[0] not in UNSAFE or allowed(path, module), where
            owner, _, name = (call or "").rpartition(".")
            assert name not in CALLS, f"{path} calls {call}"
            assert owner != "yaml" or name not in YAML or path.stem == "yaml_values", (
                f"{path}: {call}"
            )


WATCHED = """
import sys
seen = []
EVENTS = ("socket.connect", "socket.getaddrinfo", "urllib.Request",
          "pickle.find_class", "os.system")
sys.addaudithook(lambda event, _: seen.append(event) if event in EVENTS else None)
from rnngan.cli.main import main
from untraced import untraced, unwarned
unwarned()
train = ["train", "t.csv", "-o", "run", "--window", "4", "--units", "4", "--steps", "2", "-q"]
with untraced():
    code = main(train)
for excel_safe in ([], ["--excel-safe"]):
    code = code or main(["generate", "run", "-n", "20", *excel_safe])
print(*seen, sep="\\n", file=sys.stderr)
raise SystemExit(code)
"""


def test_a_run_reaches_no_network_unpickles_nothing_and_can_spell_formulas_safely(root, tmp_path):
    rows = "".join(f"{i * 7 % 11 - 5},{('=1+1', 'a')[i % 2]},-\n" for i in range(60))
    (tmp_path / "t.csv").write_text(f"@x,=y,c\n{rows}")
    result = subprocess.run(
        [sys.executable, "-c", WATCHED], cwd=tmp_path, capture_output=True, text=True, timeout=200,
        env={"PATH": "", "PYTHONPATH": f"{root}:{root / 'tests'}", "TF_CPP_MIN_LOG_LEVEL": "3"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert result.stderr.strip() == ""
    lines = result.stdout.splitlines()
    plain, safe = lines[: len(lines) // 2], lines[len(lines) // 2 :]
    assert (plain[0], safe[0]) == ("sequence,@x,=y,c", "sequence,'@x,'=y,c")
    plain, safe = ([row.split(",") for row in part[1:]] for part in (plain, safe))
    assert {row[2] for row in plain} == {"=1+1", "a"}
    assert {row[3] for row in plain} == {"-"}
    assert any(row[1].startswith("-") for row in plain)
    quoted = {"=1+1": "'=1+1", "a": "a"}
    assert safe == [[row[0], row[1], quoted[row[2]], "'-"] for row in plain]
