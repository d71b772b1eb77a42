"""Products and variants: the columns of our own CSV, from either list."""

from typing import Any

from core.exchange import columns as native
from core.exchange.export import values
from core.exchange.export.columns import COST, Column, Kind, as_text
from core.exchange.export.values import Cells, How, Write
from core.exchange.references import category_paths
from core.models import Category, Product, ProductImage, Variant

Paths = dict[str, tuple[str, ...]]

PATHS: Paths = {
    "designer": ("designer__name",),
    "category": ("category_id",),
    "collection": ("collection__name", "collection__year"),
    "pictures": ("pk",),
}


def category(how: How, keys: Cells) -> Cells:
    """The way to it: Bridal gowns > A-line."""
    if "categories" not in how.known:
        how.known["categories"] = category_paths(list(Category.objects.all()))
    paths: dict[int, str] = how.known["categories"]
    return values.text(how, [paths.get(key, "") for key in keys])


def pictures(how: How, products: Cells) -> Cells:
    """The web addresses of each product's pictures, one a line with what it shows."""
    images = ProductImage.objects.exclude(url="")
    if "has_pictures" not in how.known:  # most shops keep their pictures here, without addresses
        how.known["has_pictures"] = images.exists()
    if not how.known["has_pictures"]:
        return [""] * len(products)
    found: dict[int, list[str]] = {}
    of_these = images.filter(product_id__in=set(products))
    for product, url, alt in of_these.values_list("product_id", "url", "alt"):
        found.setdefault(product, []).append(f"{url} {alt}".strip())
    return values.text(how, ["\n".join(found.get(product, ())) for product in products])


def labels(name: str) -> tuple[str, ...]:
    return tuple(map(str, native.CHOICES[name].values())) if name in native.CHOICES else ()


WRITES: dict[str, Write] = {
    "category": category,
    "collection": values.together(" "),
    "pictures": pictures,
    "tags": values.words,
    "price": values.number,
    "cost": values.number,
    "is_active": values.yes_no,
}


def _columns(to_product: str, to_variant: str) -> tuple[Column, ...]:
    found = []
    for way, part in ((to_product, native.PRODUCT), (to_variant, native.VARIANT)):
        for one in part:
            paths: Any = tuple(f"{way}{path}" for path in PATHS.get(one.name, (one.name,)))
            if one.name == "tags":
                paths = (as_text(*paths),)
            write = WRITES.get(one.name, values.text)
            if one.name in native.CHOICES:
                write = values.choice(native.CHOICES[one.name])
            guard = COST if one.name == "cost" else ""
            allowed = ("yes", "no") if one.name == "is_active" else labels(one.name)
            found.append(Column(one.name, one.header, paths, write, guard, one.example, allowed))
    return tuple(found)


PRODUCTS = Kind(
    "product",
    "Products and variants",
    Product,
    _columns("", "variants__"),
    version=("updated_at", "variants__updated_at"),
    own=(("own", "product"), ("variants__own", "variant")),
    then=("variants__position", "variants__pk"),
    has_shopify=True,
)
VARIANTS = Kind(
    "variant",
    "Variants and prices",
    Variant,
    _columns("product__", ""),
    version=("product__updated_at", "updated_at"),
    own=(("product__own", "product"), ("own", "variant")),
    has_shopify=True,
)
