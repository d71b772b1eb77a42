"""Somebody counted the shelf: the difference becomes a movement."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction

from core.errors import NotPossible
from core.models import Location, StockMovement, StockSheet, Variant
from core.services.stock import ledger
from core.services.stock.ledger import MOST_PIECES, Reason


class Count(NamedTuple):
    """So many pieces of a variant lie on the shelf of a location."""

    variant: Variant
    location: Location
    counted: int


def count(
    variant: Variant,
    *,
    location: Location,
    counted: int,
    by: Any = None,
    reference: str = "",
    note: str = "",
) -> StockMovement | None:
    """Somebody counted the shelf; the difference becomes a movement, None when there is none."""
    lines = count_many([Count(variant, location, counted)], by=by, reference=reference, note=note)
    return lines[0] if lines else None


def count_many(
    counts: Iterable[Count],
    *,
    by: Any = None,
    reference: str = "",
    note: str = "",
    sheet: StockSheet | None = None,
) -> list[StockMovement]:
    """A whole stocktake in one transaction. Raises OutOfStock where more is reserved than found."""
    found = {(c.variant.pk, c.location.pk): c for c in counts}
    for item in found.values():
        if not 0 <= item.counted <= MOST_PIECES:
            raise NotPossible(f"Count between 0 and {MOST_PIECES:,} pieces.", field="counted")
    why = {"by": by, "reference": reference, "note": note, "sheet": sheet}
    with transaction.atomic():
        levels = ledger.lock(found)
        return ledger.apply(
            [
                ledger.line(c.variant, c.location, difference, Reason.COUNTED, **why)
                for key, c in sorted(found.items(), key=lambda pair: pair[0])
                if (difference := c.counted - levels[key].on_hand)
            ],
            levels,
        )
