"""Run the notebooks of this folder and keep their outputs: `python docs/notebooks/run.py`."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

HERE = Path(__file__).parent


def ran(path, parameters=None):
    """Return a notebook with the outputs of all of its cells.

    Args:
        path: of the notebook, in whose folder it runs.
        parameters: code in place of the cell with the tag "parameters".

    Raises:
        nbclient.exceptions.CellExecutionError: a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    if parameters is not None:
        [cell] = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", ())]
        cell.source = parameters
    client = NotebookClient(
        notebook,
        timeout=None,
        kernel_name="python3",
        record_timing=False,
        config=Config(KernelManager={"transport": "ipc"}),  # no port is opened
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    notebook.metadata.pop("language_info", None)  # the version of Python
    return notebook


if __name__ == "__main__":
    for path in sorted(HERE.glob("*.ipynb")):
        nbformat.write(ran(path), path)
