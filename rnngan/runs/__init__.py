"""The run folder, and what is done with it: train, generate, evaluate, inspect.

store, checkpoints, manifest    the folder: what lies in it, whole, and vouched for
train, resume, keeper           a new training, one that goes on, what both keep and say
generate, evaluate, inspect,    what `rnngan` does by these names, as functions
  encode, demo
shards                          an output in many files: what is in which, and which are there
export                          a generator for programs that have no rnngan
estimator, estimator_base,      the same for data in memory: SequenceGAN, what scikit-learn asks of
  handed, fitting, scored         it, what it is given, how it learns, what its scores are
loading                         TensorFlow, loaded when it is needed, without its greetings

Public names load on first use, because some of them need TensorFlow.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rnngan.runs.encode import encode_file
    from rnngan.runs.evaluate import compare_files
    from rnngan.runs.generate import generate_file
    from rnngan.runs.store import load

_PUBLIC = {
    "generate_file": "generate",
    "compare_files": "evaluate",
    "encode_file": "encode",
    "load": "store",
}
__all__ = ["compare_files", "encode_file", "generate_file", "load"]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(f"rnngan.runs.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module 'rnngan.runs' has no attribute {name!r}")
