"""The rows of a workbook looked over as bytes, before they are read: far cells, errors, formulas."""

import re
from collections.abc import Iterator
from typing import IO

from core.exchange.reading import limits
from core.exchange.reading.limits import Unreadable

PIECE = 1024 * 1024
MOST_ROW = 16 * 1024 * 1024
ROW_END = re.compile(rb"</(?:\w+:)?row>")
FAR_OUT = re.compile(rb'r="(?:[A-Z]{3}|G[S-Z]|[H-Z][A-Z]|[A-Z]+(?=[0-9]{7}))[0-9]')
FILLED = rb"[^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b"
FAR = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="(?:[A-Z]{3}|G[S-Z]|[H-Z][A-Z]|[A-Z]+(?=[0-9]{7}))[0-9]+"' + FILLED
)
FAULT = re.compile(rb'<(?:\w+:)?c\s[^>]*?\bt="e"[^>]*>')
UNREADY = re.compile(
    rb"<(?:\w+:)?c\s[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*)?</(?:\w+:)?c>"
)
ADDRESS = re.compile(rb'\br="([A-Z]{1,3})([0-9]+)"')


def rows(part: IO[bytes]) -> int:
    """How many rows hold cells. Refuses cells far out, errors, and formulas without a result."""
    count = 0
    faults: list[str] = []
    unready: list[str] = []
    for piece in _pieces(part):
        count += len(ROW_END.findall(piece))
        if FAR_OUT.search(piece):
            for found in FAR.finditer(piece):
                _require_near(found[0])
        if b't="e"' in piece:
            faults += [_address(found[0]) for found in FAULT.finditer(piece)]
        if b"<f" in piece or b":f" in piece:
            unready += [_address(found[0]) for found in UNREADY.finditer(piece)]
        if len(faults) + len(unready) > 20:
            break
    if faults:
        raise Unreadable(
            f"{_cells(faults)} an error like #REF! or #N/A. Mend it or empty the cell, "
            "save the workbook and choose it again."
        )
    if unready:
        raise Unreadable(
            f"{_cells(unready)} a formula without a result. Open the workbook in a spreadsheet "
            "program, save it there and choose it again."
        )
    return count


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """The part cut where a row ends, so that no cell is looked at in halves."""
    rest = b""
    while data := part.read(PIECE):
        rest += data
        cut = rest.rfind(b"row>") + 4
        if cut > 4:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > MOST_ROW:
            raise Unreadable(
                "One row of this workbook is longer than 16 MB, so it was not opened. "
                "Save the list as “CSV UTF-8”, then choose that file."
            )
    yield rest


def _require_near(cell: bytes) -> None:
    found = ADDRESS.search(cell)
    if found is None:
        return
    column, row = found[1].decode(), int(found[2])
    if column_number(column) > limits.MOST_COLUMNS:
        raise Unreadable(
            f"Cell {column}{row} of the workbook is filled, but at most {limits.MOST_COLUMNS} "
            "columns are read. Delete what stands far to the right, or save the list alone."
        )
    if row > limits.MOST_ROWS:
        raise Unreadable(
            f"Cell {column}{row} of the workbook is filled, but at most {limits.MOST_ROWS:,} "
            "rows are read. Delete what stands far down, or save the list alone."
        )


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _address(cell: bytes) -> str:
    found = ADDRESS.search(cell)
    return f"{found[1].decode()}{found[2].decode()}" if found else "?"


def _cells(addresses: list[str]) -> str:
    some = ", ".join(addresses[:5])
    if len(addresses) == 1:
        return f"Cell {some} of the workbook holds"
    more = " and others" if len(addresses) > 5 else ""
    return f"Cells {some}{more} of the workbook hold"
