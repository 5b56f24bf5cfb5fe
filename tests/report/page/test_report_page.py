"""The page of a report: it obeys nothing it shows, loads nothing, and a browser shows it whole."""

import copy
import json
import re
import subprocess
import sys
from itertools import pairwise

import pytest
from parsed_page import Parsed

from rnngan.report.page.report_page import CONTENTS, page

SCRIPT = "<script>alert(1)</script>"
ODD = f"{SCRIPT}&\"'$\x1b[31m{{{{ 7 * 7 }}}}"
SHOWN = SCRIPT + "&\"'$\\x1b[31m{{ 7 * 7 }}"
CHOSEN = {"kind", "grade", "cycle", "score", "better", "by"}  # texts that are chosen by the program


def odd(value, key=None):
    """Return a report.json whose every text is odd, names of columns and paths among them."""
    if isinstance(value, dict):
        return {k: odd(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [odd(v, key) for v in value]
    return ODD + value if isinstance(value, str) and key not in CHOSEN else value


def renamed(content):
    """Return a report.json in which names that are keys are odd too."""
    content = odd(content)
    pair = content["scores"]["privacy"]["riskiest"][0]
    for side in ("generated", "real"):
        pair[side] = [{ODD + k: v for k, v in row.items()} for row in pair[side]]
    made = content["reproduce"]
    for part in ("settings", "versions", "hashes"):
        made[part] = {ODD + k: v for k, v in made[part].items()}
    return content


def test_nothing_is_obeyed_wherever_it_stands(content):
    plain, read = Parsed(page(content)), Parsed(made := page(renamed(content)))
    assert {tag for tag, _ in read.elements} == {tag for tag, _ in plain.elements}
    assert "script" not in {tag for tag, _ in read.elements}
    assert not [key for _, found in read.elements for key in found if key.startswith("on")]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", made)
    assert SCRIPT not in made
    assert read.text.count(SHOWN) > 100
    assert sum(SHOWN in label for label in read.all("aria-label")) > 20
    assert "49" not in re.sub(r"[^{}*749 ]", "", " ".join(re.findall(r"\{\{.{9}", read.text)))


def test_a_column_named_like_a_script_shows_literally(content):
    content["pictures"]["values"]["columns"][0]["column"] = SCRIPT
    made = page(content)
    assert SCRIPT not in made
    captions = re.findall(r"<figcaption>(.*?)<small", made)
    assert SCRIPT in [Parsed(caption).text for caption in captions]


def test_the_page_stands_alone(content):
    made = page(content)
    read = Parsed(made)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in read.elements}
    assert not read.all("src")
    assert all(address.startswith("#") for address in read.all("href"))
    assert not read.all("style")  # the policy forbids them
    assert not re.search(r"https?://|url\(|@import", made)
    (policy,) = [found["content"] for _, found in read.elements if "http-equiv" in found]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_the_contents_name_the_sections_that_are_there(content):
    read = Parsed(page(content))
    ids = read.all("id")
    assert len(set(ids)) == len(ids)
    assert [a.removeprefix("#") for a in read.all("href")] == [i for i in ids if i in CONTENTS]
    assert {a for found in read.all("aria-labelledby") for a in found.split()} <= {*ids}


def test_headings_go_down_one_level_at_a_time(content):
    levels = [int(tag[1]) for tag, _ in Parsed(page(content)).elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_picture_has_words(content):
    for tag, found in Parsed(page(content)).elements:
        if tag == "svg" and "x" not in found:  # not a mark within another one
            assert found.get("aria-label") or found.get("aria-hidden") == "true"


@pytest.mark.parametrize("name", ["similarity", "privacy", "protection", "explanation"])
def test_a_section_that_is_absent_is_left_out(content, name):
    del content["scores"][name]
    made = page(content)
    kept = {"privacy": "attacks"}.get(name, name)
    assert f'id="{kept}"' not in made
    assert f'href="#{kept}"' not in made


def test_privacy_that_is_not_known_has_a_card_alone(content):
    content["scores"]["privacy"] = {
        "verdict": "It can't be said.",
        "grade": "unknown",
        "promise": "",
    }
    made = page(content)
    assert "privacy: unknown" in Parsed(made).text
    assert "attacks" not in Parsed(made).all("id")
    assert 'href="#attacks"' not in made


def test_a_page_of_next_to_nothing():
    made = {"commands": ["rnngan report run"], "seed": 0}
    content = {"title": "t.csv", "sentence": "s", "scores": {}, "reproduce": made}
    assert Parsed(page(content)).text.startswith("t.csv: real and generated Report on generated")


@pytest.mark.parametrize("name", ["excerpts", "values", "pairs", "lags", "cycles", "projections"])
def test_a_picture_that_is_absent_is_left_out(content, name):
    del content["pictures"][name]
    assert f'href="#{name}"' not in page(content)


def test_questions_and_verdicts_come_first(content):
    text = Parsed(page(content)).text
    order = ["Can I use it?", "97 %", "Can I share it?", "0.51", "Privacy, attacked", "protected"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_what_is_shown_of_many_columns_is_said(content):
    content["pictures"]["values"]["of"] = 500
    assert "Of 500 columns, 5 are shown: those that differ most." in Parsed(page(content)).text


def test_the_same_content_gives_the_same_page_and_stays_as_it_was(content):
    given = copy.deepcopy(content)
    made = page(content)
    assert content == given
    assert page(json.loads(json.dumps(content))) == made


def test_a_large_report_stays_small(content):
    """36 columns in all pictures that have so many, and matrices of 24, with long names."""
    pictures = content["pictures"]
    for name in ("excerpts", "values", "lags"):
        columns = pictures[name]["columns"]
        pictures[name]["columns"] = [columns[i % 5] | {"column": f"{i:0200d}"} for i in range(36)]
    pictures["pairs"] |= {"columns": [f"{i:0200d}" for i in range(24)]}
    for side in ("real", "generated"):
        pictures["pairs"][side] = [[0.01 * i - 0.02 * j for j in range(24)] for i in range(24)]
    assert len(page(content).encode()) < 1_000_000


def test_a_text_has_samples_and_scores(content):
    row = {"mean": 0.3, "std": 0.0, "values": [0.3]}
    scores = {"texts": 10, "scores": {"likelihood alone": {"bleu_2": row}}, "quick": True}
    texts = {"real": ["one\ntwo", SCRIPT], "generated": ["three"]}
    made = content | {"kind": "text", "scores": scores, "pictures": {"texts": texts}}
    text = Parsed(page(made)).text
    assert "Real beside generated texts" in text
    assert f"one two {SCRIPT}" in text
    assert "BLEU-2 (higher)0.300" in text


def test_the_module_loads_nothing_heavy(root):
    heavy = ("tensorflow", "keras", "numpy", "pandas", "matplotlib", "jinja2", "markupsafe")
    code = (
        "import sys, rnngan.report.page.report_page; "
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert result.stdout.strip() == "[]"


# In a browser


@pytest.fixture
def opened(browser, content, tmp_path):
    """A page with odd and long names in a browser, all of it unfolded."""
    long = "a_name_that_goes_on_" * 6
    content["pictures"]["values"]["columns"][0]["column"] = SCRIPT + long
    content["scores"]["privacy"]["attributes"][0]["column"] = long
    content["scores"]["constraints"][0]["constraint"] = f"{long} >= {long}"
    file = tmp_path / "report.html"
    file.write_text(page(content), encoding="utf-8")
    browser.get_log("performance")
    browser.get(file.as_uri())
    browser.execute_script("document.querySelectorAll('details').forEach((d) => d.open = true)")
    return browser


def requests(browser):
    """Return the addresses that were asked for."""
    messages = (json.loads(row["message"])["message"] for row in browser.get_log("performance"))
    sent = (m["params"] for m in messages if m["method"] == "Network.requestWillBeSent")
    return [params["request"]["url"] for params in sent]


def test_a_browser_opens_it_without_an_error_or_a_request(opened):
    assert opened.get_log("browser") == []
    (address,) = [url for url in requests(opened) if not url.startswith(("data:", "chrome:"))]
    assert address.endswith("/report.html")
    style = "return getComputedStyle(document.querySelector('path.generated')).fill"
    assert opened.execute_script(style) == "none"  # the style is in force


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_it_whole_on_a_phone_and_on_a_desk(opened, width, scheme):
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    feature = {"name": "prefers-color-scheme", "value": scheme}
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    page_width = "return document.documentElement.scrollWidth"
    assert opened.execute_script(page_width) <= width
    assert opened.execute_script(CONTRAST) == []
    assert opened.execute_script(SMALLEST) >= 8.5


CONTRAST = """
const light = (colour) => {
  const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((c) => c / 255);
  const [r, g, b] = parts.map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if (!/, 0\\)$/.test(colour)) return colour;
  }
};
const bad = [];
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  if (!own) continue;
  const style = getComputedStyle(element);
  const ink = element.closest("svg") ? style.fill : style.color;
  const [a, b] = [light(ink), light(behind(element))].sort((x, y) => y - x);
  if ((a + 0.05) / (b + 0.05) < 4.5) bad.push([element.textContent, ink, behind(element)]);
}
return bad;
"""
SMALLEST = """
const sizes = [...document.querySelectorAll("svg.chart text")].map(
  (text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a);
return Math.min(...sizes);
"""
