"""The page of a batch: it obeys nothing it shows, its numbers are right, a browser sorts it."""

import base64
import copy
import hashlib
import json
import re
import subprocess
import sys
from html import unescape

import pytest
from parsed_page import Parsed

from rnngan.batch.page.render import page

DISTANCE, JUDGED = "validation distance", "discriminative, GRU of 32 units, held-out windows"
SEEN = "discriminative, GRU of 32 units, training windows"
SCRIPT, RED = "<script>alert(1)</script>", "\x1b[31m"
ODD = f"1 < 2 & \"3\" > '0' {RED}"


def score(name=DISTANCE, better="lower", role="validation"):
    return {"name": name, "better": better, "role": role}


def run(name="a-seed1", state="finished", scores=None, settings=None, **more):
    return {
        "name": name,
        "state": state,
        "settings": {"data": "a.csv", "objective": "bce", "seed": 1} | (settings or {}),
        "scores": scores or {},
        "steps": 80,
        "seconds": 21.34,
        "attempts": 1,
        "reason": None,
        "link": f"{name}/",
        "log": f"logs/{name}.log",
    } | more


def spread(mean, std=0.0212, n=4):
    return {"mean": mean, "std": std, "n": n}


def group(objective="bce", best=False, scores=None, data="a.csv", **more):
    settings = {"data": data, "objective": objective}
    return {
        "settings": settings,
        "runs": 4,
        "finished": 4,
        "best": best,
        "scores": scores or {},
        "seconds": 21.0,
    } | more


def chosen(scores, **more):
    return {
        "data": "a.csv",
        "settings": {"objective": "bce"},
        "chosen_by": DISTANCE,
        "runs": 4,
        "scores": scores,
        "shared": False,
    } | more


def summary(**more):
    """A small summary; what is given replaces parts of it."""
    scores = {DISTANCE: spread(0.41234), JUDGED: spread(0.1234567, 0.0312345)}
    return {
        "spec": "experiments.yaml",
        "counts": {"finished": 1, "failed": 0, "pruned": 0, "waiting": 0},
        "settings": ["data", "objective", "seed"],
        "scores": [score(), score(JUDGED, role="reported"), score(SEEN, role="training")],
        "runs": [run(scores={DISTANCE: 0.41234567, JUDGED: 0.012345})],
        "groups": [group(best=True, scores=scores), group("wgan-gp", scores={JUDGED: spread(0.3)})],
        "best": [chosen(scores)],
        "failures": [],
        "search": None,
        "versions": {"rnngan": "0.1.0", "keras": "3.15.1"},
    } | more


def rows(html, name):
    """Return the cells of a table's body, their texts in order."""
    table = re.search(rf'id="{name}".*?<tbody>(.*?)</tbody>', html, re.S)[1]
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.S) for row in table.split("</tr>")[:-1]]
    return [[Parsed(cell).text for cell in row] for row in cells]


def section(html, name):
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', html, re.S)
    return Parsed(found[0]).text


# Nothing that is shown is obeyed


def odd_everywhere():
    """A summary whose every text is odd in each way that HTML, a terminal or UTF-8 knows."""
    odd = f"{SCRIPT}{ODD}\udce9\u202e"
    names = [f"s{odd}", f"r{odd}"]
    settings = {f"data{odd}": odd, "data": odd, "k": [odd], "seed": 1}
    means = {name: spread(0.3) for name in names}
    entry = group(best=True, scores=means, settings=settings)
    other = group(scores=means, settings=settings | {"k": odd})
    failed = run(odd, "failed", {}, settings, reason=f"{odd}\n{odd}")
    return summary(
        spec=odd,
        settings=list(settings),
        scores=[score(names[0]), score(names[1], role="reported")],
        runs=[run(odd, scores=dict.fromkeys(names, 0.3), settings=settings), failed],
        groups=[entry, other],
        best=[chosen(means, data=odd, settings=settings, chosen_by=names[0])],
        failures=[{"name": odd, "reason": f"{odd}\n{odd}", "log": f"logs/{odd}.log"}],
        search={"statistic": odd, "best": odd, "trials": 20, "ranges": [odd, odd]},
        versions={odd: odd},
    )


