"""Adversarial objectives, one file each, with one signature.

A file defines, on logits (batch,) of real windows x and generated windows y, each returning a
scalar that is minimised or, for the last, reported:

    discriminator_loss(real, fake, label=1.0)   `label` is that of real windows, where there are any
    generator_loss(real, fake)                  `real` for objectives that compare pairs
    divergence(real, fake)                      what the logits say of how far the two are apart

and says of itself LABELS (whether there is a label to smooth), DIVERGENCE (what is estimated) and
DEFAULTS (settings that differ from the general ones). Its docstring goes into docs/objectives.md.
Adding an objective is adding a file: `rnngan.config.catalogue` finds it.
"""

from importlib import import_module

from rnngan.config.catalogue import objectives as names

__all__ = ["get", "names"]


def get(name):
    """Return the module of an objective.

    Example:
        >>> get("wgan-gp").LABELS
        False
    """
    return import_module(f"{__name__}.{name.replace('-', '_')}")
