"""How a cell becomes the value of a field: one reader for each type."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from core.exchange import cells
from core.exchange.cells import CLEAR, Misread
from core.exchange.columns import NATIVE, one_of
from core.exchange.mapping.kinds import Field
from core.models import FieldDefinition

Read = Callable[[str, str], Any]
"""Takes the cell and how its column writes amounts or days."""

TEXTS = {"text", "long", "code", "mail", "phone", "link", "choice"}
MARKED = {"amount": "number", "date": "date", "moment": "date"}
"""Types whose columns have a style of their own to choose."""

READERS: dict[str, Read] = {
    "text": lambda cell, _: " ".join(cell.split()),
    "long": lambda cell, _: cell.strip(),
    "code": lambda cell, _: cells.code(cell),
    "mail": lambda cell, _: cells.mail(cell),
    "phone": lambda cell, _: cells.phone(cell),
    "link": lambda cell, _: cells.link(cell),
    "words": lambda cell, _: cells.words(cell),
    "yes": lambda cell, _: cells.yes(cell),
    "consent": lambda cell, _: cells.agreed(cell),
    "pieces": lambda cell, _: cells.pieces(cell),
    "whole": lambda cell, _: cells.whole(cell),
    "measure": lambda cell, _: cells.measure(cell),
    "amount": cells.amount,
    "date": cells.day,
    "moment": cells.moment,
    "time": lambda cell, _: cells.time_of_day(cell),
}
COLUMNS = {column.name: column for column in NATIVE}


def marked(field: Field) -> str:
    """What has to be chosen for a column of that field: "number", "date" or nothing."""
    if field.own is not None:
        return {"money": "number", "number": "number", "date": "date"}.get(field.own.type, "")
    if field.type == "native":
        return "number" if COLUMNS[field.key].read is cells.amount else ""
    return MARKED.get(field.type, "")


def reader(field: Field) -> Read:
    """The reader of that field's cells; it raises Misread with a sentence."""
    if field.own is not None:
        return OwnReader(field.own)
    if field.type == "native":
        return _native(field)
    if field.type == "choice":
        known = one_of(field.choices)
        return lambda cell, _: known(cell)
    return READERS[field.type]


def read(field: Field, cell: str, mark: str = "", using: Read | None = None) -> Any:
    """The value in a filled cell, where (empty) empties the field. Raises Misread."""
    if cell.strip() == CLEAR:
        return cleared(field)
    return (using or reader(field))(cells.original(cell), mark)


def cleared(field: Field) -> Any:
    if field.required or field.type in ("yes", "consent", "pieces"):
        raise Misread("This cannot be empty. Leave the cell blank to keep what is there.")
    if field.type == "words":
        return []
    return "" if field.type in TEXTS else None


def _native(field: Field) -> Read:
    column = COLUMNS[field.key]
    return cells.amount if column.read is cells.amount else lambda cell, _: column.read(cell)


class OwnReader:
    """Reads the cells of a field of the owner's own, in whatever style its column is written."""

    def __init__(self, own: FieldDefinition) -> None:
        self.own = own
        self.kind = str(own.type)

    def __call__(self, cell: str, mark: str = "") -> Any:
        given: Any = cell.strip()
        if self.kind == "date":
            given = cells.day(given, mark)
        elif self.kind == "money":
            given = str(cells.amount(given, mark))
        elif self.kind == "yes-no":
            given = cells.yes(given)
        elif self.kind == "number" and mark == ",":
            given = given.replace(".", "").replace(",", ".")
        try:
            return self.own.read(given)
        except ValidationError as fault:
            raise Misread(" ".join(fault.messages)) from fault


def own_reader(field: Field) -> OwnReader:
    if field.own is None:
        raise ValueError(f"{field.key} is no field of the owner's own.")
    return OwnReader(field.own)
