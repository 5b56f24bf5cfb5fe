"""Names of columns that come in beside those of the table."""


def free_name(name, taken):
    """Return `name`, or with underscores behind where it is taken.

    Example:
        >>> free_name("index", ["index", "x"]), free_name("index", ["x"])
        ('index_', 'index')
    """
    while name in taken:
        name += "_"
    return name
