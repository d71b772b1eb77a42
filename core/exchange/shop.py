"""What the shop has of the things a file names: read at once, never row by row."""

from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Lower

from core.exchange.drafts import ProductDraft
from core.models import Location, Product, ProductImage, StockLevel, Variant
from core.services.imports import tables

PART = 900
PRODUCT_FIELDS = (
    "slug", "name", "status", "description", "silhouette", "neckline", "fabric", "train", "tags",
    "designer_id", "category_id", "collection_id", "own",
)  # fmt: skip
VARIANT_FIELDS = (
    "sku", "barcode", "size", "color", "other", "price", "cost", "is_active", "position",
    "product_id", "own",
)  # fmt: skip


class Thing(SimpleNamespace):
    """A row of the shop, or one to come: the columns a file can speak of, without a model's weight."""

    pk: int
    is_new: bool = False

    def __hash__(self) -> int:
        return self.pk

    @property
    def options(self) -> str:
        return " / ".join(part for part in (self.color, self.size, self.other) if part)


class Keys:
    """Keys for rows to come."""

    def __init__(self, model: type[models.Model], *, block: int = 200) -> None:
        self.model = model
        self.block = block
        self.free: list[int] = []

    def next(self) -> int:
        if not self.free:
            self.free = tables.reserve(self.model, self.block)[::-1]
        return self.free.pop()


def blank(model: type[models.Model], names: Sequence[str]) -> dict[str, Any]:
    """What a new row has in those columns."""
    return {name: model._meta.get_field(name).get_default() for name in names}  # type: ignore[union-attr]


class Shop:
    """Products, variants, pictures and stock that belong to the drafts, by their keys."""

    def __init__(self, drafts: Sequence[ProductDraft], location: Location | None) -> None:
        self.location = location
        self.products: dict[int, Thing] = {}
        self.by_slug: dict[str, Thing] = {}
        self.by_name: dict[str, list[Thing]] = {}
        self.by_sku: dict[str, Thing] = {}
        self.by_barcode: dict[str, Thing] = {}
        self.variants_of: dict[int, list[Thing]] = {}
        self.images_of: dict[int, list[ProductImage]] = {}
        self.levels: dict[int, tuple[int, int]] = {}
        """On hand and reserved, by variant."""
        self._find_products(drafts)
        self._find_parts()

    def _find_products(self, drafts: Sequence[ProductDraft]) -> None:
        variants = [variant for draft in drafts for variant in draft.variants]
        skus = {str(v.values["sku"].value) for v in variants if "sku" in v.values}
        barcodes = {str(v.values["barcode"].value) for v in variants if "barcode" in v.values}
        owners = {
            *_in(Variant.objects.alias(key=Lower("sku")), "key", _lowered(skus), "product_id"),
            *_in(Variant.objects.all(), "barcode", barcodes - {""}, "product_id"),
        }
        names = {
            str(d.values["name"][0].value) for d in drafts if not d.slug and "name" in d.values
        }
        slugs = {draft.slug for draft in drafts if draft.slug}
        self._keep(Product.objects.all(), "pk", {key for (key,) in owners})
        self._keep(Product.objects.all(), "slug", slugs - {p.slug for p in self.products.values()})
        self._keep(Product.objects.alias(key=Lower("name")), "key", _lowered(names))
        for product in self.products.values():
            self.by_slug[product.slug] = product
            self.by_name.setdefault(product.name.casefold(), []).append(product)

    def _keep(self, rows: QuerySet[Any], name: str, values: Iterable[Any]) -> None:
        for key, *there in _in(rows, name, values, "pk", *PRODUCT_FIELDS):
            if key not in self.products:
                named = dict(zip(PRODUCT_FIELDS, there, strict=True))
                self.products[key] = Thing(pk=key, **named)

    def _find_parts(self) -> None:
        keys = set(self.products)
        rows = Variant.objects.order_by("pk")
        for key, *there in _in(rows, "product_id", keys, "pk", *VARIANT_FIELDS):
            variant = Thing(pk=key, **dict(zip(VARIANT_FIELDS, there, strict=True)))
            self.variants_of.setdefault(variant.product_id, []).append(variant)
            self.by_sku[variant.sku.lower()] = variant
            if variant.barcode:
                self.by_barcode[variant.barcode] = variant
        images = ProductImage.objects.order_by("pk")
        for start in range(0, len(keys), PART):
            some = sorted(keys)[start : start + PART]
            for image in images.filter(product_id__in=some):
                self.images_of.setdefault(image.product_id, []).append(image)
        if self.location is not None:
            variants = {v.pk for known in self.variants_of.values() for v in known}
            levels = StockLevel.objects.filter(location=self.location)
            names = ("variant_id", "on_hand", "reserved")
            for variant, on_hand, reserved in _in(levels, "variant_id", variants, *names):
                self.levels[variant] = (on_hand, reserved)


def _in(
    rows: QuerySet[Any], name: str, values: Iterable[Any], *columns: str
) -> Iterator[tuple[Any, ...]]:
    """Of the rows whose field is one of the values, these columns; in as few queries as need be."""
    wanted = sorted(values)
    for start in range(0, len(wanted), PART):
        some = wanted[start : start + PART]
        yield from rows.filter(**{f"{name}__in": some}).values_list(*columns)


def _lowered(texts: Iterable[str]) -> set[str]:
    """The texts in small letters, also as SQLite writes them: it knows only a to z."""
    small = set()
    for text in texts:
        small |= {text.lower(), _ascii_lower(text), _ascii_lower(text.upper())}
    return small


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
