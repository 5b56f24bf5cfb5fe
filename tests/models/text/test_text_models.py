"""Networks of texts: numbers by hand, what moves in which step, what is written."""

import math

import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.run_config import validate
from rnngan.data.text.tokenizer import BEGIN, END, UNKNOWN
from rnngan.models.noise import Stream
from rnngan.models.text import rollout
from rnngan.models.text.adversarial import DISCOUNT, discounted
from rnngan.models.text.build import TextModel, adversarial_game, language_game
from rnngan.models.text.language import negative_log_likelihood, token_losses
from rnngan.models.text.writing import Writer, kept, pick

VOCABULARY, LENGTH, BATCH = 9, 5, 4


def config(**text):
    plain = {"embedding": 4, "adversarial_steps": 10}
    training = {"steps": 10, "batch_size": BATCH}
    return validate(
        {"kind": "text", "model": {"units": 6}, "training": training, "text": plain | text}
    )


@pytest.fixture
def model():
    return TextModel(config(), VOCABULARY)


def some():
    """A batch of sequences of 5, 3, 2 and 1 tokens."""
    ids = [[1, 3, 4, 5, 6, 0], [1, 7, 8, 0, 0, 0], [1, 3, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]]
    return tf.constant(ids, tf.int32), tf.constant([5, 3, 2, 1], tf.int32)


def values(network):
    return [np.array(weight) for weight in network.get_weights()]


def moved(network, before):
    return any(not np.array_equal(a, b) for a, b in zip(network.get_weights(), before, strict=True))


def test_a_network_that_knows_nothing_has_the_likelihood_of_a_guess(model):
    for weight in model.generator.trainable_variables:
        weight.assign(tf.zeros_like(weight))
    ids, counts = some()
    assert float(negative_log_likelihood(model.generator, ids, counts)) == pytest.approx(
        math.log(VOCABULARY)
    )
    assert len(token_losses(model.generator, ids, counts)) == 5 + 3 + 2 + 1


def test_a_bias_is_a_likelihood_by_hand(model):
    """With all else zero, the logits are the bias: 2 for token 3, 0 for the other eight."""
    for weight in model.generator.trainable_variables:
        weight.assign(tf.zeros_like(weight))
    model.generator.bias.assign([0, 0, 0, 2.0, 0, 0, 0, 0, 0])
    losses = token_losses(model.generator, tf.constant([[1, 3, 4]]), tf.constant([2])).numpy()
    total = math.log(math.exp(2) + 8)
    assert losses == pytest.approx([total - 2, total])


def test_what_was_never_seen_is_not_told(model):
    ids = tf.constant([[BEGIN, 3, UNKNOWN, END]])
    assert len(token_losses(model.generator, ids, tf.constant([3]))) == 2


def test_padding_has_no_part(model):
    ids, counts = some()
    wider = tf.pad(ids, [[0, 0], [0, 3]], constant_values=7)
    one, other = (negative_log_likelihood(model.generator, i, counts) for i in (ids, wider))
    assert float(one) == pytest.approx(float(other), rel=1e-6)


def test_steps_by_hand_are_the_whole_at_once(model):
    ids, _ = some()
    tokens = tf.transpose(ids)
    known, _ = model.generator.read(tokens)
    embedded, state = model.generator.begin(BATCH)
    for place in range(3):
        logits, state = model.generator.advance(embedded, state)
        expected = model.generator.logits(known[place])
        assert logits.numpy()[:, 3:] == pytest.approx(expected.numpy()[:, 3:], abs=1e-5)
        assert (logits.numpy()[:, [BEGIN, UNKNOWN]] < -1e8).all()
        embedded = tf.gather(tf.convert_to_tensor(model.generator.embedding), tokens[place + 1])


