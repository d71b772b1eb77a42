"""The shapes a catalogue file can have, and how one is told from its headers."""

from collections.abc import Callable

from core.exchange.drafts import Draft
from core.exchange.reading import Table, Unreadable
from core.exchange.shapes import native, shopify

SHAPES: dict[str, Callable[[Table], Draft]] = {"native": native.draft, "shopify": shopify.draft}
NAMES = {"native": "our own CSV", "shopify": "a Shopify product export"}
CHOICES = [
    ("auto", "Find out from the headers"),
    ("native", "Our own CSV"),
    ("shopify", "Shopify product export"),
    ("woocommerce", "WooCommerce product export"),
    ("square", "Square item library"),
]
STRANGERS = {
    "WooCommerce": {"sku", "name", "regular price", "categories", "tax status"},
    "Square": {"token", "item name", "variation name"},
    "Medusa": {"product handle", "variant id"},
    "Bagisto": {"sku", "parent_sku", "attribute_family_code"},
    "Spree": {"slug", "sku", "tax_category", "option1_name"},
}
UNDERSTOOD = "Understood are our own CSV (make one with Export) and Shopify's product export."


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
    if shopify.fits(headers):
        return "shopify"
    if native.fits(headers):
        return "native"
    for name, signature in STRANGERS.items():
        if signature <= headers:
            raise Unreadable(f"This looks like a file from {name}. {UNDERSTOOD}")
    if any(not header for header in table.headers) or not headers:
        raise Unreadable(f"The first line has no column names. {UNDERSTOOD}")
    some = ", ".join(table.headers[:6])
    raise Unreadable(f"The columns ({some} …) are not those of a catalogue. {UNDERSTOOD}")
