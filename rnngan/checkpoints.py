"""Weights on disk: named arrays in one safetensors file, never pickle, never HDF5."""

import numpy as np
import safetensors
import safetensors.numpy

from rnngan.errors import RunError

NETWORKS = ("generator", "average", "discriminator", "continuer", "code_head", "encoder")


def named_variables(model):
    """Return {"network/path": Keras variable} of all weights of an `AdversarialModel`."""
    found = {}
    for network in NETWORKS:
        built = getattr(model, network)  # not every run has every network
        for variable in [] if built is None else built.variables:
            path = variable.path.removeprefix(f"{network}/")
            found[f"{network}/{path}"] = variable
    return found


def dump_weights(model):
    """Return all weights of `model` as the bytes of a safetensors file."""
    arrays = {  # safetensors writes garbage for arrays that are not contiguous
        name: np.ascontiguousarray(variable.numpy())
        for name, variable in named_variables(model).items()
    }
    return safetensors.numpy.save(arrays)


def load_weights(path, model):
    """Assign the weights in `path` to `model`, by exact name, shape and dtype.

    Raises:
        RunError: the file is missing or damaged, or the first weight that does not fit.
    """
    try:
        arrays = safetensors.numpy.load_file(path)
    except (OSError, safetensors.SafetensorError) as error:
        raise RunError(f"{path}: not readable as weights: {error}") from None
    expected = named_variables(model)
    if arrays.keys() != expected.keys():
        odd = sorted(arrays.keys() ^ expected.keys())[0]
        raise RunError(f"{path}: the weight {odd!r} stands in only one of file and model.")
    for name, variable in expected.items():
        array, wanted = arrays[name], (tuple(variable.shape), variable.dtype)
        if (array.shape, str(array.dtype)) != wanted:
            raise RunError(
                f"{path}: weight {name!r} is {array.dtype}{list(array.shape)}. "
                f"Expected {wanted[1]}{list(wanted[0])}, as config.json says."
            )
    for name, variable in expected.items():
        variable.assign(arrays[name])
