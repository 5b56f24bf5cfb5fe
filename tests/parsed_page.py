"""HTML as tests look at it: tags must be balanced."""

from html.parser import HTMLParser

VOID = {"meta", "input", "wbr", "br"}


class Parsed(HTMLParser):
    """Tags that are balanced, elements with their attributes, and all text but scripts'."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.texts = [], [], []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        assert len(dict(attributes)) == len(attributes)
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] not in (["script"], ["style"]):
            self.texts.append(data)

    @property
    def text(self):
        return " ".join("".join(self.texts).split())

    def all(self, key, tag=None):
        """Values of an attribute, of all elements or of those with one tag."""
        return [found[key] for name, found in self.elements if key in found and tag in (None, name)]
