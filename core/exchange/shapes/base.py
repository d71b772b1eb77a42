"""What every shape of a catalogue shares: rows that follow each other become a product."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from core.exchange import cells
from core.exchange.drafts import Draft, Given, ProductDraft, Refusal
from core.exchange.reading import Row, Table

Columns = dict[str, str]
"""Header to field."""
Read = Callable[[str], Any]
Marks = dict[str, str]
"""Header to how its amounts or days are written."""
AMOUNTS = ("price", "cost")
MOST_SEEN = 500


class Reader:
    """One pass over the rows of a file whose columns are known.

    A product is given back as soon as its rows are over, so that memory stays flat; rows of it
    that come later make a second draft with the same key.
    """

    def __init__(self, columns: Columns, marks: Marks) -> None:
        self.where = {key: header for header, key in columns.items() if key}
        self.marks = marks
        self.refusals: list[Refusal] = []
        self.notices: list[str] = []
        self.oversold = 0
        self.seen: dict[str, dict[str, tuple[Any, str]]] = defaultdict(dict)

    def drafts(self, rows: Iterable[Row]) -> Iterator[ProductDraft | Refusal]:
        current: ProductDraft | None = None
        for row in rows:
            if (key := self.key(row)) is not None:
                if current is None or current.key != key:
                    if current is not None:
                        yield current
                    current = self.begin(row, key)
                    current.key = key
                self.add(current, row)
            if self.refusals:
                yield from self.refusals
                self.refusals = []
        if current is not None:
            yield current
        self.tell()
        self.say(self.oversold, "with less than no pieces in stock: counted as 0.")

    def key(self, row: Row) -> tuple[str, ...] | None:
        """What product the row belongs to; None for a row that is left out."""
        raise NotImplementedError  # each shape says its own

    def begin(self, row: Row, key: tuple[str, ...]) -> ProductDraft:
        raise NotImplementedError  # each shape says its own

    def add(self, product: ProductDraft, row: Row) -> None:
        raise NotImplementedError  # each shape says its own

    def tell(self) -> None:
        """Say at the end what was odd about the file."""

    def say(self, count: int, what: str) -> None:
        if count:
            self.notices.append(f"{count} {what}")

    # One cell -----------------------------------------------------------------

    def cell(self, row: Row, key: str) -> str:
        header = self.where.get(key)
        return row.cells.get(header, "").strip() if header else ""

    def given(self, row: Row, key: str, read: Read) -> Given | None:
        """What the cell says; None when it is empty or was refused."""
        header = self.where.get(key)
        raw = row.cells.get(header) if header else None
        if not header or not raw:
            return None
        if known := self.seen[key].get(raw):
            return Given(known[0], header, row, known[1])
        if not (text := raw.strip()):
            return None
        try:
            value = read(text)
        except cells.Misread as problem:
            self.refusals.append(Refusal(row, header, text, str(problem)))
            return None
        if key != "on_hand":
            remember(self.seen[key], raw, (value, text))
        return Given(value, header, row, text)

    def amount(self, row: Row, key: str) -> Given | None:
        mark = self.marks.get(self.where.get(key, ""), "")
        return self.given(row, key, lambda text: cells.amount(text, mark))

    def pieces(self, cell: str) -> int:
        found = cells.pieces(cell)
        self.oversold += found < 0
        return max(found, 0)


def remember(seen: dict[str, Any], raw: str, value: Any) -> None:
    """Cells of one column are often the same: what the last ones said is not read anew."""
    if len(seen) >= MOST_SEEN:
        seen.clear()
    seen[raw] = value


def code(cell: str) -> str:
    """Some put an apostrophe in front so that spreadsheets leave the digits alone."""
    return cells.code(cell.removeprefix("'"))


def marks(rows: Iterable[Row], columns: Columns, keys: Iterable[str] = AMOUNTS) -> Marks:
    """The decimal mark of each column of amounts, as its cells tell."""
    wanted = set(keys)
    headers = [header for header, key in columns.items() if key in wanted]
    told: dict[str, set[str]] = {header: set() for header in headers}
    for row in rows:
        for header in headers:
            if (cell := row.cells.get(header)) and (mark := cells.mark_in(cell)):
                told[header].add(mark)
    return {header: found.pop() for header, found in told.items() if len(found) == 1}


def gathered(shape: str, reader: Reader, table: Table) -> Draft:
    """The whole file, drafts of one product made one."""
    found = Draft(shape)
    products: dict[tuple[str, ...], ProductDraft] = {}
    for draft in reader.drafts(table.rows):
        if isinstance(draft, Refusal):
            found.refusals.append(draft)
        elif known := products.get(draft.key):
            merge(known, draft)
        else:
            products[draft.key] = draft
    found.products = list(products.values())
    found.notices = reader.notices
    return found


def merge(known: ProductDraft, more: ProductDraft) -> None:
    """Put what a later draft of the same product says behind what is known of it."""
    for name, given in more.values.items():
        known.values.setdefault(name, []).extend(given)
    there = {picture["url"].value for picture in known.pictures}
    known.pictures += [picture for picture in more.pictures if picture["url"].value not in there]
    known.variants += more.variants


def unused(table: Table, columns: Columns) -> list[str]:
    """Columns with content that nothing is taken from."""
    return [
        header
        for header in table.headers
        if not columns.get(header) and any(row.cells.get(header) for row in table.rows)
    ]


def among(names: Mapping[str, tuple[str, ...]], headers: Iterable[str]) -> Columns:
    """The columns of a shape, given the names each field can have, in any case of letters."""
    there = {header.casefold(): header for header in headers}
    found: Columns = {}
    for key, known in names.items():
        header = next((there[name] for name in known if name in there), None)
        if header and header not in found:
            found[header] = key
    return found
