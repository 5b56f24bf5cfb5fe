"""What `SequenceGAN.fit` does: a training whose good weights an estimator keeps."""

from rnngan import modalities
from rnngan.config.errors import ConfigError
from rnngan.report.progress import speaking
from rnngan.report.python_words import in_python
from rnngan.report.training_bar import introduce, training_bar
from rnngan.runs import handed, keeper
from rnngan.runs.loading import load_tensorflow
from rnngan.training.hooks import Hooks, Several


def fit(gan, got, also=(), quiet=False):
    """Train on what was read, and keep what was learned.

    Args:
        gan: estimator that keeps it.
        got: `rnngan.runs.handed.Handed`.
        also: further `Hooks`.
        quiet: say nothing but what goes wrong.

    Raises:
        InputError: the data can't be used as they are.
        TrainingError: training diverged or collapsed, or has not learned the data.
    """
    modality = modalities.of(got.config)
    dataset = modality.made_ready(got.source, got.config)
    handed.counted(gan, got, reset=True)
    with speaking(quiet, in_python):
        introduce(got.source, dataset)
        load_tensorflow()  # takes 5 s: only when it is needed
        with training_bar(modality.second_phase) as bar:
            trained = modality.train(dataset, hooks=Several(bar, _Good(gan, got), *also))
        gan._keep(trained, got.container, got.data)
        keeper.check(modality, trained, dataset)
    keeper.refuse_failure("What was learned", trained)


class _Good(Hooks):
    """Keeps the good weights of a training in an estimator."""

    def __init__(self, gan, got):
        self.gan, self.got = gan, got

    def good(self, trained, state):
        self.gan._keep(trained, self.got.container, self.got.data)


def hooks_of(callback):
    """Return the `Hooks` of a callback, which may be a function of steps and losses.

    Raises:
        ConfigError: it is neither.
    """
    if isinstance(callback, Hooks):
        return callback
    if not callable(callback):
        raise ConfigError(
            f"callbacks: expected functions of (steps done, losses). Received: {callback!r}"
        )
    hooks = Hooks()
    hooks.step = callback
    return hooks
