"""Holds: a time kept for a visitor while she fills in her name."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import HoldGone
from core.models import Appointment, Claim, Hold, Product
from core.services.appointments import booking, finding, gowns, placing
from core.services.appointments.finding import Place

KEPT_FOR = timedelta(minutes=10)
KEPT_AT_MOST = timedelta(minutes=30)  # however often it is renewed
SWEPT_AT_ONCE = 200


def create(hold: Hold, *, products: Sequence[Product] = (), by: Any = None) -> Hold:
    """Keep a time for a while: claims stylist, room and samples as a booking would.

    Needs type, location and an aware starts_at; stylist and room are chosen when they are not set.
    Returns the saved hold; `token` is the visitor's key, seen here and never again.
    Raises NotOffered, NoSample or SlotTaken.
    """
    online = by is None
    wanted = wish(hold)
    booking.require_offered(wanted, online=online)
    gowns.require_few(products)
    now = timezone.now()
    hold.token = hold.token or secrets.token_urlsafe(32)
    hold.token_hash = booking.token_hash(hold.token)
    hold.starts_at, hold.ends_at = wanted.starts_at, wanted.ends_at
    hold.created_at, hold.expires_at = now, now + KEPT_FOR

    def take(place: Place) -> None:
        hold.pk = None  # a try before this one may have been rolled back
        hold.stylist_id, hold.room_id = place.stylist_id, place.room_id
        hold.save(force_insert=True)
        hold.products.set(products)
        placing.occupy(
            place.resource_ids,
            *finding.claimed_span(wanted),
            kind=Claim.Kind.HOLD,
            hold=hold,
            expires_at=hold.expires_at,
        )

    with transaction.atomic():
        placing.settle(wanted, products, online=online, take=take)
    return hold


def find(token: str) -> Hold:
    """The hold of that key. Raises HoldGone where there is none, or it has expired."""
    hold = Hold.objects.filter(
        token_hash=booking.token_hash(token), expires_at__gt=timezone.now()
    ).first()
    if hold is None:
        raise HoldGone
    return hold


def wish(hold: Hold) -> Appointment:
    """What is held, as an unsaved appointment for `appointments.book(..., hold=hold)`."""
    starts_at = hold.starts_at.replace(microsecond=0)
    wanted = Appointment(
        type=hold.type,
        location=hold.location,
        party_size=hold.party_size,
        starts_at=starts_at,
        ends_at=starts_at + hold.type.duration,
    )
    placing.set_place(wanted, hold.stylist_id, hold.room_id)
    return wanted


def renew(hold: Hold) -> Hold:
    """Keep it on from now, but never for longer than half an hour in all. Raises HoldGone."""
    with transaction.atomic():
        current = _locked(hold)
        until = min(timezone.now() + KEPT_FOR, current.created_at + KEPT_AT_MOST)
        current.expires_at = max(until, current.expires_at)
        placing.lock(current.claims.values_list("resource_id", flat=True))
        if current.claims.filter(is_live=False).exists():  # it ran out while we waited
            raise HoldGone
        current.claims.update(expires_at=current.expires_at)
        current.save(update_fields=["expires_at"])
    hold.expires_at = current.expires_at
    return hold


def free(hold: Hold) -> None:
    """Give the time back; once it is gone already there is nothing left to do."""
    with transaction.atomic():
        current = Hold.objects.select_for_update(no_key=True).filter(pk=hold.pk).first()
        if current is not None:
            _let_go(current)


def sweep() -> int:
    """Clear away holds whose time is over; how many there were."""
    expired = Hold.objects.filter(expires_at__lte=timezone.now())
    keys = list(expired.order_by("pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    swept = 0
    for key in keys:
        with transaction.atomic():
            current = expired.select_for_update(no_key=True).filter(pk=key).first()
            if current is not None:
                _let_go(current)
                swept += 1
    return swept


def _locked(hold: Hold) -> Hold:
    current = booking.kept(hold)
    if current is None:
        raise HoldGone
    return current


def _let_go(hold: Hold) -> None:
    # The resources first, as everywhere: two who clear the same claims must not wait in a circle.
    placing.lock(hold.claims.values_list("resource_id", flat=True))
    hold.delete()
