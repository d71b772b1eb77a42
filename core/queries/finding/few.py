"""A handful of each kind for the search from anywhere, with all that one line says of them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from core.models import (
    Appointment,
    Collection,
    Customer,
    Designer,
    Product,
    Sample,
    StockLevel,
    Stylist,
    Variant,
)
from core.queries import shelf
from core.queries.finding.fields import KINDS, exact, found_keys
from core.queries.finding.terms import fold, read

MOST = 6
MOST_SORTED = 200
MOST_NAMES = 5000
"""Designers, collections and stylists are few: their names are read and compared here."""


def _variants() -> QuerySet[Variant]:
    levels = StockLevel.objects.filter(on_hand__gt=0).select_related("location")
    return shelf.variants(Variant.objects.all()).prefetch_related(
        Prefetch("stock_levels", levels.order_by("location__position", "location__name"))
    )


ROWS: dict[type[Model], Callable[[], QuerySet[Any]]] = {
    Customer: Customer.objects.all,
    Appointment: lambda: Appointment.objects.select_related("customer", "location", "type"),
    Product: lambda: Product.objects.select_related("designer"),
    Variant: _variants,
    Sample: lambda: Sample.objects.select_related("location", "variant__product"),
    Designer: Designer.objects.all,
    Collection: lambda: Collection.objects.select_related("designer"),
    Stylist: Stylist.objects.all,
}
ORDER: dict[type[Model], tuple[str, ...]] = {Appointment: ("-starts_at",), Variant: ("sku",)}


def coded(model: type[Model], typed: str) -> list[Any]:
    """The rows whose code this is."""
    keys = exact(model, typed)
    return list(ROWS[model]().filter(pk__in=keys)) if keys else []


def few(model: type[Model], typed: str) -> list[Any]:
    """The first by name of those that have all the words."""
    keys = found_keys(model, typed, MOST_SORTED) if model in KINDS else _named(model, typed)
    if not keys:
        return []
    order = ORDER.get(model, ("name",))
    return list(ROWS[model]().filter(pk__in=keys).order_by(*order, "pk")[:MOST])


def _named(model: type[Model], typed: str) -> list[int]:
    words = [part for parts in read(typed).words for part in parts]
    if not words:
        return []
    names = model._default_manager.order_by("pk").values_list("pk", "name")[:MOST_NAMES]
    return [pk for pk, name in names if _begin_words(words, fold(name))]


def _begin_words(words: list[str], name: str) -> bool:
    return all(f" {word}" in f" {name}" for word in words)
