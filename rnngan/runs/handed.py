"""What is handed to a `SequenceGAN`: data and arguments -> what was read, and the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sklearn.utils.validation import validate_data

from rnngan import modalities
from rnngan.config import arguments
from rnngan.config.errors import ConfigError
from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import RunConfig
from rnngan.data.formats.containers import Container, is_path


@dataclass(frozen=True)
class Handed:
    """Data that were read.

    Args:
        data: as they were handed in.
        source: the `Table` or `Text`.
        container: what they came in.
        config: the `RunConfig` that they were read with.
    """

    data: Any
    source: Any
    container: Container
    config: RunConfig


def read(data: Any, given: Mapping[str, Any], **named: Any) -> Handed:
    """Return data that are to be learned, with the settings.

    Args:
        data: a path, or data in memory.
        given: {argument of the constructor: value}.
        named: settings that are given with the data, those that are None left out.

    Raises:
        ConfigError: a setting is out of bounds, or has no meaning for such data.
        InputError: the data can't be read.
    """
    named = {name: value for name, value in named.items() if value is not None}
    settings = {**given, **named}
    config = arguments.config_of(settings, **_guessed(data, settings["column"]))
    modality = modalities.of(config)
    asked = arguments.given(settings)
    modality.refuse_settings(
        config, {arguments.names()[n]: f"{n}={value!r}" for n, value in asked.items()}
    )
    return Handed(data, *modality.taken(data, config), config)


def again(data: Any, config: RunConfig) -> Handed:
    """Return data that are read as those of a run were."""
    return Handed(data, *modalities.of(config).taken(data, config), config)


def counted(estimator: Any, handed: Handed, reset: bool) -> None:
    """Note on an estimator what scikit-learn does of data, or compare with what was noted.

    Args:
        estimator: whose `n_features_in_` and `feature_names_in_` are set.
        handed: `Handed`; texts and files have no columns of their own here.
        reset: note them, and don't compare.

    Raises:
        ValueError: columns of an array or a data frame differ in number or name.
    """
    if reset:
        vars(estimator).pop("feature_names_in_", None)
        vars(estimator).pop("n_features_in_", None)
    data, cells = handed.data, getattr(handed.source, "frame", None)
    if cells is None or is_path(data) or (not reset and not hasattr(estimator, "n_features_in_")):
        return
    if isinstance(data, pd.Series) or not hasattr(data, "shape"):
        data = handed.source.frame
    validate_data(estimator, data, skip_check_array=True, reset=reset)


def request(trained, n=None, rows=None, frequency=None, codes=None, given=None, **wanted):
    """Return the `GenerateRequest` of the arguments of `SequenceGAN.sample`.

    Raises:
        ConfigError: not one of `n` and `rows` is given, or what the other modality has is wanted.
    """
    if (n is None) == (rows is None):
        raise ConfigError(f"Expected either n or rows. Received: n={n}, rows={rows}")
    pairs = {"given": _texts(given or {}), "codes": tuple((codes or {}).items())}
    asked = GenerateRequest(n, rows=rows, freq=frequency, **pairs, **wanted)
    modalities.of(trained.config).refuse_request(asked, "this SequenceGAN")
    return asked


def _texts(given):
    """Return (column, value as text) pairs; missing values are empty."""
    return tuple((name, "" if pd.isna(value) else str(value)) for name, value in given.items())


def _guessed(data, column):
    """Return {"kind": "text"} where data are texts by their look, else {}."""
    if is_path(data):
        return modalities.guessed(data, column)
    texts = isinstance(data, list | tuple) and any(isinstance(one, str) for one in data)
    return {"kind": "text"} if texts or column else {}
