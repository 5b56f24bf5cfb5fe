"""What a notebook shows of a SequenceGAN and of its scores: small tables, escaped."""

from rnngan.report.page.html import template


def estimator_card(name, status, settings, columns, training):
    """Return the HTML of an estimator.

    Args:
        name: of its class.
        status: what was learned, in a few words.
        settings: {name: value} that were given.
        columns: (name, kind, what is done with it) of each column.
        training: {what: figure} of the training, as texts.
    """
    parts = {"name": name, "status": status, "settings": settings}
    return _card("estimator", **parts, columns=columns, training=training)


def scores_card(said, header, rows):
    """Return the HTML of scores.

    Args:
        said: what they say in words, or None.
        header: names of the columns.
        rows: lists of texts, numbers and None.

    Example:
        >>> "<td>0.25</td>" in scores_card(None, ["score"], [[0.25]])
        True
    """
    return _card("scores", said=said, header=header, rows=[list(map(_shown, row)) for row in rows])


def _card(kind, **content):
    return template(__package__, "cards.html.j2").render(kind=kind, **content)


def _shown(value):
    if value is None or value != value:  # no number
        return ""
    return f"{value:.4g}" if isinstance(value, float) else value
