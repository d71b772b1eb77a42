"""Our own CSV: one row a variant, columns in plain words."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from core.exchange import cells
from core.exchange.cells import CLEAR, Misread
from core.exchange.columns import NATIVE, NEEDS_A_VALUE, PRODUCT, VARIANT, Column, is_amount
from core.exchange.drafts import Draft, Given, ProductDraft, Refusal, Values, VariantDraft
from core.exchange.mapping import kinds, values
from core.exchange.reading import Row, Table, Unreadable
from core.exchange.shapes import base
from core.exchange.shapes.base import Columns, Marks

HEADERS = {column.header.casefold(): column for column in NATIVE}
BY_NAME = {column.name: column for column in NATIVE}
KEYS = {"sku", "barcode", "product", "web name"}
PRODUCT_NAMES = {column.name for column in PRODUCT}
CLEARS_TO_TEXT = {column.name for column in PRODUCT + VARIANT} - {
    "price", "cost", "designer", "category", "collection", "tags",
}  # fmt: skip


def fits(headers: set[str]) -> bool:
    """Has a key, and at least half of its columns are ours."""
    return bool(headers & KEYS) and 2 * len(headers & HEADERS.keys()) >= len(headers)


def columns(headers: Iterable[str]) -> Columns:
    return {h: HEADERS[h.casefold()].name for h in headers if h.casefold() in HEADERS}


def drafts(rows: Iterable[Row], columns: Columns, marks: Marks) -> Iterator[ProductDraft | Refusal]:
    return Reader(columns, marks).drafts(rows)


def draft(table: Table) -> Draft:
    known = columns(table.headers)
    if not {header.casefold() for header in known} & KEYS:
        raise Unreadable("Our own CSV needs a column “SKU”, “Barcode”, “Web name” or “Product”.")
    reader = Reader(known, base.marks(table.rows, known))
    found = base.gathered("native", reader, table)
    found.unused = [header for header in table.headers if header not in known]
    return found


class Reader(base.Reader):
    """Rows of one product belong together by web name, else by name and designer."""

    def __init__(self, columns: Columns, marks: Marks) -> None:
        super().__init__(columns, marks)
        known = BY_NAME | (_own() if self.where.keys() - BY_NAME.keys() else {})
        self.columns: list[tuple[str, str, base.Read, dict[str, Any]]] = [
            (header, key, _reader(known[key], marks.get(header, "")), {})
            for key, header in self.where.items()
            if key in known
        ]
        self.values: Values = {}

    def key(self, row: Row) -> tuple[str, ...]:
        self.values = self.read(row)
        if slug := _text(self.values, "slug"):
            return ("slug", slug)
        if name := _text(self.values, "name"):
            return ("name", name.casefold(), _text(self.values, "designer").casefold())
        return ("row", str(row.row))

    def begin(self, row: Row, key: tuple[str, ...]) -> ProductDraft:
        return ProductDraft(row, slug=_text(self.values, "slug"))

    def add(self, product: ProductDraft, row: Row) -> None:
        rest: Values = {}
        for name, given in self.values.items():
            if name == "pictures":
                product.pictures += _pictures(given, {p["url"].value for p in product.pictures})
            elif name in PRODUCT_NAMES or name.startswith("own_"):
                product.say(name, given)
            else:
                rest[name] = given
        if rest:
            product.variants.append(VariantDraft(row, rest))

    def read(self, row: Row) -> Values:
        values: Values = {}
        there = row.cells
        for header, name, read, seen in self.columns:
            raw = there.get(header)
            if not raw:
                continue
            if raw in seen:
                values[name] = Given(seen[raw], header, row, raw)
                continue
            if raw.isspace():
                continue
            try:
                value = read(raw)
            except Misread as problem:
                self.refusals.append(Refusal(row, header, raw, str(problem)))
            else:
                base.remember(seen, raw, value)
                values[name] = Given(value, header, row, raw)
        return values


def _own() -> dict[str, Column]:
    """The owner's own fields as columns, by their names in a mapping."""
    return {
        field.key: Column(field.label, field.key, values.own_reader(field))
        for field in kinds.own("products")
    }


def _reader(column: Column, mark: str) -> base.Read:
    """Reads a filled cell of that column, where (empty) empties the field."""
    if is_amount(column):
        using: base.Read = partial(cells.amount, mark=mark)
    elif isinstance(column.read, values.OwnReader):
        using = partial(column.read, mark=mark)
    else:
        using = column.read

    def read(raw: str) -> Any:
        return _cleared(column) if raw.strip() == CLEAR else using(cells.original(raw))

    return read


def _cleared(column: Column) -> Any:
    if column.name in NEEDS_A_VALUE:
        raise Misread("This cannot be empty. Leave the cell blank to keep what is there.")
    return "" if column.name in CLEARS_TO_TEXT else [] if column.name == "tags" else None


def _text(values: Values, name: str) -> str:
    return str(values[name].value or "") if name in values else ""


def _pictures(given: Given, there: set[str]) -> list[Values]:
    """One picture a line: its address, then what it shows."""
    pictures = []
    for line in given.value.splitlines():
        url, _, alt = line.strip().partition(" ")
        if url and url not in there:
            there.add(url)
            picture = {"url": Given(url, given.column, given.row, line)}
            if alt.strip():
                picture["alt"] = Given(alt.strip(), given.column, given.row, line)
            pictures.append(picture)
    return pictures
