"""What MkDocs is told of: pages from outside of docs/, and links as the repository has them."""

import json
import re
from pathlib import Path
from posixpath import dirname, normpath, relpath

import griffe
from mkdocs.structure.files import File

ROOT = Path(__file__).parents[2]
MORE = {  # path in the repository -> path on the site
    "README.md": "index.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "SECURITY.md": "SECURITY.md",
    "LICENSE": "LICENSE",
    "data/README.md": "data.md",
}
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)")


class Plural(griffe.Extension):
    """Griffe knows Google's section "Examples", and this house writes "Example"."""

    def on_object(self, *, obj, **_):
        """Rename the section in a docstring."""
        if obj.docstring:
            obj.docstring.value = obj.docstring.value.replace("\nExample:\n", "\nExamples:\n")


def on_files(files, config):
    """Add the pages from outside of docs/, and those of the notebooks."""
    for source, target in MORE.items():
        files.append(File.generated(config, target, abs_src_path=str(ROOT / source)))
    for path in sorted(ROOT.glob("docs/notebooks/*.ipynb")):
        name = f"notebooks/{path.stem}.md"
        files.append(File.generated(config, name, content=_as_markdown(path)))
    return files


def on_page_markdown(markdown, page, config, files):
    """Return a page whose links lead to the pages of the site."""
    if page.file.abs_src_path is None:  # made from a notebook, whose links are those of its page
        return markdown
    on_site = {_in_repository(file): file.src_uri for file in files if file.abs_src_path}
    source = dirname(_in_repository(page.file))

    def moved(link):
        target = on_site.get(normpath(f"{source}/{link[1]}".lstrip("/")))
        if target is None:
            return link[1]
        target = re.sub(r"\.ipynb$", ".md", target)
        return relpath(target, dirname(page.file.src_uri) or ".")

    return LINK.sub(moved, markdown)


def _in_repository(file):
    """Return the path of a file from the top of the repository."""
    path = Path(file.abs_src_path)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


def _as_markdown(path):
    """Return a notebook as a page: its texts, its code, and what each cell has shown."""
    parts = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        for data in (output["data"] for output in cell.get("outputs", ()) if "data" in output):
            if "image/png" in data:
                parts.append(f"![](data:image/png;base64,{''.join(data['image/png']).strip()})")
            else:
                parts.append(f"```\n{''.join(data['text/plain'])}\n```")
    return "\n\n".join([*parts, f"[The notebook]({path.name})"])
