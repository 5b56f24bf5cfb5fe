"""Imports go one way, and nothing heavy loads before it is needed."""

import ast
import graphlib
import subprocess
import sys
from itertools import combinations

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
LAYERS = {  # the same within a folder: a module imports from its own line and those below it
    "config": [
        ["arguments", "sources"],
        ["run_config"],
        ["requests", "sections"],
        ["options", "workers", "yaml_values"],
        ["catalogue", "errors", "nearest"],
    ],
    "report": [
        ["page"],
        ["code_console", "explanation_console", "privacy_console", "similarity_console"],
        ["text_console", "training_bar"],
        ["code_figure", "console", "progress", "text_figure"],
        ["figures", "python_words", "terminal"],
    ],
    "report/page": [
        ["cards", "report_page"],
        ["shown_privacy", "shown_texts"],
        ["shown_account", "shown_scores"],
        ["shown_pictures"],
        ["charts", "html", "shown_values"],
        ["axes"],
    ],
    "data/columns": [
        ["date", "identity", "number", "pace", "product", "sum"],
        ["category", "key", "numeric"],
        ["constant", "duplicate", "empty", "feature", "ignored", "numbering", "timestamp"],
        ["asked", "candidate", "column"],
        ["cell_texts", "counter", "gap", "number_spelling", "register"],
    ],
    "data/time": [
        ["timeline"],
        ["reading"],
        ["times"],
        ["calendar", "spellings", "starts"],
        ["stepping"],
    ],
    "data/constraints": [
        ["constrained", "orders"],
        ["discovery", "repair"],
        ["lookups", "total_discovery"],
        ["language", "totals"],
        ["along", "forward", "paces"],
        ["rules"],
    ],
    "data/protection": [
        ["protecting"],
        ["changes", "lengths", "rare"],
        ["consequences", "holders", "record"],
    ],
    "data/large": [
        ["storing"],
        ["sampled"],
        ["scan"],
        ["facts", "pieces"],
        ["cache", "files", "stored_windows"],
    ],
    "data/text": [
        ["corpus", "text_files"],
        ["counting", "names", "tokenizer"],
    ],
    "models/heads": [
        ["cells"],
        ["category", "smooth"],
        ["picks"],
    ],
    "models/rows": [
        ["build"],
        ["adversarial"],
        ["discriminator", "generator", "likelihood", "particles", "rolling"],
        ["writer"],
        ["drawing"],
        ["layout"],
        ["lines", "ranges", "ties", "truncated"],
    ],
    "models/text": [
        ["trained"],
        ["build"],
        ["adversarial", "writer"],
        ["discriminator", "generator"],
        ["embedding", "likelihood", "rollout"],
    ],
    "models/terms": [
        [
            "clip_weights",
            "feature_matching",
            "gradient_penalty",
            "historical_averaging",
            "moments",
            "mutual_information",
            "r1_r2",
            "reconstruction_error",
        ],
    ],
    "training": [
        ["train_table"],
        ["train_rows", "train_text", "train_windows"],
        ["calibration", "phase", "row_monitor"],
        ["callbacks"],
        [
            "batches",
            "distribution",
            "estimate",
            "hooks",
            "interrupts",
            "memory",
            "monitor",
            "state",
            "text_monitor",
            "two_phases",
            "widths",
        ],
    ],
    "sampling": [
        ["continuation", "filling", "sample_table", "surprise"],
        ["completion", "oddity"],
        ["conditioning", "latents", "row_sampling", "sample_text", "schedule"],
    ],
    "evaluation": [
        ["explanation", "gates", "scores"],
        ["similarity", "window_scores"],
        ["common_columns", "condition_scores", "privacy", "reconstruction", "sides", "verdict"],
        ["pictures"],
        ["convolutions"],
        ["codes", "encoding", "ensemble", "quick_check"],
        ["sample", "spread", "text", "ts2vec"],
    ],
    "evaluation/similarity": [
        ["comparison"],
        ["baselines", "headline", "row_scores"],
        ["forecasts", "runs"],
        ["bins", "lags", "row_features", "some"],
    ],
    "evaluation/explanation": [
        ["explain"],
        ["aspects", "judging"],
    ],
    "evaluation/pictures": [
        ["extents"],
        ["associations", "cycles", "echoes", "excerpts", "projections", "value_shares"],
        ["drawn"],
    ],
    "evaluation/privacy": [
        ["assessment"],
        ["close_copies"],
        ["attacks", "attributes", "matching"],
        ["copies", "judgement", "riskiest", "units"],
        ["distances", "intervals"],
    ],
    "modalities": [
        ["table", "text"],
        [
            "code_report",
            "table_account",
            "table_check",
            "table_evaluation",
            "table_pictures",
            "table_samples",
            "text_account",
            "text_evaluation",
            "text_pictures",
            "text_samples",
        ],
        [
            "base",
            "table_output",
            "table_privacy",
            "table_similarity",
            "table_unseen",
            "text_output",
        ],
    ],
    "runs": [
        ["demo", "estimator"],
        ["fitting", "given_rows", "scored"],
        ["report", "resume", "train"],
        ["encode", "evaluate", "export", "generate", "impute", "score", "shards"],
        ["table_runs"],
        ["estimator_base", "keeper"],
        ["store"],
        ["checkpoints", "devices"],
        ["handed", "inspect", "loading", "manifest", "tracking"],
    ],
    "batch": [
        ["bulk", "runner"],
        ["search", "shard_worker"],
        ["board", "summary"],
        ["launchers", "scheduler", "worker"],
        ["job"],
        ["commands", "plan", "records", "spec"],
        ["addresses", "estimates", "experiment_keys", "page"],
    ],
    "cli": [
        ["main"],
        [
            "batch",
            "demo",
            "encode",
            "evaluate",
            "export",
            "generate",
            "impute",
            "inspect",
            "report",
            "score",
            "settings",
            "train",
        ],
        ["click_options"],
        ["output", "parameters"],
    ],
}
RANK = {name: len(ORDER) - i for i, names in enumerate(ORDER) for name in names}
NO_MODULES = {"__init__.py", "__pycache__", "presets", "summary.html.j2", "style.css"} | {
    "cards.html.j2",
    "charts.html.j2",
    "report.html.j2",
}
HEAVY = ("tensorflow", "keras", "pandas", "numpy", "matplotlib", "pydantic", "pyarrow")


