"""What a fit does with texts and files, and whom it calls."""

import pytest

from rnngan import ConfigError, InputError, SequenceGAN
from rnngan.runs import fitting
from rnngan.training.hooks import Hooks

SMALL = {"steps": 3, "adversarial_steps": 0, "units": 8, "length": 12}


@pytest.fixture(scope="module")
def lines(root):
    text = (root / "data" / "psalms_proverbs.txt").read_text("utf-8").split("\n")
    return [line for line in text if line][:150]


class Seen(Hooks):
    def __init__(self):
        self.begun, self.kept = [], 0

    def begins(self, phase, done, total, later=0, seconds=None):
        self.begun.append((phase, total))

    def good(self, trained, state):
        self.kept += 1


@pytest.fixture(scope="module")
def fitted(lines, all_untraced):
    seen, steps = Seen(), []
    gan = SequenceGAN(**SMALL).fit(
        lines, quiet=True, callbacks=[seen, lambda done, losses: steps.append((done, *losses))]
    )
    return gan, seen, steps


def test_callbacks_are_called(fitted):
    _, seen, steps = fitted
    assert seen.begun[0] == (1, 3)
    assert seen.kept >= 1
    assert steps[-1] == (3, "g_gradient", "likelihood")
    assert fitting.hooks_of(seen) is seen
    with pytest.raises(ConfigError, match="Received: 'x'"):
        fitting.hooks_of("x")


def test_texts_are_learned_and_made(fitted, tmp_path, lines):
    gan, *_ = fitted
    assert repr(gan).endswith(f"): {gan.trained_.learned}, 3 steps")
    made = gan.sample(300, seed=2, prompt="The ", temperature=0.8)
    assert len(made) == 300
    assert all(text.startswith("The ") for text in made)
    parts = gan.sample_chunks(300, seed=2, prompt="The ", temperature=0.8)
    assert made == [text for part in parts for text in part]
    assert gan.sample(0) == []
    again = SequenceGAN.load(gan.save(tmp_path / "run") and tmp_path / "run")
    assert again.sample(2) == gan.sample(2)
    assert again.get_params()["kind"] == "text"
    assert -6 < gan.score(lines[:40]) < -3  # nats of a token: about ln 60, as nothing was learned


def test_what_a_text_has_not_is_refused(fitted):
    gan, *_ = fitted
    for call, said in (
        (lambda: gan.sample(rows=3), r"^rows= is for tables, and this SequenceGAN has learned a t"),
        (lambda: gan.interpolate(3), "^k=3? ?is for tables"),
        (gan.plot, r"evaluate\(\)\.plot\(\) shows quality against diversity"),
    ):
        with pytest.raises(ConfigError, match=said):
            call()
    with pytest.raises(AttributeError, match="A text was learned"):
        gan.schema_  # noqa: B018
    with pytest.raises(InputError, match="never seen in training"):
        gan.sample_chunks(1, prompt="\u4e00")


def test_a_path_is_learned_as_the_command_learns_it(visits_csv):
    steps = {"window": 8, "units": 4, "steps": 1, "adversarial_steps": 0}
    gan = SequenceGAN(**steps).fit(visits_csv, id_column="patient", quiet=True)
    assert gan.sample(1)["day"].iloc[0] == "2024-01-01"  # as the file spells it
    assert not hasattr(gan, "n_features_in_")
    assert gan._data == visits_csv
