"""What looks like a person in a table: values that come back in generated rows as they stand.

A network invents numbers and dates; of categories it gives back the values of the table. So only
these are looked at: by their cells first, by the column's name second.
"""

import re
import unicodedata
from statistics import median

import numpy as np
import pandas as pd

MOST_LINES = 5  # notices on such columns
MANY = 20  # different values from which on texts and codes may be free text or keys
MAILS = 0.1  # share of the different values: a mail address is nothing else
PHONES = 0.5
NAMES = 0.8  # share that is written like names of people
KNOWN = 0.3  # and share that begins with a well-known first name
SOME_NAMES = 5  # different ones under which a column called customer may hold kinds of them
CODES = 0.9
DIFFERENT = 0.9  # share of the cells, or of the series, that are different in a key
SENTENCE, PHRASE = 5, 3  # words in half of the texts; the second in columns called note

MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}")
DATE = re.compile(
    r"((19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](\d\d|(19|20)\d\d))([T ].*)?"
)
DIAL = re.compile(r"\+\d[\d()\s./-]*|(00|0(?=\d*[\s()/.-])|\(\+?\d)[\d()\s./-]*")
GROUPS = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")  # as in North America
AMOUNT = re.compile(r"[+-]?\d+[.,]\d+|(\d+\.){3}\d+")  # and addresses of computers
CODE = re.compile(r"(?=(.*\d){3})([A-Za-z#][\w#/.:-]{3,}|\d[\w#/.:-]*[A-Za-z][\w#/.:-]*)")
DIGITS = re.compile(r"0\d{3,}|\d{16,}|(?=(.*\d){7})\d+(-\d+)+")  # no numbers: 00123, 123-45-6789
PERIOD = re.compile(r"(\d\d)?\d\d[-_/ ]?[A-Z]{1,2}\d{1,2}|[\d.,:]+[A-Za-z]{1,3}")  # 2024-W05, 250ml
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
TITLES = {"dr", "prof", "mr", "mrs", "ms", "miss", "herr", "frau", "mme", "sr", "sra", "sir"}
PARTICLES = {"van", "von", "de", "der", "den", "da", "dos", "del", "di", "du", "la", "le", "bin"}
PERSON = {
    "author", "client", "contact", "customer", "doctor", "driver", "employee", "guest", "manager",
    "member", "nurse", "owner", "passenger", "patient", "people", "person", "physician", "player",
    "student", "teacher", "user", "kunde", "kundin", "mitarbeiter",
}  # fmt: skip
NAME = {
    "name", "names", "firstname", "lastname", "fullname", "surname", "forename", "nachname",
    "vorname", "nom", "prenom", "nombre", "apellido", "cognome", "familyname", "givenname",
}  # fmt: skip
PART = {"first", "last", "full", "family", "given", "middle", "maiden", "of", "the"}
PHONE = {"phone", "phones", "telephone", "telefon", "tel", "mobile", "fax", "cellphone"}
NOTE = {"comment", "comments", "description", "feedback", "message", "note", "notes", "remark",
        "remarks", "review", "text", "kommentar", "bemerkung"}  # fmt: skip
