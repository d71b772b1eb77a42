"""A table as an Excel workbook, row by row through a file: memory stays as it is."""

import warnings
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from core.exchange.export.tables import Table

MOST_ROWS = 1_048_575
"""Excel has room for no more below the headers."""


def write(table: Table, file: Any) -> None:
    """Texts stay texts: neither a formula nor a lost zero, whatever they begin with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.kind.label[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, header) for header in table.headers])
    for chunk in table.chunks():
        for row in chunk:
            sheet.append([_cell(sheet, value) for value in row])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        book.save(file)


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not value:
        return None
    if value[0] != "=":
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"  # openpyxl takes it for a formula otherwise
    return cell
