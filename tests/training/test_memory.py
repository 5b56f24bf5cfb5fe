"""Memory is given back where that is possible, and nothing fails where it is not."""

import pytest

from rnngan.training import memory


@pytest.mark.parametrize("error", [OSError, AttributeError])
def test_a_system_without_glibc_is_no_obstacle(monkeypatch, error):
    def missing(name):
        raise error(name)

    monkeypatch.setattr(memory.ctypes, "CDLL", missing)
    memory.give_back()


def test_the_c_library_is_asked(monkeypatch):
    asked = []
    library = type("Library", (), {"malloc_trim": staticmethod(asked.append)})
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: library)
    memory.give_back()
    assert asked == [0]
