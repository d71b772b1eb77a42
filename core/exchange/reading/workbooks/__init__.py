"""Excel workbooks: judged, then read as a stream, so that memory stays flat.

openpyxl knows how dates and formats are written; the rows are read here, because its reader keeps
every shared text and every row's height, and believes dimensions that lie.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.exchange.reading.encodings import Open
from core.exchange.reading.limits import Unreadable
from core.exchange.reading.tables import Record
from core.exchange.reading.workbooks import judging, parts, scanning
from core.exchange.reading.workbooks.judging import BROKEN, DAMAGED
from core.exchange.reading.workbooks.parts import SheetPart
from core.exchange.reading.workbooks.walking import Walk

EXTERNAL = "The workbook takes values from other workbooks; they were read as they were saved last."


@dataclass(slots=True)
class Workbook:
    """One sheet of a workbook that was judged to be harmless."""

    opened: Open
    titles: list[str]
    chosen: SheetPart
    counted: int
    notices: list[str]

    def records(self) -> Iterator[Record]:
        with _archive(self.opened) as archive:
            main = parts.main(archive)
            _, is_1904 = parts.sheets(archive, main)
            paths = dict(parts.related(archive, main).values())
            styles = parts.styles(archive, paths.get("styles", ""))
            with (
                parts.texts(archive, paths.get("sharedStrings", "")) as texts,
                archive.open(self.chosen.path) as part,
            ):
                yield from Walk(texts, styles, is_1904=is_1904).records(part)

    def count(self) -> int:
        return self.counted


def find(opened: Open, worksheet: str = "") -> Workbook:
    """The sheet of that title, by default the first that is filled. Raises Unreadable."""
    with _archive(opened) as archive:
        sheets, _ = parts.sheets(archive, parts.main(archive))
        notices = (
            [EXTERNAL]
            if any("/externallinks/" in name.casefold() for name in archive.namelist())
            else []
        )
        counts: dict[str, int] = {}
        for sheet in _wanted(sheets, worksheet):
            with archive.open(sheet.path) as part:
                counts[sheet.title] = scanning.rows(part)
            if counts[sheet.title] or worksheet:
                break
        else:
            raise Unreadable("The workbook is empty.")
    titles = [one.title for one in sheets]
    if len(sheets) > 1 and not worksheet:
        others = ", ".join(f"“{one.title[:40]}”" for one in sheets if one != sheet)
        notices.append(f"Read was the sheet “{sheet.title[:40]}”; left out: {others}.")
    return Workbook(opened, titles, sheet, counts[sheet.title], notices)


def _wanted(sheets: list[SheetPart], worksheet: str) -> list[SheetPart]:
    if not sheets:
        raise Unreadable(DAMAGED)
    if not worksheet:
        return sorted(sheets, key=lambda one: one.is_hidden)
    chosen = [one for one in sheets if one.title == worksheet]
    if not chosen:
        titles = ", ".join(one.title for one in sheets[:20])
        raise Unreadable(f"The workbook has no sheet “{worksheet[:40]}”. It has: {titles}.")
    return chosen


@contextmanager
def _archive(opened: Open) -> Iterator[zipfile.ZipFile]:
    with opened() as file, judging.opened(file) as archive:
        try:
            yield archive
        except BROKEN as error:
            raise Unreadable(DAMAGED) from error
