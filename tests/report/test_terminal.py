"""What a terminal would obey is shown: in messages, in tables, in errors; data stays as it is."""

import io
import json
import sys

import pytest

from rnngan.cli import main
from rnngan.modalities import table_account
from rnngan.report import console, progress
from rnngan.report.terminal import one_line, visible

RED = "\x1b[31m"
FOUR = ("--window", "4")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{RED}red", r"\x1b[31mred"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("over\rwritten\b\x00\x7f", r"over\rwritten\x08\x00\x7f"),
        ("evil\u202egpj.exe", r"evil\u202egpj.exe"),
        ("\u2066a\u2069\u200f", r"\u2066a\u2069\u200f"),
        ("a\u2028b", r"a\u2028b"),
        ("latin\udce9.csv", r"latin\udce9.csv"),
        ("Größe 面積 \U0001f600 a\u200db\u00a0c ± …", "Größe 面積 \U0001f600 a\u200db\u00a0c ± …"),
        (r"C:\x1b", r"C:\x1b"),
    ],
)
def test_only_what_a_terminal_obeys_is_escaped(text, shown):
    assert visible(text) == shown
    assert one_line(text) == shown


def test_lines_and_tabs_stay_but_in_one_line():
    assert visible("a\n\tb") == "a\n\tb"
    assert one_line("a\n\tb") == r"a\n\tb"
    assert one_line(3) == "3"


def test_messages_are_escaped(capsys):
    progress.say(f"{RED}note\nsecond line")
    assert capsys.readouterr().err == "\\x1b[31mnote\nsecond line\n"


def test_titles_of_plain_progress_are_escaped(capsys):
    with progress.Bar("a", 10) as bar:
        bar.start(10, f"{RED}b\nc")
        bar.update(10)
    assert capsys.readouterr().err.startswith(r"\x1b[31mb\nc 10/10 ")


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("title", [f"{RED}b", "[red]b", "[/red]", ":smile:", "{task}"])
def test_titles_of_a_bar_are_shown_as_they_are(monkeypatch, title):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress.Bar("a", 10) as bar:
        bar.start(10, title)
        bar.update(10, "[red]note")
    assert visible(title) in stream.getvalue()
    assert "[red]note" in stream.getvalue()
    assert RED not in stream.getvalue()


def test_tables_are_escaped_and_keep_one_line_a_row():
    name = f"{RED}a\nb"
    scores = {
        "scores": [],
        "judge_seeds": 1,
        "conditions": [
            {
                "column": name,
                "real": {"mean": 1, "std": 0},
                "generated": {"mean": 1, "std": 0},
                "baseline": 0.5,
            }
        ],
        "constraints": [{"constraint": f"{name} >= [red]", "generated": 0, "real": 0}],
    }
    shown = console.scores_table(scores)
    assert "\n\\x1b[31ma\\nb             1.000" in shown
    assert "\n\\x1b[31ma\\nb >= [red]  0 " in shown
    found = {
        "source": name, "rows": 1, "columns": [{"name": name, "kind": "number", "plan": name}],
        "training_windows": 1, "held_out": "0 held out", "window": 2, "notices": [name],
        "steps": 1, "estimated_seconds": 1, "protection": {"by": "rows", "below": 5, "columns": [
            {"column": name, "what": "category", "count": 1, "how": f"folded into {name}"}]},
    }  # fmt: skip
    assert RED not in table_account.text(found)
    assert "\nnote: \\x1b[31ma\\nb\n" in table_account.text(found)


@pytest.mark.parametrize("error", [OSError(5, "no", f"{RED}a"), ValueError(f"{RED}a")])
def test_errors_of_every_kind_are_escaped(monkeypatch, capsys, error):
    monkeypatch.delenv("RNNGAN_DEBUG", raising=False)
    assert main._explain(error) in (1, 3)
    said = capsys.readouterr().err
    assert RED not in said
    assert r"\x1b[31ma" in said


def csv(cell="5"):
    rows = [f"{i * 7 % 11},{i % 5}\n" for i in range(60)]
    return f"{RED}a,[red]b\n{''.join(rows[:30])}{cell},1\n{''.join(rows[30:])}"


@pytest.fixture
def told(rnngan, tmp_path):
    """Run a command on the table t.csv: told(content, command, option, …)."""

    def run(content, command, *options):
        (tmp_path / "t.csv").write_text(content)
        return rnngan(command, "t.csv", *options, cwd=tmp_path)

    return run


def test_inspect_shows_an_odd_name_and_gives_it_in_json(told):
    text = told(csv(), "inspect", *FOUR)
    assert text.returncode == 0, text.stderr
    assert "\x1b" not in text.stdout + text.stderr
    names = [line.split()[0] for line in text.stdout.splitlines()[3:5]]
    assert names == [r"\x1b[31ma", "[red]b"]
    found = json.loads(told(csv(), "inspect", *FOUR, "--json").stdout)
    assert [column["name"] for column in found["columns"]] == [f"{RED}a", "[red]b"]


def test_a_refused_table_is_told_without_its_control_characters(told):
    refused = told(csv("\x1b]0;gone\x07"), "train", "-o", "run", *FOUR)
    assert refused.returncode == 3
    assert "\x1b" not in refused.stderr
    assert r"t.csv:32:\x1b[31ma: '\x1b]0;gone\x07' is not a number" in refused.stderr


def test_misuse_is_told_without_the_control_characters_of_the_arguments(rnngan):
    refused = rnngan("generate", "run", "-n", 1, "--given", RED)
    assert refused.returncode == 2
    assert refused.stderr == (
        "Usage: rnngan generate [OPTIONS] RUN\n"
        "Try 'rnngan generate --help' for help.\n\n"
        "Error: --given \\x1b[31m: expected NAME=VALUE.\n"
    )


def test_a_missing_file_is_told_without_the_control_characters_of_its_name(rnngan):
    refused = rnngan("inspect", f"{RED}no.csv")
    assert (refused.returncode, "\x1b" in refused.stderr) == (3, False)
    assert refused.stderr.startswith(r"rnngan: \x1b[31mno.csv")
