"""Pieces are put aside for a bride until a moment, and given free again."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import history
from core.errors import NotPossible, OutOfStock
from core.models import Customer, Location, Reservation, Variant
from core.services.stock import ledger

Ending = Reservation.Ending
LONGEST = timedelta(days=366)
AT_ONCE = 200


def reserve(
    variant: Variant,
    *,
    location: Location,
    customer: Customer,
    expires_at: datetime,
    quantity: int = 1,
    note: str = "",
    by: Any = None,
) -> Reservation:
    """Put pieces aside for a bride. Raises OutOfStock, or NotPossible for a wrong end."""
    ledger.check(quantity)
    now = timezone.now()
    if expires_at <= now:
        raise NotPossible("Choose a day that is still to come.", field="expires_at")
    if expires_at > now + LONGEST:
        raise NotPossible("Reserve for a year at most.", field="expires_at")
    person: Any = by or history.acting_user()
    wanted = Reservation(
        variant=variant,
        location=location,
        customer=customer,
        quantity=quantity,
        expires_at=expires_at,
        note=note.strip()[:250],
        actor=person,
        door=history.current_door(),
    )
    with transaction.atomic():
        levels = ledger.lock([ledger.key(wanted)])
        level = levels[ledger.key(wanted)]
        if level.available < quantity:
            raise _nothing_to_reserve(wanted, level)
        level.reserved += quantity
        ledger.save(levels)
        wanted.save()
    return wanted


def release(reservation: Reservation, *, by: Any = None) -> Reservation:
    """Give the pieces free again. Raises NotPossible when it has ended already."""
    with transaction.atomic():
        levels = ledger.lock([ledger.key(reservation)])
        current = Reservation.objects.get(pk=reservation.pk)
        if not current.is_live:
            how = current.get_ending_display().lower()
            raise NotPossible(f"This reservation has ended already: {how}.")
        ledger.end([current], levels, ending=Ending.RELEASED, by=by or history.acting_user())
    reservation.refresh_from_db()
    return reservation


def release_expired() -> int:
    """Let go what nobody fetched in time; a few at once, so that nobody waits for it. How many."""
    late = Reservation.objects.filter(ended_at__isnull=True, expires_at__lte=timezone.now())
    order = ("variant_id", "location_id")
    places = list(late.order_by(*order).values_list(*order)[:AT_ONCE])
    ended = 0
    for place, rows in groupby(places):
        with transaction.atomic():
            ledger.lock([place])  # which lets go what is late there
        ended += len(list(rows))
    return ended


def _nothing_to_reserve(wanted: Reservation, level: Any) -> OutOfStock:
    left = level.available
    what = f"Only {left} of {wanted.variant.sku} can" if left else f"No {wanted.variant.sku} can"
    sentence = f"{what} be reserved at {wanted.location}"
    if level.reserved:
        sentence += f"; {level.reserved} reserved already"
    return OutOfStock(f"{sentence}.", field="quantity", on_hand=level.on_hand, available=left)
