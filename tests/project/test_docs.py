"""The documents say what is true."""

import doctest
import importlib
import importlib.util
import pkgutil
import re

import click
import pytest

import rnngan


def reference(root):
    spec = importlib.util.spec_from_file_location("make_reference", root / "docs/make_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["configuration.md", "commands.md", "objectives.md"])
def test_generated_pages_are_up_to_date(root, page):
    made = reference(root).PAGES[page]()
    assert (root / "docs" / page).read_text() == made, "run: python docs/make_reference.py"


def test_links_between_documents_lead_somewhere(root):
    for path in [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("data/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", path.read_text()):
            if not target.startswith("http"):
                assert (path.parent / target).exists(), f"{path}: {target}"


def test_files_named_in_the_documents_exist(root):
    for path in [*root.glob("*.md"), *root.glob("docs/**/*.md")]:
        for name in re.findall(
            r"`((?:rnngan|docs|tests|benchmarks|data)/[\w/.]+)`", path.read_text()
        ):
            assert (root / name).exists(), f"{path.name} names {name}"


def test_commands_in_the_readme_have_the_options_they_are_shown_with(root):
    from rnngan.cli.main import cli

    shown = re.findall(
        r"^(?:\.venv/bin/)?rnngan (\w+)([^#\n]*)", (root / "README.md").read_text(), re.M
    )
    assert len(shown) >= 5
    for name, rest in shown:
        command, words = cli.commands[name], rest.split()
        if isinstance(command, click.Group):
            assert words[0] in command.commands or name == "batch", f"rnngan {name} {words[0]}"
            command = command.commands.get(words[0]) or command.commands["run"]
        known = {flag for option in command.params for flag in option.opts}
        for flag in re.findall(r"(?<!\S)--?[a-z-]+", rest):
            assert flag in known, f"rnngan {name} {flag}"


def modules():
    return [info.name for info in pkgutil.walk_packages(rnngan.__path__, "rnngan.")]


@pytest.mark.parametrize("name", modules())
def test_examples_in_docstrings_run(name, root, monkeypatch, untraced):
    monkeypatch.chdir(root)
    module = importlib.import_module(name)
    names = {"np": importlib.import_module("numpy")}
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    result = doctest.testmod(module, extraglobs=names, optionflags=flags)
    assert result.failed == 0


def test_every_public_function_is_documented():
    for name in modules():
        module = importlib.import_module(name)
        assert module.__doc__, name


def test_defaults_in_the_help_are_those_of_the_settings():
    """The default is a number, or the objective's where an objective has one of its own."""
    from rnngan.cli.main import cli
    from rnngan.config import catalogue
    from rnngan.config.run_config import fields

    seen = 0
    for option in cli.commands["train"].params:
        shown = re.search(r"\[default: (.*)\]", getattr(option, "help", None) or "")
        if shown:
            section, _, setting = option.name.partition("__")
            own = section == "training" and any(
                setting in catalogue.objective(name).defaults for name in catalogue.objectives()
            )
            default = fields()[option.name.replace("__", ".")].default
            default = ", ".join(default) if isinstance(default, tuple) else str(default)
            assert shown[1] == ("the objective's" if own else default), option.name
            seen += 1
    assert seen >= 7
