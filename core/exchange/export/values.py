"""How values are written, a column at a time: as text for a CSV, or as what they are for a workbook."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Func, TextField
from django.utils import timezone

from core.exchange.cells import CLEAR, harmless
from core.models import FieldDefinition
from core.models.own import reading as own

Cells = Sequence[Any]
Write = Callable[..., Cells]
"""Takes How and one sequence for each path of the column."""

RISKY = frozenset(f"=+-@\t\r\n'{CLEAR[0]}")
"""What a text begins with that needs a closer look; all others stay as they are."""
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NUMBERS = {FieldDefinition.Type.NUMBER, FieldDefinition.Type.MONEY}


@dataclass(slots=True)
class How:
    """For whom values are written: `is_rich` where a cell may be a number or a day."""

    is_rich: bool = False
    made_at: datetime = field(default_factory=timezone.now)
    known: dict[str, Any] = field(default_factory=dict)  # read once for all chunks


def text(how: How, values: Cells) -> Cells:
    if how.is_rich:
        return [NO_XML.sub("", _kept(value)) if value else "" for value in values]
    return [
        (value if value[0] not in RISKY else harmless(value)) if value else "" for value in values
    ]


def _kept(value: str) -> str:
    """In a workbook no text is a formula; only what the import takes for a mark is marked."""
    return f"'{value}" if value[0] == "'" or value == CLEAR else value


def choice(labels: Mapping[Any, Any]) -> Write:
    said = {value: str(label) for value, label in labels.items()} | {None: "", "": ""}

    def write(how: How, values: Cells) -> Cells:
        found = list(map(said.get, values))
        if None not in found:
            return found
        return text(how, [said.get(value, str(value)) for value in values])

    return write


def yes_no(_how: How, values: Cells) -> Cells:
    return ["" if value is None else "yes" if value else "no" for value in values]


def number(how: How, values: Cells) -> Cells:
    if how.is_rich:
        return values
    return ["" if value is None else str(value) for value in values]


def day(how: How, values: Cells) -> Cells:
    if how.is_rich:
        return values
    return ["" if value is None else value.isoformat() for value in values]


def moment(how: How, values: Cells, zones: Cells = ()) -> Cells:
    """By the clock of the location, else of the house, with the offset."""
    if not zones:
        return [(v and timezone.localtime(v).isoformat(" ", "seconds")) or "" for v in values]
    return [
        v.astimezone(ZoneInfo(zone)).isoformat(" ", "seconds") if v else ""
        for v, zone in zip(values, zones, strict=True)
    ]


def words(how: How, values: Cells) -> Cells:
    """Of a JSON column read as text: most are empty, and need no reading then."""
    if values.count("[]") == len(values):
        return [""] * len(values)
    read = json.loads
    return text(how, ["" if v is None or v == "[]" else ", ".join(read(v)) for v in values])


def together(separator: str) -> Write:
    """Several texts in one cell, the empty ones left out."""

    def write(how: How, *columns: Cells) -> Cells:
        rows = zip(*columns, strict=True)
        return text(how, [separator.join(str(part) for part in row if part) for row in rows])

    return write


# Versions ---------------------------------------------------------------------------------------


def version(_how: How, *columns: Cells) -> Cells:
    """When the row was changed last, to the microsecond; a spreadsheet takes it for a word."""
    if len(columns) == 1:
        return [f"v{stamp}" for stamp in columns[0]]
    return [f"v{'.'.join([stamp or '0' for stamp in row])}" for row in zip(*columns, strict=True)]


def made(how: How, keys: Cells) -> Cells:
    """Where a row does not know when it was changed: when the file was made."""
    return [f"v{round(how.made_at.timestamp() * 1_000_000):x}"] * len(keys)


class Stamp(Func):
    """Microseconds since 1970, in hexadecimal: the database is quicker at it than we are."""

    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "to_hex((extract(epoch from %(expressions)s) * 1000000)::bigint)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        parts = (
            f"CAST(strftime('%%s', {sql}) AS INTEGER) * 1000000"
            f" + CAST(substr(substr({sql}, 21) || '000000', 1, 6) AS INTEGER)"
        )
        return f"printf('%%x', {parts})", [*params, *params]


# Fields of her own ------------------------------------------------------------------------------


def own_field(definition: FieldDefinition) -> Write:
    key, is_number = definition.key, definition.type in NUMBERS

    def write(how: How, values: Cells) -> Cells:
        found = [None if v is None or v == "{}" else json.loads(v).get(key) for v in values]
        if how.is_rich and is_number:
            return [_amount(value) for value in found]
        if is_number:
            return ["" if value is None else str(value) for value in found]
        return text(how, [own.write(value) for value in found])

    return write


def _amount(value: Any) -> Any:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return str(value)
