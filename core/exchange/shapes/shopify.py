"""Shopify's product export: many rows a product, options in any slot, rows with only a picture."""

import hashlib
import html
import re
import sys
from collections.abc import Iterable, Iterator

from django.utils.text import slugify

from core.exchange import cells
from core.exchange.drafts import Draft, Given, ProductDraft, Refusal, Values, VariantDraft
from core.exchange.reading import Row, Table, Unreadable
from core.exchange.shapes import base, options
from core.exchange.shapes.base import Columns, Marks
from core.models import Product
from core.services import catalog

Status = Product.Status
NO_CATEGORY = {"", "uncategorized"}
STATUSES = {
    "active": Status.ACTIVE,
    "draft": Status.DRAFT,
    "archived": Status.ARCHIVED,
    "unlisted": Status.DRAFT,
}

NAMES = {
    "slug": ("handle", "url handle"),
    "name": ("title",),
    "description": ("body (html)", "description"),
    "designer": ("vendor",),
    "category": ("type",),
    "product_category": ("product category",),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "sku": ("variant sku", "sku"),
    "barcode": ("variant barcode", "barcode"),
    "price": ("variant price", "price"),
    "cost": ("cost per item",),
    "on_hand": ("variant inventory qty", "inventory quantity"),
    "picture": ("image src", "product image url"),
    "picture_position": ("image position",),
    "picture_alt": ("image alt text",),
    **{
        f"option{n}_{part}": (f"option{n} {part}",) for n in (1, 2, 3) for part in ("name", "value")
    },
}
"""What Shopify calls each column, before it renamed them and since."""


def fits(headers: set[str]) -> bool:
    has_handle = bool({"handle", "url handle"} & headers)
    return has_handle and "title" in headers and bool({"variant price", "price"} & headers)


def columns(headers: Iterable[str]) -> Columns:
    return base.among(NAMES, headers)


def drafts(rows: Iterable[Row], columns: Columns, marks: Marks) -> Iterator[ProductDraft | Refusal]:
    return Reader(columns, marks).drafts(rows)


def draft(table: Table) -> Draft:
    known = columns(table.headers)
    if not {"slug", "name"} <= set(known.values()):
        raise Unreadable("A Shopify export has the columns “Handle” and “Title”.")
    reader = Reader(known, base.marks(table.rows, known))
    found = base.gathered("shopify", reader, table)
    found.unused = base.unused(table, known)
    return found


