"""What can be learned, a table or a text, and how each is read, made ready and trained."""

from collections.abc import Callable
from dataclasses import dataclass

from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import read_table
from rnngan.data.text import corpus
from rnngan.data.text.text_files import read_text
from rnngan.evaluation import codes
from rnngan.training import train_table, train_text


@dataclass(frozen=True)
class Kind:
    """One of them.

    Args:
        read: (path, `RunConfig`) -> what was read: `Table` or `Text`.
        ready: (what was read, `TrainedModel` or `TrainedText`) -> `Dataset` or `Corpus`, made
            ready as the trained one was.
        train: (made ready, attempt, hooks) -> trained.
        go_on: (trained, made ready, state, hooks) -> trained.
        planned: (`RunConfig`, made ready) -> the same with "auto" turned into numbers.
        report: (folder, trained) -> what was found out about a finished run, or None.
        more: what the second phase is, behind "1,000 steps" and before its bar; and what the
            estimated time is: "about" that, or "at most".
    """

    read: Callable
    ready: Callable
    train: Callable
    go_on: Callable
    planned: Callable
    report: Callable
    more: tuple[str, str, str]


KINDS = {
    "table": Kind(
        read=lambda path, config: read_table(path, config.data),
        ready=lambda table, trained: prepare(
            table, trained.config, trained.schema, transform=trained.transform
        ),
        train=train_table.train,
        go_on=train_table.go_on,
        planned=train_table.planned,
        report=codes.report,
        more=("on how series go on", "learning to go on", "about"),
    ),
    "text": Kind(
        read=read_text,
        ready=lambda text, trained: corpus.prepare(text, trained.config, trained.tokenizer),
        train=train_text.train,
        go_on=train_text.go_on,
        planned=lambda config, corpus: config,
        report=lambda folder, trained: None,
        more=("against the discriminator", "adversarial", "at most"),
    ),
}


def of(config):
    """Return the `Kind` of a `RunConfig`."""
    return KINDS[config.kind]
