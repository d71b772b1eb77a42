"""Which column means which field: by its name, by words of the trade, by what its cells look like."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from core.exchange import cells
from core.exchange.mapping import content, values
from core.exchange.mapping.kinds import Field, fields
from core.exchange.reading import Row

EXACT, SYNONYM, CONTENT, SHAPE, CHOSEN = "exact", "synonym", "content", "shape", "chosen"
UNITS = re.compile(r"\b(?:eur|euro|usd|gbp|chf|in|pro|brutto|netto|inkl|incl|mwst|vat|tax)\b")
CHOSEN_FROM = {"status", "silhouette", "neckline", "fabric", "train", "condition", "season"}
LOOKED_AT = 30
BEFORE = (
    "customer",
    "client",
    "product",
    "variant",
    "item",
    "bride",
    "produkt",
    "kunden",
    "default",
)


class Guess(NamedTuple):
    """A column: the field it means ("" for none), how that is known and how sure, from 0 to 1."""

    header: str
    field: str = ""
    how: str = ""
    sure: float = 0.0
    samples: tuple[str, ...] = ()


@dataclass(slots=True)
class Mapping:
    """What the columns of a file mean."""

    kind: str
    columns: list[Guess]
    shape: str = "columns"
    marks: dict[str, str] = field(default_factory=dict)
    """Header to the decimal mark or the style of days that was chosen for it."""

    @property
    def used(self) -> dict[str, str]:
        """Header to field, of the columns that mean something."""
        return {guess.header: guess.field for guess in self.columns if guess.field}

    @property
    def unused(self) -> list[str]:
        return [guess.header for guess in self.columns if not guess.field]

    def header(self, key: str) -> str:
        return next((guess.header for guess in self.columns if guess.field == key), "")

    def chosen(self, choices: dict[str, str]) -> "Mapping":
        """With what the owner decided: header to field, "" for a column to leave out."""
        columns = [
            guess._replace(field=choices[guess.header], how=CHOSEN, sure=1.0)
            if guess.header in choices and choices[guess.header] != guess.field
            else guess
            for guess in self.columns
        ]
        return replace(self, columns=columns)

    def over(self, headers: Iterable[str]) -> "Mapping":
        """The same for another file of this supplier; columns it has not seen mean nothing yet."""
        known = {guess.header.casefold(): guess for guess in self.columns}
        columns = [
            known.get(header.casefold(), Guess(header))._replace(header=header, samples=())
            for header in headers
        ]
        marks = {header.casefold(): mark for header, mark in self.marks.items()}
        kept = {
            g.header: marks[g.header.casefold()] for g in columns if g.header.casefold() in marks
        }
        return replace(self, columns=columns, marks=kept)

    def to_json(self) -> dict[str, Any]:
        columns = [
            {"header": g.header, "field": g.field, "how": g.how, "sure": g.sure}
            for g in self.columns
        ]
        return {"kind": self.kind, "shape": self.shape, "columns": columns, "marks": self.marks}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Mapping":
        columns = [
            Guess(str(c["header"]), str(c["field"]), str(c.get("how", "")), float(c.get("sure", 0)))
            for c in data.get("columns", ())
        ]
        marks = {str(header): str(mark) for header, mark in data.get("marks", {}).items()}
        return cls(str(data["kind"]), columns, str(data.get("shape", "columns")), marks)


def suggest(kind: str, headers: Sequence[str], sample_rows: Iterable[Row]) -> Mapping:
    """What each column means as far as it can be told; nothing is taken twice."""
    rows = list(sample_rows)
    known = fields(kind)
    samples = {header: _samples(header, rows) for header in headers}
    names = _index((one, (one.label, one.key, *_plurals(one.label))) for one in known)
    words = _index((one, one.synonyms) for one in known)
    columns = {h: [row.cells.get(h, "") for row in rows] for h in headers}
    guesses = {header: _by_name(header, names, words) for header in headers}
    _leave_unreadable(guesses, known, columns)
    _keep_best(guesses)
    _by_content(guesses, known, columns)
    return Mapping(kind, [guesses[h]._replace(samples=samples[h]) for h in headers])


def _samples(header: str, rows: list[Row]) -> tuple[str, ...]:
    found = dict.fromkeys(
        cells.shown(cell, 60) for row in rows if (cell := row.cells.get(header, "")).strip()
    )
    return tuple(found)[:3]


def _index(said: Iterable[tuple[Field, Iterable[str]]]) -> dict[str, str]:
    """Plain word to field; the first field that claims a word has it."""
    found: dict[str, str] = {}
    for one, texts in said:
        for text in texts:
            found.setdefault(plain(text), one.key)
    return found


def _plurals(label: str) -> tuple[str, str]:
    return f"{label}s", f"{label.removesuffix('y')}ies"


def _leave_unreadable(
    guesses: dict[str, Guess], known: list[Field], columns: dict[str, list[str]]
) -> None:
    """A name that fits is no proof where no cell can be read: it means something else there."""
    by_key = {one.key: one for one in known}
    for header, guess in guesses.items():
        if guess.field and (guess.sure < 1 or guess.field in CHOSEN_FROM):
            filled = [cell for cell in columns[header] if cell.strip()][:LOOKED_AT]
            if len(filled) > 1 and not any(_can_be(by_key[guess.field], cell) for cell in filled):
                guesses[header] = Guess(header)


def _can_be(one: Field, cell: str) -> bool:
    for mark in (".", ","):
        try:
            values.read(one, cell, "DD/MM/YYYY" if values.marked(one) == "date" else mark)
        except cells.Misread:
            continue
        return True
    return False


def _by_name(header: str, names: dict[str, str], words: dict[str, str]) -> Guess:
    name = plain(header)
    bare = plain(UNITS.sub(" ", re.sub(r"\(.*?\)|\[.*?\]|[€$£]", " ", name)))
    first, _, rest = bare.partition(" ")
    tries = [(name, 1.0, 0.9), (bare, 0.85, 0.8)]
    if rest and first in BEFORE:
        tries.append((rest, 0.75, 0.7))
    for text, exact, synonym in tries:
        if text in names:
            return Guess(header, names[text], EXACT, exact)
        if text in words:
            return Guess(header, words[text], SYNONYM, synonym)
    return Guess(header)


def plain(text: str) -> str:
    """Small letters without accents, with single blanks for everything between words."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[_\-./:#*]+", " ", bare).split())