class Reader(base.Reader):
    """Rows of one handle are a product; its options are named in the first of them."""

    def __init__(self, columns: Columns, marks: Marks) -> None:
        super().__init__(columns, marks)
        self.options: dict[str, tuple[str, ...]] = {}
        self.hidden = self.outvoted = 0
        self.is_first = False

    def tell(self) -> None:
        self.say(self.hidden, "active but not published in the old shop: taken over as draft.")
        self.say(self.outvoted, "with a type and a product category: the type became the category.")

    # One row ------------------------------------------------------------------

    def key(self, row: Row) -> tuple[str, ...] | None:
        handle = self.cell(row, "slug")
        if not handle:
            header = self.where.get("slug", "Handle")
            self.refusals.append(
                Refusal(row, header, "", "Every row needs the handle of its product.")
            )
            return None
        return ("slug", handle)

    def begin(self, row: Row, key: tuple[str, ...]) -> ProductDraft:
        self.is_first = key[1] not in self.options
        return ProductDraft(row, slug=web_name(key[1]))

    def add(self, product: ProductDraft, row: Row) -> None:
        handle = product.key[1]
        self.product(product, row)
        self.picture(product, row)
        variant = self.variant(row, handle)
        if self.is_first or variant.values.keys() - {"on_hand"}:
            product.variants.append(variant)
        elif "on_hand" in variant.values and variant.values["on_hand"].value:
            self.notices.append(
                f"{row.place.capitalize()} brings only a picture; its stock was left out."
            )
        self.is_first = False

    def product(self, product: ProductDraft, row: Row) -> None:
        if self.is_first and (handle := self.given(row, "slug", str)):
            product.say("slug", handle._replace(value=product.slug))
        for name, read in READS:
            if given := self.given(row, name, read):
                product.say(name, given)
        if given := self.category(row):
            product.say("category", given)
        if self.is_first and (given := self.status(row)):
            product.say("status", given)

    def category(self, row: Row) -> Given | None:
        """The shop's own word for it; else the last part of Shopify's long path."""
        kind = self.given(row, "category", str)
        path = self.given(row, "product_category", _last)
        chosen = kind or path
        self.outvoted += bool(kind and path and path.value.casefold() not in NO_CATEGORY)
        return chosen if chosen and chosen.value.casefold() not in NO_CATEGORY else None

    def status(self, row: Row) -> Given | None:
        """Active and hidden from the old website becomes a draft: nothing goes public by itself."""
        status = self.given(row, "status", _status)
        published = self.given(row, "published", cells.yes)
        if published is None:
            return status
        if status is None:
            return published._replace(value=Status.ACTIVE if published.value else Status.DRAFT)
        if status.value == Status.ACTIVE and not published.value:
            self.hidden += 1
            return published._replace(value=Status.DRAFT)
        return status

    def variant(self, row: Row, handle: str) -> VariantDraft:
        values: Values = {}
        for name, given in (
            ("sku", self.given(row, "sku", base.code)),
            ("barcode", self.given(row, "barcode", base.code)),
            ("price", self.amount(row, "price")),
            ("cost", self.amount(row, "cost")),
            ("on_hand", self.given(row, "on_hand", self.pieces)),
        ):
            if given and given.value != "":
                values[name] = given
        return VariantDraft(row, values | self.chosen(row, handle))

    def chosen(self, row: Row, handle: str) -> Values:
        """Size, colour and the rest, from whichever slot the product has them in."""
        known = self.options.get(handle, ("", "", ""))
        names = tuple(
            sys.intern(self.cell(row, f"option{n}_name")) or known[n - 1] for n in (1, 2, 3)
        )
        self.options[handle] = known if names == known else names
        given: list[tuple[str, Given]] = []
        for n, name in enumerate(names, 1):
            value = self.given(row, f"option{n}_value", str)
            if value and not options.is_none(name, value.value):
                given.append((name, value))
        return options.sort(given)

    def picture(self, product: ProductDraft, row: Row) -> None:
        url = self.given(row, "picture", str)
        if url is None:
            return
        picture = {"url": url}
        if position := self.given(row, "picture_position", _position):
            picture["position"] = position
        if alt := self.given(row, "picture_alt", str):
            picture["alt"] = alt
        if url.value not in {p["url"].value for p in product.pictures}:
            product.pictures.append(picture)


def description(body: str) -> str:
    """Plain text where there is no formatting, else the harmless part of the HTML."""
    plain = html.unescape(body)
    return catalog.clean_description(body) if catalog.MARKUP.search(plain) else plain.strip()


def _last(path: str) -> str:
    return path.rsplit(">", maxsplit=1)[-1].strip()


def _status(cell: str) -> str:
    if (status := STATUSES.get(cell.casefold())) is None:
        raise cells.Misread("The status is active, draft or archived.")
    return status


def _position(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", cell):
        raise cells.Misread("The position of a picture is a number like 1.")
    return max(int(cell) - 1, 0)


def web_name(handle: str) -> str:
    """The handle, made fit for a web name; always the same for the same handle."""
    if re.fullmatch(r"[-a-zA-Z0-9_]{1,200}", handle):
        return handle
    return f"{slugify(handle)[:180]}-{hashlib.sha256(handle.encode()).hexdigest()[:6]}".strip("-")


READS = (("name", str), ("designer", str), ("description", description), ("tags", cells.words))
