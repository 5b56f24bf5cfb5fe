"""`rnngan inspect`: what is in some data, what will be done with them, what it would cost."""

from rnngan import modalities
from rnngan.config.run_config import RunConfig
from rnngan.modalities.base import Account


def inspect(
    data: str,
    config: RunConfig,
    schema: str | None = None,
    written: str | None = None,
    force: bool = False,
) -> Account:
    """Return the `rnngan.modalities.base.Account` of a table or a text; takes no TensorFlow.

    Args:
        data: path, or "-".
        config: `RunConfig`.
        schema: path of an edited schema, or None.
        written: path to write the schema to, or None.
        force: whether that file may be replaced.

    Raises:
        ConfigError: a schema is asked for, and it is a text.
        InputError: the data can't be used.
    """
    return modalities.of(config).inspect(data, config, schema, written, force)
