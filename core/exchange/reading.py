"""From bytes to rows: encoding and delimiter found, limits kept, everything odd said in words."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import DomainError

MOST_BYTES = 50 * 1024 * 1024
MOST_COLUMNS = 200
MOST_CELL_BYTES = 64 * 1024
DELIMITERS = ",;\t|"
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Unreadable(DomainError):
    """The file as a whole cannot be taken; the message says why and what to do."""

    code = "unreadable"

    def __init__(self, message: str) -> None:
        super().__init__(message, field="import_file")


@dataclass(slots=True, frozen=True)
class Row:
    """One record; `line` is where its text starts, `row` what a spreadsheet calls it."""

    line: int
    row: int
    cells: dict[str, str]

    @property
    def place(self) -> str:
        if self.line == self.row:
            return f"line {self.line}"
        return f"line {self.line} (row {self.row} in a spreadsheet)"


@dataclass(slots=True)
class Table:
    """A file that could be read."""

    headers: list[str]
    rows: list[Row]
    notices: list[str] = field(default_factory=list)


def read(data: bytes) -> Table:
    """The table in those bytes; raises Unreadable with a sentence."""
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"The file has {len(data) / 1048576:.0f} MB. At most 50 MB can be read at once; "
            "split it into several files."
        )
    if data.startswith(WORKBOOKS):
        raise Unreadable(
            "This is an Excel workbook. Open it and save it as “CSV UTF-8”, then choose that file."
        )
    notices: list[str] = []
    text = _decode(data, notices)
    if not text.strip():
        raise Unreadable("The file is empty.")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Unreadable(
            f"Line {line} holds a zero byte, so this is no text file. Export it again as CSV."
        )
    delimiter, skipped = _delimiter(text)
    records = _records(text, delimiter)
    for _ in range(skipped):
        next(records)
    headers, rows = _rows(records)
    return Table(headers, rows, notices)


def _decode(data: bytes, notices: list[str]) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    if encoding := _looks_like_utf16(data):
        return _decoded(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        mended = data.decode("utf-8", errors="replace")
        broken = mended.count("\ufffd")
        if broken < sum(letter > "\x7f" for letter in mended) - broken:
            raise _undecodable(data, error, "UTF-8") from error
    text = _decoded(data, "cp1252")
    notices.append(
        "The file is not in UTF-8; it was read as Western European (Windows). "
        "Check letters like ä, é and ß below."
    )
    return text


def _looks_like_utf16(data: bytes) -> str:
    """UTF-16 without its mark gives itself away by a zero in every second byte."""
    start = data[:200]
    zeros = start[::2].count(0), start[1::2].count(0)
    if len(data) % 2 == 0 and max(zeros) > len(start) / 4 and min(zeros) == 0:
        return "utf-16-be" if zeros[0] else "utf-16-le"
    return ""


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error, encoding.upper()) from error


def _undecodable(data: bytes, error: UnicodeDecodeError, encoding: str) -> Unreadable:
    line = data.count(b"\n", 0, error.start) + 1
    name = "Windows text" if encoding == "CP1252" else encoding
    return Unreadable(
        f"Line {line} holds a byte that is no letter in {name} "
        f"(byte {error.start + 1}: {data[error.start]:02X}). Save the file as “CSV UTF-8”."
    )


def _delimiter(text: str) -> tuple[str, int]:
    """What separates the columns, and how many records come before the headers."""
    first = text.split("\n", 1)[0].strip().strip('"').lower()
    if first.startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS:
        return first[4], 1
    widths = {mark: len(next(_records(text, mark))[2]) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: widths[mark]), 0


def _records(text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Line, row and cells of every record that has any content."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, row = 1, 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, row, cells
            line, row = reader.line_num + 1, row + 1
    except csv.Error as error:
        raise Unreadable(_csv_sentence(str(error), line)) from error


def _csv_sentence(error: str, line: int) -> str:
    if "field larger" in error:
        return f"A cell in line {line} is longer than 64 KB. Shorten it."
    if "unexpected end of data" in error:
        return f"The quote that opens in line {line} is never closed. Is the file complete?"
    return (
        f"The quotes in line {line} do not match. Inside a quoted cell, a quote is written twice."
    )


def _rows(records: Iterator[tuple[int, int, list[str]]]) -> tuple[list[str], list[Row]]:
    _, _, names = next(records)
    headers = [" ".join(name.split()) for name in names]
    if len(headers) > MOST_COLUMNS:
        raise Unreadable(f"The file has {len(headers)} columns; at most {MOST_COLUMNS} are read.")
    again = [name for name, n in Counter(map(str.casefold, headers)).items() if name and n > 1]
    if again:
        twice = ", ".join(sorted({h for h in headers if h.casefold() in again}))
        raise Unreadable(f"These columns are in the file more than once: {twice}. Keep one each.")
    rows = [Row(line, row, _cells(headers, cells, line)) for line, row, cells in records]
    return [name for name in headers if name], rows


def _cells(headers: list[str], cells: list[str], line: int) -> dict[str, str]:
    for number, cell in enumerate(cells, 1):
        if len(cell) * 4 > MOST_CELL_BYTES and len(cell.encode(errors="replace")) > MOST_CELL_BYTES:
            raise Unreadable(f"Cell {number} in line {line} is longer than 64 KB. Shorten it.")
        if cell.strip() and number > len(headers):
            raise Unreadable(
                f"Line {line} has {len(cells)} cells, but there are {len(headers)} columns. "
                "Is a comma or a quote missing?"
            )
        if cell.strip() and not headers[number - 1]:
            raise Unreadable(
                f"Column {number} has no name in the first line, but line {line} fills it. "
                "Give the column a name."
            )
    return dict(zip(headers, cells, strict=False))
