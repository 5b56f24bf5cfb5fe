"""What makes an estimator of scikit-learn of what can learn: settings, copies, what is fitted."""

import reprlib
from typing import Any

import pandas as pd
from sklearn import exceptions
from sklearn.base import BaseEstimator

from rnngan.config import arguments
from rnngan.config.errors import RunError
from rnngan.config.run_config import RunConfig
from rnngan.data.schema import Schema
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
        params = self.get_params()
        shown = {} if self.preset is None else {arguments.PRESET: self.preset}
        found = {}
        if self.__sklearn_is_fitted__():  # columns that were named in `fit`
            data = self._trained.config.data
            found = {"id_column": data.id_column, "time_column": data.time_column}
        shown |= arguments.given({**params, **found})
        named = [f"{name}={reprlib.repr(value)}" for name, value in shown.items()]
        return named if len(named) <= SHOWN else [*named[:SHOWN], "…"]

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
        return state

    def __setstate__(self, state):
        if "_trained" in state:
            run = store.unpacked(state["_trained"], "a pickled SequenceGAN")
            state = {**state, "_trained": run}
        vars(self).update(state)

    def _keep(self, trained, container):
        self._trained, self._container = trained, container

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
        return self.trained_.schema

    @property
    def history_(self) -> pd.DataFrame:
        """Losses during training, a row for every few steps."""
        return pd.DataFrame(self.trained_.history)


def _account(trained):
    """Return in a few words what was learned."""
    steps = f"{trained.steps + trained.continued:,} steps"
    if not trained.finished:
        planned = trained.config.training
        later = planned.adversarial_steps if trained.has_second_phase else 0
        later = 0 if later == "auto" else later
        steps = f"stopped after {steps} of {planned.steps + later:,}"
    return f"{trained.learned}, {steps}"
