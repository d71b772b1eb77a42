"""What the night looks after, and from when on a variant counts as running low."""

from typing import Any

from django.db import transaction

from core.errors import NotPossible
from core.models import Location, StockCheck, StockLevel, Variant
from core.queries import stock as reading
from core.services.stock import ledger

MOST_TOLD = 20


def check_night() -> StockCheck:
    """Compare levels and ledger and write down what was found, for the dashboard."""
    found = reading.differences()
    return StockCheck.objects.create(
        found=len(found), told=[str(difference) for difference in found[:MOST_TOLD]]
    )


def set_reorder_level(
    variant: Variant, *, location: Location, level: int | None, by: Any = None
) -> StockLevel:
    """From how many pieces on it runs low there; None stops watching it."""
    if level is not None and not 0 <= level <= ledger.MOST_PIECES:
        raise NotPossible(
            f"Write a number between 0 and {ledger.MOST_PIECES:,}.", field="reorder_level"
        )
    with transaction.atomic():
        locked = ledger.lock([(variant.pk, location.pk)])[variant.pk, location.pk]
        StockLevel.objects.filter(pk=locked.pk).update(reorder_level=level)
    locked.reorder_level = level
    return locked
