"""Adversarial objectives, one file each, with one signature.

A file defines, on logits (batch,) of real windows x and generated windows y, each returning a
scalar that is minimised or, for the last, reported:

    discriminator_loss(real, fake, label=1.0)   `label` is that of real windows, where there are any
    generator_loss(real, fake)                  `real` for objectives that compare pairs
    divergence(real, fake)                      what the logits say of how far the two are apart

and says of itself LABELS (whether there is a label to smooth), DIVERGENCE (what is estimated) and
DEFAULTS (settings that differ from the general ones). Its docstring goes into docs/objectives.md.
Adding an objective is adding a file here, or in a folder of one's own that is appended to
`__path__` before the settings are loaded: `rnngan.config.catalogue` finds it, and with it the
settings, the command line and the documentation.
"""

from importlib import import_module

from rnngan.config import catalogue
from rnngan.config.catalogue import objectives as names

__all__ = ["get", "names"]
__path__ = catalogue.OBJECTIVES  # the same list: a folder appended to either is in both


def get(name):
    """Return the module of an objective.

    Example:
        >>> get("wgan-gp").LABELS
        False
    """
    return import_module(f"{__name__}.{name.replace('-', '_')}")
