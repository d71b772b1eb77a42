"""What the shop has of the things a file names: read at once, never row by row."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower

from core.exchange.drafts import ProductDraft
from core.models import Location, Product, ProductImage, StockLevel, Variant

PART = 900


class Shop:
    """Products, variants, pictures and stock that belong to the drafts, by their keys."""

    def __init__(self, drafts: Sequence[ProductDraft], location: Location | None) -> None:
        self.location = location
        self.products: dict[int, Product] = {}
        self.by_slug: dict[str, Product] = {}
        self.by_name: dict[str, list[Product]] = {}
        self.by_sku: dict[str, Variant] = {}
        self.by_barcode: dict[str, Variant] = {}
        self.variants_of: dict[int, list[Variant]] = {}
        self.images_of: dict[int, list[ProductImage]] = {}
        self.levels: dict[int, StockLevel] = {}
        self._skus: set[str] | None = None
        self._find_products(drafts)
        self._find_parts()

    @property
    def skus(self) -> set[str]:
        """Every SKU of the shop, for proposing free ones; read only when one is missing."""
        if self._skus is None:
            self._skus = {sku.lower() for sku in Variant.objects.values_list("sku", flat=True)}
        return self._skus

    def _find_products(self, drafts: Sequence[ProductDraft]) -> None:
        variants = [variant for draft in drafts for variant in draft.variants]
        skus = {str(v.values["sku"].value) for v in variants if "sku" in v.values}
        barcodes = {str(v.values["barcode"].value) for v in variants if "barcode" in v.values}
        found = [
            *_in(Variant.objects.alias(key=Lower("sku")), "key", _lowered(skus)),
            *_in(Variant.objects.all(), "barcode", barcodes - {""}),
        ]
        products = Product.objects.select_related("designer", "category", "collection__designer")
        names = {
            str(d.values["name"][0].value) for d in drafts if not d.slug and "name" in d.values
        }
        slugs = {draft.slug for draft in drafts if draft.slug}
        self._keep(_in(products, "pk", {variant.product_id for variant in found}))
        self._keep(_in(products, "slug", slugs - {p.slug for p in self.products.values()}))
        self._keep(_in(products.alias(key=Lower("name")), "key", _lowered(names)))
        for product in self.products.values():
            self.by_slug[product.slug] = product
            self.by_name.setdefault(product.name.casefold(), []).append(product)

    def _keep(self, products: Iterable[Product]) -> None:
        for product in products:
            self.products.setdefault(product.pk, product)

    def _find_parts(self) -> None:
        keys = set(self.products)
        for variant in _in(Variant.objects.order_by("pk"), "product_id", keys):
            variant.product = self.products[variant.product_id]
            self.variants_of.setdefault(variant.product_id, []).append(variant)
            self.by_sku[variant.sku.lower()] = variant
            if variant.barcode:
                self.by_barcode[variant.barcode] = variant
        for image in _in(ProductImage.objects.order_by("pk"), "product_id", keys):
            self.images_of.setdefault(image.product_id, []).append(image)
        if self.location is not None:
            variants = {v.pk for known in self.variants_of.values() for v in known}
            levels = StockLevel.objects.filter(location=self.location)
            self.levels = {level.variant_id: level for level in _in(levels, "variant_id", variants)}


def _in(rows: QuerySet[Any], name: str, values: Iterable[Any]) -> Iterator[Any]:
    """The rows whose field is one of the values, in as few queries as the values allow."""
    wanted = sorted(values)
    for start in range(0, len(wanted), PART):
        yield from rows.filter(**{f"{name}__in": wanted[start : start + PART]})


def _lowered(texts: Iterable[str]) -> set[str]:
    """The texts in small letters, also as SQLite writes them: it knows only a to z."""
    small = set()
    for text in texts:
        small |= {text.lower(), _ascii_lower(text), _ascii_lower(text.upper())}
    return small


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
