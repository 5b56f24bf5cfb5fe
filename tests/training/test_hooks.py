from rnngan.training.hooks import Hooks, Several


class Seen(Hooks):
    def __init__(self, name, calls):
        self.name, self.calls = name, calls

    def begins(self, *facts):
        self.calls.append((self.name, "begins", *facts))

    def step(self, *facts):
        self.calls.append((self.name, "step", *facts))

    def good(self, *facts):
        self.calls.append((self.name, "good", *facts))

    def warns(self, *facts):
        self.calls.append((self.name, "warns", *facts))


def call_all(hooks):
    hooks.begins(1, 0, 40, 10, 2.5)
    hooks.step(20, {"d_loss": 1.0})
    hooks.good("trained", "state")
    hooks.warns("line")


def test_several_are_called_in_their_order():
    calls = []
    call_all(Several(Seen("one", calls), Hooks(), Seen("other", calls)))
    expected = [
        ("begins", 1, 0, 40, 10, 2.5),
        ("step", 20, {"d_loss": 1.0}),
        ("good", "trained", "state"),
        ("warns", "line"),
    ]
    assert calls == [(name, *facts) for facts in expected for name in ("one", "other")]


def test_hooks_do_nothing_until_overridden():
    call_all(Hooks())
    call_all(Several())


def test_one_that_raises_keeps_those_behind_it_from_being_called():
    calls = []

    class Refuses(Hooks):
        def step(self, done, losses):
            raise KeyboardInterrupt

    try:
        Several(Seen("one", calls), Refuses(), Seen("other", calls)).step(20, {})
    except KeyboardInterrupt:
        assert calls == [("one", "step", 20, {})]
    else:
        raise AssertionError
