"""SequenceGAN: fit, sample, save and load for Python users, as scikit-learn has its estimators."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from rnngan import modalities
from rnngan.config import arguments
from rnngan.config.errors import RunError
from rnngan.config.options import EVALUATE
from rnngan.config.requests import EvaluateRequest, GenerateRequest
from rnngan.data.formats.containers import Container
from rnngan.data.formats.tables import from_frame, with_index
from rnngan.report.progress import speaking
from rnngan.report.python_words import in_python, spoken, warn
from rnngan.runs import fitting, handed, scored, store
from rnngan.runs.estimator_base import Estimator
from rnngan.runs.given_rows import GivenRows
from rnngan.runs.scored import Scores
from rnngan.training.hooks import Hooks


class SequenceGAN(GivenRows, Estimator):
    """An RNN-GAN that learns the sequences of a table, or texts, and makes new ones.

    An estimator of scikit-learn: it is cloned, stands at the end of a `Pipeline`, and its settings
    are chosen by `GridSearchCV`. Settings are kept as they are given, and checked by `fit`.

    Args:
        preset: name of a file of `rnngan/config/presets/` (`preset="vae-gan"`), whose settings hold
            where none is given; None for the defaults.
        **settings: any setting of `RunConfig`, by its last name (`window=48`, `steps=2000`,
            `units=96`, `seed=1`); see docs/configuration.md. "default" stands for what the preset,
            the objective and the kind of data say.

    It can be copied and pickled, before `fit` and after it: a copy makes the same sequences.

    Raises:
        ConfigError: there is no such setting.

    Attributes:
        config_: `RunConfig`, with the columns named there and the steps planned.
        schema_: `Schema` of the table.
        history_: data frame of losses.
        trained_: `TrainedModel`.
        n_features_in_: columns of the data frame or array that was fitted.
        feature_names_in_: their names, where they have some.

    Example:
        >>> import pandas as pd
        >>> frame = pd.read_csv("data/seattle_weather.csv", parse_dates=["date"])
        >>> gan = SequenceGAN(window=4, steps=2, seed=1).fit(frame, time_column="date")
        >>> gan
        SequenceGAN(seed=1, window=4, time_column='date', steps=2): 6 columns, 3 steps
        >>> list(gan.sample(2).columns)
        ['sequence', 'date', 'precipitation', 'temp_max', 'temp_min', 'wind', 'weather']
    """

    @spoken()
    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        id_column: str | None = None,
        time_column: str | None = None,
        callbacks: Iterable[Callable[[int, dict[str, float]], None] | Hooks] = (),
        quiet: bool = False,
    ) -> "SequenceGAN":
        """Learn sequences, or texts, and return self.

        Standard error shows what `rnngan train` shows: what was found, an estimate and a bar.

        Args:
            X: one row a step: a table of pandas, polars or pyarrow, an array, or the path of
                whatever `rnngan train` reads. Numbers, texts or categoricals, booleans, datetimes.
                An index of datetimes or texts, or with a name, is a column too. A series is one
                column. A list of texts, the path of a .txt file, or a column (`column="body"`) is
                learned as a text.
            y: nothing; scikit-learn hands it on.
            id_column: column that distinguishes sequences; looked for when None.
            time_column: column that orders the rows; looked for when None.
            callbacks: each is called with (steps done, losses) while training; or has the methods
                of `rnngan.training.hooks.Hooks`.
            quiet: say nothing but what goes wrong.

        Raises:
            ConfigError: a setting is out of bounds, or has no meaning here.
            InputError: the data can't be used as they are.
            TrainingError: training diverged or collapsed, or a quick check of what is generated
                finds that the data were not learned; the last good weights are kept.
        """
        also = [*map(fitting.hooks_of, callbacks)]  # complains before anything is read
        named = {"id_column": id_column, "time_column": time_column}
        fitting.fit(self, handed.read(X, self.get_params(), **named), also, quiet)
        return self

    @spoken()
    def score(self, X: Any, y: Any = None) -> float:
        """Return how similar new rows are to rows that were not learned; higher is better.

        Of a table, the share that generated rows reach of what other real rows do, 1 at most: the
        headline of `rnngan evaluate` (docs/scores.md). Of a text, the mean log-likelihood of a
        token, in nats. Either takes seconds, and trains nothing.

        Args:
            X: what `fit` takes: whole sequences, or a stretch of one, that were not learned.
            y: nothing.

        Raises:
            InputError: they don't fit, or are too few.
            NotFittedError: there is nothing to score yet.
        """
        trained = self.trained_
        got = handed.again(X, trained.config)
        handed.counted(self, got, reset=False)
        return modalities.of(trained.config).score(trained, got.source)

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
        temperature: float | None = None,
        top_k: int | None = None,
        top_p: float | None = None,
        prompt: str | None = None,
        min_length: int | None = None,
    ) -> Any:
        """Return `n` new sequences as a table like the one that was fitted, or `n` texts in a list.

        Columns, dtypes and rounding are the table's, and polars or pyarrow come back where they
        came in. What was the index of a data frame is the index again, next to the column
        `sequence`.

        Args:
            n: number of sequences or texts, 0 or more.
            seed: the same seed gives the same frame, and another one other ids.
            start: first point in time of every sequence.
            length: rows of a sequence, those of a window when None; most tokens of a text.
            frequency: step of time; the table's when None.
            codes: {number of a learned code: value} that holds for all sequences, such as {0: 2}.
            given: {condition column: value} that holds for all sequences, such as
                {"clinic": "north"}; None where the value is to be missing.
            rows: about so many rows in whole sequences, 1 or more, in place of `n`.
            first_id: the first id, as in the table or its number; the next ones when None.
            temperature: of texts: 1 draws as learned, lower is safer, 0 takes the likeliest token.
            top_k: of texts: draw from so many of the likeliest tokens alone.
            top_p: of texts: draw from the likeliest tokens that make up this share alone.
            prompt: of texts: what each begins with.
            min_length: of texts: tokens before which none ends.

        Raises:
            ConfigError: `n` is negative, or there is no such code or condition, or value of it; not
                one of `n` and `rows` is given; ids can't be as asked for.
            NotFittedError: there is nothing to sample from yet.
        """
        wanted = {name: value for name, value in locals().items() if name != "self"}
        parts = list(self._chunks(handed.request(self.trained_, **wanted)))
        if isinstance(parts[0], list):
            return [text for part in parts for text in part]
        numbered = all(isinstance(part.index, pd.RangeIndex) for part in parts)
        return self._container.filled(pd.concat(parts, ignore_index=numbered))

    @spoken()
    def sample_chunks(self, n: int | None = None, rows: int | None = None, **how: Any) -> Iterator:
        """Return an iterator over what `sample` returns, a part at a time, in constant memory.

        Args:
            n: as `sample` takes it.
            rows: as `sample` takes it.
            how: all else that it takes.

        Raises:
            ConfigError: see `sample`.
            NotFittedError: there is nothing to sample from yet.
        """
        parts = self._chunks(handed.request(self.trained_, n=n, rows=rows, **how))
        return (part if isinstance(part, list) else self._container.filled(part) for part in parts)

    @spoken()
    def evaluate(
        self,
        X: Any = None,
        *,
        seeds: int = EVALUATE["seeds"].default,
        quick: bool = False,
        split: bool = False,
        context_fid: bool = False,
    ) -> Scores:
        """Return what `rnngan evaluate` measures, on the held-out part of what was learned.

        Args:
            X: what was learned, where it is not at hand: after `load` of a run whose data have
                moved, or from a pickle.
            seeds: classifiers trained for each score, whose mean and spread are given.
            quick: one classifier a score, a fifth as long.
            split: score on one half of the held-out part, and add the number that runs are chosen
                by, of the other half.
            context_fid: add Context-FID, which takes minutes.

        Raises:
            InputError: the data don't fit.
            NotFittedError: there is nothing to score yet.
            RunError: the data are not at hand.
        """
        request = EvaluateRequest(seeds=seeds, quick=quick, split=split, context_fid=context_fid)
        with speaking(wording=in_python):
            return Scores(scored.evaluation(self.trained_, self._learned(X), request))

    @spoken()
    def plot(self, X: Any = None) -> Any:
        """Return a matplotlib `Figure` of real sequences beside generated ones.

        Args:
            X: as `evaluate` takes it.

        Raises:
            ConfigError: a text was learned.
            InputError: the data don't fit, or have no column of numbers.
            NotFittedError: nothing was learned yet.
        """
        modality = modalities.of(self.trained_.config)
        return modality.picture(self.trained_, self._learned(X))

    @spoken()
    def report(
        self, path: str | PathLike, X: Any = None, *, quick: bool = False, force: bool = False
    ) -> Path:
        """Write the page that `rnngan report` writes, and return its path.

        Args:
            path: of the page, which ends in .html; a JSON file of the same comes beside it.
            X: as `evaluate` takes it.
            quick: as `evaluate` takes it.
            force: replace files that exist.

        Raises:
            ConfigError: the name does not end in .html.
            InputError: the data don't fit, or a file exists.
            NotFittedError: nothing was learned yet.
        """
        explain = modalities.of(self.trained_.config).explains
        request = EvaluateRequest(quick=quick, explain=explain)
        call = repr(self).partition(": ")[0]
        with speaking(wording=in_python):
            source = self._learned(X)
            return scored.write_page(path, self.trained_, source, request, call, force)

    def _learned(self, data):
        """Return the `Table` or `Text` that was learned, of data that are handed in or kept."""
        trained = self.trained_
        if data is None and self._data is None:
            raise RunError("The data that were learned are not at hand. Hand them in: X=…")
        return handed.again(self._data if data is None else data, trained.config).source

    def _chunks(self, request):
        """Return an iterator over data frames, or lists of texts, and warn of what is odd."""
        modality = modalities.of(self._trained.config)
        parts = modality.samples(self._trained, request)
        for note in modality.notes(self._trained, request):
            warn(note, stacklevel=3)  # above `spoken` and the method
        return parts

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
        modalities.of(trained.config).refuse_request(request, "this SequenceGAN")
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
        """Return the SequenceGAN of a run folder, with the settings that the run was made with.

        Raises:
            RunError: the folder is no run, or damaged.
        """
        trained, facts = store.opened(folder)
        gan = cls(**arguments.of_config(trained.config))
        gan._keep(trained, Container(), (facts["data"] or {}).get("path"))
        return gan
