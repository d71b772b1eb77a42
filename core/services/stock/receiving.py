"""A whole packing list is received in one act."""

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from core import history
from core.errors import NotPossible
from core.models import Location, StockMovement, StockSheet, Variant
from core.services.stock import ledger
from core.services.stock.ledger import Reason


class Delivery(NamedTuple):
    """So many pieces of a variant came in."""

    variant: Variant
    quantity: int


def receive_many(
    deliveries: Iterable[Delivery],
    *,
    location: Location,
    by: Any = None,
    reference: str = "",
    note: str = "",
    token: uuid.UUID | None = None,
) -> StockSheet:
    """A whole packing list in one act; a variant named twice adds up.

    The same `token` a second time raises NotPossible, so a double click receives once.
    """
    sums = _added(deliveries)
    person: Any = by or history.acting_user()
    sheet = StockSheet(
        kind=StockSheet.Kind.RECEIVING,
        state=StockSheet.State.APPLIED,
        location=location,
        reference=reference.strip()[:120],
        note=note.strip()[:250],
        actor=person,
        done_at=timezone.now(),
    )
    with transaction.atomic():
        # The levels first: whoever repeats the token waits here, and then finds it taken.
        levels = ledger.lock((pk, location.pk) for pk in sums)
        if token is not None:
            if StockSheet.objects.filter(token=token).exists():
                raise NotPossible("This list has been received already.")
            sheet.token = token
        sheet.save()
        ledger.apply(_lines(sums, sheet, by), levels)
    return sheet


def _added(deliveries: Iterable[Delivery]) -> dict[int, Delivery]:
    sums: dict[int, Delivery] = {}
    for one in deliveries:
        ledger.check(one.quantity)
        before = sums.get(one.variant.pk)
        quantity = one.quantity + (before.quantity if before else 0)
        sums[one.variant.pk] = Delivery(one.variant, quantity)
    if not sums:
        raise NotPossible("There is nothing on this list.")
    return sums


def _lines(sums: dict[int, Delivery], sheet: StockSheet, by: Any) -> list[StockMovement]:
    why = {"by": by, "reference": sheet.reference, "note": sheet.note, "sheet": sheet}
    return [
        ledger.line(one.variant, sheet.location, one.quantity, Reason.RECEIVED, **why)
        for _, one in sorted(sums.items())
    ]
