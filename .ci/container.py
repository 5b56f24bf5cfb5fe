"""Take the steps of Containerfile without a builder of images: what `make container-check` runs.

Folders of the image lie in an empty folder, and a new virtual environment stands for the image that
it begins from. Then what was installed trains for two steps and generates, as the user of the image
where this runs as root. Exit code 0: all steps went well.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = "/src/data/seattle_weather.csv"
LEARN = ("train", TABLE, "-o", "run", "--steps", "2", "--adversarial-steps", "0", "--quiet")
THEN = (LEARN, ("generate", "run", "-n", "2", "-o", "new.csv"))


def steps(text):
    """Return [(instruction, its arguments as text)] of a Containerfile."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.M))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


class Image:
    """Folders and settings of an image that are made step by step."""

    def __init__(self, folder):
        self.folder, self.work, self.user, self.entry = Path(folder), "/", None, None
        venv.create(self.folder / "python", with_pip=True)
        own = {"PATH": f"{self.folder}/python/bin:/usr/bin:/bin"}
        self.environment = own | {k: v for k, v in os.environ.items() if k.startswith("PIP_")}

    def inside(self, path):
        """Return where a path of the image lies."""
        return self.folder / os.path.join(self.work, path).lstrip("/")

    def take(self, name, said):
        """Take one step."""
        if name == "WORKDIR":
            self.work = os.path.join(self.work, said)
            self.inside("").mkdir(exist_ok=True)
        elif name == "COPY":
            *sources, target = said.split()
            for source in sources:
                self.copy(ROOT / source, target)
        elif name == "RUN":
            moved = re.sub(r"(?<=\s)/(?=src\b|work\b)", f"{self.folder}/", said)
            self.run(["/bin/sh", "-ec", moved])
        elif name == "ENV":
            self.environment |= [said.split("=", 1)]
        elif name == "USER":
            self.user = [int(number) for number in said.split(":")]
        elif name == "ENTRYPOINT":
            self.entry = json.loads(said)
        elif name not in ("FROM", "VOLUME", "CMD"):
            raise SystemExit(f"Containerfile: no way is known to take the step {name}")

    def copy(self, source, target):
        """Copy a file or the content of a folder."""
        place = self.inside(target)
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, place)

    def run(self, command):
        """Run a command in the folder where the image is at work."""
        as_user = {}
        if self.user and os.getuid() == 0:
            as_user = {"user": self.user[0], "group": self.user[1], "extra_groups": []}
        print("+", shlex.join(command), flush=True)
        subprocess.run(  # noqa: S603
            command, cwd=self.inside(""), env=self.environment, check=True, **as_user
        )


def main():
    """Take all steps, then use what was installed."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # noqa: S103
        image = Image(folder)
        for step in steps((ROOT / "Containerfile").read_text()):
            image.take(*step)
        program = str(image.folder / "python" / "bin" / image.entry[0])
        for arguments in THEN:
            moved = [folder + word if word.startswith("/") else word for word in arguments]
            image.run([program, *image.entry[1:], *moved])
        assert len(image.inside("new.csv").read_text().splitlines()) == 1 + 2 * 24
    print("all steps of Containerfile went well")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"Containerfile: exit code {error.returncode}")
