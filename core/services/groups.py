"""Linked appointments: a party, or fittings one, two, three; booked, moved and cancelled as one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from core.errors import AppointmentClosed, NotPossible, SlotTaken
from core.models import Appointment, AppointmentGroup, Product, Room, Stylist
from core.queries.diary import clock
from core.services import appointments, customers
from core.services.appointments import changing, many, placing, stretching, twice


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
        group.full_clean()
        group.save()
        # The group, the brides in the order of their keys, then resources: as moving them has it.
        customers.lock(
            key for key in (customers.known(wish.customer, by=by) for wish in wishes) if key
        )
        for wish in wishes:
            wish.customer = customers.recognise(wish.customer, by=by)
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
                changing.move(found, to[found.pk] or found.starts_at, by=by, is_one_of_many=True)
        for found in moving:
            with many.naming(found):
                twice.require_once(found, by=by)
    return current


def move_together(
    appointment: Appointment,
    *,
    starts_at: datetime,
    by: Any,
    stylist: Stylist | None = None,
    room: Room | None = None,
    length: timedelta | None = None,
    version: int | None = None,
) -> list[Appointment]:
    """Move one as `appointments.reschedule` does, and all linked with it by as much; all or none.

    By as much on the wall: who comes at ten a week later still comes at ten. Only she gets the
    stylist, room or length named; the others keep their stylist. Raises what `reschedule` raises,
    naming which one, and NotPossible where nothing is linked.
    """
    stretching.require_length(length, by=by)
    if appointment.group is None:
        raise NotPossible("Nothing is linked with this appointment.")
    with transaction.atomic():
        current = _locked(appointment.group, by=by, versions={appointment.pk: version})
        hers = next((found for found in current if found.pk == appointment.pk), None)
        if hers is None:
            raise AppointmentClosed
        offset = _wall(starts_at, hers) - _wall(hers.starts_at, hers)
        to = {a.pk: _target(a, offset, {hers.pk: starts_at}) or a.starts_at for a in current}
        named = {"stylist": stylist, "room": room, "length": length}
        placing.lock(many.around(current, also=[row.pk for row in (stylist, room) if row]))
        who = {found.pk: _called(found) for found in current}
        many.release(current)
        for found in sorted(current, key=lambda found: found.pk != hers.pk):
            mine: dict[str, Any] = named if found is hers else {}
            with _naming(found, who[found.pk], keeps_offers=found is hers):
                changing.require_movable(found, to[found.pk], by=by)
                changing.move(found, to[found.pk], by=by, is_one_of_many=True, **mine)
        for found in current:
            with _naming(found, who[found.pk], keeps_offers=False):
                twice.require_once(found, by=by)
    return current


def _wall(moment: datetime, appointment: Appointment) -> datetime:
    return moment.astimezone(appointment.location.zone).replace(tzinfo=None)


def _called(found: Appointment) -> str:
    """Three fittings have one name; the day tells them apart."""
    local = found.local_start
    return f"{found.customer} on {clock.long_day(local)} at {local:%H:%M}"


@contextmanager
def _naming(found: Appointment, who: str, *, keeps_offers: bool) -> Iterator[None]:
    """Free times of another one of them are no times for her."""
    try:
        with many.naming(found, who):
            yield
    except SlotTaken as taken:
        if not keeps_offers:
            raise SlotTaken(taken.message, **taken.facts) from None
        raise


def cancel_group(group: AppointmentGroup, *, by: Any = None, reason: str = "") -> list[Appointment]:
    """Cancel the open ones together; what has taken place stays as it was."""
    with transaction.atomic():
        current = _locked(group, by=by)
        placing.lock(many.around(current))
        for found in current:
            with many.naming(found):
                appointments.cancel(found, by=by, reason=reason)
    return current


def _locked(
    group: AppointmentGroup, *, by: Any, versions: Mapping[int, int | None] | None = None
) -> list[Appointment]:
    """The open appointments of the group, locked in the order of their keys."""
    AppointmentGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    keys = list(group.appointments.order_by("pk").values_list("pk", flat=True))
    found = many.locked([(key, (versions or {}).get(key)) for key in keys], by=by)
    twice.lock(found.values())
    current = [row for row in found.values() if row.is_open]
    if not current:
        raise AppointmentClosed("None of these appointments is open.")
    return current


def _target(
    found: Appointment, offset: timedelta | None, times: Mapping[int, datetime]
) -> datetime | None:
    if offset is None or found.pk in times:
        return times.get(found.pk)
    days = offset // timedelta(days=1)
    local = found.local_start
    day = (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=local.tzinfo)
    return day.astimezone(UTC) + (offset - timedelta(days=days))