THING = {  # columns that are never taken for people or keys by their cells alone
    "address", "airport", "area", "artist", "brand", "category", "city", "class", "company",
    "condition", "conditions", "country", "county", "department", "district", "event", "item",
    "location", "make", "model", "place", "product", "region", "site", "sport", "state", "station",
    "status", "street", "team", "title", "town", "type", "weather",
}  # fmt: skip
FIRST_NAMES = """
    aaron abdul adam adrian agnes ahmed aisha alan albert alejandro alessandro alex alexander
    alexandra alfred ali alice alicia amanda amelia amy ana anders andre andrea andreas andrew
    angela anita anja ann anna anne annette anthony antonio arthur astrid barbara beatrice ben
    benjamin bernd bernhard bert birgit bjorn bob boris brian bruno camille carl carla carlos carmen
    carol caroline catherine cecilia charles chen chiara chloe chris christian christina christine
    christoph christopher claire clara claudia daniel daniela dave david deborah denise dennis diana
    diego dieter dimitri dirk donald donna doris dorothy edward elena elias elisabeth elizabeth ella
    ellen emil emily emma eric erik erika ernst eva evelyn fatima felix fernando fiona franco frank
    franz fred frederik fritz gabriel gabriela gary george gerhard giovanni giulia gloria greta
    guido gustav hanna hannah hans harald harry hassan heidi heike heinrich heinz helen helena helga
    henrik henry herbert hugo ibrahim ines ingrid irene isabel isabella ivan jack jacob jakob james
    jan jane janet jason jean jeff jennifer jens jessica jim joan joanna joe johan johann johanna
    johannes john jonas jorge jose josef joseph juan judith julia julian julie julien jurgen karen
    karin karl katharina katherine kathrin katja kelly kenneth kevin klaus kurt lars laura lea lena
    leo leon leonie liam linda lisa lorenzo louise luca lucas lucia ludwig luis luisa lukas
    magdalena manfred manuel marc marco marcus margaret maria mariam marie marina mario marion mark
    markus marta martha martin martina mary mathias matteo matthew matthias max maximilian mehmet
    mia michael michel michelle miguel mike mohamed mohammed monica monika muhammad mustafa nadia
    nancy natalia natalie nicholas nicola nicolas nicole nils nina noah nora olaf olga oliver olivia
    omar oscar otto pablo pamela patricia patrick paul paula pedro peter petra philip philipp pierre
    priya rachel rafael ralf ralph raul rebecca renate ricardo richard rita robert roberto roland
    rosa ruth sabine samantha samir samuel sandra sara sarah sebastian sergei sergio sharon silke
    silvia simon sophia sophie stefan stefanie stephanie stephen steve steven susan susanne sven
    svetlana tanja tara ted teresa theodor theresa thomas tim timothy tina tobias tom ulrich ulrike
    ursula uwe valentina vera veronika victor viktor vincent walter wei werner wilhelm william
    wolfgang yasmin yuki yusuf yvonne zoe
"""  # that are seldom anything else
FIRST = frozenset(FIRST_NAMES.split())


def notices(schema, rows, below):
    """Return a line on every column whose values may tell of people, the first ones and a count.

    Args:
        schema: `rnngan.data.schema.Schema`.
        rows: the `rnngan.data.cleaning.Rows` of the table.
        below: a value that fewer series hold may tell who they are.
    """
    alike = {c.name: looks_like(c, _holders(c, rows)) for c in schema.columns if c.kept_texts}
    lines = [_said(schema[name], what) for name, what in alike.items() if what]
    if schema.series is not None:
        others = [c for c in schema.columns if c.is_coded and not alike.get(c.name)]
        others = [c for c in others if not c.is_series]  # they name the series
        found = (_rare(c, rows.values[c.name], rows.series, below) for c in others)
        lines += [line for line in found if line]
    more = len(lines) - MOST_LINES
    if more > 0:
        plural = "s hold such values" if more > 1 else " holds such values"
        lines[MOST_LINES:] = [f"and {more:,} more column{plural}"]
    return lines


def looks_like(column, holders):
    """Return what the texts of a column look like, None where they look like nothing of the kind.

    Args:
        column: `CategoryColumn` of texts, or `ConstantColumn` of one.
        holders: number of cells, or of series where each has one value.

    Example:
        >>> from rnngan.data.schema import CategoryColumn
        >>> column = CategoryColumn(name="who", dtype="str", values=("Smith, Anna", "Dr. Bo Ek"))
        >>> looks_like(column, 2)
        'names of people'
    """
    values = column.kept_texts
    words = set(re.findall(r"[a-zà-ÿ]+", re.sub("([a-z])([A-Z])", r"\1 \2", column.name).lower()))
    found = {
        "mail addresses": _share(values, MAIL.search) >= MAILS,
        "phone numbers": _share(values, _is_phone, bool(words & PHONE)) >= PHONES,
        "names of people": _are_people(values, words),
        "free text": _are_sentences(values, words),
        "keys": _are_keys(values, words, holders),
    }
    return next((what for what, alike in found.items() if alike), None)


