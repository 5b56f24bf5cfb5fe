"""`rnngan generate`: what was asked for goes to the tasks of the run's kind."""

from rnngan.cli.generate_options import FOR_TABLES, FOR_TEXTS
from rnngan.config.errors import ConfigError
from rnngan.data.formats import atomic
from rnngan.modalities import table, text
from rnngan.runs import store
from rnngan.sampling import latents
from rnngan.sampling.sample_text import TextRequest


def generate_file(folder, asked, output="-", kind=None, force=False, quiet=False):
    """Write generated sequences of a run, a table's or a text's.

    Args:
        folder: run folder.
        asked: {option: value} as `rnngan.cli.generate_options` reads them.
        output: path, or "-".
        kind: format of the file; by its name when None.
        force: replace an existing file.
        quiet: say nothing.

    Raises:
        ConfigError: something is asked of a text that only tables have, or the other way round.
        RunError: the folder is no run, or damaged.
        InputError: the file exists, or can't be written.
    """
    if str(output) != "-":
        atomic.refuse_existing(output, force)
    trained = store.load(folder)
    of_text = trained.config.kind == "text"
    strange = FOR_TABLES if of_text else FOR_TEXTS
    odd = [name for name in strange if asked[name] not in (None, (), False)]
    if odd:
        flag = odd[0].replace("_", "-")
        raise ConfigError(
            f"--{flag} is for {'tables' if of_text else 'texts'}, and {folder} has learned a "
            f"{'text' if of_text else 'table'}. Leave it out."
        )
    if of_text:
        text.write_texts(trained, _text(asked), output, kind, quiet)
        return
    told = {name: asked[name] for name in ("given", "codes", "rows", "first_id")}
    count, when = asked["interpolate"] or asked["count"], (asked["start"], asked["freq"])
    request = table.request(count, asked["seed"], asked["length"], *when, **told)
    if asked["interpolate"] is None:
        table.write_sequences(trained, request, output, kind, quiet)
    else:
        latents.interpolate(trained, folder, request, asked["between"], output, kind, quiet)


def _text(asked):
    """Return the `TextRequest` of options."""
    wanted = {
        name: asked[name]
        for name in ("seed", "temperature", "top_k", "top_p", "prompt", "shortest")
        if asked[name] is not None
    }
    return TextRequest(asked["count"], longest=asked["length"], **wanted)
