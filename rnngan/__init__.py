"""rnngan: an LSTM GAN that learns the sequences of a table or a text, and makes new ones.

The way of a row, and the folders in its order:

    cli           the commands: parse, call, echo
    batch         a file of experiments -> many runs, one summary
    runs          the run folder; train, resume, generate, evaluate, inspect; SequenceGAN
    modalities    what can be learned, a table or a text: one interface, two files
    data          a file -> typed columns -> float32 windows, and back to a file
    models        generator, discriminator, a training step; numbers alone
    training      phases of steps, with what is watched and kept meanwhile
    sampling      a trained model and a request -> new rows
    evaluation    how close new rows are to real ones: a registry of scores
    report        what people see: messages, progress, tables, pictures
    config        settings, options, requests, presets; errors with their exit codes

Imports go one way: cli, batch, runs, modalities, evaluation, sampling and training, models, data,
report, config. docs/architecture.md follows a row all the way.

Public names load on first use, so that `import rnngan` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rnngan.config.errors import ConfigError, InputError, RnnganError, RunError, TrainingError
    from rnngan.config.run_config import RunConfig
    from rnngan.runs.estimator import SequenceGAN

_PUBLIC = {
    "SequenceGAN": "rnngan.runs.estimator",
    "RunConfig": "rnngan.config.run_config",
    "RnnganError": "rnngan.config.errors",
    "ConfigError": "rnngan.config.errors",
    "InputError": "rnngan.config.errors",
    "RunError": "rnngan.config.errors",
    "TrainingError": "rnngan.config.errors",
}
__version__ = "0.1.0"
__all__ = [
    "ConfigError", "InputError", "RnnganError", "RunConfig", "RunError", "SequenceGAN",
    "TrainingError", "__version__",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'rnngan' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
