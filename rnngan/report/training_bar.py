"""What a person sees of a training: what is learned, how long it takes, a bar for each part."""

from rnngan.report.progress import Bar, duration, say, warn
from rnngan.report.terminal import one_line


def introduce(data, made):
    """Say what was read and how it will be learned.

    Args:
        data: `Table` or `Text`.
        made: `Dataset` or `Corpus` that it was made into.
        say: function of (line) that says it.
    """
    say(f"{data.source}: {made.describe()}")
    for notice in made.notices:
        say(f"  note: {one_line(notice)}")


def played(play, save, more, state=None, report=None):
    """Train with a bar and return what is trained.

    Args:
        play: trains; called with the functions that `go_on` calls meanwhile.
        save: called with (trained, `TrainingState`) whenever weights are found good.
        more: what the second phase is; see `rnngan.modalities.base.Phase`.
        state: `TrainingState` that training goes on from; None where it begins.
        report: called with (steps done, losses) too, or None.
        say: function of (line) that says what is to be said.
    """
    what, title, bound = more.purpose, more.title, more.bound
    first = state.done if state and state.part == 1 else 0
    with Bar(
        "training",
    ) as bar:

        def keep(trained, now):
            nonlocal state
            state = now
            save(trained, now)

        def announce(steps, more, seconds):
            nonlocal first
            if steps is None:
                first = state.done if state.part == 2 else 0
                bar.start(more, title)
                return
            further = f", and {more:,} {what}," if more else ""
            say(f"{steps:,} steps{further} will take {bound} {duration(seconds)}")
            bar.start(steps)

        def shows(done, losses):
            bar.update(done - first, shown(losses))
            if report is not None:
                report(done, losses)

        def tell(line):
            warn(f"note: {line}")

        say("preparing the networks, about 10 s")
        return play(report=shows, announce=announce, save=keep, tell=tell)


def shown(losses):
    """Return the losses of a step as short as a bar can take.

    Example:
        >>> shown({"d_loss": 1.386, "g_loss": 0.69}), shown({"likelihood": 2.5})
        ('D 1.386 G 0.690', 'likelihood 2.500')
    """
    if "d_loss" in losses:
        return f"D {losses['d_loss']:.3f} G {losses['g_loss']:.3f}"
    return f"likelihood {losses['likelihood']:.3f}"