def test_dropout_keeps_the_mean_and_is_a_function_of_the_step(model):
    masks = model.generator.masks(0.5, 50, 400, 0, Stream.DROPOUT, 3)
    again = model.generator.masks(0.5, 50, 400, 0, Stream.DROPOUT, 3)
    other = model.generator.masks(0.5, 50, 400, 0, Stream.DROPOUT, 4)
    assert {0.0, 2.0} == set(np.unique(masks[1]))
    assert float(tf.reduce_mean(masks[1])) == pytest.approx(1.0, abs=0.02)
    assert np.array_equal(masks[0], again[0])
    assert not np.array_equal(masks[0], other[0])


def test_likelihood_moves_the_generator_and_its_average_alone(model):
    game = language_game(model, config())
    networks = (model.generator, model.average, model.likelihood, model.discriminator)
    before = [values(network) for network in networks]
    logs = game.train_step((tf.constant(0), *some()))
    assert np.isfinite(float(logs["likelihood"]))
    found = [moved(network, old) for network, old in zip(networks, before, strict=True)]
    assert found == [True, True, False, False]


def test_likelihood_learns_a_sentence(model):
    game = language_game(model, config(dropout=0.0))
    game.rate_factor.assign(10.0)
    game.schedule_steps.assign(300.0)
    ids = tf.constant([[1, 3, 4, 5, 6, 0]] * BATCH)
    counts = tf.constant([5] * BATCH)
    step = tf.function(lambda number: game.train_step((number, ids, counts)))
    for number in range(200):
        logs = step(tf.constant(number))
    assert float(logs["likelihood"]) < 0.2
    write = Writer(model.generator, True)
    place = 0, Stream.SAMPLE, tf.constant(0)
    assert write(tf.constant([BEGIN]), 1, 8, 1, place, 0.0, 0, 1.0).numpy()[:, 0].tolist() == [
        3, 4, 5, 6, 0, 0, 0, 0,
    ]  # fmt: skip


@pytest.mark.parametrize("estimator", ["gumbel", "reinforce"])
def test_each_half_of_a_step_moves_one_network(model, estimator):
    game = adversarial_game(model, config(estimator=estimator, likelihood_weight=0.0), LENGTH)
    real = tf.transpose(some()[0])[1:], tf.ones((LENGTH, BATCH))
    fake = rollout.sampled(model.generator, game.draws(BATCH, 0))[:2]
    before = values(model.generator), values(model.discriminator)
    game.discriminator_step(real, fake)
    assert not moved(model.generator, before[0])
    assert moved(model.discriminator, before[1])
    before = values(model.generator), values(model.discriminator), values(model.likelihood)
    game.discriminator_step = lambda real, fake: {}
    logs = game.train_step((tf.constant(0), *some()))
    assert moved(model.generator, before[0])
    assert not moved(model.discriminator, before[1])
    assert not moved(model.likelihood, before[2])
    assert all(np.isfinite(float(value)) for value in logs.values())


@pytest.mark.parametrize("objective", ["bce", "relativistic", "hinge", "kl"])
def test_every_objective_gives_finite_losses_on_ragged_texts(model, objective):
    settings = config()
    training = settings.training.model_copy(update={"objective": objective})
    game = adversarial_game(model, settings.model_copy(update={"training": training}), LENGTH)
    for number in range(3):
        logs = game.train_step((tf.constant(number), *some()))
    assert all(np.isfinite(float(value)) for value in logs.values())


def test_rows_are_hard_forward_and_soft_backward(model):
    draws = rollout.gumbel((LENGTH, BATCH, VOCABULARY), 0, Stream.GENERATOR, 0)
    tokens, told, rows = rollout.relaxed(model.generator, draws, 0.7)
    assert np.allclose(rows, tf.one_hot(tokens, VOCABULARY), atol=1e-6)
    again, also, none = rollout.sampled(model.generator, draws)
    assert np.array_equal(tokens, again)
    assert np.array_equal(told, also)
    assert none is None
    assert not np.isin(tokens, (BEGIN, UNKNOWN)).any()
    with tf.GradientTape() as tape:
        _, _, rows = rollout.relaxed(model.generator, draws[:1], 0.7)
        one = rows[0, 0, 3]
    slope = tape.gradient(one, model.generator.bias).numpy()
    logits, _ = model.generator.advance(*model.generator.begin(BATCH))
    soft = tf.nn.softmax((logits + draws[0]) / 0.7)[0].numpy()
    expected = soft[3] * ((np.arange(VOCABULARY) == 3) - soft) / 0.7  # of a softmax
    assert slope == pytest.approx(expected, abs=1e-5)


