"""What is on the shelves of every location, for the page of a variant or of a product."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from core.models import Location, Reservation, StockLevel, Variant


@dataclass(slots=True)
class Shelf:
    """One variant, and its level at each location: an unsaved one where nothing ever was."""

    variant: Variant
    levels: list[StockLevel] = field(default_factory=list)

    @property
    def on_hand(self) -> int:
        return sum(level.on_hand for level in self.levels)


def of_product(product_id: int) -> list[Shelf]:
    """Two queries besides the variants, however many there are."""
    found = Variant.objects.filter(product=product_id).select_related("product")
    return _shelves(list(found.order_by("position", "pk")))


def of_variant(variant: Variant) -> Shelf:
    return _shelves([variant])[0]


def _shelves(variants: Sequence[Variant]) -> list[Shelf]:
    places = list(Location.objects.order_by("position", "pk"))
    levels = {
        (level.variant_id, level.location_id): level
        for level in StockLevel.objects.filter(variant__in=variants)
    }
    shelves = []
    for variant in variants:
        shelf = Shelf(variant)
        for place in places:
            level = levels.get((variant.pk, place.pk))
            if level is None and not place.is_active:
                continue
            level = level or StockLevel(variant=variant, location=place)
            level.variant, level.location = variant, place
            shelf.levels.append(level)
        shelves.append(shelf)
    return shelves


def live_reservations(variants: Sequence[int]) -> QuerySet[Reservation]:
    """Who has what put aside, the first to end first."""
    return (
        Reservation.objects.filter(variant__in=variants, ended_at__isnull=True)
        .select_related("customer", "location", "variant__product", "actor")
        .order_by("expires_at", "pk")
    )
