import signal

import pytest

from rnngan.training import interrupts
from rnngan.training.callbacks import Signals


@pytest.mark.parametrize(
    ("number", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)]
)
def test_a_signal_that_was_swallowed_is_raised_again_after_the_next_call(number, raised):
    with pytest.raises(raised):
        interrupts._handle(number, None)
    with pytest.raises(raised):
        Signals(100).on_train_batch_end(19, {})
    interrupts.check()  # and only once


def test_no_signal_no_stop():
    interrupts.check()
