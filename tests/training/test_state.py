from types import SimpleNamespace

from rnngan.training.state import TrainingState


def test_facts_are_all_but_the_arrays_and_lead_back_to_the_state():
    state = TrainingState(2, 40, 3, {"kept": 40}, [], 2, 1, 0.5, {"weight": 1})
    facts = state.facts()
    names = ["part", "done", "rows", "watch", "rollbacks", "attempt", "began", "distance"]
    assert list(facts) == names  # in the order of the manifest
    again = TrainingState.of(facts | {"seed": 4}, {"weight": 1})
    assert again == state
    assert again.arrays == {"weight": 1}


def test_the_second_phase_begins_with_what_happened_in_the_first():
    fact = {"part": 1, "to": 20, "factor": 0.5, "reason": "nan"}
    first = TrainingState(1, 40, 2, {"kept": 40}, [fact], attempt=3, began=2, distance=0.5)
    assert first.second() == TrainingState(2, rollbacks=[fact], attempt=3, began=2)


def test_steps_are_counted_in_what_is_trained():
    trained = SimpleNamespace(continued=0)
    TrainingState(1, 40, watch={"enough": 1}).count_in(trained)
    assert (trained.steps, trained.enough, trained.continued) == (40, True, 0)
    TrainingState(2, 10).count_in(trained)
    assert (trained.steps, trained.enough, trained.continued) == (40, True, 10)
