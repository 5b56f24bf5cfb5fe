"""The settings of a run: what there is, what it may be, where a value comes from; errors.

Public names load on first use; `catalogue`, `errors`, `options` and `requests` load nothing heavy.
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "RunConfig": "run_config",
    "DataConfig": "run_config",
    "ModelConfig": "run_config",
    "TrainingConfig": "run_config",
    "TextConfig": "run_config",
    "validate": "run_config",
    "fields": "run_config",
    "flat": "run_config",
    "resolve": "sources",
    "GenerateRequest": "requests",
    "EvaluateRequest": "requests",
    "TrainRequest": "requests",
    "ResumeRequest": "requests",
    "Option": "options",
    "RnnganError": "errors",
    "ConfigError": "errors",
    "InputError": "errors",
    "RunError": "errors",
    "DamagedError": "errors",
    "TrainingError": "errors",
    "BatchError": "errors",
}
__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(f"rnngan.config.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module 'rnngan.config' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
