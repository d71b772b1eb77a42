"""WooCommerce's product export: simple products, variable ones and their variations."""

import re
from collections.abc import Iterable, Iterator

from core.exchange import cells
from core.exchange.drafts import Draft, Given, ProductDraft, Refusal, Values, VariantDraft
from core.exchange.reading import Row, Table, Unreadable
from core.exchange.shapes import base, options
from core.exchange.shapes.base import Columns, Marks
from core.exchange.shapes.shopify import description
from core.models import Product

Status = Product.Status
SLOTS = range(1, 11)
NAMES = {
    "id": ("id",),
    "kind": ("type", "typ"),
    "parent": ("parent", "übergeordnetes produkt"),
    "sku": ("sku", "artikelnummer"),
    "barcode": ("gtin, upc, ean, or isbn", "gtin, upc, ean oder isbn"),
    "name": ("name",),
    "published": ("published", "veröffentlicht"),
    "visibility": ("visibility in catalog", "sichtbarkeit im katalog"),
    "description": ("description", "beschreibung"),
    "short": ("short description", "kurzbeschreibung"),
    "designer": ("brands", "brand", "marken"),
    "category": ("categories", "kategorien"),
    "tags": ("tags", "schlagwörter"),
    "price": ("regular price", "regulärer preis"),
    "sale_price": ("sale price", "angebotspreis"),
    "cost": ("cost of goods", "cost"),
    "on_hand": ("stock", "lager", "bestand", "lagerbestand"),
    "picture": ("images", "bilder"),
    **{
        f"option{n}_{part}": (f"attribute {n} {words}", f"attribut {n} {german}")
        for n in SLOTS
        for part, words, german in (("name", "name", "name"), ("value", "value(s)", "wert(e)"))
    },
}
KINDS = {"simple", "variable", "variation", "grouped", "external"}


def fits(headers: set[str]) -> bool:
    english = {"type", "sku", "name", "regular price"} <= headers
    return english or {"typ", "artikelnummer", "name", "regulärer preis"} <= headers


def columns(headers: Iterable[str]) -> Columns:
    return base.among(NAMES, headers)


def drafts(rows: Iterable[Row], columns: Columns, marks: Marks) -> Iterator[ProductDraft | Refusal]:
    return Reader(columns, marks).drafts(rows)


def draft(table: Table) -> Draft:
    known = columns(table.headers)
    if not {"kind", "name"} <= set(known.values()):
        raise Unreadable("A WooCommerce export has the columns “Type” and “Name”.")
    reader = Reader(known, base.marks(table.rows, known))
    found = base.gathered("woocommerce", reader, table)
    found.unused = base.unused(table, known)
    return found


