from rnngan.training import two_phases
from rnngan.training.state import TrainingState


def taken(state):
    """What is called in a training that goes on from a state: (phase, part, attempt)."""
    calls = []

    def first(trained, data, state, hooks):
        calls.append((1, state.part, state.attempt))
        return TrainingState(1, done=40, attempt=state.attempt + 1)  # after a rollback

    def second(trained, data, state, hooks):
        calls.append((2, state.part, state.attempt))

    assert two_phases.run("trained", "data", state, "hooks", first, second) == "trained"
    return calls


def test_the_second_phase_follows_the_first_where_that_has_ended():
    assert taken(TrainingState(attempt=2)) == [(1, 1, 2), (2, 2, 3)]


def test_what_stands_in_the_second_phase_goes_on_there():
    assert taken(TrainingState(part=2, attempt=4)) == [(2, 2, 4)]
