"""One battery for everything that can be trained: objectives, presets, terms and variants.

A case is a set of settings. Its networks are tiny, and the tests of a case share them.
"""

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from rnngan.config import catalogue
from rnngan.config.errors import RunError
from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import RunConfig, fields, read, validate
from rnngan.data.conditions import Conditions
from rnngan.data.dataset import prepare
from rnngan.data.network_shape import NetworkShape, static_positions
from rnngan.data.windows import WindowStatistics
from rnngan.models import objectives, weights
from rnngan.models.build import build_model, compile_model
from rnngan.models.noise import Stream
from rnngan.models.trained import assemble
from rnngan.sampling import sample_table

LENGTH, BATCH = 4, 4
BIAS_CANCELS = {"hinge", "relativistic", "wgan"}  # of the logit, while no hinge is flat
TINY = {
    "data": {"window": LENGTH, "id_column": "who", "lengths": "windows", "calendar": ["none"]},
    "model": {"generator": "window", "units": 8, "latent": 4, "step_noise": 2, "rows_per_step": 2},
    "training": {"steps": 8, "d_steps": 1},
}
TERMS = {
    "feature matching": {"training.feature_matching": 1.0},
    "label smoothing": {"training.label_smoothing": 0.1},
    "historical averaging": {"training.historical_averaging": 0.1},
    "minibatch std": {"model.minibatch": "std"},
    "minibatch discrimination": {"model.minibatch": "discrimination"},
    "match mse": {"training.match": "mse"},
    "match mae": {"training.match": "mae"},
    "match kl": {"training.match": "kl"},
    "no penalties": {"training.r1": 0.0, "training.r2": 0.0},
    "codes": {"model.codes": ("categorical:2", "continuous:1")},
    "encoder": {"model.encoder": True},
    "condition": {"data.condition": ("ward",)},
    "mixed precision": {"training.precision": "mixed_bfloat16", "training.gradient_penalty": 1.0},
    "all together": {
        "data.condition": ("ward",),
        "model.codes": ("categorical:2",),
        "model.encoder": True,
        "model.minibatch": "std",
        "training.match": "mse",
        "training.historical_averaging": 0.1,
        "training.gradient_penalty": 1.0,
        "training.d_steps": 2,
    },
}
CASES = (
    {f"objective {n}": {"training.objective": n} for n in catalogue.objectives()}
    | {f"preset {n}": {"preset": n} for n in catalogue.presets()}
    | TERMS
)


def settings(seed=0, preset=None, **given):
    """`RunConfig` of a case; what is given stands over the preset, and that over what is tiny."""
    nested = {section: dict(values) for section, values in TINY.items()} | {"seed": seed}
    for section, values in (read(catalogue.preset(preset)) if preset else {}).items():
        nested[section] |= values
    for setting, value in given.items():
        section, name = setting.split(".")
        nested[section][name] = value
    return validate(nested)


@pytest.fixture(scope="module")
def datasets():
    """Eight series of twelve rows: two numbers, and a ward that stays; with each condition."""
    rng = np.random.default_rng(0)
    who = np.repeat(np.arange(8), 12)
    table = pd.DataFrame(
        {
            "who": [f"P{i}" for i in who],
            "x": np.sin(np.arange(96) / 2) + 3 * who,
            "y": rng.normal(size=96),
            "ward": np.where(who % 2, "A", "B"),
        }
    )
    conditions = (), ("ward",)
    return {c: prepare(table, settings(**{"data.condition": c})) for c in conditions}


def assembled(datasets, config):
    dataset = datasets[config.data.condition]
    statistics = WindowStatistics.fit(dataset.train, dataset.transform)
    where = static_positions(dataset.transform.static, config.data.condition)
    known = Conditions.fit(config.data.condition, where, dataset.train, dataset.transform.features)
    trained = assemble(config, dataset.schema, dataset.transform, statistics, known)
    compile_model(trained.model, config.training)
    return trained