def test_nothing_is_obeyed_wherever_it_stands():
    made = page(odd_everywhere())
    plain = Parsed(page(summary()))
    read = Parsed(made)
    assert {tag for tag, _ in read.elements} <= {tag for tag, _ in plain.elements} | {"ul", "li"}
    assert [tag for tag, _ in read.elements].count("script") == 1
    assert not [key for _, found in read.elements for key in found if key.startswith("on")]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", made)
    made.encode("utf-8")
    assert read.text.count(SCRIPT + ODD.replace(RED, r"\x1b[31m") + r"\udce9\u202e") > 20


def test_a_name_and_a_reason_are_shown_as_they_are():
    failure = {"name": SCRIPT, "reason": f"{ODD}\nsecond line", "log": "logs/a b.log"}
    runs = [run(SCRIPT, "failed", reason=ODD)]
    made = page(summary(failures=[failure], runs=runs, groups=[], best=[]))
    assert SCRIPT not in made
    shown = r"1 &lt; 2 &amp; &#34;3&#34; &gt; &#39;0&#39; \x1b[31m"
    assert f"{shown}\nsecond line</span>" in made
    assert unescape(shown) == ODD.replace(RED, r"\x1b[31m")
    assert SCRIPT in section(made, "failures")
    assert rows(made, "runs")[0][:2] == [SCRIPT, "failed" + unescape(shown)]
    assert "./logs/a%20b.log" in Parsed(made).all("href", "a")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("a-seed1/", "./a-seed1/"),
        ("javascript:alert(1)/", "./javascript%3Aalert%281%29/"),
        ("//example.org/", ".///example.org/"),
        ("a b?c#d%20/", "./a%20b%3Fc%23d%2520/"),
        ("latin\udce9/", "./latin%E9/"),
    ],
)
def test_links_stay_in_the_folder_of_the_page(link, address):
    made = page(summary(runs=[run(link=link)]))
    assert Parsed(made).all("href", "a") == [address, "./logs/a-seed1.log"]


def test_the_page_stands_alone_and_names_its_own_script_and_style():
    made = page(summary())
    read = Parsed(made)
    assert not read.all("src", "script")
    assert "link" not in [tag for tag, _ in read.elements]
    assert not re.search(r"https?://|url\(|@import", made)
    (policy,) = [found["content"] for _, found in read.elements if "http-equiv" in found]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    for tag in ("script", "style"):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", made, re.S)[1]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_the_same_summary_gives_the_same_page_and_stays_as_it_was():
    given = odd_everywhere()
    kept = copy.deepcopy(given)
    made = page(given)
    assert given == kept
    assert page(json.loads(json.dumps(given))) == made


def test_the_module_loads_nothing_heavy(root):
    heavy = ("tensorflow", "keras", "numpy", "pandas", "jinja2", "markupsafe")
    code = (
        f"import sys, rnngan.batch.page.render; print([m for m in {heavy!r} if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert result.stdout.strip() == "[]"


# What is shown


def test_cells_carry_the_whole_number():
    read = Parsed(page(summary()))
    cells = {found["data-value"]: found for _, found in read.elements if "data-value" in found}
    assert cells["0.41234567"]["title"] == "0.41234567"
    assert cells["0.41234567"]["class"] == "number"
    assert cells["0.1234567"]["title"] == (
        "mean 0.1234567, standard deviation 0.0312345, over 4 runs"
    )
    assert cells["21.34"]["title"] == "21.34"
    assert "title" not in cells["80"]
    assert "class" not in cells["finished"]


def test_the_tables_show_every_part_in_order():
    made = page(summary())
    assert rows(made, "runs") == [
        [
            *("★of the best configuration a-seed1", "finished", "a.csv", "bce", "1"),
            *("0.4123", "0.0123", "–", "80", "21.3", "1", "log"),
        ]
    ]
    assert rows(made, "groups") == [
        ["★ best a.csv", "bce", "4 of 4", "0.4123 ± 0.0212", "0.1235 ± 0.0312", "–", "21.0"],
        ["a.csv", "wgan-gp", "4 of 4", "–", "0.3000 ± 0.0212", "–", "21.0"],
    ]
    heads = re.findall(r"<button.*?</button>", made)
    assert [Parsed(head).text for head in heads[7:]] == [
        *["name", "state", "data", "objective", "seed", DISTANCE, JUDGED, SEEN],
        *["steps", "seconds", "attempts", "log"],
    ]


def test_a_mean_of_fewer_runs_than_finished_says_of_how_many():
    groups = [group(scores={DISTANCE: spread(0.5, n=3)}), group("b", scores={JUDGED: spread(0.5)})]
    found = rows(page(summary(groups=groups)), "groups")
    assert found[0][3] == "0.5000 ± 0.0212n = 3"
    assert found[1][4] == "0.5000 ± 0.0212"


def test_settings_are_shown_as_they_were_written():
    given = {"rate": 0.0002, "found": 0.00034567891, "on": True, "no": None, "list": ["a", 1]}
    made = page(summary(settings=[*given, "gone"], runs=[run(settings=given)], groups=[], best=[]))
    (cells,) = rows(made, "runs")
    assert cells[2:8] == ["0.0002", "0.0003457", "true", "–", '["a", 1]', "–"]
    assert 'data-value="0.00034567891" title="0.00034567891"' in made


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None])
def test_scores_that_are_no_numbers_have_no_value_to_sort_by(value):
    made = page(summary(runs=[run(scores={DISTANCE: value})], groups=[], best=[]))
    assert rows(made, "runs")[0][5] == ("–" if value is None else str(value))
    assert f'data-value="{value}"' not in made


