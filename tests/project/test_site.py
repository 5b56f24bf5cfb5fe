"""The site of the documents: whole, like the repository's pages, and read without a network."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt

OUTLINE = {"h1", "h2", "h3", "ul", "ol", "li", "table", "tr", "td", "pre", "img"}
LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


class Page(HTMLParser):
    """The outline of the article of a page, where there is one, and what the page loads."""

    def __init__(self, html):
        super().__init__()
        self.outline, self.loads = [], []
        self.inside = "<article" not in html
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.inside |= tag == "article"
        if self.inside and tag in OUTLINE:
            self.outline.append(tag)
        if tag in LOADS:
            self.loads.append(dict(attributes).get(LOADS[tag]))

    def handle_endtag(self, tag):
        self.inside &= tag != "article"
        if self.inside and tag in ("ul", "ol", "li"):
            self.outline.append(f"/{tag}")


@pytest.fixture(scope="module")
def site(root, tmp_path_factory):
    """The folder of the site, built as `make docs` does."""
    pytest.importorskip("mkdocs")
    folder = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--config-file", root / "docs/site/mkdocs.yml", "--site-dir", folder]
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *options], capture_output=True, text=True,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stderr) == (0, "")
    return folder


def test_an_outline():
    html = "<p>x</p><article><ul><li>a</li></ul><img src='b.png'></article><h1>c</h1>"
    page = Page(html)
    assert page.outline == ["ul", "li", "/li", "/ul", "img"]
    assert page.loads == ["b.png"]


def test_pages_are_cut_into_lists_and_tables_as_in_the_repository(site, root):
    """MkDocs reads Markdown less freely than other programs: blank lines, four spaces."""
    pages = {path.relative_to(root / "docs"): path for path in root.glob("docs/**/*.md")}
    pages = {site / name.with_suffix(".html"): path for name, path in pages.items()}
    pages |= {site / f"{name}.html": root / f"{name}.md" for name in ("CONTRIBUTING", "CHANGELOG")}
    pages |= {site / "index.html": root / "README.md", site / "data.html": root / "data/README.md"}
    for built, source in pages.items():
        if "\n::: " not in source.read_text():
            expected = Page(MarkdownIt("commonmark").enable("table").render(source.read_text()))
            assert Page(built.read_text()).outline == expected.outline, source


def test_no_page_loads_anything_from_elsewhere(site):
    pages = list(site.glob("**/*.html"))
    assert len(pages) > 20
    for path in pages:
        for name in filter(None, Page(path.read_text()).loads):
            assert not urlsplit(name).netloc, f"{path.name} loads {name}"
    for path in site.glob("assets/**/*.css"):
        assert not re.search(r"(url\(|@import)[\s'\"]*(https?:)?//", path.read_text()), path


def test_a_search_on_pages_from_a_disk_without_a_network(site, browser):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.wait import WebDriverWait

    browser.get((site / "index.html").as_uri())
    browser.find_element(By.CLASS_NAME, "md-search__input").send_keys("interpolate")
    found = WebDriverWait(browser, 20).until(
        lambda page: page.find_elements(By.CSS_SELECTOR, "a.md-search-result__link")
    )
    assert any("latents.html" in link.get_attribute("href") for link in found)
    assert browser.get_log("browser") == []
    events = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
    sent = [
        e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"
    ]
    assert any(url.startswith("file:") for url in sent)
    assert [url for url in sent if url.startswith(("http", "ws"))] == []
