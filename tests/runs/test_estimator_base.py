"""SequenceGAN is an estimator of scikit-learn: its own checks, pipelines, searches."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.validation import check_is_fitted

from rnngan import ConfigError, InputError, RunError, SequenceGAN
from rnngan.modalities.table import TableModality
from rnngan.training import train_table

TINY = {"window": 2, "units": 1, "steps": 1, "adversarial_steps": 0}
WAVE = np.sin(np.arange(120) / 5)
OTHERWISE = {  # checks that are not passed, and why
    "check_fit2d_1sample": "a sample is a row here: '… has 1 row. Expected at least two'",
}


@pytest.fixture
def unlearned(monkeypatch):
    """Networks are made, and keep their first weights: how they are trained is no matter here."""

    def first_weights(self, dataset, attempt=1, hooks=None):
        trained = train_table.untrained(dataset)
        trained.steps, trained.history = trained.config.training.steps, [{"step": 1}]
        return trained

    monkeypatch.setattr(TableModality, "train", first_weights)
    monkeypatch.setattr(TableModality, "check", lambda self, trained, dataset: None)


@pytest.mark.usefixtures("unlearned")
@parametrize_with_checks([SequenceGAN(**TINY)], expected_failed_checks=lambda _: OTHERWISE)
def test_check(estimator, check):
    check(estimator)


def test_a_clone_has_the_settings_and_nothing_learned(visits):
    gan = SequenceGAN(preset="wgan-gp", window=8, ignore=["mood"])
    other = clone(gan)
    assert other.get_params() == gan.get_params()
    assert (other.preset, other.window, other.learning_rate) == ("wgan-gp", 8, "default")
    for method in (check_is_fitted, lambda gan: gan.sample(1), lambda gan: gan.score(visits)):
        with pytest.raises(NotFittedError):
            method(other)
    with pytest.raises(RunError, match="call fit or load first"):
        other.trained_  # noqa: B018
    assert not [name for name in dir(other) if name.endswith("_") and name[0] != "_"]


def test_settings_are_set_by_name_and_checked_by_fit():
    gan = SequenceGAN().set_params(window=8, preset="wgan-gp")
    assert gan.config.data.window == 8
    with pytest.raises(ConfigError, match=r"^unknown setting windw; did you mean window\?$"):
        gan.set_params(windw=8)
    gan.set_params(window=0)
    with pytest.raises(ValueError, match=r"data\.window: .* Received: 0$"):
        gan.fit(np.zeros((9, 1)))


@pytest.mark.usefixtures("unlearned")
def test_it_ends_a_pipeline():
    def later(frame):
        return frame.assign(y=frame["x"] ** 2)

    frame = pd.DataFrame({"x": WAVE})
    pipeline = make_pipeline(FunctionTransformer(later), SequenceGAN(**TINY)).fit(frame)
    assert [*pipeline[-1].sample(2)] == ["sequence", "x", "y"]
    assert 0 < pipeline.score(frame) <= 1
    scaled = make_pipeline(StandardScaler(), SequenceGAN(**TINY)).fit(frame)
    assert [*scaled[-1].sample(2)] == ["sequence", "x0"]


@pytest.mark.usefixtures("unlearned")
def test_settings_are_chosen_by_search():
    frame = pd.DataFrame({"x": WAVE})
    grid = {"units": [1, 2], "clip_norm": [None]}
    search = GridSearchCV(SequenceGAN(**TINY), grid, cv=KFold(2), error_score="raise").fit(frame)
    assert search.best_params_["units"] in (1, 2)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert search.score(frame) == search.best_estimator_.score(frame)


@pytest.mark.usefixtures("unlearned")
def test_a_score_is_higher_where_rows_are_alike(monkeypatch, visits):
    """Real rows in place of generated ones come to 1, noise does not."""
    from rnngan.sampling import sample_table

    gan = SequenceGAN(**TINY).fit(visits[["patient", "day", "pulse", "steps"]], quiet=True)
    real = visits[["patient", "day", "pulse", "steps"]]
    noise = real.assign(pulse=np.random.default_rng(0).uniform(0, 200, len(real)).round(1))
    found = []
    for frame in (real, noise):
        monkeypatch.setattr(sample_table, "frames", lambda *_, frame=frame: [(frame, 12)])
        found.append(gan.score(real))
    assert found[0] > 0.97 > 0.9 > found[1]
    with pytest.raises(InputError, match="can't be scored: it has too few rows"):
        gan.score(real[:2])
    with pytest.raises(ValueError, match="yet now missing:\n- steps"):
        gan.score(real.drop(columns="steps"))
