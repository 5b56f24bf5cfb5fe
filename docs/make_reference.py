"""Write the generated pages of this folder: `python docs/make_reference.py`; a test checks them."""

import inspect
from pathlib import Path

import click

from rnngan.cli.main import cli
from rnngan.config import catalogue
from rnngan.config.options import GROUPS, SETTINGS

HERE = Path(__file__).parent
LOOK = {"terminal_width": 80, "help_option_names": ["-h", "--help"]}
TYPING = """
`rnngan`, `python -m rnngan` and, in a checkout, `python cli.py` are the same. A count may be typed
as `1000`, `1_000`, `1,000` or `1e3`.

The Tab key completes commands, options, their values, folders and files, once the file that your
shell reads at its start has one of these lines:
```
eval "$(_RNNGAN_COMPLETE=bash_source rnngan)"   # bash: ~/.bashrc
eval "$(_RNNGAN_COMPLETE=zsh_source rnngan)"    # zsh: ~/.zshrc, after compinit
_RNNGAN_COMPLETE=fish_source rnngan | source    # fish: ~/.config/fish/config.fish
```

"""
HEAD = "| setting | flag | default | environment | meaning |\n| --- | --- | --- | --- | --- |"
NOTE = "<!-- made by docs/make_reference.py -->\n"


def configuration():
    """Return the page of all settings, under the headings of the help."""
    parts = [
        f"""{NOTE}# Settings

A setting comes from a flag (or `--set section.key=value`), else from the environment, else from the
file given with `--config`, else it has its default. `rnngan config show` prints the values that a
command would use and where each comes from. A name that is no setting is refused, with the one that
was meant; so is a variable that begins with RNNGAN_ and a section. A file is YAML or JSON:

```yaml
seed: 1
data: {{window: 48, id_column: patient}}
training: {{steps: 6000, learning_rate: 3e-4}}
```

A file of experiments (`rnngan batch`) takes every setting by its name here, and where it has a flag
by the flag's: `id_column`, `no_header` (`kind` is the setting, not the flag).
"""
    ]
    for group in GROUPS:
        rows = [row for row in SETTINGS.values() if row.group == group]
        if rows:
            parts.append(f"## {group.capitalize()}\n{HEAD}\n" + "\n".join(map(_row, rows)) + "\n")
    return "\n".join(parts)


def _row(row):
    """Return the line of a setting."""
    flag = f"`{row.flag}`" if row.flag else ""
    default = "" if row.default in (None, ()) else row.default
    meaning = row.description + " (a list)" * row.multiple
    return f"| `{row.name}` | {flag} | {default} | `{row.variable}` | {meaning} |"


def commands():
    """Return the page of all commands: what each prints for --help."""
    parts = [f"{NOTE}# Commands\n{TYPING}"]
    with click.Context(cli, info_name="rnngan", **LOOK) as context:
        parts.append(f"```\n{cli.get_help(context)}\n```\n")
        for path, command in _walk(cli, ()):
            name = " ".join(path)
            with click.Context(command, info_name=name, parent=context, **LOOK) as inner:
                parts.append(f"## rnngan {' '.join(path)}\n```\n{command.get_help(inner)}\n```\n")
    return "\n".join(parts)


def _walk(group, before):
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _walk(command, (*before, name))
        else:
            yield (*before, name), command


def objectives():
    """Return the page of objectives, with its generated part made anew from their files."""
    page = (HERE / "objectives.md").read_text()
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    parts = [_objective(catalogue.objective(name)) for name in catalogue.objectives()]
    return f"{before}{BEGIN}\n{''.join(parts)}{END}{after}"


def _objective(said):
    """Return the section of one objective."""
    from rnngan.models.objectives import get

    module = get(said.name)
    formulas = [
        (who, _formula(getattr(module, f"{who}_loss"))) for who in ("discriminator", "generator")
    ]
    changed = ", ".join(f"`{name}: {value}`" for name, value in said.defaults.items())
    lines = [f"### `{said.name}`", said.text, ""]
    lines += [f"- {who}: {formula}" for who, formula in formulas]
    lines += [f"- `divergence` in the history: {said.divergence}"]
    lines += [f"- its own defaults: {changed or 'none; those of the recipe, with R1 and R2'}"]
    return "\n".join([*lines, "", ""])


def _formula(function):
    first = inspect.getdoc(function).split("\n\n")[0].replace("\n", " ")
    return first.removeprefix("Return ").removesuffix("; `real` has no part.").rstrip(".")


BEGIN, END = "<!-- made by docs/make_reference.py -->", "<!-- end of what is made -->"
PAGES = {
    "configuration.md": configuration,
    "commands.md": commands,
    "objectives.md": objectives,
}

if __name__ == "__main__":
    for name, make in PAGES.items():
        (HERE / name).write_text(make())