def test_a_sequence_counts_up_to_its_end():
    tokens = tf.constant([[5, 0], [0, 5], [6, 5]])
    assert rollout.told_of(tokens).numpy().tolist() == [[1, 1], [1, 0], [0, 0]]


def test_returns_by_hand():
    found = discounted(tf.constant([[1.0], [0.0], [2.0]]))[:, 0].numpy()
    assert found == pytest.approx([1 + DISCOUNT**2 * 2, DISCOUNT * 2, 2])


def test_reward_makes_what_is_liked_likelier(model):
    """A judge that likes token 4 and nothing else: the policy comes to write it."""
    settings = config(estimator="reinforce", likelihood_weight=0.0, adversarial_rate=0.05)
    game = adversarial_game(model, settings, LENGTH)
    model.discriminator.steps = lambda embedded: embedded[..., 0]
    liked = np.zeros((VOCABULARY, 4), "float32")
    liked[:, 0], liked[4, 0] = -3.0, 3.0
    model.discriminator.embedding.assign(liked)
    game.discriminator_step = lambda real, fake: {}
    step = tf.function(lambda number: game.train_step((number, *some())))
    for number in range(80):
        step(tf.constant(number))
    tokens, told, _ = rollout.sampled(model.generator, game.draws(64, 999))
    share = tf.reduce_sum(tf.cast(tokens == 4, "float32") * told) / tf.reduce_sum(told)
    assert float(share) > 0.8


def test_the_likeliest_and_the_share_that_may_be_drawn():
    logits = tf.math.log([[0.5, 0.2, 0.3]])
    assert kept(logits, 0, 1.0).numpy().all()
    assert kept(logits, 1, 1.0).numpy().tolist() == [[True, False, False]]
    assert kept(logits, 0, 0.5).numpy().tolist() == [[True, False, False]]
    assert kept(logits, 0, 0.51).numpy().tolist() == [[True, False, True]]
    many = tf.repeat(logits, 4000, axis=0)
    drawn = pick(many, [1, 2], 1.0).numpy()
    assert np.bincount(drawn) / 4000 == pytest.approx([0.5, 0.2, 0.3], abs=0.03)
    colder = pick(many, [1, 2], 0.5).numpy()  # squares: 25, 4 and 9 of 38
    assert np.bincount(colder) / 4000 == pytest.approx([25 / 38, 4 / 38, 9 / 38], abs=0.03)
    assert set(pick(many, [1, 2], 1.0, (2, 1.0)).numpy()) == {0, 2}


def test_what_is_written_depends_on_its_place_alone_and_keeps_its_limits(model):
    write = Writer(model.generator, True)
    begin = tf.constant([BEGIN])

    def written(number, longest=30, shortest=1):
        place = 7, Stream.SAMPLE, tf.constant(number)
        return write(begin, 50, longest, shortest, place, 1.0, 0, 1.0).numpy()

    assert np.array_equal(written(1), written(1))
    assert not np.array_equal(written(1), written(2))
    assert written(1).shape == (30, 50)
    assert np.array_equal(written(1, longest=12), written(1)[:12])
    late = written(1, shortest=6)
    assert (late[:5] != END).all()
    ended = np.cumsum(written(1) == END, axis=0) > 0
    assert (written(1)[ended] == END).all()
    endless = Writer(model.generator, False)(begin, 50, 30, 1, (7, Stream.SAMPLE, 0), 1.0, 0, 1.0)
    assert (endless.numpy() != END).all()
