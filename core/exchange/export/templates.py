"""Empty files to fill in: headers, two examples, and the words that a column takes."""

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.exchange import columns as native
from core.exchange.cells import harmless
from core.exchange.export.columns import VERSION, Column, Kind, open_to
from core.exchange.references import category_paths
from core.models import (
    AppointmentType,
    Category,
    Collection,
    Designer,
    FieldDefinition,
    Location,
    Room,
    Stylist,
)
from core.queries import own_fields

FILLED_ROWS = 5000  # so far down the lists to choose from reach
MOST_KNOWN = 1000
WORDS = "Allowed words"
TYPES = FieldDefinition.Type

SECOND: dict[str, dict[str, str]] = {
    "product": {"sku": "AUR-IV-40", "barcode": "", "size": "40", "on_hand": "1"},
    "variant": {"sku": "AUR-IV-40", "barcode": "", "size": "40"},
    "stocklevel": {"sku": "AUR-IV-40", "barcode": "", "size": "40", "on_hand": "0"},
    "sample": {"barcode": "S-0043", "name": "Aurelia, ivory 40", "sku": "AUR-IV-40"},
    "customer": {"name": "Bea Sommer", "email": "bea@example.org", "phone": "+49 30 5550102"},
    "designer": {"name": "Atelier Nord", "slug": "atelier-nord", "website": ""},
    "collection": {"name": "Afterglow", "slug": "afterglow-2027", "season": "Autumn"},
    "appointment": {
        "customer": "Bea Sommer",
        "email": "bea@example.org",
        "phone": "+49 30 5550102",
        "starts_at": "2027-03-02 14:00:00+01:00",
        "ends_at": "2027-03-02 15:30:00+01:00",
    },
}
"""Where the second example differs from the first."""

OWN = {
    TYPES.TEXT: "a few words",
    TYPES.LONG_TEXT: "some lines",
    TYPES.NUMBER: "12.5",
    TYPES.MONEY: "120.00",
    TYPES.DATE: "2027-06-12",
    TYPES.YES_NO: "yes",
    TYPES.LINK: "https://example.org",
}


class Known(NamedTuple):
    """Words to choose from; other words may be written where new things can come in with a file."""

    words: list[str]
    is_all: bool


Names = Callable[[], Iterable[Any]]
NAMES: dict[str, tuple[Names, bool]] = {
    "designer": (lambda: Designer.objects.values_list("name", flat=True), False),
    "category": (lambda: sorted(category_paths(list(Category.objects.all())).values()), False),
    "collection": (lambda: map(str, Collection.objects.all()), False),
    "location": (lambda: Location.objects.values_list("name", flat=True), True),
    "type": (lambda: AppointmentType.objects.values_list("name", flat=True), True),
    "stylist": (lambda: Stylist.objects.values_list("name", flat=True), True),
    "room": (lambda: Room.objects.values_list("name", flat=True), True),
}


def columns(user: Any, kind: Kind) -> list[Column]:
    """What can be filled in: no version, and pieces where products bring them along."""
    found = [column for column in open_to(user, kind) if column.key != VERSION]
    if kind.name == "product":
        stock = native.STOCK
        pieces = Column(stock.name, stock.header, (), example=stock.example)
        place = sum(1 for column in found if "own_" not in column.key)
        found.insert(place, pieces)
    return [column for column in found if column.key not in {"reserved", "reference"}]


def rows(kind: Kind, found: list[Column]) -> list[list[str]]:
    """Two examples under their headers."""
    fields = {
        f"{name}.{one.name}": one for _, name in kind.own for one in own_fields.definitions(name)
    }
    first = [
        _own(fields[column.key]) if column.key in fields else column.example for column in found
    ]
    differs = SECOND.get(kind.name, {})
    second = [differs.get(c.key, text) for c, text in zip(found, first, strict=True)]
    return [first, second]


def _own(field: FieldDefinition) -> str:
    if field.choices:
        most = 2 if field.type == TYPES.CHOICES else 1
        return ", ".join(field.choices[:most])
    return OWN.get(TYPES(field.type), "")


def as_csv(user: Any, kind: Kind) -> bytes:
    found, out = columns(user, kind), io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.header for column in found])
    writer.writerows([harmless(text) for text in row] for row in rows(kind, found))
    return out.getvalue().encode()


def as_workbook(user: Any, kind: Kind) -> bytes:
    found = columns(user, kind)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = kind.label[:31]
    sheet.append([column.header for column in found])
    for row in rows(kind, found):
        sheet.append([text or None for text in row])
    _dress(sheet, found)
    _offer(book, sheet, found)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _dress(sheet: Any, found: list[Column]) -> None:
    """Headers stand out and stay, and every cell to come is a text: no lost zero, no formula."""
    sheet.freeze_panes = "A2"
    for number, column in enumerate(found, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(14, len(column.header) + 4)
        sheet.column_dimensions[letter].number_format = "@"
        head = sheet.cell(1, number)
        head.font = Font(bold=True)
        if column.example:
            head.comment = Comment(f"For example: {column.example}", "Nexus")
        for line in (2, 3):
            sheet.cell(line, number).number_format = "@"


def _offer(book: Workbook, sheet: Any, found: list[Column]) -> None:
    """The second sheet with the words of each column, and the lists that open in the first."""
    words: Any = book.create_sheet(WORDS)
    for number, column in enumerate(found, start=1):
        known = _known(column)
        if not known.words:
            continue
        place = words.max_column + 1 if words.cell(1, 1).value else 1
        for line, text in enumerate([column.header, *known.words], start=1):
            cell = words.cell(line, place, text)
            cell.data_type = "s"
        words.cell(1, place).font = Font(bold=True)
        letter = get_column_letter(place)
        span = f"'{WORDS}'!${letter}$2:${letter}${len(known.words) + 1}"
        rule = DataValidation("list", formula1=span, allow_blank=True)
        rule.showErrorMessage = known.is_all
        rule.error = f"Choose one of the words of “{column.header}” on the second sheet."
        target = get_column_letter(number)
        rule.add(f"{target}2:{target}{FILLED_ROWS}")
        sheet.add_data_validation(rule)


def _known(column: Column) -> Known:
    if column.allowed:
        return Known(list(column.allowed), is_all="," not in column.example)
    if column.key in NAMES:
        names, is_all = NAMES[column.key]
        return Known([str(name) for name in names()][:MOST_KNOWN], is_all)
    return Known([], is_all=False)