def _share(values, test, *more):
    return sum(bool(test(value, *more)) for value in values) / len(values)


def _is_phone(text, named):
    """Return whether a text is a phone number; where the column says so, digits are enough."""
    text = text.strip()
    if not 7 <= sum(map(str.isdigit, text)) <= 15 or DATE.fullmatch(text) or AMOUNT.fullmatch(text):
        return False
    shaped = DIAL.fullmatch(text) or GROUPS.fullmatch(text)
    return bool(shaped or (named and re.fullmatch(r"[\d()\s./+-]+", text)))


def _are_people(values, words):
    """Return whether texts are names: by first names or titles, or since the column says so."""
    if words & THING:
        return False
    known = _share(values, _is_known) >= KNOWN
    if known and _share(values, _is_person, 2) >= NAMES:
        return True
    named = words & (PERSON | NAME) and words <= PERSON | NAME | PART
    enough = known or len(values) >= SOME_NAMES
    return bool(named and enough and _share(values, _is_person, 1) >= NAMES)


def _is_person(text, least):
    """Return whether a text is `least` to three capitalised words: "José García-López"."""
    words = [w for w in _words(text) if w.lower().strip(".") not in TITLES | PARTICLES]
    capital = all(WORD.fullmatch(word) and word[0].isupper() for word in words)
    return capital and least <= len(words) <= 3 and text.count(",") <= 1


def _is_known(text):
    """Return whether the first name is a well-known one, or there is a title before it."""
    first, _, behind = text.partition(",")
    words = [word.lower().strip(".") for word in _words(behind or first)]
    bare = unicodedata.normalize("NFKD", words[0]) if words else ""
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign)).split("-")[0]
    return bare in FIRST or (len(words) > 1 and bare in TITLES)


def _words(text):
    return text.replace(",", " ").split()


def _are_sentences(values, words):
    least = PHRASE if words & NOTE else SENTENCE
    return len(values) >= MANY and median(len(value.split()) for value in values) >= least


def _are_keys(values, words, holders):
    if len(values) < MANY:
        return False
    if _share(values, _is_code) >= CODES:
        return True
    return not words & THING and len(values) >= DIFFERENT * holders


def _is_code(text):
    if PERIOD.fullmatch(text) or DATE.fullmatch(text):
        return False
    return bool(CODE.fullmatch(text) or DIGITS.fullmatch(text))


def _holders(column, rows):
    """Return the number of cells of a column, or of series where each has one value."""
    if column.never_varies:
        return len(rows)
    known = rows.values[column.name].notna().to_numpy()
    return len(np.unique(rows.series[known])) if column.is_static else int(known.sum())


def _said(column, what):
    """Return a line on a column that looks like `what`; no value is shown as it is."""
    shown = re.sub(r"[^\W_]+", lambda word: f"{word[0][0]}…", column.kept_texts[0])[:40]
    name = _quoted(column.name)
    return (
        f"{column.name!r} looks like {what} (in the form of {shown!r}), which come back as they "
        f"stand: --ignore {name} leaves the column out, --kind {_quoted(f'{column.name}=key')} "
        "invents new keys"
    )


def _rare(column, codes, series, below):
    """Return a line on the values of a category that few series hold, None if there are none."""
    held = pd.DataFrame({"code": codes, "series": series}).dropna().drop_duplicates()
    count = held["code"].value_counts().sort_index()
    few = count[count < below]
    total = len(np.unique(series))
    if total < below or not len(few):
        return None
    rarest = column.values[int(few.idxmin())]
    verb = "s are" if len(few) > 1 else " is"
    return (
        f"{len(few):,} value{verb} held by fewer than {below} of the {total:,} series in "
        f"{column.name!r}, {rarest!r} by {few.min()}: generated rows can hold them; --protect on "
        f"folds them, --ignore {_quoted(column.name)} leaves the column out"
    )


def _quoted(text):
    """Return text in single quotes, as a shell and Python read it."""
    return "'" + text.replace("'", "'\"'\"'") + "'"
