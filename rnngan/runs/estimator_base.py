"""What makes an estimator of scikit-learn of what can learn: settings, copies, what is fitted."""

import reprlib
from typing import Any

import pandas as pd
from sklearn import exceptions
from sklearn.base import BaseEstimator

from rnngan.config import arguments
from rnngan.config.errors import RunError
from rnngan.config.run_config import RunConfig
from rnngan.data.formats.containers import is_path
from rnngan.data.schema import Schema
from rnngan.evaluation import verdict
from rnngan.evaluation.quick_check import QuickCheck
from rnngan.report.page.cards import estimator_card
from rnngan.report.python_words import spoken
from rnngan.runs import store

SHOWN = 8  # settings that a repr shows


class NotFittedError(RunError, exceptions.NotFittedError):
    """A `SequenceGAN` has learned nothing yet."""


class Estimator(BaseEstimator):
    """Settings as they were given, and what was learned with them.

    Args:
        preset: name of a preset, or None.
        **settings: any setting of `RunConfig`, by its last name.

    Raises:
        ConfigError: there is no such setting.
    """

    @spoken()
    def __init__(self, preset: str | None = None, **settings: Any) -> None:
        arguments.refuse_unknown(settings)
        vars(self).update({arguments.PRESET: preset, **arguments.defaults(), **settings})

    __init__.__signature__ = arguments.signature()  # scikit-learn and help() read it

    @spoken()
    def set_params(self, **params: Any) -> "Estimator":
        """Set settings, and return self; `fit` checks them.

        Raises:
            ConfigError: there is no such setting.
        """
        arguments.refuse_unknown(params.keys() - {arguments.PRESET})
        return super().set_params(**params)

    @property
    @spoken()
    def config(self) -> RunConfig:
        """The `RunConfig` that the settings make of a table, before it is read.

        Raises:
            ConfigError: a setting is out of bounds, or there is no such preset.
        """
        return arguments.config_of(self.get_params())

    def __sklearn_tags__(self):
        """Return what scikit-learn is to know: texts and missing values are welcome."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = tags.input_tags.string = True
        return tags

    def __sklearn_is_fitted__(self):
        """Return whether something was learned."""
        return "_trained" in vars(self)

    def __repr__(self):
        """Return the settings that are not the defaults, and what was learned."""
        learned = _account(self._trained) if self.__sklearn_is_fitted__() else "not fitted"
        return f"SequenceGAN({', '.join(self._differing())}): {learned}"

    def _differing(self):
        """Return "name=value" of the settings that were given, the first ones of many."""
        named = [f"{name}={reprlib.repr(value)}" for name, value in self._given().items()]
        return named if len(named) <= SHOWN else [*named[:SHOWN], "…"]

    def _given(self):
        """Return {name: value} of the settings that were given, also to `fit`."""
        params = self.get_params()
        shown = {} if self.preset is None else {arguments.PRESET: self.preset}
        found = {}
        if self.__sklearn_is_fitted__():  # columns that were named in `fit`
            data = self._trained.config.data
            found = {"id_column": data.id_column, "time_column": data.time_column}
        return shown | arguments.given({**params, **found})

    def _repr_html_(self):
        """Return what a notebook shows: settings, columns, training."""
        name, fitted = type(self).__name__, self.__sklearn_is_fitted__()
        status = _account(self._trained) if fitted else "not fitted"
        settings = {name: repr(value) for name, value in self._given().items()}
        columns = self._trained.parts if fitted else []
        return estimator_card(name, status, settings, columns, _training(self) if fitted else {})

    def _repr_mimebundle_(self, **kwargs):
        return {"text/plain": repr(self), "text/html": self._repr_html_()}

    def __copy__(self):
        """Return another one with the same networks; a `fit` of one leaves the other as it is."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def __getstate__(self):
        """Return what `pickle` keeps: what it holds, and the files of a run, as bytes."""
        state = vars(self).copy()
        if self.__sklearn_is_fitted__():
            state["_trained"] = store.packed(self._trained)
            state["_data"] = self._data if is_path(self._data) else None  # the data stay behind
        return state

    def __setstate__(self, state):
        if "_trained" in state:
            run = store.unpacked(state["_trained"], "a pickled SequenceGAN")
            state = {**state, "_trained": run}
        vars(self).update(state)

    def _keep(self, trained, container, data):
        """Keep what was learned, what it came in, and the data for `evaluate` where asked for."""
        self._trained, self._container, self._data = trained, container, data

    @property
    def trained_(self) -> Any:
        """The `TrainedModel`, or an error where there is none yet."""
        if not self.__sklearn_is_fitted__():
            raise NotFittedError(
                "This SequenceGAN has learned nothing yet: call fit or load first."
            )
        return self._trained

    @property
    def config_(self) -> RunConfig:
        """The `RunConfig`, with what the data have decided."""
        return self.trained_.config

    @property
    def schema_(self) -> Schema:
        """The `Schema` of the table."""
        trained = self.trained_
        if not hasattr(trained, "schema"):
            raise AttributeError("A text was learned, which has no schema_.")
        return trained.schema

    @property
    def history_(self) -> pd.DataFrame:
        """Losses during training, a row for every few steps."""
        return pd.DataFrame(self.trained_.history)


def _training(gan):
    """Return {what: figure} of a training: its last losses, and the quick check at its end."""
    last = gan.trained_.history[-1] if gan.trained_.history else {}
    found = {name: f"{value:.4g}" for name, value in last.items() if isinstance(value, float)}
    checked = dict(gan.trained_.checked or {})
    failure = checked.pop("failure", None)
    if checked:
        found["quick check"] = failure or verdict.line(QuickCheck(**checked))
    return found


def _account(trained):
    """Return in a few words what was learned."""
    steps = f"{trained.steps + trained.continued:,} steps"
    if not trained.finished:
        planned = trained.config.training
        later = planned.adversarial_steps if trained.has_second_phase else 0
        later = 0 if later == "auto" else later
        steps = f"stopped after {steps} of {planned.steps + later:,}"
    return f"{trained.learned}, {steps}"
