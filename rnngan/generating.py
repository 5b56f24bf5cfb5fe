"""`rnngan generate`: what was asked for goes to the tasks of the run's kind."""

from rnngan import files, latents, runs, tasks, text_tasks
from rnngan.errors import ConfigError
from rnngan.generate_options import FOR_TABLES, FOR_TEXTS
from rnngan.text_sampling import TextRequest


def generate_file(folder, asked, output="-", kind=None, force=False, quiet=False):
    """Write generated sequences of a run, a table's or a text's.

    Args:
        folder: run folder.
        asked: {option: value} as `rnngan.generate_options` reads them.
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
        files.refuse_existing(output, force)
    trained = runs.load(folder)
    text = trained.config.kind == "text"
    strange = FOR_TABLES if text else FOR_TEXTS
    odd = [name for name in strange if asked[name] not in (None, (), False)]
    if odd:
        flag = odd[0].replace("_", "-")
        raise ConfigError(
            f"--{flag} is for {'tables' if text else 'texts'}, and {folder} has learned a "
            f"{'text' if text else 'table'}. Leave it out."
        )
    if text:
        text_tasks.write_texts(trained, _text(asked), output, kind, quiet)
        return
    told = {name: asked[name] for name in ("given", "codes", "rows", "first_id")}
    count, when = asked["interpolate"] or asked["count"], (asked["start"], asked["freq"])
    request = tasks.request(count, asked["seed"], asked["length"], *when, **told)
    if kind in text_tasks.SPELLED and kind != "csv":
        raise ConfigError(f"--format {kind} is for texts, and {folder} has learned a table.")
    if asked["interpolate"] is None:
        tasks.write_sequences(trained, request, output, kind, quiet)
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
