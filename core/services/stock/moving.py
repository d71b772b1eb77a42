"""Pieces come in, go to a bride, come back, break, or travel to another location."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import history
from core.errors import NotPossible
from core.models import Customer, Location, Reservation, StockMovement, Variant
from core.services.stock import ledger
from core.services.stock.ledger import Reason

REASONS_TO_ADJUST = {Reason.ADJUSTED, Reason.RETURNED, Reason.DAMAGED}


def receive(
    variant: Variant,
    *,
    location: Location,
    quantity: int,
    by: Any = None,
    reference: str = "",
    note: str = "",
) -> StockMovement:
    """Pieces came in. Raises NotPossible for a quantity below one."""
    ledger.check(quantity)
    why = {"by": by, "reference": reference, "note": note}
    return ledger.write([ledger.line(variant, location, quantity, Reason.RECEIVED, **why)])[0]


def sell(
    variant: Variant,
    *,
    location: Location,
    quantity: int = 1,
    customer: Customer | None = None,
    by: Any = None,
    reference: str = "",
    note: str = "",
) -> StockMovement:
    """Pieces went to a bride; what is reserved for `customer` is used up first, oldest first.

    Raises OutOfStock with what is left; pieces reserved for others are not left.
    """
    ledger.check(quantity)
    line = ledger.line(
        variant, location, -quantity, Reason.SOLD, by=by, reference=reference, note=note
    )
    with transaction.atomic():
        levels = ledger.lock([ledger.key(line)])
        hers = _hers(line, customer) if customer and levels[ledger.key(line)].reserved else []
        freed = sum(row.quantity for row in hers)
        level = levels[ledger.key(line)]
        if level.available + freed < quantity:
            raise ledger.out_of_stock(line, level)
        level.reserved -= freed
        ledger.apply([line], levels)
        _use_up(hers, line, by=by)
    return line


def _hers(line: StockMovement, customer: Customer) -> list[Reservation]:
    """Her live reservations that this sale uses up; one that is larger is split in two."""
    left = -line.quantity
    used = []
    for row in Reservation.objects.filter(
        variant=line.variant, location=line.location, customer=customer, ended_at__isnull=True
    ).order_by("pk"):
        if row.quantity > left > 0:
            Reservation.objects.filter(pk=row.pk).update(quantity=row.quantity - left)
            reserved_at, row.quantity, row.pk = row.reserved_at, left, None
            row.save(force_insert=True)
            Reservation.objects.filter(pk=row.pk).update(reserved_at=reserved_at)
        if left <= 0:
            break
        used.append(row)
        left -= row.quantity
    return used


def _use_up(rows: Sequence[Reservation], sale: StockMovement, *, by: Any) -> None:
    if rows:
        Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(
            ended_at=timezone.now(),
            ending=Reservation.Ending.SOLD,
            ended_by=by or history.acting_user(),
            sale=sale,
        )


def take_back(
    variant: Variant,
    *,
    location: Location,
    quantity: int = 1,
    note: str,
    by: Any = None,
    reference: str = "",
) -> StockMovement:
    """A bride brought pieces back; `note` says why. Raises NotPossible without it."""
    ledger.check(quantity)
    return _told(variant, location, quantity, Reason.RETURNED, note, by, reference)


def damage(
    variant: Variant,
    *,
    location: Location,
    quantity: int = 1,
    note: str,
    by: Any = None,
    reference: str = "",
) -> StockMovement:
    """Pieces can't be sold any more; `note` says what happened. Raises OutOfStock."""
    ledger.check(quantity)
    return _told(variant, location, -quantity, Reason.DAMAGED, note, by, reference)


def adjust(
    variant: Variant,
    *,
    location: Location,
    quantity: int,
    note: str,
    reason: str = Reason.ADJUSTED,
    by: Any = None,
    reference: str = "",
) -> StockMovement:
    """Add (or, below zero, take away) pieces for a reason that is told. Raises OutOfStock."""
    ledger.check(abs(quantity))
    if reason not in REASONS_TO_ADJUST:
        raise NotPossible("Choose why the stock is corrected.", field="reason")
    return _told(variant, location, quantity, reason, note, by, reference)


def _told(
    variant: Variant,
    location: Location,
    quantity: int,
    reason: str,
    note: str,
    by: Any,
    reference: str,
) -> StockMovement:
    if not note.strip():
        raise NotPossible("Say in a few words why the stock is corrected.", field="note")
    why = {"by": by, "reference": reference, "note": note}
    return ledger.write([ledger.line(variant, location, quantity, reason, **why)])[0]


def transfer(
    variant: Variant,
    *,
    origin: Location,
    destination: Location,
    quantity: int,
    by: Any = None,
    reference: str = "",
    note: str = "",
) -> tuple[StockMovement, StockMovement]:
    """Bring pieces from one location to another: what left, what arrived. Raises OutOfStock."""
    ledger.check(quantity)
    if origin.pk == destination.pk:
        raise NotPossible("Choose two different locations.", field="destination")
    why = {
        "by": by,
        "reference": reference or f"transfer {secrets.token_hex(4)}",
        "note": note,
    }
    left = ledger.line(variant, origin, -quantity, Reason.TRANSFERRED, **why)
    arrived = ledger.line(variant, destination, quantity, Reason.TRANSFERRED, **why)
    with transaction.atomic():
        levels = ledger.lock([ledger.key(left), ledger.key(arrived)])
        ledger.apply([left], levels)
        arrived.came_from = left
        ledger.apply([arrived], levels)
    return left, arrived
