"""One product at a time: what the admin and the API do."""

import re
from typing import Any

import nh3

from core import history
from core.models import Product, Variant, base
from core.services import own_fields

MARKUP = re.compile(r"<[a-zA-Z/!?]")
TAGS = {
    "a", "b", "blockquote", "br", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li",
    "ol", "p", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr",
    "u", "ul",
}  # fmt: skip
LINKS = {"http", "https", "mailto", "tel"}


def clean_description(text: str) -> str:
    """The text with nothing but harmless formatting; plain text stays as it is."""
    if not MARKUP.search(text):
        return text
    return nh3.clean(text, tags=TAGS, attributes={"a": {"href"}}, url_schemes=LINKS).strip()


def save_product(product: Product, *, by: Any = None) -> Product:
    """Save a new or changed product: web name filled in, description made harmless.

    Raises ValidationError naming the field.
    """
    product.name = product.name.strip()
    product.description = clean_description(product.description)
    if not product.slug:
        product.slug = base.free_slug(Product, product.name, keep=product.pk)
    own_fields.settle(product)
    product.full_clean()
    history.sign(product, by)
    product.save()
    return product


def save_variant(variant: Variant, *, by: Any = None) -> Variant:
    """Save a new or changed variant; the SKU loses the spaces around it. Raises ValidationError."""
    variant.sku = variant.sku.strip()
    variant.barcode = variant.barcode.strip()
    own_fields.settle(variant)
    variant.full_clean()
    history.sign(variant, by)
    variant.save()
    return variant
