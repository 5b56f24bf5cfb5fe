"""What happens after every call into TensorFlow, as Keras callbacks with one job each.

They act in this order: `History`, `Finite`, `Collapse`, `EarlyEnd`, `Keep`, `Signals`, `Progress`.
So what is kept has its row in the history, and was looked at before.
"""

from rnngan.training.callbacks.collapse import Collapse
from rnngan.training.callbacks.early_end import EarlyEnd
from rnngan.training.callbacks.finite import Finite
from rnngan.training.callbacks.history import History
from rnngan.training.callbacks.keep import Keep
from rnngan.training.callbacks.signals import Signals
from rnngan.training.callbacks.steps import Progress


def of_phase(phase):
    """Return the callbacks of a `rnngan.training.phase.Phase` from where its state stands."""
    total, done = phase.total, phase.state.done
    watching = [watch(phase) for watch in (Finite, Collapse, EarlyEnd, Keep)]
    if phase.history is not None:
        watching.insert(0, History(phase))
    return [*watching, Signals(total, done), Progress(total, phase.hooks.step, done)]
