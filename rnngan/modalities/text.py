"""Texts: lines of a file, windows of one long text, or a column of a table."""

from rnngan.config import catalogue
from rnngan.config.errors import ConfigError
from rnngan.config.requests import OF_TABLES
from rnngan.modalities.base import Modality, SecondPhase

SHARED = {  # settings that texts have too, besides those of the sections text and training
    "kind", "seed", "data.holdout", "data.encoding", "model.units",
}  # fmt: skip
OF_CELLS = {"data.delimiter", "data.decimal", "data.header", "data.na_values"}  # with a column
OF_TABLES_ALONE = {  # settings of training that only tables have
    f"training.{name}" for name in (
        "d_steps", "clip_weights", "gradient_penalty", "feature_matching", "historical_averaging",
        "match", "match_weight", "code_weight", "reconstruction", "kl_weight", "likelihood_rate",
    )
}  # fmt: skip


class TextModality(Modality):
    """A text; see `Modality`."""

    name = "text"
    other = "table"
    not_asked = OF_TABLES
    output = "synthetic.txt"
    unfit = "is for tables, and this is a text. Leave it out."
    second_phase = SecondPhase("against the discriminator", "adversarial", "at most")

    def read(self, path, config):
        """Return the `Text` of a file, a folder or a column."""
        from rnngan.data.text.text_files import read_text

        return read_text(path, config)

    def taken(self, data, config):
        """Return (`Text`, `Container`) of a path, a list of texts, a column."""
        from rnngan.modalities import text_samples

        return text_samples.taken(data, config)

    def made_ready(self, source, config):
        """Return the `Corpus` of a `Text`."""
        from rnngan.data.text import corpus

        return corpus.prepare(source, config)

    def prepare(self, path, config, schema=None):
        """Return (`Corpus`, `Text`)."""
        if schema:
            raise ConfigError("--schema is for tables, and this is a text. Leave it out.")
        text = self.read(path, config)
        return self.made_ready(text, config), text

    def prepare_again(self, source, trained):
        """Return the `Corpus` of a `Text`, in the tokens of a run."""
        from rnngan.data.text import corpus

        return corpus.prepare(source, trained.config, trained.tokenizer)

    def inspect(self, path, config, schema=None, written=None, force=False):
        """Return the `Account` of a text, which has no schema."""
        from rnngan.modalities import text_account

        if schema or written:
            raise ConfigError("A text has no schema: leave out --schema and --write-schema.")
        return text_account.inspect(path, config)

    def training_seconds(self, dataset):
        """Return about how long the likelihood phase takes at most."""
        from rnngan.modalities import text_account

        return text_account.training_seconds(dataset)

    def evaluation_seconds(self, dataset, classifiers, quick):
        """Return 0: drawing and comparing texts takes little."""
        return 0.0

    def fits(self, setting, config):
        """Return whether texts have a setting."""
        section = setting.partition(".")[0]
        if section == "text" or (section == "training" and setting not in OF_TABLES_ALONE):
            return True
        return setting in SHARED or (bool(config.text.column) and setting in OF_CELLS)

    def refuse_settings(self, config, sources):
        """Refuse what texts don't have; and objectives that need it."""
        _refuse_objective(config.training.objective)
        super().refuse_settings(config, sources)

    def train(self, dataset, attempt=1, hooks=None):
        """Return the `TrainedText` of a `Corpus`."""
        from rnngan.training import train_text

        return train_text.train(dataset, attempt=attempt, hooks=hooks)

    def go_on(self, trained, dataset, state, hooks=None):
        """Train on from a `TrainingState`."""
        from rnngan.training import train_text

        return train_text.go_on(trained, dataset, state, hooks=hooks)

    def description(self):
        """Return the class of schema.json."""
        from rnngan.models.text.trained import TextDescription

        return TextDescription

    def write(self, trained, request, output="-", format=None):
        """Write generated texts as plain lines, JSON lines or CSV."""
        from rnngan.modalities import text_output

        text_output.write(trained, request, output, format)

    def parts(self, trained, request):
        """Return the `Parts` of about a million tokens each."""
        from rnngan.modalities import text_output

        return text_output.parts(trained, request)

    def write_part(self, trained, request, numbers, output, format=None, report=None):
        """Write some generated texts."""
        from rnngan.modalities import text_output

        text_output.write_part(trained, request, numbers, output, format, report)

    def samples(self, trained, request):
        """Return an iterator over lists of texts."""
        from rnngan.modalities import text_samples

        return text_samples.samples(trained, request)

    def notes(self, trained, request):
        """Return nothing: whatever can be asked for was learned."""
        return []

    def score(self, trained, source):
        """Return the mean log-likelihood of the tokens of another `Text`, in nats."""
        from rnngan.modalities import text_samples

        return text_samples.score(trained, source)

    def evaluate(self, trained, source, request, about, kept=None):
        """Return the `Evaluation` of a run on its text, or on another one."""
        from rnngan.modalities import text_evaluation

        return text_evaluation.evaluate(trained, source, request, about)

    def picture(self, trained, source):
        """Refuse: a text has no sequences of numbers."""
        raise ConfigError(
            "A text has no sequences of numbers to draw. Its scores can be drawn: "
            "evaluate().plot() shows quality against diversity."
        )

    def exported(self, trained, run):
        """Refuse: texts are written token by token, by a program and not by one model."""
        raise ConfigError(
            f"{run} has learned a text, whose generator is not exported. Use rnngan generate {run} "
            "-n 100."
        )

    def pictures(self, trained, source):
        """Return what the pictures of a report on a text show."""
        from rnngan.modalities import text_pictures

        return text_pictures.of_run(trained, source)


def _refuse_objective(name):
    """Refuse an objective that needs what the discriminator of texts does not have."""
    needed = _needed(name)
    if needed:
        fit = (other for other in catalogue.objectives() if not _needed(other))
        raise ConfigError(
            f"training.objective: {name} needs {needed[0]}, which texts have not. Expected one of: "
            f"{', '.join(fit)}."
        )


def _needed(objective):
    """Return the settings of an objective that only tables have."""
    settings = (f"training.{name}" for name in catalogue.objective(objective).defaults)
    return [setting for setting in settings if setting in OF_TABLES_ALONE]


MODALITY = TextModality()
