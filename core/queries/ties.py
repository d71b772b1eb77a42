"""What holds on to a row, so that it is put aside rather than deleted."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import PROTECT, RESTRICT, SET_NULL, Model, Q

from core.models import (
    Hold,
    Product,
    Resource,
    Sample,
    StockLevel,
    StockMovement,
    TryOn,
    Variant,
    WishedGown,
)

CALLED: dict[type[Model], tuple[str, str]] = {
    Resource: ("stylist, room or sample gown", "stylists, rooms and sample gowns"),
    StockLevel: ("shelf in the stock", "shelves in the stock"),
    StockMovement: ("line in the stock ledger", "lines in the stock ledger"),
}
"""Where the library's words are not the shop's."""

Tie = tuple[int, str, str]
"""How many, what one is called, what several are called."""


def of_product(product: Product) -> list[str]:
    """Why it cannot be deleted, in words; nothing when it can."""
    tried = TryOn.objects.filter(product=product).count()
    held = Hold.objects.filter(products=product).count()
    wished = WishedGown.objects.filter(product=product).count()
    return _told(
        (tried, "appointment with it on the list", "appointments with it on the list"),
        (held, "time kept for a visitor who wants it", "times kept for visitors who want it"),
        (wished, "wish of a bride", "wishes of brides"),
        *_of_variants(Q(variant__product=product)),
    )


def of_variant(variant: Variant) -> list[str]:
    return _told(*_of_variants(Q(variant=variant)))


def _of_variants(whose: Q) -> list[Tie]:
    lines = StockMovement.objects.filter(whose).count()
    # An empty level only remembers that somebody looked.
    levels = StockLevel.objects.filter(whose).exclude(on_hand=0, reserved=0).count()
    return [
        (Sample.objects.filter(whose).count(), "sample gown", "sample gowns"),
        (lines, "line in the stock ledger", "lines in the stock ledger"),
        (levels, "shelf with pieces on it", "shelves with pieces on them"),
    ]


def holding(model: type[Model], rows: Iterable[Model]) -> list[str]:
    """What would have to go before these rows can: `613 stock levels`."""
    return _pointing(model, rows, PROTECT, RESTRICT)


def left_without(model: type[Model], rows: Iterable[Model]) -> list[str]:
    """What would stay, but point to nothing any more."""
    return _pointing(model, rows, SET_NULL)


def _pointing(model: type[Model], rows: Iterable[Model], *fates: Callable[..., Any]) -> list[str]:
    keys = [row.pk for row in rows]
    counts: dict[type[Model], int] = {}
    links: Iterable[Any] = model._meta.get_fields(include_hidden=True)
    for link in links:
        is_from_there = (link.one_to_many or link.one_to_one) and link.auto_created
        if is_from_there and getattr(link, "on_delete", None) in fates:
            there = link.related_model
            pointing = there._base_manager.filter(**{f"{link.field.name}__in": keys})
            counts[there] = counts.get(there, 0) + pointing.count()
    return _told(*((count, *_called(there)) for there, count in counts.items()))


def _called(model: type[Model]) -> tuple[str, str]:
    names = model._meta.verbose_name, model._meta.verbose_name_plural
    return CALLED.get(model) or (str(names[0]), str(names[1]))


def _told(*ties: Tie) -> list[str]:
    return [f"{count:,} {one if count == 1 else many}" for count, one, many in ties if count]
