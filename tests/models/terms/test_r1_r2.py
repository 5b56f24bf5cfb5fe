"""R1 and R2: half of γ times the mean squared slope, of each side of a batch."""

import numpy as np
import pytest
import tensorflow as tf
from small_windows import compiled, discriminated

from rnngan.models import slopes
from rnngan.models.terms import Batch
from rnngan.models.terms.r1_r2 import R1, R2


def test_each_is_half_of_gamma_times_the_mean_over_its_side():
    batch = Batch(0, None, None, slopes=lambda: tf.constant([1.0, 3.0, 10.0, 30.0]))
    loss, logs = R1(5.0).loss(None, batch)
    assert float(loss) == float(logs["r1"]) == 5.0  # 5/2 · (1 + 3)/2
    loss, logs = R2(0.5).loss(None, batch)
    assert float(loss) == float(logs["r2"]) == 5.0  # 0.5/2 · (10 + 30)/2


class TestWithoutPenalties:
    def test_the_gradient_is_left_out_and_both_are_logged_as_0(self, monkeypatch):
        def refuse(discriminator, *inputs, sides):
            return discriminator(*inputs, sides=sides), None  # which can't be called

        monkeypatch.setattr(slopes, "of_windows", refuse)
        logs = discriminated(compiled(r1=0.0, r2=0.0))
        assert (float(logs["r1"]), float(logs["r2"])) == (0.0, 0.0)
        assert "gradient_penalty" not in logs

    def test_the_step_is_that_with_penalties_of_no_weight(self):
        """A weight of 1e-30 takes the gradient, but moves nothing."""
        without, with_none = compiled(r1=0.0, r2=0.0), compiled(r1=1e-30, r2=1e-30)
        logs, others = discriminated(without), discriminated(with_none)
        assert float(logs["d_loss"]) == pytest.approx(float(others["d_loss"]), rel=1e-6)
        pairs = zip(
            without.discriminator.trainable_variables,
            with_none.discriminator.trainable_variables,
            strict=True,
        )
        for one, other in pairs:
            np.testing.assert_allclose(one, other, atol=1e-6)

    def test_a_penalty_of_weight_moves_the_step(self):
        without, heavy = compiled(r1=0.0, r2=0.0), compiled(r1=100.0, r2=0.0)
        discriminated(without)
        assert float(discriminated(heavy)["r1"]) > 0
        one, other = (m.discriminator.logit.kernel.numpy() for m in (without, heavy))
        assert np.abs(one - other).max() > 1e-5
