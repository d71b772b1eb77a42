"""Booking: the one act behind the website, the admin and the importer."""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import history
from core.errors import NotAllowed, NotOffered
from core.models import Appointment, AppointmentType, Product, TryOn
from core.services import customers, messages
from core.services.appointments import placing
from core.services.appointments.placing import Place

REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
MOST_GOWNS = 5


def book(
    appointment: Appointment,
    *,
    by: Any = None,
    products: Sequence[Product] = (),
    overbook_reason: str = "",
) -> Appointment:
    """Book an unsaved appointment: claims stylist, room and samples, plans its messages.

    Needs type, location, customer (saved or not) and an aware starts_at; stylist and room are
    chosen when they are not set. `by` is the member of staff, None the bride herself: only she is
    bound to notice, horizon and grid. With `overbook_reason`, staff who may overbook get any
    stylist and room they name.

    Returns the saved appointment; `manage_token` is the bride's key, seen here and never again (a
    door that must be able to repeat it brings its own).
    Raises NotOffered, NoSample, SlotTaken, NotAllowed, or ValidationError naming the field.
    """
    online = by is None
    _check_type(appointment.type, online=online)
    if not appointment.location.is_active:
        raise NotOffered(f"{appointment.location} is not open for business.", field="location")
    if appointment.starts_at <= timezone.now() and online:
        raise NotOffered("That time has passed.", field="starts_at")
    if len(products) > MOST_GOWNS:
        raise NotOffered(f"Choose at most {MOST_GOWNS} gowns to try on.", field="products")
    appointment.starts_at = appointment.starts_at.replace(microsecond=0)
    appointment.ends_at = appointment.starts_at + appointment.type.duration
    appointment.reference = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    appointment.manage_token = appointment.manage_token or secrets.token_urlsafe(32)
    appointment.manage_token_hash = token_hash(appointment.manage_token)
    appointment.booked_through = history.current_door()
    history.sign(appointment, by)
    with transaction.atomic():
        appointment.customer = customers.recognise(appointment.customer)
        if overbook_reason:
            _overbook(appointment, products, by=by, reason=overbook_reason)
        else:
            placing.settle(
                appointment,
                products,
                online=online,
                write=lambda place: _save(appointment, products, place),
            )
        messages.plan(appointment, "booked")
    return appointment


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _check_type(type_: AppointmentType, *, online: bool) -> None:
    if not type_.is_active or (online and not type_.is_bookable_online):
        raise NotOffered(f"{type_} cannot be booked.", field="type")


def _save(appointment: Appointment, products: Sequence[Product], place: Place) -> None:
    appointment.pk = None  # a try before this one may have been rolled back
    appointment.full_clean()
    appointment.save(force_insert=True)
    TryOn.objects.bulk_create(
        TryOn(appointment=appointment, product=product, sample_id=place.samples.get(product.pk))
        for product in products
    )


def _overbook(
    appointment: Appointment, products: Sequence[Product], *, by: Any, reason: str
) -> None:
    if by is None or not by.has_perm("core.overbook_appointment"):
        raise NotAllowed("You may not overbook.", field="overbooked_reason")
    if appointment.stylist_id is None or appointment.room_id is None:
        raise NotOffered("Choose stylist and fitting room to overbook.", field="stylist")
    appointment.overbooked_reason = reason
    place = Place(appointment.stylist_id, appointment.room_id)
    placing.lock(place.resource_ids)
    _save(appointment, products, place)
    placing.claim(appointment, place, is_overbooked=True)
