"""Containerfile, as far as it is seen without an install; the rest: `make container-check`."""

import configparser
import importlib.util
import json
import subprocess

import pytest


@pytest.fixture(scope="module")
def container(root):
    spec = importlib.util.spec_from_file_location("container", root / ".ci" / "container.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def steps(container, root):
    return container.steps((root / "Containerfile").read_text())


@pytest.fixture(scope="module")
def copied(steps):
    """Paths of the repository that are copied."""
    return [path for name, said in steps if name == "COPY" for path in said.split()[:-1]]


def test_steps_of_a_file(container):
    text = "# why\nFROM a\n\nRUN b \\\n  && c\n  # and\nCOPY d e f\n"
    assert container.steps(text) == [("FROM", "a"), ("RUN", "b    && c"), ("COPY", "d e f")]


def test_what_is_copied_is_in_the_repository_and_not_ignored(copied, root):
    kept = (root / ".dockerignore").read_text().splitlines()
    for path in copied:
        found = ["git", "ls-files", "--error-unmatch", path]
        assert subprocess.run(found, cwd=root, capture_output=True, check=False).returncode == 0
        assert f"!{path.split('/')[0]}" in kept


def test_all_that_an_install_reads_is_copied(copied, root):
    config = configparser.ConfigParser()
    config.read(root / "setup.cfg")
    metadata = config["metadata"]
    needed = ["setup.cfg", "pyproject.toml", "rnngan", metadata["license_files"]]
    needed += [metadata["long_description"].removeprefix("file: ")]
    needed += config["options.data_files"]["share/rnngan"].split()
    assert set(needed) | {"constraints.txt"} == set(copied)


def test_pins_hold_and_no_root_runs_the_command(steps):
    [install] = [said for name, said in steps if name == "RUN" and "pip install" in said]
    assert "--constraint constraints.txt" in install
    said = dict(steps)
    assert said["USER"].split(":")[0] not in ("root", "0")
    assert json.loads(said["ENTRYPOINT"]) == ["rnngan"]
    assert said["WORKDIR"] == said["VOLUME"] == "/work"
