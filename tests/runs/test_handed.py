"""What is handed to a SequenceGAN: what it is taken for, and what is noted of it."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator

from rnngan.config import arguments
from rnngan.config.errors import ConfigError, InputError
from rnngan.runs import handed

NONE = {"preset": None} | arguments.defaults()
FRAME = pd.DataFrame({"x": [1.0, 2.0], "body": ["one", "two"]})
LINES = ["one", "", "two"]


@pytest.mark.parametrize(
    ("data", "given", "kind"),
    [
        (FRAME, {}, "table"),
        (FRAME["body"], {}, "table"),
        (FRAME, {"column": "body"}, "text"),
        (FRAME["body"], {"kind": "text"}, "text"),
        (LINES, {}, "text"),
        (np.zeros((2, 2)), {}, "table"),
    ],
)
def test_data_are_taken_for_what_they_look_like(data, given, kind):
    got = handed.read(data, {**NONE, **given})
    assert (got.config.kind, got.data is data) == (kind, True)
    if kind == "text":
        assert got.source.cells == ["one", "two"]


def test_paths_are_read_as_the_command_reads_them(tmp_path):
    FRAME.to_csv(tmp_path / "a.csv", index=False)
    (tmp_path / "a.txt").write_text("one\ntwo\n")
    assert handed.read(tmp_path / "a.csv", NONE).source.text
    assert handed.read(str(tmp_path / "a.txt"), NONE).source.lines == ["one", "two"]
    with pytest.raises(InputError, match="no such file"):
        handed.read(tmp_path / "b.csv", NONE)


def test_how_missing_values_are_spelled_holds_for_frames():
    got = handed.read(FRAME, {**NONE, "inf_as_missing": True, "na_values": ("-",)})
    assert (got.source.inf_as_missing, got.source.na_values) == (True, ("-",))


@pytest.mark.parametrize(
    ("data", "given", "said"),
    [
        (FRAME, {"level": "word"}, r"^level='word': the setting text\.level is for texts\."),
        (LINES, {"window": 8}, r"^window=8: the setting data\.window is for tables, and this is a"),
        (LINES, {"time_column": "t"}, r"^time_column='t': the setting data\.time_column is for"),
    ],
)
def test_settings_without_a_meaning_are_refused(data, given, said):
    with pytest.raises(ConfigError, match=said):
        handed.read(data, NONE, **given) if "time_column" in given else handed.read(
            data, {**NONE, **given}
        )


def test_what_is_no_list_of_texts_is_refused():
    with pytest.raises(InputError, match=r"expected a list of texts\. Received: 3"):
        handed.read(["one", 3], NONE)
    with pytest.raises(InputError, match="the list holds no text"):
        handed.read(["", " "], NONE)
    with pytest.raises(InputError, match="has no column None"):
        handed.read(FRAME, {**NONE, "kind": "text"})


def test_columns_are_counted_as_scikit_learn_does():
    estimator = BaseEstimator()
    got = handed.read(FRAME[["x"]], NONE)
    handed.counted(estimator, got, reset=True)
    assert (estimator.n_features_in_, [*estimator.feature_names_in_]) == (1, ["x"])
    wider = handed.read(FRAME.assign(z=1), NONE)
    with pytest.raises(ValueError, match="Feature names unseen at fit time:\n- body\n- z"):
        handed.counted(estimator, wider, reset=False)
    handed.counted(estimator, handed.read(np.zeros((3, 4)), NONE), reset=True)
    assert estimator.n_features_in_ == 4
    assert not hasattr(estimator, "feature_names_in_")
    handed.counted(estimator, handed.read(LINES, NONE), reset=True)
    assert not hasattr(estimator, "n_features_in_")
