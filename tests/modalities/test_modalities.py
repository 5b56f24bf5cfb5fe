"""Both modalities do what the interface names; nothing else asks which of them it has."""

import ast
import inspect
import subprocess
import sys

import pytest

from rnngan import modalities
from rnngan.config import requests
from rnngan.config.errors import ConfigError
from rnngan.config.requests import EvaluateRequest, GenerateRequest
from rnngan.config.run_config import validate
from rnngan.modalities import table_account
from rnngan.modalities.base import Modality

SAMPLES = {"table": "sines.csv", "text": "psalms_proverbs.txt"}


@pytest.fixture(params=modalities.NAMES)
def modality(request):
    return modalities.named(request.param)


@pytest.fixture
def config(modality):
    return validate({"kind": modality.name, "training": {"steps": 3}})


@pytest.fixture
def sample(modality, root):
    return root / "data" / SAMPLES[modality.name]


def test_a_modality_is_found_by_its_settings(modality, config):
    assert modalities.of(config) is modality
    assert isinstance(modality, Modality)


def test_its_methods_have_the_signatures_of_the_interface(modality):
    for name, method in inspect.getmembers(Modality, inspect.isfunction):
        assert inspect.signature(getattr(type(modality), name)) == inspect.signature(method), name


def test_what_was_prepared_has_what_training_runs_ask_for(modality, config, sample):
    dataset, source = modality.prepare(sample, config)
    assert source.source.endswith(sample.name)
    assert len(dataset.train) > len(dataset.holdout) > 0
    assert dataset.config.kind == modality.name
    assert all(isinstance(count, int) for count in dataset.size.values())
    assert dataset.describe()
    assert modality.training_seconds(dataset) > 0
    assert modality.evaluation_seconds(dataset, 1, quick=True) >= 0


def test_an_account_is_facts_and_the_same_for_people(modality, config, sample):
    account = modality.inspect(sample, config)
    assert account.facts["steps"] == 3
    assert sample.name in account.text


def test_what_the_other_one_is_asked_for_is_refused(modality):
    asked = {"table": {"prompt": "x"}, "text": {"start": "2024-01-01"}}[modality.name]
    (name,) = asked
    with pytest.raises(ConfigError, match=f"--{name} is for {modality.other}s, and a-run has lear"):
        modality.refuse_request(GenerateRequest(1, **asked), "a-run")
    modality.refuse_request(GenerateRequest(1), "a-run")


def test_every_field_of_a_request_is_of_one_of_them_or_of_both():
    own = set(requests.OF_TABLES) | set(requests.OF_TEXTS)
    assert not set(requests.OF_TABLES) & set(requests.OF_TEXTS)
    both = {"count", "seed", "length", "latents"}
    assert own | both == set(GenerateRequest.__dataclass_fields__)


def test_settings_that_have_no_meaning_are_refused(modality, config):
    odd = {"table": "text.level", "text": "data.window"}[modality.name]
    with pytest.raises(ConfigError, match=f"flag: the setting {odd} is for {modality.other}s"):
        modality.refuse_settings(config, {"seed": "flag", odd: "flag"})
    modality.refuse_settings(config, {"seed": "flag", odd: "default"})


@pytest.mark.parametrize(
    ("flag", "asked"),
    [
        ("--context-fid", {"context_fid": True}),
        ("--explain", {"explain": True}),
        ("--unseen", {"real": "a.txt", "unseen": "b.txt"}),
    ],
)
def test_what_scores_of_tables_are_asked_for_is_refused_for_a_text(flag, asked):
    with pytest.raises(ConfigError, match=rf"^{flag} .*\. Leave it out for a text\.$"):
        modalities.named("text").evaluate(None, None, EvaluateRequest(**asked), {})


def test_estimates_know_how_long_classifiers_train():
    from rnngan.evaluation.window_scores import discriminative, modules, predictive

    trained = {module.NAME: module.ITERATIONS for module in modules()}
    more = [trained["discriminative"]] * 2  # beside the published classifiers two stronger ones
    assert trained.pop("correlational") == 0
    assert (*more, *trained.values()) == table_account.ITERATIONS
    quick = discriminative.QUICK_ITERATIONS, predictive.QUICK_ITERATIONS
    assert quick == table_account.QUICK_ITERATIONS


def test_reading_and_describing_takes_no_tensorflow(modality, sample, root):
    code = (
        "import sys\n"
        "from rnngan.runs.inspect import inspect\n"
        "from rnngan.config.run_config import validate\n"
        f"inspect({str(sample)!r}, validate({{'kind': {modality.name!r}}}))\n"
        "print([m for m in ('tensorflow', 'keras') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert result.stdout.strip() == "[]"


def test_nothing_else_branches_on_the_modality(root):
    """The setting `kind` is compared with a name nowhere."""
    for path in (root / "rnngan").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                names = {side.value for side in sides if isinstance(side, ast.Constant)}
                assert not (names & {"table", "text"} and "kind" in ast.unparse(node)), (
                    f"{path}:{node.lineno} asks which modality it has"
                )
