"""What a person sees of a training: what is learned, how long it takes, a bar for each phase."""

from contextlib import contextmanager

from rnngan.report.progress import Bar, duration, say, warn
from rnngan.report.terminal import one_line


def introduce(data, made):
    """Say what was read (`Table` or `Text`) and how it is learned (`Dataset` or `Corpus`)."""
    say(f"{data.source}: {made.describe()}")
    for notice in made.notices:
        say(f"  note: {one_line(notice)}")


@contextmanager
def training_bar(second):
    """Give hooks of a training that show a bar while the block runs.

    Args:
        second: what the second phase is; see `rnngan.modalities.base.SecondPhase`.
    """
    with Bar("training") as bar:
        say("preparing the networks, about 10 s")
        yield TrainingBar(bar, *second)


class TrainingBar:
    """Shows on a bar what a training calls: has the methods of `rnngan.training.hooks.Hooks`.

    Args:
        bar: `Bar`.
        what: what the steps of the second phase are for, behind their number.
        title: of the bar of the second phase.
        bound: what the estimated time is: "about" that, or "at most".
    """

    def __init__(self, bar, what, title, bound):
        self.bar, self.what, self.title, self.bound = bar, what, title, bound
        self.first = 0  # steps that were taken before this bar

    def begins(self, phase, done, total, later=0, seconds=None):
        """Say how long it will take, and begin a bar."""
        self.first = done
        if phase == 2:
            self.bar.start(total - done, self.title)
            return
        further = f", and {later:,} {self.what}," if later else ""
        say(f"{total - done:,} steps{further} will take {self.bound} {duration(seconds)}")
        self.bar.start(total - done)

    def step(self, done, losses):
        """Move the bar."""
        self.bar.update(done - self.first, shown(losses))

    def good(self, trained, state):
        """Show nothing."""

    def warns(self, line):
        """Say it above the bar."""
        warn(f"note: {line}")


def shown(losses):
    """Return the losses of a step as short as a bar can take.

    Example:
        >>> shown({"d_loss": 1.386, "g_loss": 0.69}), shown({"likelihood": 2.5})
        ('D 1.386 G 0.690', 'likelihood 2.500')
    """
    if "d_loss" in losses:
        return f"D {losses['d_loss']:.3f} G {losses['g_loss']:.3f}"
    return f"likelihood {losses['likelihood']:.3f}"
