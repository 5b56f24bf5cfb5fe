"""Tests mirror the package: rnngan/a/b.py has tests/a/test_b.py, or stands in a list with a reason.

Tests of whole commands stand in tests/commands, those of the project itself in tests/project.
"""

import pytest

WHOLE = ("commands", "project")  # folders of tests that mirror no module
CALLBACKS = "tests/training/test_callbacks.py"  # each alone, on one stub of a phase
FORMATS = "tests/data/formats/test_supported.py"  # all of them by one battery
MODALITIES = "tests/modalities/test_modalities.py"  # both sides of the interface by one battery
NETWORKS = "tests/models/test_networks.py"  # on the same shapes
TABLE_SCORES = "tests/evaluation/similarity/row_scores/test_by_hand.py"  # each on a few rows
OBJECTIVES = "tests/models/objectives/test_objectives.py"  # all of them by one battery
ELSEWHERE = {  # module or folder -> where its behaviour is tested
    "batch/shard_worker": "tests/batch/test_bulk.py",  # with what starts it
    "cli/batch": "tests/cli/test_click_options.py",  # options, then one call; tests/batch
    "cli/demo": "tests/runs/test_demo.py",  # one call
    "cli/encode": "tests/sampling/test_latents.py",  # one call
    "cli/evaluate": "tests/runs/test_evaluate.py",  # one call
    "cli/export": "tests/runs/test_export.py",  # one call
    "cli/generate": "tests/commands/test_cli.py",  # options, then one call
    "cli/impute": "tests/commands/test_given_rows.py",  # one call
    "cli/inspect": "tests/commands/test_inputs.py",  # one call
    "cli/main": "tests/commands/test_cli.py",  # exit codes and messages of real commands
    "cli/report": "tests/runs/test_report.py",  # one call
    "cli/score": "tests/commands/test_given_rows.py",  # one call
    "cli/settings": "tests/commands/test_cli.py",  # one call
    "cli/train": "tests/commands/test_cli.py",  # options, then one call
    "data/columns": "tests/data/columns/test_kinds.py",
    "data/formats/supported": FORMATS,
    "evaluation/similarity/row_scores": TABLE_SCORES,
    "modalities": MODALITIES,
    "modalities/code_report": "tests/evaluation/test_codes.py",  # with what it reports
    "modalities/table_evaluation": "tests/runs/test_evaluate.py",  # with the run it is of
    "modalities/table_pictures": "tests/runs/test_report.py",  # with the page that shows them
    "evaluation/privacy/attacks": "tests/evaluation/privacy/test_attacks.py",  # by one battery
    "modalities/table_samples": "tests/runs/test_estimator.py",  # what samples, and what scores
    "modalities/table_similarity": "tests/runs/test_evaluate.py",  # with the run it is of
    "modalities/table_privacy": "tests/runs/test_evaluate.py",  # with the run it is of
    "modalities/text_account": "tests/commands/test_text.py",  # what inspect prints
    "modalities/text_evaluation": "tests/commands/test_text.py",  # of real runs
    "modalities/text_pictures": "tests/commands/test_text.py",  # of real runs
    "modalities/text_samples": "tests/runs/test_estimator.py",  # what samples, and what scores
    "models/discriminator": NETWORKS,
    "models/generator": NETWORKS,
    "models/likelihood": "tests/models/rows/test_likelihood.py",  # of rows and of texts
    "models/objectives": OBJECTIVES,
    "models/text/build": "tests/models/text/test_generator.py",
    "models/text/discriminator": "tests/models/text/test_adversarial.py",
    "models/text/embedding": "tests/models/text/test_generator.py",
    "models/text/trained": "tests/commands/test_text.py",  # of real runs
    "models/trained": "tests/runs/test_store.py",  # what is saved comes back
    "runs/given_rows": "tests/runs/test_estimator.py",  # whose methods they are
    "runs/impute": "tests/commands/test_given_rows.py",  # of real runs
    "runs/inspect": MODALITIES,  # one call
    "runs/score": "tests/commands/test_given_rows.py",  # of real runs
    "runs/resume": "tests/commands/test_resume.py",  # of real runs
    "runs/table_runs": "tests/commands/test_given_rows.py",  # of real runs
    "training/callbacks": CALLBACKS,
    "training/train_text": "tests/commands/test_text.py",  # of real runs
}
BATTERIES = {  # test files of more than one module
    "batch/test_examples.py",  # the examples of docs/batch.md
    "batch/test_real.py",  # batches that train
    "data/columns/test_kinds.py",  # which kind a column is of
    "data/test_round_trip.py",  # random tables, and back
    "evaluation/pictures/test_pictures.py",  # all of one table
    "evaluation/similarity/row_scores/test_by_hand.py",
    "evaluation/similarity/row_scores/test_corruptions.py",  # all of them on rows that get worse
    "modalities/test_modalities.py",
    "models/objectives/test_new_objective.py",  # one from outside the package
    "models/objectives/test_objectives.py",
    "models/test_battery.py",  # all that can be trained
    "models/test_networks.py",
    "training/test_callbacks.py",
}


@pytest.fixture
def modules(root):
    """Modules of the package as folder/name, without those that only gather others."""
    found = (path.relative_to(root / "rnngan") for path in (root / "rnngan").rglob("*.py"))
    return {str(path.with_suffix("")) for path in found if not path.stem.startswith("__")}


@pytest.fixture
def tested(root):
    """Test files that mirror a module, as folder/test_name.py."""
    found = (path.relative_to(root / "tests") for path in (root / "tests").rglob("test_*.py"))
    return {str(path) for path in found if path.parts[0] not in WHOLE}


def mirror(module):
    folder, _, name = module.rpartition("/")
    return f"{folder}/test_{name}.py".removeprefix("/")


def covered(module):
    """Return which line of ELSEWHERE speaks of a module, its own before its folder's; or None."""
    while module and module not in ELSEWHERE:
        module = module.rpartition("/")[0]
    return module or None


def test_every_module_has_its_test_file_or_stands_in_the_list(modules, tested):
    assert [m for m in sorted(modules) if mirror(m) not in tested and not covered(m)] == []


def test_every_test_file_stands_for_a_module_that_is_there(modules, tested, root):
    folders = (path.parent for path in root.glob("rnngan/**/__init__.py"))
    packages = {str(folder.relative_to(root / "rnngan")) for folder in folders}
    known = {mirror(name) for name in modules | packages} | BATTERIES
    assert sorted(tested - known) == []


def test_the_lists_name_what_is_there_and_what_is_needed(modules, tested, root):
    assert [path for path in sorted({*ELSEWHERE.values()}) if not (root / path).exists()] == []
    assert sorted(BATTERIES - tested) == []
    left = {module for module in modules if mirror(module) not in tested}
    assert sorted(ELSEWHERE.keys() - set(map(covered, left))) == []