def _keep_best(guesses: dict[str, Guess]) -> None:
    """Of columns with one meaning the surest keeps it, the first of equals."""
    best: dict[str, Guess] = {}
    for guess in guesses.values():
        if guess.field and (guess.field not in best or guess.sure > best[guess.field].sure):
            best[guess.field] = guess
    for header, guess in guesses.items():
        if guess.field and best[guess.field] is not guess:
            guesses[header] = Guess(header)


def _by_content(
    guesses: dict[str, Guess], known: list[Field], columns: dict[str, list[str]]
) -> None:
    keys = {one.key for one in known}
    taken = {guess.field for guess in guesses.values()}
    looks = {h: content.look(columns[h]) for h, guess in guesses.items() if not guess.field}
    often = Counter(looks.values())
    for header, look in looks.items():
        free = [key for key in content.MEANT.get(look, ()) if key in keys - taken]
        if free and often[look] == 1:
            guesses[header] = Guess(header, free[0], CONTENT, 0.5)
            taken.add(free[0])


# How columns write numbers and days ------------------------------------------------


@dataclass(slots=True)
class Learned:
    """What the cells tell about their style."""

    marks: dict[str, str]
    undecided: dict[str, list[str]]
    """Columns of days to ask about: the styles that fit all of theirs."""


MOST_DAYS = 5000


def learn(rows: Iterable[Row], mapping: Mapping) -> Learned:
    """How each column writes amounts and days: as chosen, else as its cells tell."""
    known = {one.key: one for one in fields(mapping.kind)}
    asked = {h: values.marked(known[key]) for h, key in mapping.used.items() if key in known}
    numbers: dict[str, set[str]] = {h: set() for h, what in asked.items() if what == "number"}
    days: dict[str, set[str]] = {h: set() for h, what in asked.items() if what == "date"}
    for row in rows if numbers or days else ():
        for header, found in numbers.items():
            if (cell := row.cells.get(header)) and (mark := cells.mark_in(cell)):
                found.add(mark)
        for header, found in days.items():
            if (cell := row.cells.get(header)) and len(found) < MOST_DAYS:
                found.add(cell)
    marks = {header: found.pop() for header, found in numbers.items() if len(found) == 1}
    styles = {header: cells.date_styles(found) for header, found in days.items()}
    marks |= {header: fits[0] for header, fits in styles.items() if len(fits) == 1}
    undecided = {h: fits for h, fits in styles.items() if len(fits) > 1 and h not in mapping.marks}
    return Learned(marks | mapping.marks, undecided)
