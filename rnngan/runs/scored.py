"""What `SequenceGAN.evaluate` and `report` return and write: the scores of what was learned."""

import json
from pathlib import Path

import pandas as pd

from rnngan import modalities
from rnngan.report.page.cards import scores_card
from rnngan.runs import manifest, report, store


class Scores:
    """The scores of a `SequenceGAN`; a notebook shows them as a table.

    Attributes:
        frame: data frame, a row for each score: of a table what generated rows come to
            (`generated`), what other real rows come to (`real`), and the `share` of the one in the
            other where it has one; of a text `who` wrote, and the `mean`. Which way is better
            stands in docs/scores.md.
        values: dict with all that `rnngan evaluate` writes to scores.json.
    """

    def __init__(self, found):
        self._found = found
        self.values, self.frame = found.scores, pd.DataFrame(found.rows)

    def plot(self):
        """Return a matplotlib `Figure`: real beside generated; of a text, quality and diversity."""
        return self._found.picture[1]()

    def to_html(self):
        """Return the scores as an HTML table with what they say in words."""
        said = self.values.get("similarity", {}).get("verdict")
        return scores_card(said, list(self.frame.columns), self.frame.to_numpy(object).tolist())

    def __repr__(self):
        """Return what `rnngan evaluate` prints."""
        return self._found.table

    def _repr_html_(self):
        return self.to_html()


def evaluation(trained, source, request):
    """Return the `Evaluation` of what was learned; see `rnngan.modalities.base.Modality.evaluate`.

    Args:
        trained: `TrainedModel`.
        source: `Table` or `Text` that it has learned.
        request: `EvaluateRequest`.
    """
    about = {"run": "SequenceGAN", "data": source.source}
    return modalities.of(trained.config).evaluate(trained, source, request, about)


def write_page(path, trained, source, request, call, force=False):
    """Write the page that `rnngan report` writes of a run, and return its path.

    Args:
        path: of the page; a JSON file of the same comes beside it.
        trained: `TrainedModel`.
        source: `Table` or `Text` that it has learned.
        request: `EvaluateRequest`.
        call: how the `SequenceGAN` is made, as Python text.
        force: replace files that exist.

    Raises:
        ConfigError: the name of the page does not end in .html.
        InputError: a file exists.
    """
    path = report.free(path, force)
    scores = evaluation(trained, source, request).scores
    facts = manifest.parsed(store.packed(trained)[store.MANIFEST], store.MANIFEST)
    name = Path(source.source).name
    lines = [f"gan = {call}.fit({json.dumps(name)})", "gan.sample(1000)", f'gan.report("{path}")']
    again = report.reproduced(lines, trained, facts, {name: source.fingerprint})
    return report.report_trained(path, name, trained, source, facts, scores, again)
