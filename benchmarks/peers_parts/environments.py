"""An environment for each tool, so that none decides which versions another one gets."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Tool:
    """A tool.

    Args:
        name: as people know it.
        script: in tools/.
        packages: what pip installs; none for what runs in this environment.
    """

    name: str
    script: str
    packages: tuple = ()

    @property
    def path(self):
        """Path of the script."""
        return HERE / "tools" / f"with_{self.script}.py"

    @property
    def lines(self):
        """Lines of code that it takes."""
        lines = self.path.read_text("utf-8").splitlines()
        return sum(
            bool(line.strip()) and not line.strip().startswith(("#", '"""')) for line in lines
        )


TOOLS = {
    tool.script: tool
    for tool in (
        Tool("rnngan", "rnngan"),
        Tool("MOSTLY AI engine", "mostlyai", ("mostlyai-engine",)),
        Tool("DeepEcho PAR", "deepecho", ("deepecho",)),
        Tool("tsgm TimeGAN", "tsgm", ("tsgm", "tensorflow", "pandas<3")),
        Tool("gretel DGAN", "gretel", ("gretel-synthetics[torch]",)),
        Tool("recurrent VAE", "vae"),
        Tool("block bootstrap", "bootstrap"),
        Tool("autoregression", "autoregression"),
    )
}


class Failed(Exception):
    """A tool could not be installed, or did not run: its last words."""


def python_of(tool, folder):
    """Return the Python of a tool; installs it where that was not tried before.

    Raises:
        Failed: it can't be installed.
    """
    if not tool.packages:
        return sys.executable
    home = folder / tool.script
    python, failure = home / "bin" / "python", home / "failure.txt"
    if failure.exists():
        raise Failed(failure.read_text("utf-8"))
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        command = [python, "-m", "pip", "install", "--quiet", *tool.packages]
        try:
            last_words(command, {})
        except Failed as error:
            failure.write_text(str(error), "utf-8")
            raise
    return python


def last_words(command, environment):
    """Run a command.

    Raises:
        Failed: it ended badly, with the last line that says why.
    """
    result = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, env=os.environ | environment
    )
    if result.returncode:
        lines = [line.strip() for line in result.stderr.splitlines() if line.strip()]
        errors = [x for x in lines if "rror" in x and not x.startswith(("note:", "hint:"))]
        built = [x for x in errors if "Failed building" in x]  # which package it is
        raise Failed((built or errors or lines or [f"exit code {result.returncode}"])[-1])