def test_how_it_was_chosen_is_told():
    text = section(page(summary()), "best")
    assert "Chosen by validation distance on the validation half of the held-out part" in text
    assert "the other half, which had no say in the choice." in text
    assert "★ best: objective bce; chosen by validation distance over 4 runs." in text
    assert (
        "validation distancevalidation half, ↓ lower is better; chosen by this0.4123 ± 0.0212"
        in text
    )
    assert f"{JUDGED}other half, ↓ lower is better0.1235 ± 0.0312" in text


def test_the_same_rows_for_choosing_and_reporting_are_told():
    scores = {DISTANCE: spread(0.4, n=1), JUDGED: spread(0.2, n=1), SEEN: spread(0.1, n=1)}
    text = section(page(summary(best=[chosen(scores, shared=True, runs=1)])), "best")
    assert "chosen and is reported on the same rows, so its scores flatter it" in text
    assert "half" not in text
    assert "±" not in text
    assert "standard deviation" not in text
    assert f"{JUDGED}held-out part, ↓ lower is better0.2000" in text
    assert f"{SEEN}training data, ↓ lower is better0.1000" in text
    assert "over 1 run." in text


def test_a_search_is_told_and_its_best_trial_is_marked():
    found = {"statistic": DISTANCE, "best": "trial-0007", "trials": 20, "ranges": ["units", "x.y"]}
    runs = [run("trial-0006"), run("trial-0007")]
    made = page(summary(search=found, runs=runs, groups=[], best=[]))
    assert (
        "Search of 20 trials over units, x.y by validation distance: the best is trial-0007."
        in section(made, "best")
    )
    assert [row[0] for row in rows(made, "runs")] == [
        "trial-0006",
        "★of the best configuration trial-0007",
    ]
    none = page(summary(search=found | {"best": None}, runs=[], groups=[], best=[]))
    assert "units, x.y by validation distance." in section(none, "best")


# Empty cases


def test_where_no_run_finished_nothing_is_chosen():
    counts = {"finished": 0, "failed": 1, "pruned": 0, "waiting": 1}
    runs = [
        run("a", "failed", steps=None, seconds=None, reason="no"),
        run("b", "waiting", steps=None, seconds=None, attempts=0, link=None, log=None),
    ]
    groups = [group(finished=0, seconds=None)]
    made = page(summary(counts=counts, runs=runs, groups=groups, best=[]))
    assert "2 runs: 0 finished, 1 failed, 1 waiting" in Parsed(made).text
    assert "Nothing is chosen" in section(made, "best")
    assert "Chosen by" not in made
    assert rows(made, "groups") == [["a.csv", "bce", "0 of 4", "–", "–", "–", "–"]]
    dashes = ["–"] * 5
    assert rows(made, "runs")[1] == ["b", "waiting", "a.csv", "bce", "1", *dashes, "0", "–"]
    assert Parsed(made).all("href", "a") == ["./a/", "./logs/a.log"]
    assert "<circle" not in made


def test_nothing_at_all_is_a_page_too():
    empty = {part: [] for part in ("settings", "scores", "runs", "groups", "best", "failures")}
    made = page(summary(counts={}, versions={}, **empty))
    text = Parsed(made).text
    assert "0 runs: 0 finished" in text
    assert "There are no runs." in text
    assert "<table" not in made
    assert "Configurations" not in text


