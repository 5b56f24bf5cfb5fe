"""Run the notebooks of this folder and keep their outputs: `python docs/notebooks/run.py`."""

import base64
import io
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

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
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    notebook.metadata.pop("language_info", None)  # the version of Python
    for data in (
        out.data for cell in notebook.cells for out in cell.get("outputs", ()) if "data" in out
    ):
        if "image/png" in data:
            data["image/png"] = smaller(data["image/png"])
    return notebook


def smaller(png):
    """Return a picture, as base64, with 64 colours: a fifth of the bytes."""
    stream = io.BytesIO()
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB").quantize(64)
    picture.save(stream, "PNG", optimize=True)
    return base64.b64encode(stream.getvalue()).decode()


if __name__ == "__main__":
    for path in sorted(HERE.glob("*.ipynb")):
        nbformat.write(ran(path), path)
