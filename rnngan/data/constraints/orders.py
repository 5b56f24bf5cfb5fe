"""Orders between columns that hold by construction: the upper is learned as a gap over others."""

from rnngan.data.constraints import repair
from rnngan.data.constraints.rules import Order


def below(schema):
    """Return {column: names that it is never below} of columns that can be learned as gaps.

    Both sides must be numbers that change from row to row and are never missing; other orders are
    held by repair alone.

    Args:
        schema: `rnngan.data.schema.Schema`.
    """
    learned = {c.name for c in schema.modelled if c.may_be_gap}
    found = {}
    for part in repair.as_parts(schema.constraints, [c.name for c in schema.columns]):
        if isinstance(part, Order) and {part.lower, part.upper} <= learned:
            found.setdefault(part.upper, []).append(part.lower)
    return {upper: tuple(lowers) for upper, lowers in found.items()}
