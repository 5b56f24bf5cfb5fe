"""Each callback alone, on a phase that is nothing but its fields; in concert: test_phase.py."""

from types import SimpleNamespace

import numpy as np
import pytest

from rnngan.training import callbacks, interrupts
from rnngan.training.callbacks import Collapse, EarlyEnd, Finite, History, Keep, Progress, Signals
from rnngan.training.callbacks.finite import Divergence
from rnngan.training.hooks import Hooks
from rnngan.training.state import TrainingState


def phase_of(total=1000, done=0, watch=None, **more):
    weight = SimpleNamespace(path="weight", numpy=lambda: np.float32(1))
    optimizer = SimpleNamespace(_learning_rate=lambda step: 0.1 / (1 + step))
    model = SimpleNamespace(trainable_variables=[weight], generator_optimizer=optimizer)
    kept, lines = [], []
    hooks = Hooks()
    hooks.warns = lines.append
    fields = {
        "model": model,
        "state": TrainingState(done=done, watch=watch or {}),
        "total": total,
        "settings": SimpleNamespace(checkpoint_every=100, collapse_below=0.1),
        "hooks": hooks,
        "history": [],
        "columns": {},
        "enough": None,
        "spread": None,
        "doubt": "the default.",
        "keep": lambda: kept.append(phase.state.done),
        "kept": kept,
        "lines": lines,
    }
    phase = SimpleNamespace(**fields | more)
    return phase


def seen(callback, phase, done, **logs):
    """Let a callback see a call that ends with step `done`."""
    callback.set_model(phase.model)
    callback.on_train_batch_end(done - phase.state.done - 1, logs)
    return phase


def test_they_act_in_the_order_that_the_package_names():
    names = [type(callback).__name__ for callback in callbacks.of_phase(phase_of())]
    order = ["Finite", "Collapse", "EarlyEnd", "Keep", "Signals", "Progress"]
    assert names == ["History", *order]
    assert len(callbacks.of_phase(phase_of(history=None))) == len(order)
    assert ", ".join(f"`{name}`" for name in names) in callbacks.__doc__


def test_steps_are_counted_from_the_first_and_end_with_the_last():
    seen_so_far = []
    progress = Progress(250, lambda done, losses: seen_so_far.append((done, losses)), first=200)
    progress.on_train_batch_end(19, {"d_loss": np.float32(0.5)})
    progress.on_train_batch_end(59, {})  # Keras counts the whole call
    assert seen_so_far == [(220, {"d_loss": 0.5}), (250, {})]


def test_a_row_of_the_history_has_the_rate_of_its_last_step_and_what_was_found_before():
    looks = {"spread": lambda model, done: 0.5}
    phase = phase_of(columns={"part": 2}, watch={"spread": 0.5, "held_out": 1.0}, **looks)
    seen(History(phase), phase, 10, d_loss=1.0)
    row = {"part": 2, "step": 10, "d_loss": 1.0, "learning_rate": 0.01, "spread": 0.5}
    assert [list(found.items()) for found in phase.history] == [list(row.items())]
    phase = phase_of(enough=lambda model, watch: False)
    assert seen(History(phase), phase, 10).history[0]["held_out"] is None


def test_a_loss_or_a_weight_that_is_not_finite_is_named():
    phase = phase_of()
    seen(Finite(phase), phase, 1_020, d_loss=1.0)
    with pytest.raises(Divergence, match="d_loss, g_loss became inf at step 20"):
        seen(Finite(phase), phase, 20, d_loss=np.inf, g_loss=np.nan, r1=0.0)
    phase.model.trainable_variables[0].numpy = lambda: np.array([1, np.nan])
    with pytest.raises(Divergence, match="a weight is not finite at step 20: weight"):
        seen(Finite(phase), phase, 20)


def test_a_look_is_taken_every_hundred_steps_and_a_doubt_counted():
    looks = []
    phase = phase_of(spread=lambda model, done: looks.append(done) or 0.05, watch={"looked": 500})
    collapse = Collapse(phase)
    for done in (580, 600, 620):
        seen(collapse, phase, done)
    assert looks == [600]
    assert phase.state.watch == {"looked": 600, "spread": 0.05, "low": 1}
    assert "generated windows spread 5.0% as much as real ones" in phase.doubt
    phase.state.watch["low"] = 2
    with pytest.raises(Divergence, match="at step 700 generated windows spread"):
        seen(collapse, phase, 700)


def test_before_the_grace_a_small_spread_is_no_doubt_but_a_flat_gradient_is_one():
    phase = phase_of(spread=lambda model, done: 0.05)
    assert seen(Collapse(phase), phase, 100, d_gradient=1.0).state.watch["low"] == 0
    assert phase.doubt == "the default."
    assert seen(Collapse(phase), phase, 200, d_gradient=0.0).state.watch["low"] == 1
    assert phase.doubt.startswith("the gradient of the discriminator has vanished")


def test_a_spread_that_is_not_finite_ends_it_at_once():
    phase = phase_of(spread=lambda model, done: np.nan)
    with pytest.raises(Divergence, match="generated windows are not finite at step 100"):
        seen(Collapse(phase), phase, 100)


@pytest.mark.parametrize(
    ("done", "watch", "asked"),
    [(600, {"looked": 600}, True), (620, {"looked": 600}, False), (1000, {"looked": 950}, True)],
)
def test_whether_anything_is_gained_is_asked_at_a_look_and_at_the_end(done, watch, asked):
    phase = phase_of(watch=watch, enough=lambda model, watch: True)
    seen(EarlyEnd(phase), phase, done)
    assert phase.state.watch.get("enough", 0) == asked
    assert phase.total == (done if asked else 1000)
    assert getattr(phase.model, "stop_training", False) == asked


def test_a_phase_that_still_gains_goes_on():
    phase = phase_of(watch={"looked": 600}, enough=lambda model, watch: False)
    seen(EarlyEnd(phase), phase, 600)
    assert (phase.total, phase.state.watch) == (1000, {"looked": 600})


def test_weights_are_kept_on_the_grid_and_at_the_end():
    phase = phase_of(total=250)
    keep = Keep(phase)
    for done in range(20, 260, 20):
        keep.on_steps(min(done, 250), {})
    keep.on_steps(250, {})
    assert phase.kept == [100, 200, 250]
    assert (phase.state.done, phase.state.watch["kept"]) == (250, 250)


def test_in_doubt_nothing_is_kept_but_the_end_with_a_warning():
    phase = phase_of(total=250, watch={"low": 1})
    keep = Keep(phase)
    keep.on_steps(100, {})
    assert (phase.kept, phase.lines) == ([], [])
    keep.on_steps(250, {})
    assert phase.kept == [250]
    assert phase.lines == ["the last look was a doubtful one: the default."]


def test_at_a_signal_weights_are_kept_before_it_is_obeyed():
    phase = phase_of()
    interrupts._received.append(2)
    Keep(phase).on_steps(20, {})
    assert phase.kept == [20]
    with pytest.raises(KeyboardInterrupt):
        Signals(1000).on_steps(20, {})
    Signals(1000).on_steps(40, {})  # obeyed once
