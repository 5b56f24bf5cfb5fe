"""What all pages share: templates that escape whatever they show, one style, nothing loaded.

Whatever comes from files and people is escaped twice: control characters become visible as on a
terminal, and jinja2 escapes what HTML would obey. A page's own script and style are named by their
hashes, and the browser runs and loads nothing else.
"""

import base64
import hashlib

from rnngan.report.terminal import one_line, visible


def template(package, file, **filters):
    """Return a jinja2 template.

    Args:
        package: dotted name of the package that the file lies in; what this package holds, such as
            style.css, can be included too.
        file: its name.
        filters: functions that the template calls by these names.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup, escape

    files = ChoiceLoader([PackageLoader(name, ".") for name in (package, __package__)])
    how = {"undefined": StrictUndefined, "finalize": _plain}
    lines = {"trim_blocks": True, "lstrip_blocks": True}
    made = Environment(autoescape=True, loader=files, **how, **lines)
    made.filters["fingerprint"] = _fingerprint
    made.filters["broken"] = lambda text: escape(one_line(text)).replace(".", Markup(".<wbr>"))
    made.filters["lines"] = lambda text: escape(visible(str(text)))
    made.filters |= filters
    return made.get_template(file)


def _plain(value):
    """Return a value as text on one line, and what is HTML already as it is."""
    return value if hasattr(value, "__html__") else one_line(value)


def _fingerprint(text):
    """Return a script or style by its hash, as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
