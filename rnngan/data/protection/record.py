"""What a run knows of what was protected: how, and never the protected values themselves."""

from typing import Literal

from pydantic import Field

from rnngan.data.columns.column import Part

MARK = "(rare)"  # the category that rare ones are folded into
SHOWN = 5  # columns that a note names
FACTS = ("column", "what", "count", "how")  # of an entry; the others are for further tables
EARLIEST, LATEST = "earliest start", "latest start"  # of series, in the time column
SHORTEST, LONGEST = "shortest", "longest"  # series, by their rows
LEFT_OUT = "left out"  # of a column that too few hold any value of


class Protected(Part):
    """One thing about a column that is protected.

    Args:
        column: its name.
        what: "category", "values" (of a number that has few), "smallest", "largest", "left out",
            or what is said of the starts and the lengths of series.
        count: rare categories or values; else series (or rows) that lie beyond.
        how: what was done, in words.
        limit: number, date or length that was pulled in to.
        bound: number that is kept as an end of the column in its place: its values stay, and only
            what is learned of them is protected.
        into: category that rare ones are folded into; None for a missing value.
        kept: categories, or values of a number, that are learned; None where all are.
    """

    column: str
    what: str
    count: int = Field(ge=0)
    how: str
    limit: float | None = None
    bound: float | None = None
    into: str | bool | int | float | None = None
    kept: tuple[str | bool | int | float, ...] | None = None

    def in_words(self, by):
        """Return what was done, with how many it is about."""
        if self.what == LEFT_OUT:
            return self.how
        one = self.count == 1
        if self.what in ("category", "values"):
            return f"{self.count:,} value{'' if one else 's'} {self.how}"
        unit = by.removesuffix("s") if one and by == "rows" else by
        return f"the {self.what} ({self.count:,} {unit}) {self.how}"


class Protection(Part):
    """What is protected in a table.

    Args:
        by: what has to hold a value for it to be learned.
        below: how many of them.
        columns: what is protected, column by column.
        rules: between columns, that were kept meanwhile.
    """

    by: Literal["series", "rows"]
    below: int = Field(ge=2)
    columns: tuple[Protected, ...] = ()
    rules: tuple[str, ...] = ()

    def of(self, name):
        """Return {what: `Protected`} of a column."""
        return {found.what: found for found in self.columns if found.column == name}

    def facts(self):
        """Return what may be known of it, as a dict for JSON."""
        columns = [found.model_dump(include=set(FACTS)) for found in self.columns]
        return {"by": self.by, "below": self.below, "columns": columns}

    @property
    def few(self):
        """Who are few here, in words."""
        return f"fewer than {self.below} {self.by}"

    def lines(self):
        """Return [column, what was done] for a person, a line a column."""
        lines = {}
        for found in self.columns:
            lines.setdefault(found.column, []).append(found.in_words(self.by))
        return [[name, "; ".join(words)] for name, words in lines.items()]

    def notes(self):
        """Return one line on all of it, for a person, in a list; none where nothing is rare."""
        names = list(dict.fromkeys(found.column for found in self.columns))
        if not names:
            return []
        shown = ", ".join(map(repr, names[:SHOWN]))
        more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
        return [
            f"what {self.few} hold is not learned ({shown}{more}): `rnngan inspect` says what was "
            "done, --protect off learns all"
        ]
