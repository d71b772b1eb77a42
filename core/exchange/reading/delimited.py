"""CSV and its relatives: records read from disk one by one, their quotes checked."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.exchange.reading import limits
from core.exchange.reading.encodings import Open, Text
from core.exchange.reading.limits import Unreadable
from core.exchange.reading.tables import Record

NO_DELIMITER = "\x1f"
FULL_STOP = "\x1a"
"""What DOS programs wrote at the end of a text file."""


@dataclass(slots=True)
class Delimited:
    """A text file with known encoding and delimiter."""

    opened: Open
    text: Text
    delimiter: str
    """Empty for a file of one column."""
    spaced: bool = False
    """Blanks follow each delimiter, also before a quote."""

    def lines(self) -> Iterator[str]:
        with self.opened() as file:
            file.seek(self.text.skip)
            with io.TextIOWrapper(file, self.text.encoding, newline="") as lines:
                yield from lines

    def records(self) -> Iterator[Record]:
        return records(self.lines(), self.delimiter, spaced=self.spaced)

    def count(self) -> int:
        """The number of the last record; of lines where no quote can hide one."""
        if not self.text.has_quotes:
            return self.text.lines
        return max((row for _, row, _ in self.records()), default=0)


def records(lines: Iterable[str], delimiter: str, *, spaced: bool = False) -> Iterator[Record]:
    """Line, row and cells of every record that has any content."""
    held = [0]
    mark = delimiter or NO_DELIMITER
    reader = csv.reader(_weighed(lines, held), delimiter=mark, strict=True, skipinitialspace=spaced)
    line, row = 1, 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)) and cells != [FULL_STOP]:
                if held[0] * 4 > limits.MOST_CELL_BYTES:
                    limits.require_short(cells, line)
                yield line, row, cells
            line, row = reader.line_num + 1, row + 1
            held[0] = 0
    except csv.Error as error:
        raise Unreadable(_sentence(str(error), line)) from error


def _weighed(lines: Iterable[str], held: list[int]) -> Iterator[str]:
    """The lines, as long as one record does not swallow the file."""
    for line in lines:
        held[0] += len(line)
        if held[0] > limits.MOST_RECORD:
            raise csv.Error("record larger")
        yield line


def _sentence(error: str, line: int) -> str:
    if "field larger" in error:
        return (
            f"A cell in line {line} is longer than 64 KB. Shorten it, "
            "or close the quote that opens there."
        )
    if "record larger" in error:
        return f"The record in line {line} is longer than 4 MB. Is a quote missing there?"
    if "unexpected end of data" in error:
        return f"The quote that opens in line {line} is never closed. Is the file complete?"
    return (
        f"The quotes in line {line} do not match. Inside a quoted cell, a quote is written twice."
    )
