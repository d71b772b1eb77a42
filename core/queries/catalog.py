"""The catalogue as a visitor sees it: what is on sale, narrowed down, with prices and pictures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core.models import Category, Product, ProductImage, Sample, StockLevel, Variant

MOST_WORDS = 8
COLUMNS = (
    "id", "slug", "name", "own", "silhouette", "neckline", "fabric", "train", "created_at",
    "designer__slug", "designer__name", "designer__lead_time_weeks",
    "category__slug", "category__name", "collection__slug", "collection__name",
)  # fmt: skip

NO_PRICE_LAST = Value(Decimal("9999999.99"), DecimalField(max_digits=9, decimal_places=2))
NO_PRICE_FIRST = Value(Decimal("-1"), DecimalField(max_digits=9, decimal_places=2))


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a visitor looks for. Several values of one kind are alternatives; kinds add up.

    Size, colour, price and stock must all be true of one and the same variant.
    """

    words: Sequence[str] = ()
    categories: Sequence[str] = ()
    designers: Sequence[str] = ()
    collections: Sequence[str] = ()
    silhouettes: Sequence[str] = ()
    necklines: Sequence[str] = ()
    fabrics: Sequence[str] = ()
    trains: Sequence[str] = ()
    sizes: Sequence[str] = ()
    colors: Sequence[str] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool | None = None


def on_sale() -> QuerySet[Product]:
    return Product.objects.filter(status=Product.Status.ACTIVE)


def search(wish: Wish) -> QuerySet[Product]:
    """Products on sale that fit the wish, in no order yet."""
    found = on_sale()
    chosen = {
        "designer__slug__in": wish.designers,
        "collection__slug__in": wish.collections,
        "silhouette__in": wish.silhouettes,
        "neckline__in": wish.necklines,
        "fabric__in": wish.fabrics,
        "train__in": wish.trains,
    }
    found = found.filter(**{lookup: values for lookup, values in chosen.items() if values})
    if wish.categories:
        found = found.filter(category__in=_with_children(wish.categories))
    for word in wish.words[:MOST_WORDS]:
        found = found.filter(_names(word))
    return _of_variants(found, wish)


def _with_children(slugs: Sequence[str]) -> set[int]:
    """The ids of these categories and of all inside them; the tree is small, a circle harmless."""
    inside = defaultdict(list)
    found: set[int] = set()
    waiting: list[int] = []
    for pk, parent, slug in Category.objects.order_by().values_list("pk", "parent_id", "slug"):
        inside[parent].append(pk)
        if slug in slugs:
            waiting.append(pk)
    while waiting:
        if (pk := waiting.pop()) not in found:
            found.add(pk)
            waiting += inside[pk]
    return found


def _names(word: str) -> Q:
    """The word is in the product's name, its designer's, or one of its SKUs."""
    condition = Q(Exists(_variants().filter(sku__icontains=word)))
    # SQLite folds the case of ASCII letters only.
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    for spelling in spellings:
        condition |= Q(name__icontains=spelling) | Q(designer__name__icontains=spelling)
    return condition


def _variants() -> QuerySet[Variant]:
    """The variants on sale of the product of an outer query."""
    return Variant.objects.filter(product=OuterRef("pk"), is_active=True).order_by()


def _of_variants(products: QuerySet[Product], wish: Wish) -> QuerySet[Product]:
    condition = _any("size__iexact", wish.sizes) & _any("color__iexact", wish.colors)
    if wish.price_min is not None:
        condition &= Q(price__gte=wish.price_min)
    if wish.price_max is not None:
        condition &= Q(price__lte=wish.price_max)
    if condition:
        products = products.filter(Exists(_variants().filter(condition)))
    if wish.in_stock is not None:
        there = Exists(_variants().filter(condition, in_stock()))
        products = products.filter(there if wish.in_stock else ~there)
    return products


def _any(lookup: str, values: Iterable[str]) -> Q:
    condition = Q()
    for value in values:
        condition |= Q(**{lookup: value})
    return condition


def in_stock() -> Q:
    """Of a variant: a piece that nobody has reserved is at a location that is open for business."""
    return Q(
        Exists(
            StockLevel.objects.filter(
                variant=OuterRef("pk"), on_hand__gt=F("reserved"), location__is_active=True
            )
        )
    )


def with_price(products: QuerySet[Product], *, is_descending: bool) -> QuerySet[Product]:
    """Annotated with `from_price`, to sort by: the lowest, or its stand-in where there is none."""
    lowest = _variants().values("product").annotate(lowest=Min("price")).values("lowest")
    missing = NO_PRICE_FIRST if is_descending else NO_PRICE_LAST
    return products.annotate(from_price=Coalesce(Subquery(lowest), missing))


def variants_of(ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """For each product its variants on sale, in their order, with `is_in_stock`; one query."""
    rows = (
        Variant.objects.filter(product__in=ids, is_active=True)
        .order_by("product", "position", "pk")
        .annotate(is_in_stock=in_stock())
        .values("product_id", "sku", "size", "color", "other", "price", "own", "is_in_stock")
    )
    return _grouped(rows)


def images_of(ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """For each product its pictures, the main one first; one query."""
    rows = (
        ProductImage.objects.filter(product__in=ids)
        .order_by("product", "-is_main", "position", "pk")
        .values("product_id", "file", "url", "alt")
    )
    return _grouped(rows)


def _grouped(rows: Iterable[Any]) -> dict[int, list[dict[str, Any]]]:
    groups: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["product_id"]].append(row)
    return groups


def places_with_sample(product_id: int) -> set[int]:
    """Locations where a sample of this style hangs ready to be tried on."""
    return set(
        Sample.objects.filter(
            variant__product=product_id, status=Sample.Status.ON_FLOOR, is_active=True
        ).values_list("location_id", flat=True)
    ) - {None}


def places_with_stock(product_id: int) -> set[int]:
    """Locations that have a piece of this style to take home."""
    return set(
        StockLevel.objects.filter(
            variant__product=product_id, variant__is_active=True, on_hand__gt=F("reserved")
        ).values_list("location_id", flat=True)
    )
