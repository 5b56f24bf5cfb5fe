"""A file -> what is trained on, of a table or a text; TensorFlow is not needed for it."""

from rnngan.config.errors import ConfigError


def made_ready(data, config, schema=None):
    """Read what is to be learned and make it ready for training.

    Args:
        data: path of a table or a text, or "-".
        config: `RunConfig`.
        schema: path of an edited schema, or None.

    Returns:
        (`Dataset` or `Corpus`, the `Table` or `Text` that it was made from).

    Raises:
        ConfigError: a schema is given for a text.
        InputError: the file can't be used.
    """
    if config.kind == "text":
        from rnngan.data.text import corpus, text_files

        if schema:
            raise ConfigError("--schema is for tables, and this is a text. Leave it out.")
        text = text_files.read_text(data, config)
        return corpus.prepare(text, config), text
    from rnngan.data.dataset import dataset_of

    return dataset_of(data, config, schema)
