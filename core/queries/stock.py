"""Reads over the stock ledger."""

from typing import NamedTuple

from django.db.models import Sum

from core.models import Location, StockLevel, StockMovement, Variant


class Difference(NamedTuple):
    """A level that is not the sum of its movements."""

    sku: str
    location: str
    level: int
    movements: int

    def __str__(self) -> str:
        return (
            f"{self.sku} at {self.location}: the level says {self.level}, "
            f"the movements add up to {self.movements}."
        )


def differences() -> list[Difference]:
    """Every level that disagrees with the ledger, levels that are missing included."""
    place = ("variant_id", "location_id")
    sums = {
        (variant, location): total
        for variant, location, total in StockMovement.objects.order_by()
        .values_list(*place)
        .annotate(total=Sum("quantity"))
        .iterator(chunk_size=5000)
    }
    levels = {
        (variant, location): on_hand
        for variant, location, on_hand in StockLevel.objects.values_list(
            *place, "on_hand"
        ).iterator(chunk_size=5000)
    }
    wrong = [
        key for key in sorted(levels.keys() | sums.keys()) if levels.get(key, 0) != sums.get(key, 0)
    ]
    skus = Variant.objects.in_bulk({variant for variant, _ in wrong})
    names = Location.objects.in_bulk({location for _, location in wrong})
    return [
        Difference(skus[key[0]].sku, names[key[1]].name, levels.get(key, 0), sums.get(key, 0))
        for key in wrong
    ]
