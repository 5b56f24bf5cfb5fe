"""Latent codes: of the windows of a table, and of the path between two of them."""


def encode_file(folder, data, output="-", force=False, quiet=False):
    """Write the latent codes of the windows of a table."""
    raise NotImplementedError


def between(folder, request, data=None):
    """Return the request with latent vectors on a path between two points."""
    raise NotImplementedError