def test_without_failures_there_is_no_word_of_them():
    assert 'id="failures"' not in page(summary())


def test_without_seeds_there_is_no_deviation():
    scores = {DISTANCE: spread(0.4, 0.0, 1), JUDGED: spread(0.2, 0.0, 1)}
    groups = [group(o, runs=1, finished=1, scores=scores) for o in ("bce", "wgan-gp")]
    made = page(summary(groups=groups, best=[chosen(scores, runs=1)]))
    assert "±" not in made
    assert "no spread over seeds to show" in made
    assert '<line class="bar"' not in made
    assert made.count("<circle") == 2


def test_a_text_batch_where_higher_is_better():
    names = ("likelihood of held-out texts", "BLEU-2, held-out texts", "Self-BLEU-2")
    means = {name: spread(0.5) for name in names}
    made = page(
        summary(
            scores=[
                score(names[0], "higher"),
                score(names[1], "higher", "reported"),
                score(names[2], "lower", "reported"),
            ],
            runs=[run(scores=dict.fromkeys(names, 0.5))],
            groups=[group(best=True, scores=means), group("b", scores=means)],
            best=[chosen(means, chosen_by=names[0])],
        )
    )
    text = section(made, "best")
    assert f"{names[0]}validation half, ↑ higher is better; chosen by this" in text
    assert f"{names[1]}other half, ↑ higher is better0.5000" in text
    head = re.search(r'<table class="sortable" id="runs">.*?</thead>', made, re.S)[0]
    assert re.findall(r"[↑↓]", head) == ["↑", "↑", "↓"]
    assert re.findall(r"[←→]", made) == ["→", "←"]


# Plots


def shapes(html, tag, *keys):
    return [[found[key] for key in keys] for name, found in Parsed(html).elements if name == tag]


def test_dots_and_bars_stand_where_the_numbers_are():
    scores = [{JUDGED: spread(0.2, 0.1)}, {JUDGED: spread(0.4, 0.0, 1)}]
    groups = [group(o, scores=s) for o, s in zip(("bce", "wgan-gp"), scores, strict=True)]
    made = page(summary(groups=groups))
    ticks = re.findall(r'<text x="(.*?)" y="1rem">(.*?)</text>', made)
    assert ticks == [
        ("0.00%", "0.1"),
        ("33.33%", "0.2"),
        ("66.67%", "0.3"),
        ("100.00%", "0.4"),
    ]
    assert shapes(made, "circle", "cx") == [["33.33%"], ["100.00%"]]
    bars = [found for _, found in Parsed(made).elements if found.get("class") == "bar"]
    assert [(bar["x1"], bar["x2"]) for bar in bars] == [("0.00%", "66.67%")]


@pytest.mark.parametrize(
    ("data", "titles", "labels"),
    [
        (["a", "a", "b", "b"], ["a", "b"], ["x", "y", "x", "y"]),
        (["a", "b", "b", "b"], [], ["a, x", "b, y", "b, x", "b, y"]),
        (["a"] * 4, [], ["x", "y", "x", "y"]),
    ],
)
def test_each_data_set_has_an_axis_where_it_has_something_to_compare(data, titles, labels):
    groups = [
        group(o, scores={JUDGED: spread(0.1 * (i + 1))}, data=d)
        for i, (o, d) in enumerate(zip("xyxy", data, strict=True))
    ]
    made = page(summary(groups=groups))
    assert re.findall(r'<div class="panel">\s*<h3>(.*?)</h3>', made) == titles
    assert re.findall(r'<span class="label">(.*?)</span>', made) == labels


@pytest.mark.parametrize("scores", [{}, {DISTANCE: spread(0.4)}, {SEEN: spread(0.4)}])
def test_fewer_than_two_configurations_with_a_reported_score_are_not_drawn(scores):
    groups = [group(scores={JUDGED: spread(0.4)}), group("b", scores=scores)]
    assert "<svg" not in page(summary(groups=groups))


