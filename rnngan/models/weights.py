"""Named arrays <-> bytes: one safetensors file, never pickle, never HDF5."""

import numpy as np
import safetensors
import safetensors.numpy

from rnngan.config.errors import RunError

NETWORKS = (
    "generator", "average", "discriminator", "code_head", "encoder", "likelihood"
)  # fmt: skip


def of_networks(model):
    """Return {"network/path": Keras variable} of all networks of a model."""
    found = {}
    for network in NETWORKS:
        built = getattr(model, network, None)  # not every run has every network
        for variable in [] if built is None else built.variables:
            path = variable.path.removeprefix(f"{network}/")
            found[f"{network}/{path}"] = variable
    return found


def of_training(model):
    """Return {"number/path": Keras variable} of all that the next step of training depends on.

    These are the networks, what further terms remember, and both optimizers with their slots and
    counters; the length of the schedule follows from the settings. Paths alone are not unique:
    there may be two optimizers of one class.

    Args:
        model: compiled model, such as `AdversarialModel`.
    """
    optimizers = [model.generator_optimizer]
    if hasattr(model, "discriminator_optimizer"):
        optimizers.append(model.discriminator_optimizer)
    variables = [v for v in model.variables if v is not model.schedule_steps]
    variables += [v for optimizer in optimizers for v in optimizer.variables]
    return {f"{number:04d}/{v.path}": v for number, v in enumerate(variables)}


def dump(arrays):
    """Return {name: array} as the bytes of a safetensors file."""
    whole = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    return safetensors.numpy.save(whole)  # writes garbage for arrays that are not contiguous


def values(variables):
    """Return {name: a copy of the array} of {name: Keras variable}."""
    return {name: np.array(variable.numpy()) for name, variable in variables.items()}


def read(content, source):
    """Return {name: array} of the bytes of a safetensors file.

    Args:
        content: the bytes.
        source: name of the file, for messages.

    Raises:
        RunError: they are no safetensors file.
    """
    try:
        return safetensors.numpy.load(content)
    except (safetensors.SafetensorError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{source}: not readable as weights: {error}") from None


def assign(arrays, variables, source):
    """Assign arrays to variables, by exact name, shape and dtype; all of them or none.

    Args:
        arrays: {name: array}.
        variables: {name: Keras variable}.
        source: name of the file, for messages.

    Raises:
        RunError: names the first weight that does not fit.
    """
    if arrays.keys() != variables.keys():
        odd = sorted(arrays.keys() ^ variables.keys())[0]
        raise RunError(f"{source}: the weight {odd!r} stands in only one of file and model.")
    for name, variable in variables.items():
        array, wanted = arrays[name], (tuple(variable.shape), variable.dtype)
        if (array.shape, str(array.dtype)) != wanted:
            raise RunError(
                f"{source}: weight {name!r} is {array.dtype}{list(array.shape)}. "
                f"Expected {wanted[1]}{list(wanted[0])}, as config.json says."
            )
    for name, variable in variables.items():
        variable.assign(arrays[name])
