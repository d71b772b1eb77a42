"""One product at a time: what the admin and the API do."""

import re
from typing import Any

import nh3
from django.db import transaction

from core import history
from core.errors import NotPossible
from core.models import Product, ProductImage, Variant, base

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
    product.full_clean()
    history.sign(product, by)
    product.save()
    return product


def save_variant(variant: Variant, *, by: Any = None) -> Variant:
    """Save a new or changed variant; the SKU loses the spaces around it. Raises ValidationError."""
    variant.sku = variant.sku.strip()
    variant.barcode = variant.barcode.strip()
    variant.full_clean()
    history.sign(variant, by)
    variant.save()
    return variant


def set_main_image(image: ProductImage) -> ProductImage:
    """Show this picture first; the one before steps back."""
    with transaction.atomic():
        Product.objects.select_for_update(no_key=True).get(pk=image.product_id)
        ProductImage.objects.filter(product=image.product_id, is_main=True).update(is_main=False)
        image.is_main = True
        image.save(update_fields=["is_main"])
    return image


def archive(product: Product, *, by: Any = None) -> Product:
    """Take a product off the lists and the website; it keeps its past. Raises NotPossible."""
    if product.status == Product.Status.ARCHIVED:
        raise NotPossible(f"{product} is archived already.", field="status")
    product.status = Product.Status.ARCHIVED
    history.sign(product, by)
    product.save(update_fields=["status", "updated_at"])
    return product
