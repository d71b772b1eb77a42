"""Changing what is booked: another time or place, the next status, the end."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import AppointmentClosed, NotOffered, SlotTaken
from core.models import Appointment, Room, Stylist
from core.services import messages
from core.services.appointments import gowns, life, placing, stretching, twice, versions
from core.services.appointments.finding import Place

Side, Status = Appointment.Side, Appointment.Status


def reschedule(
    appointment: Appointment,
    *,
    starts_at: datetime,
    by: Any = None,
    stylist: Stylist | None = None,
    room: Room | None = None,
    length: timedelta | None = None,
    version: int | None = None,
    overbook_reason: str = "",
) -> Appointment:
    """Move an open appointment to another time, stylist or room; what is not named stays if it can.

    The bride (`by` None) keeps to what is offered online, to the deadline and the number of moves
    of the type, and gets another stylist or room where hers is taken. Staff keep the stylist unless
    they name another, and may give it a `length` of its own; with `overbook_reason` and the
    permission they get what they name, taken or not. While she is here only the length changes,
    see `stretching.stretch`. Raises AppointmentClosed, AppointmentPassed,
    TooLate, MovedTooOften, StaleVersion (the `version` seen is no longer the newest), NotOffered,
    NoSample, SlotTaken, BookedAlready, NotAllowed, NotPossible; then the appointment keeps what it had.
    """
    stretching.require_length(length, by=by)
    wanted = {"starts_at": starts_at, "stylist": stylist, "room": room}
    with transaction.atomic():
        current = versions.locked(
            appointment, version, by=by, wanted={k: v for k, v in wanted.items() if v is not None}
        )
        if stretching.is_running(current) and by is not None:
            _require_stays(current, starts_at, stylist, room, length)
            stretching.stretch(current, length or timedelta(0), by=by, reason=overbook_reason)
            current.version += 1
            versions.save(current)
            messages.plan(current, "changed")
        else:
            require_movable(current, starts_at, by=by)
            move(
                current,
                starts_at,
                by=by,
                stylist=stylist,
                room=room,
                length=length,
                reason=overbook_reason,
            )
    return versions.refreshed(appointment, current)


def require_movable(current: Appointment, starts_at: datetime, *, by: Any) -> None:
    """The guards of a move, staff exempt from those for brides."""
    life.require_open(current)
    if starts_at != current.starts_at:
        life.require_not_past(starts_at, current.location)
    if by is None:
        life.require_in_time(current)
        life.require_moves_left(current)
        if starts_at <= timezone.now():
            raise NotOffered("That time has passed.", field="starts_at")


def _require_stays(
    current: Appointment,
    starts_at: datetime,
    stylist: Stylist | None,
    room: Room | None,
    length: timedelta | None,
) -> None:
    """Of an appointment that is running only the length can change."""
    asked = (starts_at, stylist.pk if stylist else None, room.pk if room else None)
    stands = (current.starts_at, current.stylist_id, current.room_id)
    if length is None or any(a not in {None, b} for a, b in zip(asked, stands, strict=True)):
        raise AppointmentClosed("She is here already: only the length can be changed now.")


def move(
    current: Appointment,
    starts_at: datetime,
    *,
    by: Any,
    stylist: Stylist | None = None,
    room: Room | None = None,
    length: timedelta | None = None,
    reason: str = "",
    prefer: Collection[int] = (),
    is_one_of_many: bool = False,
    is_back: bool = False,
) -> None:
    """Move a locked appointment to a place that is free there, or, with a reason, to any.

    Of several that are free it gets what is in `prefer`, else what it has. A free place is no
    overbooking any more: the mark goes. `is_back` undoes the last move: see `messages.take_back`. Of many that move together the caller locks the
    brides and asks at the end whether none is expected twice.
    """
    online = by is None
    starts_at = starts_at.replace(microsecond=0)
    products = [row.product for row in current.try_ons.select_related("product")]
    held = set(prefer) or set(current.claims.values_list("resource_id", flat=True))
    before = (current.starts_at, current.stylist_id)
    was = (current.starts_at, current.ends_at)
    current.ends_at = starts_at + (length or current.ends_at - current.starts_at)
    current.starts_at = starts_at
    first = None
    if not reason and not is_one_of_many and was != (current.starts_at, current.ends_at):
        first = twice.look_and_lock(current, by=by)
    current.overbooked_reason = ""
    current.times_moved += online
    current.version += 1

    def take(place: Place) -> None:
        versions.save(current)
        gowns.hang(current, products, place.samples, by=by)
        placing.claim(current, place, is_overbooked=bool(reason))

    wished_stylist = stylist.pk if stylist else None if online else current.stylist_id
    if reason:
        room_id = room.pk if room else current.room_id
        placing.set_place(current, wished_stylist, room_id)
        placing.overbook(current, products, by=by, reason=reason, take=take, held=held)
    else:
        placing.set_place(current, wished_stylist, room.pk if room else None)
        placing.settle(current, products, online=online, take=take, held=held, first=first)
    is_moved = (current.starts_at, current.stylist_id) != before
    if is_moved and is_back:
        messages.take_back(current, "moved")
    else:
        messages.plan(current, "moved" if is_moved else "changed")


def cancel(
    appointment: Appointment, *, by: Any = None, reason: str = "", version: int | None = None
) -> Appointment:
    """End an open appointment and give back its stylist, room and samples; again is a refusal.

    The bride (`by` None) can until the deadline of its type, or until it begins. Raises
    AppointmentClosed, AppointmentPassed, TooLate and StaleVersion.
    """
    with transaction.atomic():
        current = versions.locked(appointment, version, by=by)
        life.require_open(current)
        if by is None:
            life.require_in_time(current)
        placing.lock(current.claims.values_list("resource_id", flat=True))
        current.status = Status.CANCELLED
        current.cancelled_at = timezone.now()
        current.cancelled_by = Side.BRIDE if by is None else Side.BOUTIQUE
        current.cancel_reason = reason
        current.version += 1
        versions.save(current)
        current.claims.update(is_live=False)
        messages.plan(current, "cancelled")
    return versions.refreshed(appointment, current)


def advance(
    appointment: Appointment, *, to: str, by: Any = None, version: int | None = None
) -> Appointment:
    """The next step of its life: confirmed, arrived, in progress, completed, no-show.

    The last step can be taken back. A no-show gives back its time; coming late after all takes it
    again if it is still free. Raises AppointmentClosed, TooEarly, StaleVersion, SlotTaken.
    """
    with transaction.atomic():
        current = versions.locked(appointment, version, by=by)
        life.require_step(current, to)
        placing.lock(current.claims.values_list("resource_id", flat=True))
        current.trail = life.trail(current, to)
        if to == Status.NO_SHOW:
            current.claims.update(is_live=False)
        elif current.status == Status.NO_SHOW:
            _take_again(current)
        was, current.status = current.status, to
        current.version += 1
        versions.save(current)
        is_promised = (was, to) == (Status.REQUESTED, Status.CONFIRMED)
        messages.plan(current, "confirmed" if is_promised else "changed")
    return versions.refreshed(appointment, current)


def _take_again(current: Appointment) -> None:
    tried = current.try_ons.exclude(sample=None).values_list("product_id", "sample_id")
    try:
        place = Place(current.stylist_id, current.room_id, dict(tried))
        placing.claim(current, place, is_overbooked=bool(current.overbooked_reason))
    except placing.Lost as lost:
        raise SlotTaken("Her time has been given to somebody else. Book a new one.") from lost
