"""What a person reads of a training where stderr is no terminal."""

from rnngan.report.training_bar import training_bar

SECOND = "against the discriminator", "adversarial", "at most"


def test_a_training_is_announced_and_shown_phase_by_phase(capsys):
    with training_bar(SECOND) as bar:
        bar.begins(1, 0, 40, later=10, seconds=4.0)
        bar.step(40, {"d_loss": 1.386, "g_loss": 0.69})
        bar.good(None, None)
        bar.warns("half the rate")
        bar.begins(2, 0, 10)
        bar.step(10, {"d_loss": 1.0, "g_loss": 1.0})
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == [
        "preparing the networks, about 10 s",
        "40 steps, and 10 against the discriminator, will take at most 4 s",
    ]
    assert lines[2].startswith("training 40/40  D 1.386 G 0.690 ")
    assert lines[3] == "note: half the rate"
    assert lines[4].startswith("adversarial 10/10  D 1.000 G 1.000 ")


def test_one_that_goes_on_counts_the_steps_that_are_left(capsys):
    with training_bar(SECOND) as bar:
        bar.begins(1, 60, 100, seconds=4.0)
        bar.step(80, {"likelihood": 2.5})
        bar.begins(2, 30, 40)
        bar.step(40, {"likelihood": 2.5})
    lines = capsys.readouterr().err.splitlines()
    assert lines[1] == "40 steps will take at most 4 s"
    assert lines[2].startswith("training 20/40  likelihood 2.500 ")
    assert lines[3].startswith("adversarial 10/10  likelihood 2.500 ")
