"""Templates escape what they show, and name scripts and styles by their hashes."""

import base64
import hashlib

from rnngan.report.page import html


def rendered(tmp_path, monkeypatch, text, **values):
    package = tmp_path / f"page_of_{tmp_path.name}"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "it.html.j2").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    return html.template(package.name, "it.html.j2", loud=str.upper).render(**values)


def test_values_are_escaped_and_stay_on_a_line(tmp_path, monkeypatch):
    made = rendered(tmp_path, monkeypatch, "<p>{{ x }}</p>{{ x|broken }}", x="<b>.\x1b\n")
    assert made == r"<p>&lt;b&gt;.\x1b\n</p>&lt;b&gt;.<wbr>\x1b\n"


def test_lines_stay_where_they_are_asked_for_and_filters_are_there(tmp_path, monkeypatch):
    made = rendered(tmp_path, monkeypatch, "{{ x|lines }} {{ x|loud }}", x="a\n<")
    assert made == "a\n&lt; A\\n&lt;"


def test_the_style_of_all_pages_can_be_included_and_hashed(tmp_path, monkeypatch):
    text = '{% set s %}{% include "style.css" %}{% endset %}{{ s|fingerprint }} {{ s }}'
    digest, _, style = rendered(tmp_path, monkeypatch, text).partition(" ")
    assert "prefers-color-scheme" in style
    expected = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert digest == f"sha256-{expected}"
