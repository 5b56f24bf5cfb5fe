import signal

import pytest

from rnngan import stops
from rnngan.callbacks import Clock


@pytest.mark.parametrize(
    ("number", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)]
)
def test_a_signal_that_was_swallowed_is_raised_again_after_the_next_call(number, raised):
    with pytest.raises(raised):
        stops._handle(number, None)
    with pytest.raises(raised):
        Clock(100, None).on_train_batch_end(19, {})
    stops.check()  # and only once


def test_no_signal_no_stop():
    stops.check()
