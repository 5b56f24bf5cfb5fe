import ctypes
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


def test_signals_are_taken_back_from_a_library_that_ignores_them():
    ignores, came = 1, []  # SIG_IGN of the system, of which Python knows nothing
    before = signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
    try:
        ctypes.CDLL(None).signal(signal.SIGTERM, ctypes.c_void_p(ignores))
        signal.raise_signal(signal.SIGTERM)
        assert came == []
        interrupts.take_back()
        signal.raise_signal(signal.SIGTERM)
        assert came == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)
