"""The shapes a file can have: how each is told from its headers, and what its rows say."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from core.exchange.drafts import Draft, FlatDraft, ProductDraft, Refusal
from core.exchange.reading import Row, Table, Unreadable
from core.exchange.shapes import (
    base,
    flat,
    lightspeed,
    lists,
    native,
    shopify,
    square,
    woocommerce,
)
from core.exchange.shapes.base import Columns, Marks, Reader, merge

__all__ = ["KNOWN", "Columns", "Marks", "Reader", "Shape", "draft", "drafts", "merge", "reader"]


class Shape(NamedTuple):
    """A way in which some program writes a file of that kind."""

    name: str
    label: str
    kind: str
    fits: Callable[[set[str]], bool]
    """Whether headers in small letters are of this shape."""
    columns: Callable[[Iterable[str]], Columns]
    """Header to field, for those the shape knows."""
    reader: Callable[[Columns, Marks], Reader] | None = None
    """For products; the other kinds are read by `flat`."""


def _never(_: set[str]) -> bool:
    """Told from its headers it is a catalogue; its pieces are read where somebody asks for them."""
    return False


KNOWN = {
    shape.name: shape
    for shape in (
        Shape("shopify", "a Shopify product export", "products", shopify.fits, shopify.columns,
              shopify.Reader),
        Shape("woocommerce", "a WooCommerce product export", "products", woocommerce.fits,
              woocommerce.columns, woocommerce.Reader),
        Shape("square", "a Square item library", "products", square.fits, square.columns,
              square.Reader),
        Shape("lightspeed", "a Lightspeed (Vend) product export", "products", lightspeed.fits,
              lightspeed.columns, lightspeed.Reader),
        Shape("shopify-inventory", "a Shopify inventory export", "stock", lists.is_inventory,
              lists.shopify_inventory),
        Shape("shopify-customers", "a Shopify customer export", "customers", lists.is_customers,
              lists.shopify_customers),
        Shape("acuity", "an Acuity appointment export", "appointments", lists.is_acuity,
              lists.acuity),
        Shape("square-stock", "the pieces of a Square item library", "stock", _never,
              lists.square_stock),
        Shape("lightspeed-stock", "the pieces of a Lightspeed (Vend) export", "stock", _never,
              lists.lightspeed_stock),
    )
}  # fmt: skip
"""The shapes of other programs, by name; beside them stand "native" and "columns" of every kind."""

SHAPES: dict[str, Callable[[Table], Draft]] = {
    "native": native.draft,
    "shopify": shopify.draft,
    "woocommerce": woocommerce.draft,
    "square": square.draft,
    "lightspeed": lightspeed.draft,
}
NAMES = {"native": "our own CSV", "columns": "columns as chosen"} | {
    shape.name: shape.label for shape in KNOWN.values()
}
CHOICES = [
    ("auto", "Find out from the headers"),
    ("native", "Our own CSV"),
    ("shopify", "Shopify product export"),
    ("woocommerce", "WooCommerce product export"),
    ("square", "Square item library"),
    ("lightspeed", "Lightspeed (Vend) product export"),
]
STRANGERS = {
    "Medusa": {"product handle", "variant id"},
    "Bagisto": {"sku", "parent_sku", "attribute_family_code"},
    "Spree": {"slug", "sku", "tax_category", "option1_name"},
}
UNDERSTOOD = (
    "Understood are our own CSV (make one with Export) and the product exports of Shopify, "
    "WooCommerce, Square and Lightspeed."
)


def reader(shape: str, columns: Columns, marks: Marks) -> Reader:
    """Reads products of that shape; its `notices` are complete when its drafts are."""
    known = KNOWN.get(shape)
    return known.reader(columns, marks) if known and known.reader else native.Reader(columns, marks)


def drafts(
    kind: str, shape: str, rows: Iterable[Row], columns: Columns, marks: Marks
) -> Iterator[ProductDraft | FlatDraft | Refusal]:
    """What the rows say, one draft after another; `columns` are header to field."""
    if kind == "products":
        return reader(shape, columns, marks).drafts(rows)
    return flat.drafts(kind, rows, columns, marks)


def draft(table: Table, shape: str = "auto") -> Draft:
    """What the table says, read in the shape asked for; raises Unreadable where it does not fit."""
    if shape == "auto":
        shape = recognise(table)
    if shape not in SHAPES:
        name = dict(CHOICES).get(shape, shape)
        raise Unreadable(f"The shape “{name}” cannot be read yet. {UNDERSTOOD}")
    found = SHAPES[shape](table)
    found.notices[:0] = table.notices
    return found


def recognise(table: Table) -> str:
    """The shape those headers belong to; raises Unreadable naming what is understood."""
    headers = {header.casefold() for header in table.headers}
    for name, shape in KNOWN.items():
        if shape.kind == "products" and shape.fits(headers):
            return name
    if native.fits(headers):
        return "native"
    for name, signature in STRANGERS.items():
        if signature <= headers:
            raise Unreadable(f"This looks like a file from {name}. {UNDERSTOOD}")
    if any(not header for header in table.headers) or not headers:
        raise Unreadable(f"The first line has no column names. {UNDERSTOOD}")
    some = ", ".join(table.headers[:6])
    raise Unreadable(f"The columns ({some} …) are not those of a catalogue. {UNDERSTOOD}")