class Reader(base.Reader):
    """Variations name their parent by its SKU, or by its number like id:741."""

    def __init__(self, columns: Columns, marks: Marks) -> None:
        super().__init__(columns, marks)
        self.parents: dict[str, tuple[tuple[str, ...], str]] = {}
        self.kind = ""
        self.on_sale = self.hidden = self.bundles = self.elsewhere = 0

    def tell(self) -> None:
        self.say(self.on_sale, "with a sale price: the regular price was taken.")
        self.say(self.hidden, "published but hidden from the old shop's catalogue: taken as draft.")
        self.say(self.bundles, "that only group other products were left out.")
        self.say(self.elsewhere, "that are sold on another website were left out.")

    def key(self, row: Row) -> tuple[str, ...] | None:
        words = [word.strip() for word in self.cell(row, "kind").casefold().split(",")]
        self.kind = next((word for word in words if word in KINDS), words[0])
        if self.kind == "variation":
            return self.parent_key(row)
        if self.kind in ("grouped", "external"):
            self.bundles += self.kind == "grouped"
            self.elsewhere += self.kind == "external"
            return None
        if self.kind not in KINDS:
            self.refuse(row, "kind", "This is not one of: simple, variable, variation.")
            return None
        name = self.cell(row, "name")
        if not name:
            self.refuse(row, "name", "Every product needs its name.")
            return None
        return self.own_key(row, name)

    def own_key(self, row: Row, name: str) -> tuple[str, ...]:
        number, sku = self.cell(row, "id"), self.cell(row, "sku").removeprefix("'")
        key = ("woocommerce", sku or number or name)
        if self.kind == "variable":
            for reference in filter(None, (sku.casefold(), f"id:{number}" if number else "")):
                self.parents[reference] = key, name
        return key

    def parent_key(self, row: Row) -> tuple[str, ...] | None:
        parent = self.cell(row, "parent").removeprefix("'").casefold()
        if found := self.parents.get(parent):
            return found[0]
        self.refuse(
            row,
            "parent",
            "The product of this variation is not above it in the file. "
            "Export it together with its product.",
        )
        return None

    def refuse(self, row: Row, key: str, reason: str) -> None:
        header = self.where.get(key, key.capitalize())
        self.refusals.append(Refusal(row, header, self.cell(row, key), reason))

    def begin(self, row: Row, key: tuple[str, ...]) -> ProductDraft:
        product = ProductDraft(row)
        if self.kind == "variation":  # its product was given back before
            parent = self.cell(row, "parent").removeprefix("'").casefold()
            name = self.parents[parent][1]
            header = self.where.get("name", "Name")
            product.say("name", Given(name, header, row, self.cell(row, "name") or name))
        return product

    def add(self, product: ProductDraft, row: Row) -> None:
        if self.kind != "variation":
            self.product(product, row)
        self.pictures(product, row)
        if self.kind != "variable":
            product.variants.append(VariantDraft(row, self.variant(row)))

    def product(self, product: ProductDraft, row: Row) -> None:
        for name, given in (
            ("name", self.given(row, "name", str)),
            ("designer", self.given(row, "designer", _first)),
            ("category", self.given(row, "category", deepest)),
            ("tags", self.given(row, "tags", cells.words)),
            ("status", self.status(row)),
            (
                "description",
                self.given(row, "description", _body) or self.given(row, "short", _body),
            ),
        ):
            if given and given.value not in ("", []):
                product.say(name, given)

    def status(self, row: Row) -> Given | None:
        """Published and hidden from the catalogue becomes a draft: nothing goes public by itself."""
        published = self.given(row, "published", _published)
        is_hidden = self.cell(row, "visibility").casefold() == "hidden"
        if published and published.value == Status.ACTIVE and is_hidden:
            self.hidden += 1
            return published._replace(value=Status.DRAFT)
        return published

    def variant(self, row: Row) -> Values:
        values: Values = {}
        self.on_sale += bool(self.cell(row, "sale_price"))
        for name, given in (
            ("sku", self.given(row, "sku", base.code)),
            ("barcode", self.given(row, "barcode", base.code)),
            ("price", self.amount(row, "price")),
            ("cost", self.amount(row, "cost")),
            ("on_hand", self.given(row, "on_hand", self.pieces)),
        ):
            if given and given.value != "":
                values[name] = given
        return values | self.chosen(row)

    def chosen(self, row: Row) -> Values:
        """What a variation is of each attribute; on simple products a list of values is no choice."""
        given: list[tuple[str, Given]] = []
        for n in SLOTS:
            value = self.given(row, f"option{n}_value", str)
            if value and (self.kind == "variation" or "," not in value.value):
                given.append((self.cell(row, f"option{n}_name"), value))
        return options.sort(given)

    def pictures(self, product: ProductDraft, row: Row) -> None:
        if given := self.given(row, "picture", _addresses):
            there = {picture["url"].value for picture in product.pictures}
            for url in given.value:
                if url not in there:
                    product.pictures.append({"url": given._replace(value=url, raw=url)})


def deepest(cell: str) -> str:
    """Of several categories the one that says most: Gowns > A-line rather than Gowns."""
    paths = [path.strip() for path in re.split(r"(?<!\\),", cell) if path.strip()]
    return max(paths, key=lambda path: path.count(">"), default="").replace("\\,", ",")


def _first(cell: str) -> str:
    return deepest(cell).split(">")[-1].strip()


def _body(cell: str) -> str:
    return description(cell.replace("\\r", "").replace("\\n", "\n"))


def _published(cell: str) -> str:
    if cell not in ("1", "0", "-1"):
        raise cells.Misread("This is 1 for published, 0 for private or -1 for a draft.")
    return Status.ACTIVE if cell == "1" else Status.DRAFT


def _addresses(cell: str) -> list[str]:
    found = re.split(r"\s*,\s+|,(?=https?:)", cell)
    return list(dict.fromkeys(url.strip() for url in found if url.strip()))
