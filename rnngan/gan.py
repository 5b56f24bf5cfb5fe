"""SequenceGAN: fit, sample, save and load for Python users."""

import warnings
from difflib import get_close_matches

import pandas as pd

from rnngan import catalogue
from rnngan.config import fields, read, validate
from rnngan.data.prepare import prepare
from rnngan.data.restore import Times
from rnngan.data.tables import from_frame
from rnngan.errors import ConfigError, InputError, RunError


class SequenceGAN:
    """An RNN-GAN that learns the sequences of a table and makes new ones.

    Args:
        preset: name of a file of `rnngan/presets/` (`preset="vae-gan"`), whose settings hold where
            none is given; None for the defaults.
        **settings: any setting of `RunConfig`, by its last name (`window=48`, `steps=2000`,
            `units=96`, `seed=1`); see docs/configuration.md.

    Raises:
        ConfigError: a setting is unknown or out of bounds, or there is no such preset.

    Attributes:
        config_: `RunConfig`; after `fit`, with the columns named there and the steps planned.
        schema_: `Schema` of the table, after `fit`.
        history_: data frame of losses, after `fit`.

    Example:
        >>> import pandas as pd
        >>> frame = pd.read_csv("data/seattle_weather.csv", parse_dates=["date"])
        >>> gan = SequenceGAN(steps=2, seed=1).fit(frame, time_column="date")
        >>> list(gan.sample(2).columns)
        ['sequence', 'date', 'precipitation', 'temp_max', 'temp_min', 'wind', 'weather']
    """

    def __init__(self, preset=None, **settings):
        named = {} if preset is None else settings_of(preset)
        for section, values in nest(settings).items():
            both = isinstance(values, dict) and section in named
            named[section] = named[section] | values if both else values
        self._settings = self.config_ = validate(named, "SequenceGAN")
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

    def _keep(self, trained, state=None):
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

    def sample(
        self, n=None, seed=0, start=None, length=None, frequency=None, codes=None, given=None,
        rows=None, first_id=None,
    ):  # fmt: skip
        """Return a data frame of `n` new sequences, like the table: columns, dtypes, rounding.

        Args:
            n: number of sequences, 0 or more.
            seed: the same seed gives the same frame, and another one other ids.
            start: first point in time of every sequence.
            length: rows of a sequence; those of a window when None.
            frequency: step of time; the table's when None.
            codes: {number of a learned code: value} that holds for all sequences, such as {0: 2}.
            given: {condition column: value} that holds for all sequences, such as
                {"clinic": "north"}; None where the value is to be missing.
            rows: about so many rows in whole sequences, 1 or more, in place of `n`.
            first_id: the first id, as in the table or its number; the next ones when None.

        Raises:
            ConfigError: `n` is negative, or there is no such code or condition, or value of it; not
                one of `n` and `rows` is given; ids can't be as asked for.
            RunError: there is nothing to sample from yet.
        """
        from rnngan import sampling

        if (n is None) == (rows is None):
            raise ConfigError(f"Expected n or rows, one of them. Received: n={n}, rows={rows}")
        if n is not None and n < 0:
            raise ConfigError(f"The number of sequences can't be negative. Received: n={n}")
        if rows is not None and rows < 1:
            raise ConfigError(f"Expected one row or more. Received: rows={rows}")
        told = {"codes": tuple((codes or {}).items()), "given": _texts(given or {})}
        told |= {"rows": rows, "first_id": first_id}
        request = sampling.Request(n, seed, length, Times(start, frequency), **told)
        none = sampling.empty(self.trained_, request)
        for note in sampling.notes(self.trained_, request):
            warnings.warn(note, stacklevel=2)
        frames = [frame for frame, _ in sampling.frames(self.trained_, request)]
        return pd.concat(frames, ignore_index=True).astype(none.dtypes) if frames else none

    def encode(self, frame):
        """Return the latent codes of the windows of a data frame, a row each.

        Args:
            frame: the columns that were trained on; other rows are welcome.

        Returns:
            Data frame: the series' id, or the window's number; the time of its first row, or that
            row's number; then z0, z1, …, the means of q(z | x).

        Raises:
            InputError: the frame doesn't fit.
            RunError: there is no encoder: train with `encoder=True`.
        """
        from rnngan import latents

        latents.refuse_without_encoder(self.trained_, "This SequenceGAN")
        table = from_frame(frame)
        dataset = latents.windows_of(self.trained_, table)
        return pd.concat(latents.codes(self.trained_, dataset, table), ignore_index=True)

    def interpolate(self, k, seed=0, between=None, first_id=None):
        """Return a data frame of `k` sequences on the path between two latent points.

        Args:
            k: number of sequences, ends included; 2 or more.
            seed: of the ends and of all else that is drawn.
            between: data frame whose first and last windows are the ends; needs an encoder.
            first_id: the first id, as `sample` takes it.

        Raises:
            ConfigError: `k` is less than 2.
            InputError: `between` doesn't fit, or has one window only.
            RunError: there is nothing to sample from, or no encoder for `between`.
        """
        from rnngan import latents, sampling

        if k < 2:
            raise ConfigError(f"A path has two ends, so it takes 2 points or more. Received: k={k}")
        if between is not None:
            latents.refuse_without_encoder(self.trained_, "This SequenceGAN")
            between = from_frame(between)
        request = sampling.Request(k, seed, first_id=first_id)
        request, _ = latents.between(self.trained_, request, between)
        sampling.empty(self.trained_, request)  # complains of what can't be as asked for
        frames = [frame for frame, _ in sampling.frames(self.trained_, request)]
        return pd.concat(frames, ignore_index=True)

    def save(self, folder, force=False):
        """Write a run folder, as `rnngan train` does, and return self.

        Raises:
            InputError: the folder exists and `force` is false.
            RunError: somebody trains into it.
        """
        from rnngan import runs

        folder = runs.create(folder, force)
        with runs.locked(folder):
            runs.save(folder, self.trained_)
        return self

    @classmethod
    def load(cls, folder):
        """Return the SequenceGAN of a run folder.

        Raises:
            RunError: the folder is no run, or damaged, or has learned a text.
        """
        from rnngan import runs

        trained = runs.load(folder)
        if trained.config.kind == "text":
            raise RunError(f"{folder} has learned a text: use rnngan generate {folder} -n 100.")
        gan = cls()
        gan._keep(trained)
        return gan


def _texts(given):
    """Return (column, value as text) pairs; missing values are empty."""
    return tuple((name, "" if pd.isna(value) else str(value)) for name, value in given.items())


def settings_of(preset):
    """Return the nested settings of a preset.

    Args:
        preset: its name.

    Raises:
        ConfigError: there is no such preset.

    Example:
        >>> settings_of("wgan-gp")
        {'training': {'objective': 'wgan-gp'}}
    """
    known = catalogue.presets()
    if preset not in known:
        near = get_close_matches(str(preset), known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        raise ConfigError(
            f"There is no preset {preset!r}{hint} Known: {', '.join(known)}. "
            f"Received: preset={preset!r}"
        )
    return read(catalogue.preset(preset))


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
