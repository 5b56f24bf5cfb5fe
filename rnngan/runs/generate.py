"""`rnngan generate`: new sequences of a run, written to a file or to standard output."""

from os import PathLike

from rnngan import modalities
from rnngan.config.requests import GenerateRequest
from rnngan.data.formats import atomic, outputs
from rnngan.report.progress import say
from rnngan.runs import store


def generate_file(
    folder: str | PathLike,
    request: GenerateRequest,
    output: str | PathLike = "-",
    format: str | None = None,
    force: bool = False,
) -> None:
    """Write generated sequences of a run, whatever it has learned.

    Args:
        folder: run folder.
        request: `GenerateRequest`.
        output: path, or "-".
        format: of the file, such as "csv"; by its name when None.
        force: replace an existing file.

    Raises:
        ConfigError: something is asked of a text that only tables have, or the other way round.
        RunError: the folder is no run, or damaged.
        InputError: the file exists, or can't be written.
    """
    if str(output) != "-":
        atomic.refuse_existing(output, force)
    if request.excel_safe:
        outputs.excel_safe(output, format)  # complains before the run is read
    trained = store.load(folder)
    modality = modalities.of(trained.config)
    modality.refuse_request(request, folder)
    if not trained.finished:
        say(f"note: {trained.progress}")
    modality.write(trained, request, output, format)