@pytest.mark.parametrize(
    "means",
    [
        (0.0, 0.0),
        (0.5, 0.5),
        (1e-12, 2e-12),
        (-3.0, 1e6),
        (1e-300, 1.0),
        (1e20, -1e20),
        (1e6, 1e6),
        (1e8, 1e8 + 3),
    ],
)
def test_axes_hold_whatever_is_drawn(means):
    groups = [
        group(o, scores={JUDGED: spread(mean, 0.0)}) for o, mean in zip("xy", means, strict=True)
    ]
    made = page(summary(groups=groups))
    for (position,) in shapes(made, "circle", "cx"):
        assert 0 <= float(position.removesuffix("%")) <= 100
    ticks = re.findall(r'y="1rem">(.*?)</text>', made)
    assert 2 <= len(ticks) <= 7
    assert len(set(ticks)) == len(ticks)


@pytest.mark.parametrize("mean", [float("nan"), float("inf"), 1e308])
def test_what_no_axis_can_hold_is_left_out_of_the_plot_only(mean):
    means = (0.1, 0.2, mean)
    groups = [group(o, scores={JUDGED: spread(m)}) for o, m in zip("xyz", means, strict=True)]
    made = page(summary(groups=groups))
    assert made.count("<circle") == 2
    assert len(rows(made, "groups")) == 3


def test_many_configurations_are_folded():
    groups = [group(f"o{i}", scores={JUDGED: spread(i)}) for i in range(31)]
    assert "<details>" in page(summary(groups=groups))
    assert "<details open>" in page(summary(groups=groups[:30]))


# In a browser

VALUES = {"c": 9.25, "a": 9.1234, "E": None, "d": -1e-5, "b": 100, "f": None}


@pytest.fixture
def opened(browser, tmp_path):
    """The page of six runs, two of them without a score, in a browser."""
    runs = [
        run(name, scores={} if value is None else {DISTANCE: value}, settings={"seed": number})
        for number, (name, value) in enumerate(VALUES.items())
    ]
    file = tmp_path / "summary.html"
    made = page(summary(runs=[*runs[:-1], run(SCRIPT, "failed", reason="out of memory")]))
    file.write_text(made, encoding="utf-8")
    browser.get(file.as_uri())
    return browser


def test_a_browser_sorts_and_filters_the_runs(opened):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    def names():
        found = opened.find_elements(By.CSS_SELECTOR, "#runs tbody th a")
        return [link.text for link in found if link.is_displayed()]

    def button(text):
        return opened.find_element(By.XPATH, f"//table[@id='runs']//button[.='{text}']")

    def directions():
        heads = opened.find_elements(By.CSS_SELECTOR, "#runs thead th")
        found = {head.find_element(By.TAG_NAME, "button").text: head for head in heads}
        found = {name: head.get_dom_attribute("aria-sort") for name, head in found.items()}
        return {name: direction for name, direction in found.items() if direction}

    first = ["c", "a", "E", "d", "b", SCRIPT]
    assert names() == first
    assert directions() == {}
    button(DISTANCE).click()
    assert names() == ["d", "a", "c", "b", "E", SCRIPT]
    assert directions() == {DISTANCE: "ascending"}
    button(DISTANCE).click()
    assert names() == ["b", "c", "a", "d", "E", SCRIPT]
    assert directions() == {DISTANCE: "descending"}
    button("name").send_keys(Keys.ENTER)
    assert directions() == {"name": "ascending"}
    assert names() == [SCRIPT, "a", "b", "c", "d", "E"]
    opened.switch_to.active_element.send_keys(Keys.ENTER)
    assert names() == ["E", "d", "c", "b", "a", SCRIPT]
    assert opened.find_elements(By.CSS_SELECTOR, "#groups [aria-sort]") == []

    box, shown = (opened.find_element(By.ID, name) for name in ("filter", "shown"))
    assert shown.text == "6 of 6 runs shown"
    box.send_keys("MEMORY failed")
    assert names() == [SCRIPT]
    assert shown.text == "1 of 6 runs shown"
    button(DISTANCE).click()
    assert names() == [SCRIPT]
    box.send_keys(" nothing")
    assert names() == []
    for _ in range(len("MEMORY failed nothing")):
        box.send_keys(Keys.BACKSPACE)
    assert names() == ["d", "a", "c", "b", "E", SCRIPT]
    assert opened.get_log("browser") == []  # no error, nothing refused by the page's policy


def test_a_browser_shows_the_page_on_a_narrow_screen(opened):
    size = {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wide = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    assert opened.execute_script(wide) == [400, 400]
    sides = "return getComputedStyle(document.querySelector('#runs td.number')).textAlign"
    assert opened.execute_script(sides) == "right"  # the style is in force
