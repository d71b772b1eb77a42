"""Square's item library: one row a variation, with a column of pieces for each location."""

import re
from collections.abc import Iterable, Iterator

from core.exchange import cells
from core.exchange.drafts import Draft, Given, ProductDraft, Refusal, Values, VariantDraft
from core.exchange.reading import Row, Table, Unreadable
from core.exchange.shapes import base, counts, options
from core.exchange.shapes.base import Columns, Marks
from core.exchange.shapes.shopify import description
from core.exchange.shapes.woocommerce import deepest
from core.models import Product

Status = Product.Status
QUANTITY = "current quantity "
SLOTS = (1, 2, 3)
NAMES = {
    "handle": ("reference handle",),
    "name": ("item name",),
    "variation": ("variation name",),
    "sku": ("sku",),
    "barcode": ("gtin",),
    "description": ("description",),
    "category": ("categories", "category", "reporting category"),
    "designer": ("default vendor name",),
    "price": ("price",),
    "cost": ("default unit cost",),
    "archived": ("archived",),
    "visibility": ("square online item visibility",),
    "kind": ("item type",),
    **{f"option{n}_{part}": (f"option {part} {n}",) for n in SLOTS for part in ("name", "value")},
}
SIZE = re.compile(
    r"(?:xx?s|s|m|l|x{1,3}l|[0-9]{1,2}xl|(?:eu|us|uk|de|fr|it)?\s?[0-9]{1,2}(?:[.,]5)?)\Z", re.I
)
UNPRICED = {"variable", "variable pricing"}


def fits(headers: set[str]) -> bool:
    return {"item name", "variation name"} <= headers


def columns(headers: Iterable[str]) -> Columns:
    headers = list(headers)
    return base.among(NAMES, headers) | counts.columns(headers, QUANTITY)


def drafts(rows: Iterable[Row], columns: Columns, marks: Marks) -> Iterator[ProductDraft | Refusal]:
    return Reader(columns, marks).drafts(rows)


def draft(table: Table) -> Draft:
    known = columns(table.headers)
    if "name" not in known.values():
        raise Unreadable("A Square item library has the column “Item Name”.")
    reader = Reader(known, base.marks(table.rows, known))
    found = base.gathered("square", reader, table)
    found.unused = base.unused(table, known)
    return found


class Reader(base.Reader):
    """Rows of one item follow each other."""

    def __init__(self, columns: Columns, marks: Marks) -> None:
        super().__init__(columns, marks)
        self.notices += counts.told(columns)
        self.services = self.unpriced = 0

    def tell(self) -> None:
        self.say(self.services, "that are no goods but services were left out.")
        self.say(self.unpriced, "with a price that is typed at the till: taken without a price.")

    def key(self, row: Row) -> tuple[str, ...] | None:
        kind = self.cell(row, "kind").casefold()
        if "service" in kind or "event" in kind:
            self.services += 1
            return None
        name = self.cell(row, "name")
        if not name:
            header = self.where.get("name", "Item Name")
            self.refusals.append(Refusal(row, header, "", "Every row needs the name of its item."))
            return None
        return ("square", self.cell(row, "handle").removeprefix("#") or name.casefold())

    def begin(self, row: Row, key: tuple[str, ...]) -> ProductDraft:
        return ProductDraft(row)

    def add(self, product: ProductDraft, row: Row) -> None:
        for name, given in (
            ("name", self.given(row, "name", str)),
            ("designer", self.given(row, "designer", str)),
            ("description", self.given(row, "description", description)),
            ("category", self.given(row, "category", deepest)),
        ):
            if given:
                product.say(name, given)
        if "status" not in product.values and (status := self.status(row)):
            product.say("status", status)
        product.variants.append(VariantDraft(row, self.variant(row)))

    def status(self, row: Row) -> Given | None:
        """Archived stays so; on sale is only what the old website showed."""
        archived = self.given(row, "archived", cells.yes)
        if archived and archived.value:
            return archived._replace(value=Status.ARCHIVED)
        return self.given(row, "visibility", _visibility)

    def variant(self, row: Row) -> Values:
        values: Values = {}
        for name, given in (
            ("sku", self.given(row, "sku", base.code)),
            ("barcode", self.given(row, "barcode", base.code)),
            ("price", self.price(row)),
            ("cost", self.amount(row, "cost")),
            ("on_hand", self.given(row, "on_hand", self.pieces)),
        ):
            if given and given.value != "":
                values[name] = given
        return values | self.chosen(row)

    def price(self, row: Row) -> Given | None:
        if self.cell(row, "price").casefold() in UNPRICED:
            self.unpriced += 1
            return None
        return self.amount(row, "price")

    def chosen(self, row: Row) -> Values:
        given = [
            (self.cell(row, f"option{n}_name"), value)
            for n in SLOTS
            if (value := self.given(row, f"option{n}_value", str))
        ]
        if given:
            return options.sort(given)
        name = self.given(row, "variation", str)
        return by_look(name) if name and name.value.casefold() != "regular" else {}


def by_look(given: Given) -> Values:
    """Sizes are told by their look in a name like “Ivory, 38”; what else it says stays as it is."""
    parts = [part.strip() for part in re.split(r"\s+/\s+|,\s+", given.value) if part.strip()]
    sizes = [part for part in parts if SIZE.match(part)]
    rest = [part for part in parts if part not in sizes[:1]]
    values: Values = {}
    if sizes:
        values["size"] = given._replace(value=sizes[0])
    if rest:
        values["other"] = given._replace(value=", ".join(rest))
    return values


def _visibility(cell: str) -> str:
    return Status.ACTIVE if cell.casefold() == "visible" else Status.DRAFT
