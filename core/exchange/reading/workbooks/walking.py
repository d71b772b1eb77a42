"""The rows of one sheet of a workbook, read as a stream, each cell as a person sees it."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from core.exchange.reading import limits
from core.exchange.reading.limits import Unreadable
from core.exchange.reading.tables import Record
from core.exchange.reading.workbooks import parts
from core.exchange.reading.workbooks.judging import DAMAGED
from core.exchange.reading.workbooks.parts import Shown, Texts
from core.exchange.reading.workbooks.scanning import column_number

PLAIN = Shown()
DIGITS = "0123456789"
FIRST_TO_LAST = re.compile("[A-Z]{1,3}\\Z")


class Walk:
    """One pass over the XML of a sheet; rows gather in `ready` until somebody takes them."""

    def __init__(self, texts: Texts, styles: list[Shown], *, is_1904: bool) -> None:
        self.texts = texts
        self.styles = {str(n): shown for n, shown in enumerate(styles)}
        self.epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
        self.parser = parts.parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.columns: dict[str, int] = {}
        self.locals: dict[str, str] = {}
        self.ready: list[Record] = []
        self.cells: list[str] = []
        self.row = self.column = 0
        self.kind = self.style = ""
        self.pieces: list[str] = []
        self.is_spoken = False

    def records(self, part: IO[bytes]) -> Iterator[Record]:
        for _ in parts.fed(self.parser, part):
            ready, self.ready = self.ready, []
            yield from ready

    def start(self, name: str, given: dict[str, str]) -> None:
        kind = self.locals.get(name) or self.locals.setdefault(name, parts.local(name))
        if kind == "c":
            self.place(given.get("r", ""))
            self.kind, self.style = given.get("t", "n"), given.get("s", "")
            self.pieces = []
        elif kind == "v" or (kind == "t" and not self.is_spoken):
            self.parser.CharacterDataHandler = self.pieces.append
        elif kind == "row":
            number = given.get("r", "")
            self.row = int(number) if number.isdigit() else self.row + 1
            self.column, self.cells = 0, []
        elif kind == "rPh":
            self.is_spoken = True

    def end(self, name: str) -> None:
        kind = self.locals[name]
        if kind == "c":
            if self.pieces:
                self.put(self.seen("".join(self.pieces)))
        elif kind in ("v", "t"):
            self.parser.CharacterDataHandler = None
        elif kind == "row":
            if any(map(str.strip, self.cells)):
                if sum(map(len, self.cells)) * 4 > limits.MOST_CELL_BYTES:
                    limits.require_short(self.cells, self.row)
                self.ready.append((self.row, self.row, self.cells))
            self.cells = []
        elif kind == "rPh":
            self.is_spoken = False

    def place(self, address: str) -> None:
        letters = address.rstrip(DIGITS)
        if not letters:
            self.column += 1
        elif (known := self.columns.get(letters)) is not None:
            self.column = known
        else:
            self.column = self.columns[letters] = column_number(letters)
            if not FIRST_TO_LAST.match(letters):
                raise Unreadable(DAMAGED)

    def put(self, text: str) -> None:
        missing = self.column - len(self.cells) - 1
        if missing > limits.MOST_COLUMNS:
            raise Unreadable(f"Row {self.row} has more than {limits.MOST_COLUMNS} columns.")
        if missing < 0:
            self.cells[self.column - 1] = text
            return
        if missing:
            self.cells += [""] * missing
        self.cells.append(text)

    def seen(self, raw: str) -> str:
        kind = self.kind
        if kind == "s":
            return self.texts[int(raw)] if raw.isdigit() else ""
        if kind == "n":
            shown = self.styles.get(self.style, PLAIN)
            return number(raw, shown, self.epoch)
        reader: Callable[[str], str] = OTHERS.get(kind, str)
        return reader(raw)


def number(raw: str, shown: Shown, epoch: Any) -> str:
    """A number as it is shown: 1890 for 1890.0, a day for a number of days."""
    if shown.is_date or shown.is_span:
        try:
            return said(from_excel(float(raw), epoch, timedelta=shown.is_span))
        except (ValueError, OverflowError, TypeError):
            return raw
    if raw.isdigit() and not shown.zeros:
        return raw
    try:
        value = float(raw)
    except ValueError as error:
        raise Unreadable(DAMAGED) from error
    text = format(value, ".15g")
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.zfill(shown.zeros) if shown.zeros and text.isdigit() else text


def said(value: Any) -> str:
    """A day, a time of day or both, in the order no two countries read differently."""
    if isinstance(value, datetime):
        value = value.replace(microsecond=0) + timedelta(seconds=value.microsecond >= 500_000)
        if value.time() == time():
            return value.date().isoformat()
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, time):
        return f"{value:%H:%M:%S}".removesuffix(":00")
    return value.isoformat() if isinstance(value, date) else str(value)


def _moment(raw: str) -> str:
    return raw.replace("T", " ").removesuffix("Z").removesuffix(" 00:00:00")


def _fault(raw: str) -> str:
    raise Unreadable(
        f"A cell of the workbook holds the error {raw[:20]}. Mend it or empty the cell, then save."
    )


OTHERS: dict[str, Callable[[str], str]] = {
    "str": parts.unescaped,
    "inlineStr": parts.unescaped,
    "b": lambda raw: "TRUE" if raw.strip() == "1" else "FALSE",
    "d": _moment,
    "e": _fault,
}
