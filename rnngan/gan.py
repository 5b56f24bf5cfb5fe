"""SequenceGAN: fit, sample, save and load for Python users."""

import pandas as pd

from rnngan.config import fields, validate
from rnngan.data.prepare import prepare
from rnngan.data.restore import Times
from rnngan.errors import ConfigError, InputError, RunError


class SequenceGAN:
    """An RNN-GAN that learns the sequences of a table and makes new ones.

    Args:
        **settings: any setting of `RunConfig`, by its last name (`window=48`, `steps=2000`,
            `units=96`, `seed=1`); see docs/configuration.md.

    Raises:
        ConfigError: a setting is unknown or out of bounds.

    Attributes:
        config_: `RunConfig`; after `fit`, with the columns named there and the steps planned.
        schema_: `Schema` of the table, after `fit`.
        history_: data frame of losses, after `fit`.

    Example:
        >>> import pandas as pd
        >>> frame = pd.read_csv("data/seattle_weather.csv", parse_dates=["date"])
        >>> gan = SequenceGAN(steps=20, seed=1).fit(frame, time_column="date")
        >>> list(gan.sample(2).columns)
        ['sequence', 'date', 'precipitation', 'temp_max', 'temp_min', 'wind', 'weather']
    """

    def __init__(self, **settings):
        self._settings = self.config_ = validate(nest(settings), "SequenceGAN")
        self._trained = None

    def fit(self, frame, id_column=None, time_column=None, report=None):
        """Learn the sequences of a data frame and return self.

        Args:
            frame: one row a step. Numbers, texts or categoricals, booleans, datetimes.
            id_column: column that tells sequences apart; looked for when None.
            time_column: column that orders the rows; looked for when None.
            report: called with (steps done, losses) while training.

        Raises:
            InputError: the frame can't be used as it is.
            TrainingError: training diverged or collapsed; the last good weights are kept.
        """
        from rnngan.training import train  # TensorFlow loads in 5 s: only when it is needed

        if not isinstance(frame, pd.DataFrame):
            raise InputError(f"Expected a pandas DataFrame. Received: {type(frame).__name__}")
        data = {"id_column": id_column, "time_column": time_column}
        named = {name: value for name, value in data.items() if value is not None}
        update = {"data": self._settings.data.model_copy(update=named)}
        config = self._settings.model_copy(update=update)
        self._keep(train(prepare(frame, config), report=report, save=self._keep))
        return self

    def _keep(self, trained):
        self._trained, self.config_ = trained, trained.config

    @property
    def trained_(self):
        """The `TrainedModel`, or an error where there is none yet."""
        if self._trained is None:
            raise RunError("This SequenceGAN has learned nothing yet: call fit or load first.")
        return self._trained

    @property
    def schema_(self):
        """The `Schema` of the table."""
        return self.trained_.schema

    @property
    def history_(self):
        """Losses during training, a row for every few steps."""
        return pd.DataFrame(self.trained_.history)

    def sample(self, n, seed=0, start=None, length=None, frequency=None):
        """Return a data frame of `n` new sequences, like the table: columns, dtypes, rounding.

        Args:
            n: number of sequences, 0 or more.
            seed: the same seed gives the same frame.
            start: first point in time of every sequence.
            length: rows of a sequence; those of a window when None.
            frequency: step of time; the table's when None.

        Raises:
            ConfigError: `n` is negative.
            RunError: there is nothing to sample from yet.
        """
        from rnngan import sampling

        if n < 0:
            raise ConfigError(f"The number of sequences can't be negative. Received: n={n}")
        request = sampling.Request(n, seed, length, Times(start, frequency))
        none = sampling.empty(self.trained_, request)
        frames = [frame for frame, _ in sampling.frames(self.trained_, request)]
        return pd.concat(frames, ignore_index=True).astype(none.dtypes) if frames else none

    def save(self, folder, force=False):
        """Write a run folder, as `rnngan train` does, and return self.

        Raises:
            InputError: the folder exists and `force` is false.
        """
        from rnngan import runs

        runs.save(runs.create(folder, force), self.trained_)
        return self

    @classmethod
    def load(cls, folder):
        """Return the SequenceGAN of a run folder.

        Raises:
            RunError: the folder is no run, or damaged.
        """
        from rnngan import runs

        gan = cls()
        gan._keep(runs.load(folder))
        return gan


def nest(settings):
    """Return flat settings {"window": 48} as nested ones {"data": {"window": 48}}.

    Raises:
        ConfigError: a name is no setting.
    """
    places = {place.rsplit(".", 1)[-1]: place for place in fields()}
    nested = {}
    for name, value in settings.items():
        if name not in places:
            raise ConfigError(f"unknown setting {name}. Known: {', '.join(sorted(places))}.")
        section, _, last = places[name].rpartition(".")
        target = nested.setdefault(section, {}) if section else nested
        target[last] = value
    return nested
