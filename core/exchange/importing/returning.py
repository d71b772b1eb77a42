"""Refused rows back to whoever chose the file: as they were, with the reasons beside them."""

from collections.abc import Iterator

from core.exchange.cells import harmless, original
from core.exchange.importing import sources
from core.exchange.reading import Sheet
from core.models import ImportJob, ImportRow

REASONS = "Why it was refused"


def refused_rows(job: ImportJob) -> Iterator[list[str]]:
    """The header, then each refused row of the file. Raises FileGone."""
    sheet = sources.opened(job)
    found = ImportRow.objects.filter(job=job, verdict=ImportRow.Verdict.REFUSED)
    reasons: dict[int, list[str]] = {}
    for row, column, reason in found.values_list("sheet_row", "column", "reason").iterator():
        reasons.setdefault(row, []).append(f"{column}: {reason}" if column else reason)
    return _lines(sheet, reasons)


def _lines(sheet: Sheet, reasons: dict[int, list[str]]) -> Iterator[list[str]]:
    headers = [name for name in sheet.headers if name != REASONS]
    yield [*map(_safe, headers), REASONS]
    for row in sheet.rows():
        if told := reasons.get(row.row):
            yield [*(_safe(row.cells.get(name, "")) for name in headers), " ".join(told)]


def _safe(cell: str) -> str:
    return harmless(original(cell))