class Case:
    """A model with its data: how it steps, and what it holds."""

    def __init__(self, datasets, given):
        self.config = settings(**given)
        self.trained = assembled(datasets, self.config)
        self.again = lambda seed: assembled(datasets, settings(seed=seed, **given))
        self.windows = datasets[self.config.data.condition].train
        self.model = self.trained.model

    def batch(self, step, size=BATCH):
        """Number of the step, and real windows for all its rounds."""
        size *= self.config.training.d_steps
        chosen = np.random.default_rng([7, step]).integers(0, len(self.windows), size)
        return tf.constant(step, tf.int64), tf.constant(self.windows.gather(chosen))

    def real(self):
        return self.batch(3)[1][:BATCH]


@pytest.fixture(scope="module", params=CASES)
def case(request, datasets):
    return Case(datasets, CASES[request.param])


def everything(model):
    """All variables: of the networks, of the terms, and of both optimizers."""
    optimizers = model.generator_optimizer, model.discriminator_optimizer
    return [*model.variables, *(v for optimizer in optimizers for v in optimizer.variables)]


def values(variables):
    return [variable.numpy() for variable in variables]


def same(one, other):
    return [np.array_equal(a, b) for a, b in zip(one, other, strict=True)]


def finite(arrays):
    return all(np.isfinite(array).all() for array in arrays)


@pytest.fixture(scope="module")
def played(case):
    """Four steps with ragged batches behind two whole ones, the last two in two models."""
    averages, logs, states = [values(case.model.average.trainable_variables)], [], []
    for number in (0, 1):
        logs.append(case.model.train_step(case.batch(number)))
        averages.append(values(case.model.average.trainable_variables))
        states.append(values(case.model.generator.trainable_variables))
    fresh = case.again(seed=0).model
    content = weights.dump(weights.values(weights.of_training(case.model)))  # as in a checkpoint
    weights.assign(weights.read(content, "the file"), weights.of_training(fresh), "the file")
    for number, size in ((2, 3), (3, 1)):
        for model in (case.model, fresh):
            logs.append(model.train_step(case.batch(number, size)))
    return {
        "averages": averages,
        "generators": states,
        "logs": logs,
        "states": [values(everything(model)) for model in (case.model, fresh)],
    }


def test_whole_and_ragged_batches_give_finite_losses(played):
    for logs in played["logs"]:
        assert {"d_loss", "g_loss", "r1", "r2", "divergence"} <= set(logs)
        assert finite(logs.values()), logs
        assert all(value.shape == () for value in logs.values())
    assert finite(played["states"][0])


def test_two_steps_and_two_in_a_fresh_model_are_four(played):
    assert all(same(*played["states"]))


def test_the_average_follows_by_its_formula(case, played):
    for step in (0, 1):
        decay = min(case.config.training.ema_decay, (1 + step) / (10 + step))
        before, after = played["averages"][step : step + 2]
        for old, variable, new in zip(before, played["generators"][step], after, strict=True):
            np.testing.assert_allclose(new, decay * old + (1 - decay) * variable, atol=1e-6)


def test_each_half_moves_its_own_networks(case):
    model = case.model
    network, generator = (
        model.discriminator.trainable_variables,
        model.generator.trainable_variables,
    )
    average = model.average.trainable_variables
    further = model.generator_variables[len(generator) :]
    before = [values(group) for group in (network, generator, average, further)]
    model.discriminator_step(case.real(), 5)
    after = [values(group) for group in (network, generator, average, further)]
    still = [False] * (len(network) - 1) + [case.config.training.objective in BIAS_CANCELS]
    assert same(before[0], after[0]) == still
    assert all(all(same(a, b)) for a, b in zip(before[1:], after[1:], strict=True))
    model.generator_step(case.real(), 5)
    last = [values(group) for group in (network, generator, average, further)]
    assert all(same(after[0], last[0]))
    assert not any(same(after[1], last[1]))
    assert all(same(after[2], last[2]))
    assert not any(same(after[3], last[3]))


