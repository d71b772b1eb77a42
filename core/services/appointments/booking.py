"""Booking: the one act behind the website, the admin and the importer."""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from core import history
from core.errors import HoldGone, NotOffered, NotPossible
from core.models import Appointment, Hold, Product, TryOn
from core.services import customers, messages, own_fields
from core.services.appointments import gowns, life, placing, twice, versions
from core.services.appointments.finding import Place

REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def book(
    appointment: Appointment,
    *,
    by: Any = None,
    products: Sequence[Product] = (),
    overbook_reason: str = "",
    hold: Hold | None = None,
) -> Appointment:
    """Book an unsaved appointment: claims stylist, room and samples, plans its messages.

    Needs type, location, customer (saved or not) and an aware starts_at; stylist and room are
    chosen when they are not set. `by` is the member of staff, None the bride herself: only she is
    bound to notice, horizon and grid; staff write down a visit of today, but not of a day past. With `overbook_reason`, staff who may overbook get any
    stylist and room they name. A `hold` of the same type and time is consumed: what it keeps is
    not in the way, and comes first.

    Returns the saved appointment; `manage_token` is the bride's key, seen here and never again (a
    door that must be able to repeat it brings its own).
    Raises NotOffered, NoSample, SlotTaken, BookedAlready, HoldGone, NotAllowed, or ValidationError naming the field.
    """
    online = by is None
    require_offered(appointment, online=online)
    gowns.require_few(products)
    appointment.starts_at = appointment.starts_at.replace(microsecond=0)
    appointment.ends_at = appointment.starts_at + appointment.type.duration
    appointment.reference = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    appointment.manage_token = appointment.manage_token or secrets.token_urlsafe(32)
    appointment.manage_token_hash = token_hash(appointment.manage_token)
    appointment.booked_through = history.current_door()
    if online and appointment.type.needs_confirmation:
        appointment.status = Appointment.Status.REQUESTED
    history.sign(appointment, by)

    with transaction.atomic():
        keeping = kept(hold)
        if keeping:
            _require_same(appointment, keeping)
        appointment.customer = customers.recognise(appointment.customer, by=by)
        own_fields.settle(appointment)
        first = None if overbook_reason else twice.look_and_lock(appointment, by=by)
        held = [*keeping.claims.values_list("resource_id", flat=True)] if keeping else []

        def take(place: Place) -> None:
            if keeping:
                keeping.claims.all().delete()
            _save(appointment, products, place)
            placing.claim(appointment, place, is_overbooked=bool(overbook_reason))

        if overbook_reason:
            placing.overbook(
                appointment, products, by=by, reason=overbook_reason, take=take, held=held
            )
        else:
            placing.settle(
                appointment,
                products,
                online=online,
                take=take,
                held=held,
                hold=keeping,
                first=first,
            )
        if keeping:
            keeping.delete()
        messages.plan(appointment, "booked")
    return appointment


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def require_offered(appointment: Appointment, *, online: bool) -> None:
    """The guards that need no look at the diary."""
    type_, location = appointment.type, appointment.location
    if not type_.is_active or (online and not type_.is_bookable_online):
        raise NotOffered(f"{type_} cannot be booked.", field="type", reasons=["not-online"])
    if not location.is_active:
        raise NotOffered(
            f"{location} is not open for business.", field="location", reasons=["location-closed"]
        )
    if appointment.starts_at <= timezone.now() and online:
        raise NotOffered("That time has passed.", field="starts_at", reasons=["too-soon"])
    life.require_not_past(appointment.starts_at, location)


def _save(appointment: Appointment, products: Sequence[Product], place: Place) -> None:
    appointment.pk = None  # a try before this one may have been rolled back
    versions.save(appointment, force_insert=True)
    bulk_create_with_history(
        [
            TryOn(appointment=appointment, product=product, sample_id=place.samples.get(product.pk))
            for product in products
        ],
        TryOn,
    )


def _require_same(appointment: Appointment, hold: Hold) -> None:
    asked = (appointment.type_id, appointment.location_id, appointment.starts_at)
    if asked != (hold.type_id, hold.location_id, hold.starts_at):
        raise NotPossible("What is kept for you is another time.", field="starts_at")


def kept(hold: Hold | None) -> Hold | None:
    """The hold as it stands, its row locked. Raises HoldGone past its time."""
    if hold is None:
        return None
    current = Hold.objects.select_for_update(no_key=True).filter(pk=hold.pk).first()
    if current is None or current.expires_at <= timezone.now():
        raise HoldGone
    return current
