"""A table as CSV, part by part."""

import csv
import io
from collections.abc import Iterator

from core.exchange.export.tables import Table

BYTE_ORDER_MARK = "\ufeff"


def parts(table: Table, *, for_excel: bool = False) -> Iterator[str]:
    """The CSV, some thousand rows at a time.

    `for_excel` adds the byte order mark and separates by semicolons, as Excel in most of Europe
    expects a CSV; the import understands both.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if for_excel else ",", lineterminator="\r\n")
    out.write(BYTE_ORDER_MARK if for_excel else "")
    writer.writerow(table.headers)
    for chunk in table.chunks():
        writer.writerows(chunk)
        yield _taken(out)
    if text := _taken(out):  # a list without rows still has its headers
        yield text


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text
