"""Lightspeed Retail's product export (once Vend): rows of one handle are a product."""

from collections.abc import Iterable, Iterator

from core.exchange import cells
from core.exchange.drafts import Draft, Given, ProductDraft, Refusal, Values, VariantDraft
from core.exchange.reading import Row, Table, Unreadable
from core.exchange.shapes import base, counts, options
from core.exchange.shapes.base import Columns, Marks
from core.exchange.shapes.shopify import description, web_name
from core.models import Product

INVENTORY = "inventory_"
SLOTS = ("one", "two", "three")
NAMES = {
    "slug": ("handle",),
    "sku": ("sku",),
    "name": ("name",),
    "description": ("description",),
    "category": ("product_category", "type"),
    "tags": ("tags",),
    "designer": ("brand_name",),
    "price": ("retail_price",),
    "cost": ("supply_price",),
    "active": ("active",),
    **{
        f"option_{n}_{part}": (f"variant_option_{n}_{part}",)
        for n in SLOTS
        for part in ("name", "value")
    },
}


def fits(headers: set[str]) -> bool:
    tills = {"supply_price", "retail_price", "variant_option_one_name"}
    return {"handle", "sku", "name"} <= headers and len(tills & headers) > 1


def columns(headers: Iterable[str]) -> Columns:
    headers = list(headers)
    return base.among(NAMES, headers) | counts.columns(headers, INVENTORY)


def drafts(rows: Iterable[Row], columns: Columns, marks: Marks) -> Iterator[ProductDraft | Refusal]:
    return Reader(columns, marks).drafts(rows)


def draft(table: Table) -> Draft:
    known = columns(table.headers)
    if not {"slug", "name"} <= set(known.values()):
        raise Unreadable("A Lightspeed export has the columns “handle” and “name”.")
    reader = Reader(known, base.marks(table.rows, known))
    found = base.gathered("lightspeed", reader, table)
    found.unused = base.unused(table, known)
    return found


class Reader(base.Reader):
    """The handle is given in each row, the names of the options in the first of them at least."""

    def __init__(self, columns: Columns, marks: Marks) -> None:
        super().__init__(columns, marks)
        self.notices += counts.told(columns)
        self.options: dict[str, tuple[str, ...]] = {}

    def key(self, row: Row) -> tuple[str, ...] | None:
        if handle := self.cell(row, "slug"):
            return ("slug", handle)
        header = self.where.get("slug", "handle")
        self.refusals.append(Refusal(row, header, "", "Every row needs the handle of its product."))
        return None

    def begin(self, row: Row, key: tuple[str, ...]) -> ProductDraft:
        product = ProductDraft(row, slug=web_name(key[1]))
        if handle := self.given(row, "slug", str):
            product.say("slug", handle._replace(value=product.slug))
        return product

    def add(self, product: ProductDraft, row: Row) -> None:
        chosen = self.chosen(row, product.key[1])
        for name, given in (
            ("name", self.name(row)),
            ("designer", self.given(row, "designer", str)),
            ("description", self.given(row, "description", description)),
            ("category", self.given(row, "category", _path)),
            ("tags", self.given(row, "tags", cells.words)),
        ):
            if given:
                product.say(name, given)
        active = self.given(row, "active", cells.yes)
        if active and not active.value and "status" not in product.values:
            product.say("status", active._replace(value=Product.Status.ARCHIVED))
        product.variants.append(VariantDraft(row, self.variant(row, active) | chosen))

    def name(self, row: Row) -> Given | None:
        """Without the choices that some exports put behind it: Aurelia / Ivory / 38."""
        given = self.given(row, "name", str)
        values = [self.cell(row, f"option_{n}_value") for n in SLOTS]
        tail = "".join(f" / {value}" for value in values if value)
        return given._replace(value=given.value.removesuffix(tail)) if given and tail else given

    def variant(self, row: Row, active: Given | None) -> Values:
        values: Values = {}
        for name, given in (
            ("sku", self.given(row, "sku", base.code)),
            ("price", self.amount(row, "price")),
            ("cost", self.amount(row, "cost")),
            ("on_hand", self.given(row, "on_hand", self.pieces)),
            ("is_active", active),
        ):
            if given and given.value != "":
                values[name] = given
        return values

    def chosen(self, row: Row, handle: str) -> Values:
        known = self.options.get(handle, ("", "", ""))
        names = tuple(
            self.cell(row, f"option_{n}_name") or before
            for n, before in zip(SLOTS, known, strict=True)
        )
        self.options[handle] = known if names == known else names
        given = [
            (name, value)
            for n, name in zip(SLOTS, names, strict=True)
            if (value := self.given(row, f"option_{n}_value", str))
        ]
        return options.sort(given)


def _path(cell: str) -> str:
    return " > ".join(part.strip() for part in cell.replace(" / ", ">").split(">") if part.strip())
