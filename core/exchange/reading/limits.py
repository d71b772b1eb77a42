"""How much of a file is read, and what is said about a file that cannot be taken."""

from core.errors import DomainError

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
MOST_CELL_BYTES = 64 * 1024
MOST_LINE = 1024 * 1024
MOST_RECORD = 4 * 1024 * 1024


class Unreadable(DomainError):
    """The file as a whole cannot be taken; the message says why and what to do."""

    code = "unreadable"

    def __init__(self, message: str) -> None:
        super().__init__(message, field="import_file")


def require_size(size: int, most: int) -> None:
    if size > most:
        raise Unreadable(
            f"The file has {size / 1048576:.0f} MB. At most 50 MB can be read at once; "
            "split it into several files."
        )


def too_many_rows() -> Unreadable:
    return Unreadable(
        f"The file has more than {MOST_ROWS:,} rows. Split it into several files, "
        "each with the line of column names on top."
    )


def require_short(cells: list[str], line: int) -> None:
    for number, cell in enumerate(cells, 1):
        if len(cell) * 4 > MOST_CELL_BYTES and len(cell.encode(errors="replace")) > MOST_CELL_BYTES:
            raise Unreadable(f"Cell {number} in line {line} is longer than 64 KB. Shorten it.")