def modules(root):
    return sorted((root / "rnngan").rglob("*.py"))


def part(dotted):
    names = dotted.split(".")
    return names[1] if names[1:] not in ([], ["__version__"]) else "__init__"


def imported(path):
    for node in needed(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def needed(tree):
    """Yield all nodes but those that type checkers alone read."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from needed(node)


def test_imports_go_one_way(root):
    for path in modules(root):
        own = path.relative_to(root / "rnngan").parts[0].removesuffix(".py")
        for name in imported(path):
            if name.split(".")[0] == "rnngan":
                other = part(name)
                where = f"{path.relative_to(root)} imports {name}"
                assert other in RANK, f"{where}: give it a place in ORDER"
                assert RANK[other] <= RANK[own], where


def test_no_module_imports_itself_by_a_detour(root):
    """There is no circle anywhere, nor among imports within functions."""
    paths = {".".join(p.relative_to(root).with_suffix("").parts): p for p in modules(root)}
    paths = {name.removesuffix(".__init__"): path for name, path in paths.items()}
    graph = {name: {*imported(path)} & paths.keys() - {name} for name, path in paths.items()}
    for name in graph:  # a folder's own file loads what is in it by name, when it is asked for
        graph[name] = {other for other in graph[name] if not name.startswith(f"{other}.")}
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("folder", sorted(LAYERS))
def test_imports_within_a_folder_go_one_way(root, folder):
    rank = {name: -i for i, names in enumerate(LAYERS[folder]) for name in names}
    inside = root / "rnngan" / folder
    listed = {path.stem for path in inside.iterdir() if path.name not in NO_MODULES}
    assert rank.keys() == listed, f"{folder}: give {sorted(rank.keys() ^ listed)} a layer"
    dotted = f"rnngan.{folder.replace('/', '.')}."
    for path in inside.rglob("*.py"):
        own = path.relative_to(inside).parts[0].removesuffix(".py")
        for name in imported(path):
            other = name.removeprefix(dotted).split(".")[0]
            if name.startswith(dotted) and own != "__init__" and other in rank:
                assert rank[other] <= rank[own], f"{path.relative_to(root)} imports {name}"


def test_no_two_modules_share_a_name(root):
    """But for the sides of one interface: a command and what it calls; windows, rows and texts."""
    sides = {("cli", "runs"), ("evaluation", "evaluation/text"), ("data/columns", "models/heads")}
    sides |= set(combinations(("models", "models/rows", "models/text"), 2))
    found = {}
    for path in modules(root):
        if path.stem not in ("__init__", "__main__"):
            folder = path.parent.relative_to(root / "rnngan").as_posix()
            for other in found.get(path.stem, []):
                assert tuple(sorted((folder, other))) in sides, f"{path.stem}: {folder}, {other}"
            found.setdefault(path.stem, []).append(folder)


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


def test_no_function_grows_too_long(root):
    for path in modules(root):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                document = 0
                if ast.get_docstring(node):
                    document = node.body[0].end_lineno - node.body[0].lineno + 1
                length = node.end_lineno - node.lineno + 1 - document
                assert length <= 40, f"{path}:{node.lineno} {node.name} has {length} lines"


def test_a_long_file_says_why_it_is_one_thought(root):
    for path in modules(root):
        text = path.read_text()
        assert text.count("\n") <= 400 or "# One thought: " in text, path
