"""What MkDocs is told of: pages from outside of docs/, and links as the repository has them."""

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
    """Add the pages from outside of docs/."""
    for source, target in MORE.items():
        files.append(File.generated(config, target, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown, page, config, files):
    """Return a page whose links lead to the pages of the site."""
    on_site = {_in_repository(file): file.src_uri for file in files if file.abs_src_path}
    source = dirname(_in_repository(page.file))

    def moved(link):
        target = on_site.get(normpath(f"{source}/{link[1]}".lstrip("/")))
        return link[1] if target is None else relpath(target, dirname(page.file.src_uri) or ".")

    return LINK.sub(moved, markdown)


def _in_repository(file):
    """Return the path of a file from the top of the repository."""
    path = Path(file.abs_src_path)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()
