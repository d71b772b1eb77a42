"""What a file that could be read holds: its columns, its rows, and what was odd about it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, Protocol

from core.exchange.reading import limits
from core.exchange.reading.limits import Unreadable

MOST_NAME = 250
Record = tuple[int, int, list[str]]
"""Line, row and cells of one record that has any content."""


class Row(NamedTuple):
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
    """A whole file in memory."""

    headers: list[str]
    rows: list[Row]
    notices: list[str] = field(default_factory=list)


class Source(Protocol):
    """Where records come from, as often as somebody asks."""

    def records(self) -> Iterator[Record]: ...

    def count(self) -> int: ...


@dataclass(slots=True)
class Sheet:
    """A file on disk whose columns are known; its rows are read as one walks along.

    `rows` and `count` raise Unreadable for what shows only further down: a quote never closed, a
    row longer than the headers, more rows than are read.
    """

    source: Source
    names: list[str]
    header_row: int
    """What a spreadsheet calls the row of the column names."""
    notices: list[str] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    skipped: list[str] = field(default_factory=list)
    """What stands above the column names."""
    kind: str = "csv"
    worksheets: list[str] = field(default_factory=list)
    worksheet: str = ""
    counted: int | None = None

    @property
    def headers(self) -> list[str]:
        return [name for name in self.names if name]

    def rows(self) -> Iterator[Row]:
        return rows_below(self.source.records(), self.names, self.header_row)

    def count(self) -> int:
        """How many rows there are, for showing progress; blank ones may be among them."""
        if self.counted is None:
            self.counted = max(self.source.count() - self.header_row, 0)
        return self.counted

    def sample(self, n: int = 200) -> list[Row]:
        return list(islice(self.rows(), n))


def names_in(cells: list[str]) -> list[str]:
    """The column names, "" for a column without; raises Unreadable for too many or the same twice."""
    names = [" ".join(name.split()) for name in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.MOST_COLUMNS:
        raise Unreadable(
            f"The file has {len(names)} columns; at most {limits.MOST_COLUMNS} are read. "
            "Take out those that are not needed."
        )
    if long := next((n for n, name in enumerate(names, 1) if len(name) > MOST_NAME), 0):
        raise Unreadable(
            f"The name of column {long} is longer than {MOST_NAME} letters. "
            "Is the line with the column names missing?"
        )
    again = [name for name, n in Counter(map(str.casefold, names)).items() if name and n > 1]
    if again:
        twice = ", ".join(sorted({name for name in names if name.casefold() in again}))
        raise Unreadable(f"These columns are in the file more than once: {twice}. Keep one each.")
    return names


def rows_below(records: Iterator[Record], names: list[str], header_row: int) -> Iterator[Row]:
    width, whole = len(names), all(names)
    found = 0
    for line, row, cells in records:
        if row <= header_row:
            continue
        found += 1
        if found > limits.MOST_ROWS:
            raise limits.too_many_rows()
        if len(cells) > width or not whole:
            _require_named(names, cells, line)
            yield Row(line, row, {n: c for n, c in zip(names, cells, strict=False) if n})
        else:
            yield Row(line, row, dict(zip(names, cells, strict=False)))


def _require_named(names: list[str], cells: list[str], line: int) -> None:
    for number, cell in enumerate(cells, 1):
        if not cell.strip():
            continue
        if number > len(names):
            raise Unreadable(
                f"Line {line} has {len(cells)} cells, but there are {len(names)} columns. "
                "Is a comma or a quote missing?"
            )
        if not names[number - 1]:
            raise Unreadable(
                f"Column {number} has no name in the first line, but line {line} fills it. "
                "Give the column a name."
            )
