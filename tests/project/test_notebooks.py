"""The notebooks of docs/: each runs from top to bottom, and keeps what one such run has shown."""

import importlib.util
import re

import nbformat
import pytest

TINY = "dict(steps=2, batch_size=16, units=8, rows_per_step=24, generator='window')"
PARAMETERS = {  # in place of minutes of training
    "first_steps": f"settings = {TINY}",
    "objectives_over_seeds": f"objectives, seeds, settings = ['bce'], [1], {TINY}",
}


@pytest.fixture(scope="module")
def notebooks(root):
    pytest.importorskip("nbclient")
    spec = importlib.util.spec_from_file_location("run", root / "docs/notebooks/run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs(notebook):
    return [(cell, out) for cell in notebook.cells for out in cell.get("outputs", ())]


def test_each_notebook_is_run_here(root):
    found = {path.stem for path in root.glob("docs/notebooks/*.ipynb")}
    assert found == PARAMETERS.keys()


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_notebook_runs_and_says_nothing_but_what_it_shows(notebooks, root, name):
    ran = notebooks.ran(root / f"docs/notebooks/{name}.ipynb", PARAMETERS[name])
    assert [out for _, out in outputs(ran) if out.output_type in ("stream", "error")] == []
    assert sum("image/png" in out.get("data", ()) for _, out in outputs(ran)) >= 1


@pytest.mark.parametrize("name", PARAMETERS)
def test_what_a_notebook_keeps_is_of_one_run(root, name):
    kept = nbformat.read(root / f"docs/notebooks/{name}.ipynb", as_version=4)
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [*range(1, len(code) + 1)]
    for _, out in outputs(kept):
        assert out.output_type in ("display_data", "execute_result")
        assert not re.search(r"(?<![\w.])/(home|tmp|usr|work|root)\b", out.data["text/plain"])
