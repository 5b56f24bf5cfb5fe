"""SequenceGAN: fit, sample, save and load for Python users."""

import json
import reprlib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from os import PathLike
from typing import Any

import pandas as pd

from rnngan import modalities
from rnngan.config import catalogue
from rnngan.config.errors import ConfigError, RunError
from rnngan.config.nearest import nearest
from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import fields, flat, read, to_json, validate
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import from_frame, with_index
from rnngan.data.schema import Schema
from rnngan.report.progress import speaking
from rnngan.report.python_words import in_python, spoken, warn
from rnngan.report.training_bar import introduce, training_bar
from rnngan.runs import keeper, store
from rnngan.runs.impute import numbered, refuse_means
from rnngan.runs.loading import load_tensorflow
from rnngan.training.hooks import Hooks, Several

SHOWN = 8  # settings that a repr shows


class SequenceGAN:
    """An RNN-GAN that learns the sequences of a table and makes new ones.

    Args:
        preset: name of a file of `rnngan/config/presets/` (`preset="vae-gan"`), whose settings hold
            where none is given; None for the defaults.
        **settings: any setting of `RunConfig`, by its last name (`window=48`, `steps=2000`,
            `units=96`, `seed=1`); see docs/configuration.md.

    It can be copied and pickled, before `fit` and after it: a copy makes the same sequences.

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
        >>> gan
        SequenceGAN(seed=1, time_column='date', steps=2): 6 columns, 3 steps
        >>> list(gan.sample(2).columns)
        ['sequence', 'date', 'precipitation', 'temp_max', 'temp_min', 'wind', 'weather']
    """

    @spoken()
    def __init__(self, preset: str | None = None, **settings: Any) -> None:
        named = {} if preset is None else settings_of(preset)
        for section, values in nest(settings).items():
            both = isinstance(values, dict) and section in named
            named[section] = named[section] | values if both else values
        self._settings = self.config_ = validate(named, "SequenceGAN")
        self._trained = None

    @spoken()
    def fit(
        self,
        frame: pd.DataFrame | pd.Series,
        id_column: str | None = None,
        time_column: str | None = None,
        report: Callable[[int, dict[str, float]], None] | None = None,
        quiet: bool = False,
    ) -> "SequenceGAN":
        """Learn the sequences of a data frame and return self.

        Standard error shows what `rnngan train` shows: what was found, an estimate and a bar.

        Args:
            frame: one row a step. Numbers, texts or categoricals, booleans, datetimes. An index of
                datetimes or texts, or with a name, is a column too. A series is one column.
            id_column: column that distinguishes sequences; looked for when None.
            time_column: column that orders the rows; looked for when None.
            report: called with (steps done, losses) while training.
            quiet: say nothing but what goes wrong.

        Raises:
            InputError: the frame can't be used as it is.
            TrainingError: training diverged or collapsed, or a quick check of what is generated
                finds that the data were not learned; the last good weights are kept.
        """
        table = from_frame(frame)
        data = {"id_column": id_column, "time_column": time_column}
        named = {name: value for name, value in data.items() if value is not None}
        update = {"data": self._settings.data.model_copy(update=named)}
        config = self._settings.model_copy(update=update)
        dataset = prepare(table, config)
        with speaking(quiet, in_python):
            introduce(table, dataset)
            load_tensorflow()  # takes 5 s: only when it is needed
            modality = modalities.of(config)
            with training_bar(modality.second_phase) as bar:
                self._keep(modality.train(dataset, hooks=Several(bar, _Fitting(self, report))))
            keeper.check(modality, self._trained, dataset)
        keeper.refuse_failure("What was learned", self._trained)
        return self

    def __repr__(self):
        """Return the settings that are not the defaults, and what was learned."""
        learned = "not fitted" if self._trained is None else _account(self._trained)
        return f"SequenceGAN({', '.join(self._differing())}): {learned}"

    def _differing(self):
        """Return "name=value" of the settings that are not the defaults, the first ones of many."""
        own, given = flat(self.config_), flat(self._settings)
        objective = self.config_.training.objective
        default = flat(validate({"training": {"objective": objective}}))
        default["training.objective"] = "bce"
        named = [
            f"{name.rpartition('.')[2]}={reprlib.repr(own[name])}"
            for name in own
            if own[name] != default[name]
            and given[name] not in ("auto", ("auto",))  # which was decided
        ]
        return named if len(named) <= SHOWN else [*named[:SHOWN], "…"]

    def __copy__(self):
        """Return another one with the same networks; a `fit` of one leaves the other as it is."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def __getstate__(self):
        """Return what `pickle` keeps: settings as JSON, and the files of a run, as bytes."""
        state = {"settings": to_json(self._settings), "run": None}
        if self._trained is not None:
            state["run"] = store.packed(self._trained)
        return state

    def __setstate__(self, state):
        self._settings = self.config_ = validate(json.loads(state["settings"]), "SequenceGAN")
        self._trained = None
        if state["run"] is not None:
            self._keep(store.unpacked(state["run"], "a pickled SequenceGAN"))

    def _keep(self, trained):
        self._trained, self.config_ = trained, trained.config

    @property
    def trained_(self) -> Any:
        """The `TrainedModel`, or an error where there is none yet."""
        if self._trained is None:
            raise RunError("This SequenceGAN has learned nothing yet: call fit or load first.")
        return self._trained

    @property
    def schema_(self) -> Schema:
        """The `Schema` of the table."""
        return self.trained_.schema

    @property
    def history_(self) -> pd.DataFrame:
        """Losses during training, a row for every few steps."""
        return pd.DataFrame(self.trained_.history)

    @spoken()
    def sample(
        self,
        n: int | None = None,
        seed: int = 0,
        start: str | None = None,
        length: int | None = None,
        frequency: str | float | None = None,
        codes: Mapping[int, float] | None = None,
        given: Mapping[str, Any] | None = None,
        rows: int | None = None,
        first_id: str | int | None = None,
    ) -> pd.DataFrame:
        """Return a data frame of `n` new sequences, like the table: columns, dtypes, rounding.

        What was the index of the table is the index again, next to the column `sequence`.

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
        trained = self.trained_  # complains before TensorFlow loads
        from rnngan.sampling import sample_table

        if (n is None) == (rows is None):
            raise ConfigError(f"Expected either n or rows. Received: n={n}, rows={rows}")
        request = GenerateRequest(
            n, seed, length, start, frequency, _texts(given or {}), tuple((codes or {}).items()),
            rows, first_id,
        )  # fmt: skip
        none = sample_table.empty(trained, request)
        for note in sample_table.notes(trained, request):
            warn(note, stacklevel=2)  # above `spoken`
        frames = [frame for frame, _ in sample_table.frames(trained, request)]
        made = pd.concat(frames, ignore_index=True).astype(none.dtypes) if frames else none
        return with_index(made, self.schema_)

    @spoken()
    def go_on(
        self,
        frame: pd.DataFrame | pd.Series | None = None,
        n: int = 1,
        length: int | None = None,
        seed: int = 0,
        fix: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Return rows that follow the last ones of each series of a data frame, `n` ways.

        Times, ids, counters and attributes go on; of several scenarios, a column `scenario` comes
        first.

        Args:
            frame: the columns that were trained on; as many of its last rows as a window has are
                read. None for sequences that begin with those of `fix`.
            n: number of scenarios, 0 or more.
            length: rows that follow in each; those of `fix`, or else of a window, when None.
            seed: the same seed gives the same frame.
            fix: some of the columns with some cells filled, which are held; the others are written
                given them.

        Raises:
            ConfigError: whole windows are written at once (`generator="window"`).
            InputError: the frame doesn't fit.
            RunError: there is nothing to sample from yet.
        """
        trained = self.trained_
        from rnngan.sampling.continuation import Continuation

        given = [part if part is None else from_frame(part) for part in (frame, fix)]
        GenerateRequest(n, seed, length, after=given[0], fix=given[1])
        following = Continuation.of(trained, *given, length, seed)
        for note in following.notices:
            warn(note, stacklevel=2)
        none = following.header(n)
        frames = [made for made, _ in following.frames(n, seed)]
        made = pd.concat(frames, ignore_index=True).astype(none.dtypes) if frames else none
        return with_index(made, self.schema_)

    @spoken()
    def score_rows(self, frame: pd.DataFrame | pd.Series) -> pd.DataFrame:
        """Return how surprising each row of a data frame is, given those before it.

        Args:
            frame: the columns that were trained on; other rows are welcome.

        Returns:
            Data frame, a row each: id and time, or else its number; `nats`, its negative
            log-density; `one_in`, how many held-out rows have about one that is as odd, and
            `odd_by`, in which column, or "(row)" as a whole, or "(repeats)" of the row before; and
            the nats of each column.

        Raises:
            ConfigError: whole windows are written at once (`generator="window"`).
            InputError: the frame doesn't fit.
            RunError: nothing is learned yet.
        """
        trained = self.trained_
        from rnngan.sampling import surprise

        table = from_frame(frame)
        found = surprise.of_table(trained, table)
        for note in found.notices:
            warn(note, stacklevel=2)
        return surprise.frame(found, table)

    @spoken()
    def impute(
        self, frame: pd.DataFrame, how: str = "draw", versions: int = 1, seed: int = 0
    ) -> pd.DataFrame:
        """Return a data frame with its missing cells filled; all others stay as they are.

        Args:
            frame: the columns that were trained on.
            how: "draw" for cells as they may have been, given all that is known before, beside and
                behind them; "mean" for what is expected.
            versions: frames that are drawn, one after another, numbered in a column `version`.
            seed: the same seed gives the same frame.

        Raises:
            ConfigError: whole windows are written at once (`generator="window"`), or several means
                are asked for.
            InputError: the frame doesn't fit.
            RunError: nothing is learned yet.
        """
        refuse_means(how, versions)
        trained = self.trained_
        from rnngan.sampling.filling import Filling

        filling = Filling(trained, from_frame(frame))
        for note in filling.notices:
            warn(note, stacklevel=2)
        made = enumerate(filling.frames(seed, how, versions))
        frames = [numbered(one, versions, number) for number, one in made]
        return with_index(pd.concat(frames, ignore_index=True), self.schema_)

    @spoken()
    def encode(self, frame: pd.DataFrame | pd.Series) -> pd.DataFrame:
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
        trained = self.trained_
        from rnngan.sampling import latents

        latents.refuse_without_encoder(trained, "This SequenceGAN")
        table = from_frame(frame)
        dataset = latents.windows_of(trained, table)
        return pd.concat(latents.codes(trained, dataset, table), ignore_index=True)

    @spoken()
    def interpolate(
        self,
        k: int,
        seed: int = 0,
        between: pd.DataFrame | None = None,
        first_id: str | int | None = None,
    ) -> pd.DataFrame:
        """Return a data frame of `k` sequences on the path between two latent points.

        Args:
            k: number of sequences, ends included; 2 or more.
            seed: of the ends and of all else that is drawn.
            between: data frame whose first and last windows are the ends; needs an encoder.
            first_id: the first id, as `sample` takes it.

        Raises:
            ConfigError: `k` is less than 2, or sequences are written row by row.
            InputError: `between` doesn't fit, or has one window only.
            RunError: there is nothing to sample from, or no encoder for `between`.
        """
        trained = self.trained_
        from rnngan.sampling import latents, sample_table

        request = GenerateRequest(interpolate=k, seed=seed, first_id=first_id)
        if between is not None:
            latents.refuse_without_encoder(trained, "This SequenceGAN")
            between = from_frame(between)
        request, _ = latents.between(trained, request, between)
        sample_table.empty(trained, request)  # complains of what can't be as asked for
        frames = [frame for frame, _ in sample_table.frames(trained, request)]
        return with_index(pd.concat(frames, ignore_index=True), self.schema_)

    @spoken()
    def save(self, folder: str | PathLike, force: bool = False) -> "SequenceGAN":
        """Write a run folder, as `rnngan train` does, and return self.

        Raises:
            InputError: the folder exists and `force` is false.
            RunError: somebody trains into it.
        """
        trained = self.trained_  # complains before a folder is made
        folder = store.create(folder, force)
        with store.locked(folder):
            store.save(folder, trained)
        return self

    @classmethod
    @spoken()
    def load(cls, folder: str | PathLike) -> "SequenceGAN":
        """Return the SequenceGAN of a run folder.

        Raises:
            RunError: the folder is no run, or damaged, or has learned a text.
        """
        trained = store.load(folder)
        modality = modalities.of(trained.config)
        if not modality.in_python:
            raise RunError(
                f"{folder} has learned a {modality.name}: use rnngan generate {folder} -n 100."
            )
        gan = cls()
        gan._keep(trained)
        return gan


class _Fitting(Hooks):
    """Keeps the good weights of a `SequenceGAN`, and reports losses to a function, or to None."""

    def __init__(self, gan, report):
        self.gan, self.report = gan, report

    def step(self, done, losses):
        if self.report is not None:
            self.report(done, losses)

    def good(self, trained, state):
        self.gan._keep(trained)


def _account(trained):
    """Return in a few words what was learned."""
    columns = len(trained.schema.columns)
    steps = f"{trained.steps + trained.continued:,} steps"
    if not trained.finished:
        planned = trained.config.training
        later = planned.adversarial_steps if trained.writes_rows else 0
        steps = f"stopped after {steps} of {planned.steps + later:,}"
    return f"{columns:,} column{'s' if columns > 1 else ''}, {steps}"


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
    known = {full.rsplit(".", 1)[-1]: full for full in fields()}
    nested = {}
    for name, value in settings.items():
        if name not in known:
            near = nearest(name, known)
            hint = f"; did you mean {near}?" if near else "; see docs/configuration.md for all."
            raise ConfigError(f"unknown setting {name}{hint}")
        section, _, last = known[name].rpartition(".")
        target = nested.setdefault(section, {}) if section else nested
        target[last] = value
    return nested
