"""The examples of docs/batch.md, run by make and Snakemake with workers that train nothing."""

import os
import re
import shutil
import subprocess
import sys

import pytest

SHIM = """#!{python}
import sys
sys.path.insert(0, {root!r})
from rnngan.cli import main as cli
from rnngan.batch.launchers import processes
processes.Processes.__init__.__defaults__ = (None, {stub!r})
sys.exit(cli.main())
"""
SPEC = "defaults: {{data: sines.csv}}\nexperiments: [{{name: {name}}}]\n"


@pytest.fixture
def project(tmp_path, root, stub):
    """A folder with experiments.yaml and its table, and `rnngan` on the path."""
    (tmp_path / "bin").mkdir()
    shim = tmp_path / "bin" / "rnngan"
    shim.write_text(SHIM.format(python=sys.executable, root=str(root), stub=stub))
    shim.chmod(0o755)
    (tmp_path / "sines.csv").write_text("t,x\n" + "".join(f"{i},{i % 7}\n" for i in range(60)))
    (tmp_path / "experiments.yaml").write_text(SPEC.format(name="ok1"))
    return tmp_path


def example(root, language):
    """Return the block of docs/batch.md in a language."""
    page = (root / "docs" / "batch.md").read_text()
    return next(
        block
        for block in re.findall(rf"```{language}\n(.*?)```", page, re.S)
        if "runs/done" in block
    )


def run(project, *command):
    path = os.pathsep.join(
        [str(project / "bin"), os.path.dirname(sys.executable), os.environ["PATH"]]
    )
    return subprocess.run(
        command, cwd=project, capture_output=True, text=True, timeout=120,
        env=os.environ | {"PATH": path, "HOME": str(project)}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file", "language", "command"),
    [
        ("Makefile", "make", ["make"]),
        ("Snakefile", "python", [sys.executable, "-m", "snakemake", "--cores", "2"]),
    ],
)
def test_an_example_does_what_is_missing(project, root, file, language, command):
    if file == "Snakefile":
        pytest.importorskip("snakemake")
    elif shutil.which("make") is None:
        pytest.skip("there is no make")
    (project / file).write_text(example(root, language))
    assert run(project, *command).returncode == 0
    assert (project / "runs" / "ok1" / "manifest.json").exists()
    assert (project / "runs" / "done").exists()
    stamp = (project / "runs" / "done").stat().st_mtime_ns
    assert run(project, *command).returncode == 0
    assert (project / "runs" / "done").stat().st_mtime_ns == stamp  # nothing to do
    (project / "experiments.yaml").write_text(SPEC.format(name="fail1"))
    failed = run(project, *command)
    assert failed.returncode != 0
    assert "there is no column x" in failed.stderr
    (project / "experiments.yaml").write_text(SPEC.format(name="ok2"))
    assert run(project, *command).returncode == 0
    assert (project / "runs" / "ok2" / "manifest.json").exists()


def test_the_experiments_of_the_page_can_be_read(project, root):
    from rnngan.batch import plan, spec

    page = (root / "docs" / "batch.md").read_text()
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.S)
    assert len(blocks) == 2
    (project / "prices.csv").write_text("x\n1\n")
    for block in blocks:
        path = project / "experiments.yaml"
        path.write_text(block)
        located = spec.read(path)
        assert plan.runs(located, environment={}) or located.spec.search


def test_the_example_for_airflow_is_python(root):
    page = (root / "docs" / "batch.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", page, re.S)
    compile(next(block for block in blocks if "airflow" in block), "example", "exec")
