"""What the package makes public says its types, and says so to type checkers."""

import importlib
import inspect

import pytest

PUBLIC = ("rnngan", "rnngan.config", "rnngan.runs")


def functions(name):
    """Yield (name, function) of all public functions and methods of a module's public names."""
    module = importlib.import_module(name)
    for public in module.__all__:
        found = getattr(module, public)
        if inspect.isfunction(found):
            yield f"{name}.{public}", found
        if inspect.isclass(found) and found.__module__.startswith("rnngan"):
            for own, member in vars(found).items():
                member = getattr(member, "__func__", getattr(member, "fget", member))
                if inspect.isfunction(member) and (own == "__init__" or not own.startswith("_")):
                    yield f"{name}.{public}.{own}", member


@pytest.mark.parametrize("name", PUBLIC)
def test_every_parameter_and_result_has_a_type(name):
    seen = list(functions(name))
    assert seen
    for where, function in seen:
        signature = inspect.signature(function)
        for parameter in list(signature.parameters.values()):
            if parameter.name not in ("self", "cls"):
                assert parameter.annotation is not parameter.empty, f"{where}: {parameter.name}"
        assert signature.return_annotation is not signature.empty, f"{where} returns what?"


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_are_there(name):
    module = importlib.import_module(name)
    assert sorted(set(module.__all__)) == sorted(module.__all__)
    assert all(hasattr(module, public) for public in module.__all__)


def test_the_package_says_that_it_is_typed(root):
    assert (root / "rnngan" / "py.typed").exists()
    assert "py.typed" in (root / "setup.cfg").read_text()


def test_the_listing_of_the_package_can_be_read_at_a_glance(root):
    listed = {path.name for path in (root / "rnngan").iterdir()} - {"__pycache__"}
    assert len(listed) <= 14, sorted(listed)