def test_weights_are_saved_and_loaded(case):
    other = case.again(seed=1).model
    named, own = (weights.of_networks(model) for model in (case.model, other))
    content = weights.dump(weights.values(named))
    kernel = "generator/lstm/kernel"
    assert not np.array_equal(named[kernel], own[kernel])
    weights.assign(weights.read(content, "the file"), own, "the file")
    assert all(same(values(named.values()), values(own.values())))
    networks = case.model.generator_variables + case.model.discriminator.trainable_variables
    saved = {id(variable) for variable in named.values()}
    assert all(id(variable) in saved for variable in networks)


def test_windows_are_generated(case):
    """A sequence too many shows that a chunk isn't handed on as it is."""
    (made, *_), *rest = sample_table.windows(case.trained, GenerateRequest(3))
    assert made.shape == (3, LENGTH, 2 + case.trained.transform.statics)
    assert finite([made])
    assert not rest
    assert np.abs(made[0] - made[1]).max() > 0
    frame, count = next(sample_table.frames(case.trained, GenerateRequest(2)))
    assert count == 2
    assert len(frame) == 2 * LENGTH
    assert set(frame["ward"]) <= {"A", "B"}


@pytest.mark.parametrize("name", ["all together", "encoder"])
def test_a_step_that_is_traced_for_any_batch_gives_finite_losses(name, datasets):
    """The rounds of the discriminator are a loop then, whose steps must look alike."""
    case = Case(datasets, CASES[name])
    _, windows = case.batch(0)
    step = tf.function(
        lambda number, batch: case.model.train_step((number, batch)),
        input_signature=[
            tf.TensorSpec((), tf.int64),
            tf.TensorSpec((None, *windows.shape[1:])),
        ],
    )
    for number, size in enumerate((BATCH, 3, 1)):
        logs = step(*case.batch(number, size))
        assert finite(logs.values()), logs
    assert finite(values(everything(case.model)))


def test_weights_of_one_case_are_refused_by_another(datasets):
    plain, encoded = (
        weights.of_networks(assembled(datasets, settings(**{"model.encoder": encoder})).model)
        for encoder in (False, True)
    )
    with pytest.raises(RunError, match="'encoder/"):
        weights.assign(weights.values(plain), encoded, "the file")


def test_the_battery_knows_every_setting_that_adds_a_term():
    """A new weight in the settings needs a case here."""
    known = {setting for given in CASES.values() for setting in given}
    found = {
        setting
        for setting, field in fields().items()
        if setting.startswith("training.") and field.description.startswith("weight of")
    }
    with_terms = {"match_weight", "code_weight", "reconstruction", "kl_weight"}
    with_terms |= {"likelihood_weight"}  # of rows and of texts
    assert found - known <= {f"training.{name}" for name in with_terms}


RATES = {"wgan": 5e-3, "wgan-gp": 5e-3}


@pytest.mark.parametrize("name", objectives.names())
def test_the_generated_level_moves_to_the_real_one(name):
    """Real windows stand at 3 with a little noise; generated ones begin about 0."""
    shape = NetworkShape(length=4, features=1, units=8, latent=4, step_noise=2, rows=2)
    statistics = WindowStatistics(
        drifting=(), scale=(1.0,), attribute_mean=(), attribute_std=(), difference_std=(0.5,)
    )
    rate = RATES.get(name, 1e-2)
    config = RunConfig(
        training={
            "objective": name,
            "steps": 150,
            "learning_rate": rate,
            "final_learning_rate": rate,
            "ema_decay": 0.9,
        },
    )
    model = build_model(config, shape, statistics)
    compile_model(model, config.training)

    def level():
        made = model.average(*model.average.draw(256, 0, Stream.SAMPLE, 0))[1]
        return float(tf.reduce_mean(made))

    assert abs(level()) < 1
    rng = np.random.default_rng(0)
    count = 150, 16 * config.training.d_steps, 4, 1
    real = (3.0 + 0.2 * rng.normal(size=count)).astype("float32")
    data = tf.data.Dataset.from_tensor_slices(real).enumerate()
    model.fit(data, verbose=0, shuffle=False)
    assert abs(level() - 3) < 1
