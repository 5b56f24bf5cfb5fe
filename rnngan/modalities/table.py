"""Tables of sequences: rows of typed columns, many series or one."""

from rnngan.config.requests import OF_TEXTS
from rnngan.modalities.base import Modality, SecondPhase


class TableModality(Modality):
    """A table; see `Modality`."""

    name = "table"
    other = "text"
    not_asked = OF_TEXTS
    output = "synthetic.csv"
    unfit = "is for texts. Leave it out, or add --text."
    second_phase = SecondPhase("against the discriminator", "adversarial", "at most")
    explains = True

    def read(self, path, config):
        """Return the `Table` of a file; of one larger than memory, that of some of its series."""
        from rnngan.data.large.sampled import read

        return read(path, config.data)

    def taken(self, data, config):
        """Return (`Table`, `Container`) of a path, a data frame, an array."""
        from rnngan.data.formats import tables
        from rnngan.data.formats.containers import Container, is_path, unpacked

        if is_path(data):
            return self.read(data, config), Container()
        frame, container = unpacked(data)
        table = tables.from_frame(frame)
        table.na_values = config.data.na_values
        table.inf_as_missing = config.data.inf_as_missing
        return table, container

    def made_ready(self, source, config):
        """Return the `Dataset` of a `Table`."""
        from rnngan.data.dataset import prepare
        from rnngan.data.large.storing import with_store

        return with_store(prepare(source, config), source)

    def prepare(self, path, config, schema=None):
        """Return (`Dataset`, `Table`)."""
        from rnngan.data.dataset import dataset_of
        from rnngan.data.large.storing import with_store

        dataset, table = dataset_of(path, config, schema)
        return with_store(dataset, table), table

    def prepare_again(self, source, trained):
        """Return the `Dataset` of a `Table`, with the schema and the transform of a run."""
        from rnngan.data.dataset import prepare
        from rnngan.data.large.storing import with_store

        dataset = prepare(source, trained.config, trained.schema, transform=trained.transform)
        return with_store(dataset, source)

    def inspect(self, path, config, schema=None, written=None, force=False):
        """Return the `Account` of a table; its schema is written where asked for."""
        from rnngan.modalities import table_account

        return table_account.inspect(path, config, schema, written, force)

    def training_seconds(self, dataset):
        """Return about how long both phases take."""
        from rnngan.modalities import table_account

        return table_account.training_seconds(dataset)

    def evaluation_seconds(self, dataset, classifiers, quick):
        """Return about how long the classifiers and forecasters of all scores take."""
        from rnngan.modalities import table_account

        return table_account.evaluation_seconds(dataset, classifiers, quick)

    def fits(self, setting, config):
        """Return whether it is none of the section text."""
        return setting.partition(".")[0] != "text"

    def train(self, dataset, attempt=1, hooks=None):
        """Return the `TrainedTable` of a `Dataset`."""
        from rnngan.training import train_table

        return train_table.train(dataset, attempt=attempt, hooks=hooks)

    def go_on(self, trained, dataset, state, hooks=None):
        """Train on from a `TrainingState`."""
        from rnngan.training import train_table

        return train_table.go_on(trained, dataset, state, hooks=hooks)

    def description(self):
        """Return the class of schema.json."""
        from rnngan.models.trained import Description

        return Description

    def write(self, trained, request, output="-", format=None):
        """Write generated sequences as CSV, Parquet or Feather."""
        from rnngan.modalities import table_output

        table_output.write(trained, request, output, format)

    def parts(self, trained, request):
        """Return the `Parts` of about a million rows each."""
        from rnngan.modalities import table_output

        return table_output.parts(trained, request)

    def write_part(self, trained, request, numbers, output, format=None, report=None):
        """Write some generated sequences."""
        from rnngan.modalities import table_output

        table_output.write_part(trained, request, numbers, output, format, report)

    def samples(self, trained, request):
        """Return an iterator over data frames like the table."""
        from rnngan.modalities import table_samples

        return table_samples.samples(trained, request)

    def notes(self, trained, request):
        """Return what lies outside what was learned."""
        from rnngan.sampling import sample_table

        return sample_table.notes(trained, request)

    def score(self, trained, source):
        """Return how similar generated rows are to those of another `Table`, 1 at most."""
        from rnngan.modalities import table_samples

        return table_samples.score(trained, source)

    def evaluate(self, trained, source, request, about, kept=None):
        """Return the `Evaluation` of a run on its table."""
        from rnngan.modalities import table_evaluation

        return table_evaluation.evaluate(trained, source, request, about, kept)

    def picture(self, trained, source):
        """Return the `Figure` of real windows beside generated ones."""
        from rnngan.modalities import table_evaluation

        return table_evaluation.picture(trained, source)

    def exported(self, trained, run):
        """Return the `ExportedGenerator`."""
        from rnngan.models.exported import ExportedGenerator

        return ExportedGenerator.of(trained)

    def pictures(self, trained, source):
        """Return what the pictures of a report on a table show."""
        from rnngan.modalities import table_pictures

        return table_pictures.of_run(trained, source)

    def check(self, trained, dataset):
        """Return how generated windows compare with real ones, held-out ones among them."""
        from rnngan.modalities import table_check

        return table_check.check(trained, dataset)

    def findings(self, trained):
        """Return what codes move, or None for a run without codes."""
        from rnngan.modalities import code_report

        return code_report.report(trained)


MODALITY = TableModality()
