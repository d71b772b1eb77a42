"""Shopify's product export: many rows a product, options in any slot, rows with only a picture."""

import hashlib
import html
import re
from collections.abc import Callable
from typing import Any

from django.utils.text import slugify

from core.exchange import cells
from core.exchange.drafts import Draft, Given, ProductDraft, Refusal, Values, VariantDraft
from core.exchange.reading import Row, Table, Unreadable
from core.exchange.shapes import options
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

NEW_NAMES = {
    "handle": "URL handle",
    "body (html)": "Description",
    "published": "Published on online store",
    "variant sku": "SKU",
    "variant barcode": "Barcode",
    "variant price": "Price",
    "variant inventory qty": "Inventory quantity",
    "image src": "Product image URL",
    "image alt text": "Image alt text",
}
"""What Shopify calls its older columns since it renamed them."""


def fits(headers: set[str]) -> bool:
    has_handle = bool({"handle", "url handle"} & headers)
    return has_handle and "title" in headers and bool({"variant price", "price"} & headers)


def draft(table: Table) -> Draft:
    return _Reader(table).read()


class _Reader:
    """One pass over the rows, with the headers this file uses."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.found = Draft("shopify")
        self.headers = {header.casefold(): header for header in table.headers}
        self.used: set[str] = set()
        self.products: dict[str, ProductDraft] = {}
        self.options: dict[str, list[str]] = {}
        self.hidden = self.oversold = self.outvoted = 0
        if not self.header("Handle") or not self.header("Title"):
            raise Unreadable("A Shopify export has the columns “Handle” and “Title”.")
        self.mark = cells.decimal_mark(self.cell(row, "Variant Price") for row in table.rows)

    def read(self) -> Draft:
        for row in self.table.rows:
            self.row(row)
        self.found.products = list(self.products.values())
        self.found.unused = [
            header
            for header in self.table.headers
            if header not in self.used and any(row.cells.get(header) for row in self.table.rows)
        ]
        self.tell()
        return self.found

    def tell(self) -> None:
        if self.hidden:
            self.found.notices.append(
                f"{self.hidden} active but not published in the old shop: taken over as draft."
            )
        if self.outvoted:
            self.found.notices.append(
                f"{self.outvoted} with a type and a product category: the type became the category."
            )
        if self.oversold:
            self.found.notices.append(
                f"{self.oversold} with less than no pieces in stock: counted as 0."
            )

    # One row ------------------------------------------------------------------

    def row(self, row: Row) -> None:
        handle = self.cell(row, "Handle")
        if not handle:
            self.found.refusals.append(
                Refusal(row, "Handle", "", "Every row needs the handle of its product.")
            )
            return
        is_first = handle not in self.products
        if is_first:
            self.products[handle] = ProductDraft(row, slug=_slug(handle))
        product = self.products[handle]
        self.product(product, row)
        self.picture(product, row)
        variant = self.variant(row, handle)
        if is_first or variant.values.keys() - {"on_hand"}:
            product.variants.append(variant)
        elif "on_hand" in variant.values and variant.values["on_hand"].value:
            self.found.notices.append(
                f"{row.place.capitalize()} brings only a picture; its stock was left out."
            )

    def product(self, product: ProductDraft, row: Row) -> None:
        if is_new := "slug" not in product.values:
            handle = self.given(row, "Handle", str)
            if handle:
                product.say("slug", handle._replace(value=product.slug))
        for name, column, read in (
            ("name", "Title", str),
            ("designer", "Vendor", str),
            ("description", "Body (HTML)", description),
            ("tags", "Tags", cells.words),
        ):
            if given := self.given(row, column, read):
                product.say(name, given)
        if given := self.category(row):
            product.say("category", given)
        if is_new and (given := self.status(row)):
            product.say("status", given)

    def category(self, row: Row) -> Given | None:
        """The shop's own word for it; else the last part of Shopify's long path."""
        kind = self.given(row, "Type", str)
        path = self.given(row, "Product Category", lambda cell: cell.split(">")[-1].strip())
        chosen = kind or path
        self.outvoted += bool(kind and path and path.value.casefold() not in NO_CATEGORY)
        return chosen if chosen and chosen.value.casefold() not in NO_CATEGORY else None

    def status(self, row: Row) -> Given | None:
        """Active and hidden from the old website becomes a draft: nothing goes public by itself."""
        status = self.given(row, "Status", _status)
        published = self.given(row, "Published", cells.yes)
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
        for name, column, read in (
            ("sku", "Variant SKU", _code),
            ("barcode", "Variant Barcode", _code),
            ("price", "Variant Price", self.amount),
            ("cost", "Cost per item", self.amount),
            ("on_hand", "Variant Inventory Qty", self.pieces),
        ):
            given = self.given(row, column, read)
            if given and given.value != "":
                values[name] = given
        return VariantDraft(row, values | self.chosen(row, handle))

    def chosen(self, row: Row, handle: str) -> Values:
        """Size, colour and the rest, from whichever slot the product has them in."""
        names = self.options.setdefault(handle, ["", "", ""])
        given: list[tuple[str, Given]] = []
        for slot in range(3):
            names[slot] = self.cell(row, f"Option{slot + 1} Name") or names[slot]
            value = self.given(row, f"Option{slot + 1} Value", str)
            if value and not options.is_none(names[slot], value.value):
                given.append((names[slot], value))
        return options.sort(given)

    def picture(self, product: ProductDraft, row: Row) -> None:
        url = self.given(row, "Image Src", str)
        if url is None:
            return
        picture = {"url": url}
        if position := self.given(row, "Image Position", _position):
            picture["position"] = position
        if alt := self.given(row, "Image Alt Text", str):
            picture["alt"] = alt
        if url.value not in {p["url"].value for p in product.pictures}:
            product.pictures.append(picture)

    # One cell -----------------------------------------------------------------

    def header(self, column: str) -> str:
        """The header this file has for a column, in Shopify's older or newer words."""
        name = column.casefold()
        newer = NEW_NAMES.get(name, column).casefold()
        return self.headers.get(name) or self.headers.get(newer, "")

    def cell(self, row: Row, column: str) -> str:
        header = self.header(column)
        self.used.add(header)
        return row.cells.get(header, "").strip()

    def given(self, row: Row, column: str, read: Callable[[str], Any]) -> Given | None:
        """What the cell says; None when it is empty or was refused."""
        text = self.cell(row, column)
        if not text:
            return None
        try:
            return Given(read(text), self.header(column), row, text)
        except cells.Misread as problem:
            self.found.refusals.append(Refusal(row, self.header(column), text, str(problem)))
            return None

    def amount(self, cell: str) -> Any:
        return cells.amount(cell, self.mark)

    def pieces(self, cell: str) -> int:
        found = cells.pieces(cell)
        self.oversold += found < 0
        return max(found, 0)


def description(body: str) -> str:
    """Plain text where there is no formatting, else the harmless part of the HTML."""
    plain = html.unescape(body)
    return catalog.clean_description(body) if catalog.MARKUP.search(plain) else plain.strip()


def _status(cell: str) -> str:
    if (status := STATUSES.get(cell.casefold())) is None:
        raise cells.Misread("The status is active, draft or archived.")
    return status


def _code(cell: str) -> str:
    """Shopify writes an apostrophe in front so that spreadsheets leave the digits alone."""
    return cell.removeprefix("'").strip()


def _position(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", cell):
        raise cells.Misread("The position of a picture is a number like 1.")
    return max(int(cell) - 1, 0)


def _slug(handle: str) -> str:
    """The handle, made fit for a web name; always the same for the same handle."""
    if re.fullmatch(r"[-a-zA-Z0-9_]{1,200}", handle):
        return handle
    return f"{slugify(handle)[:180]}-{hashlib.sha256(handle.encode()).hexdigest()[:6]}".strip("-")
