"""`rnngan encode`: the latent codes of the windows of a table, a row each."""

from itertools import chain
from os import PathLike

from rnngan.data.formats import outputs
from rnngan.data.formats.tables import read_table
from rnngan.report.progress import Bar, say
from rnngan.runs import table_runs

BEFORE_BAR = 20_000  # windows under which encoding needs no bar


def encode_file(
    folder: str | PathLike,
    data: str,
    output: str | PathLike = "-",
    format: str | None = None,
    force: bool = False,
) -> None:
    """Write the latent codes of the windows of a table, in constant memory.

    Args:
        folder: run folder.
        data: path of the table, or "-".
        output: path, or "-" for standard output.
        format: such as "csv"; by the name of the file when None.
        force: replace an existing file.

    Raises:
        RunError: the folder is no run, has learned a text, or has no encoder.
        InputError: the table can't be used, or the file can't be written.
    """
    trained, chosen = table_runs.opened(folder, output, format, force)
    from rnngan.sampling import latents

    latents.refuse_without_encoder(trained, folder)
    table = read_table(data, trained.config.data)
    dataset = latents.windows_of(trained, table)
    count = len(dataset.train)
    say(f"{table.source}: {count:,} windows of {dataset.train.length} rows")
    keys, frames = latents.schema_of_keys(dataset.schema), latents.codes(trained, dataset, table)
    first, done = next(frames), 0  # it says what the columns are, and there is always one
    with (
        Bar("encoding", count, "windows", count < BEFORE_BAR) as bar,
        outputs.writing(output, chosen.table_writer, keys, first[:0]) as writer,
    ):
        for frame in chain([first], frames):
            writer.write(frame)
            done += len(frame)
            bar.update(done)
