"""From any file to rows: encoding, delimiter and column names found, limits kept, oddities told."""

import io
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from core.exchange.reading import (
    delimited,
    dialects,
    encodings,
    limits,
    strangers,
    tables,
    workbooks,
)
from core.exchange.reading.delimited import Delimited
from core.exchange.reading.encodings import Open
from core.exchange.reading.limits import (
    MOST_BYTES,
    MOST_CELL_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Unreadable,
)
from core.exchange.reading.tables import Row, Sheet, Table

__all__ = [
    "MOST_BYTES",
    "MOST_CELL_BYTES",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "Row",
    "Sheet",
    "Table",
    "Unreadable",
    "open_sheet",
    "read",
]

SAMPLE = 128 * 1024
"""So many letters decide on the delimiter."""


def open_sheet(
    path: Path,
    *,
    name: str = "",
    encoding: str = "",
    delimiter: str = "",
    header_row: int = 0,
    worksheet: str = "",
) -> Sheet:
    """The sheet in that file; what is left empty is found out.

    `name` is what the owner calls the file, `header_row` what a spreadsheet calls the row of the
    column names. Raises Unreadable.
    """
    limits.require_size(path.stat().st_size, MOST_BYTES)
    return _sheet(lambda: path.open("rb"), encoding, delimiter, header_row, worksheet)


def read(data: bytes) -> Table:
    """The table in those bytes, its first filled row naming the columns. Raises Unreadable."""
    limits.require_size(len(data), MOST_BYTES)
    sheet = _sheet(partial(io.BytesIO, data), titles=False)
    return Table(sheet.headers, list(sheet.rows()), sheet.notices)


def _sheet(
    opened: Open,
    encoding: str = "",
    delimiter: str = "",
    header_row: int = 0,
    worksheet: str = "",
    *,
    titles: bool = True,
) -> Sheet:
    if strangers.refuse(opened).startswith(strangers.WORKBOOK):
        return _of_workbook(workbooks.find(opened, worksheet), header_row, titles=titles)
    text = encodings.find(opened, encoding)
    source = _delimited(opened, text, delimiter, titles=titles)
    named = dialects.named(list(islice(source.lines(), 1)))
    found = (record for record in source.records() if not (named and record[0] == 1))
    header, above = dialects.names_row(found, header_row, titles=titles)
    sheet = Sheet(source, tables.names_in(header[2]), header[1], encoding=text.encoding)
    sheet.delimiter, sheet.skipped = source.delimiter, above
    sheet.notices = [text.notice] * bool(text.notice) + _above(above, header[1])
    if not text.has_quotes and text.lines - header[1] > MOST_ROWS:
        raise limits.too_many_rows()
    return sheet


def _of_workbook(book: workbooks.Workbook, header_row: int, *, titles: bool) -> Sheet:
    header, above = dialects.names_row(book.records(), header_row, titles=titles)
    sheet = Sheet(book, tables.names_in(header[2]), header[1], book.notices, kind="xlsx")
    sheet.worksheets, sheet.worksheet, sheet.skipped = book.titles, book.chosen.title, above
    sheet.notices += _above(above, header[1])
    return sheet


def _delimited(opened: Open, text: encodings.Text, delimiter: str, *, titles: bool) -> Delimited:
    source = Delimited(opened, text, delimiter or ",")
    lines = list(_start(source))
    if delimiter:
        if delimiter not in dialects.DELIMITERS:
            raise Unreadable("Columns are separated by a comma, a semicolon, a tab or a bar.")
        return source
    if found := dialects.named(lines):
        return Delimited(opened, text, found)
    best = dialects.guess(lines, titles=titles)
    return Delimited(opened, text, best.delimiter, best.spaced)


def _start(source: Delimited) -> Iterator[str]:
    size = 0
    for line in source.lines():
        size += len(line)
        if size > SAMPLE and size > len(line):
            return
        yield line


def _above(above: list[str], row: int) -> list[str]:
    if len(above) > 1:
        return [f"The columns are named in row {row}; {len(above)} rows above were left out."]
    return [f"The columns are named in row {row}; left out above: “{text[:80]}”." for text in above]
