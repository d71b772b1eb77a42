"""Linked appointments: a party, or fittings one, two, three; booked, moved and cancelled as one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from core.errors import AppointmentClosed, NotPossible
from core.models import Appointment, AppointmentGroup, Product
from core.services import appointments, customers
from core.services.appointments import changing, many, placing


def book_group(
    group: AppointmentGroup,
    wishes: Sequence[Appointment],
    *,
    by: Any = None,
    products: Sequence[Sequence[Product]] = (),
) -> AppointmentGroup:
    """Book unsaved appointments as one (saved or unsaved) group: all of them or none.

    `products` are the gowns of each, in the same order. Raises what `appointments.book` raises,
    naming whom.
    """
    if not wishes:
        raise NotPossible("A group needs appointments.")
    with transaction.atomic():
        for wish in wishes:  # customers before resources, as a single booking has it
            wish.customer = customers.recognise(wish.customer)
        group.full_clean()
        group.save()
        placing.lock(many.around(wishes))
        for number, wish in enumerate(wishes):
            wish.group = group
            with many.naming(wish):
                gowns = products[number] if number < len(products) else ()
                appointments.book(wish, by=by, products=gowns)
    return group


def move_group(
    group: AppointmentGroup,
    *,
    offset: timedelta | None = None,
    times: Mapping[int, datetime] | None = None,
    by: Any = None,
) -> list[Appointment]:
    """Move the open ones together: by an offset, or to the time given for each key; all or none.

    Whole days of the offset keep the clock on the wall; the rest is real time. What each has
    claimed is free for the others. Raises what `appointments.reschedule` raises, naming whom.
    """
    with transaction.atomic():
        current = _locked(group, by=by)
        placing.lock(many.around(current))
        to = {found.pk: _target(found, offset, times or {}) for found in current}
        moving = [found for found in current if to[found.pk] is not None]
        for found in moving:
            with many.naming(found):
                changing.require_movable(found, to[found.pk] or found.starts_at, by=by)
        many.release(moving)
        for found in moving:
            with many.naming(found):
                changing.move(found, to[found.pk] or found.starts_at, by=by)
    return current


def cancel_group(group: AppointmentGroup, *, by: Any = None, reason: str = "") -> list[Appointment]:
    """Cancel the open ones together; what has taken place stays as it was."""
    with transaction.atomic():
        current = _locked(group, by=by)
        placing.lock(many.around(current))
        for found in current:
            with many.naming(found):
                appointments.cancel(found, by=by, reason=reason)
    return current


def _locked(group: AppointmentGroup, *, by: Any) -> list[Appointment]:
    """The open appointments of the group, locked in the order of their keys."""
    AppointmentGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    keys = group.appointments.order_by("pk").values_list("pk", flat=True)
    found = many.locked([(key, None) for key in keys], by=by)
    current = [row for row in found.values() if row.is_open]
    if not current:
        raise AppointmentClosed("None of these appointments is open.")
    return current


def _target(
    found: Appointment, offset: timedelta | None, times: Mapping[int, datetime]
) -> datetime | None:
    if offset is None:
        return times.get(found.pk)
    days = offset // timedelta(days=1)
    local = found.local_start
    day = (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=local.tzinfo)
    return day.astimezone(UTC) + (offset - timedelta(days=days))
