"""rnngan: an LSTM GAN that learns the sequences of a table and makes new ones.

The flow, and the modules in its order:

    data.tables, data.detection, data.schema    a file becomes a strictly parsed, typed table
    data.transforms, data.windows, data.prepare the table becomes float32 windows
    data.text                                   a text becomes sequences of token ids
    models                                      generator, discriminator, composition; continuer
    training, continuing, game, callbacks       windows become a trained model
    text_training, text_sampling                texts, likewise; kinds says which is which
    weights, manifest, checkpoints, runs,       the model becomes a run folder, comes back, and goes
      training_runs                             on where it stopped
    sampling, continuation, data.restore,       the model makes new rows of the same table, as many
      data.writing                              as are asked for
    evaluation                                  how close the new rows are to the real ones
    batch                                       many runs from one file, and their summary
    gan, python_words; cli, batch_command       all of it for Python, and for the shell

Public names load on first use, so that `import rnngan` costs nothing.
"""

from importlib import import_module

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
__all__ = ["__version__", *_PUBLIC]


def __getattr__(name):
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'rnngan' has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
