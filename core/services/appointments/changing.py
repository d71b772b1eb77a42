"""Changing what is booked: another time or place, the next status, the end."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import history
from core.errors import AppointmentClosed, AppointmentPassed, NotOffered, SlotTaken, StaleVersion
from core.models import Appointment, Room, Stylist
from core.services import messages
from core.services.appointments import placing
from core.services.appointments.placing import Place

Status = Appointment.Status

MOVES: dict[str, tuple[str, ...]] = {
    Status.REQUESTED: (Status.CONFIRMED, Status.ARRIVED, Status.NO_SHOW),
    Status.CONFIRMED: (Status.ARRIVED, Status.IN_PROGRESS, Status.COMPLETED, Status.NO_SHOW),
    Status.ARRIVED: (Status.IN_PROGRESS, Status.COMPLETED, Status.CONFIRMED),
    Status.IN_PROGRESS: (Status.COMPLETED, Status.ARRIVED),
    Status.COMPLETED: (Status.IN_PROGRESS,),
    Status.NO_SHOW: (Status.ARRIVED,),
    Status.CANCELLED: (),
}
"""Which status may follow which; cancelling has its own act."""


def reschedule(
    appointment: Appointment,
    *,
    starts_at: datetime,
    by: Any = None,
    stylist: Stylist | None = None,
    room: Room | None = None,
    version: int | None = None,
) -> Appointment:
    """Move an open appointment to another time, stylist or room; what is not named stays if it can.

    The bride (`by` None) keeps to what is offered online, and gets another stylist or room where
    hers is taken. Staff keep the stylist unless they name another. Raises AppointmentClosed
    (AppointmentPassed), StaleVersion (the `version` seen is no longer the newest), NotOffered,
    NoSample, SlotTaken; then the appointment keeps what it had.
    """
    online = by is None
    starts_at = starts_at.replace(microsecond=0)
    with transaction.atomic():
        current = _locked(appointment, version, by=by)
        _require_open(current, by=by)
        if online and starts_at <= timezone.now():
            raise NotOffered("That time has passed.", field="starts_at")
        try_ons = list(current.try_ons.select_related("product"))
        held = set(current.claims.values_list("resource_id", flat=True))
        before = (current.starts_at, current.stylist_id)
        current.ends_at = starts_at + (current.ends_at - current.starts_at)
        current.starts_at = starts_at
        current.overbooked_reason = ""
        current.version += 1
        wished_stylist = stylist.pk if stylist else None if online else current.stylist_id
        placing.set_place(current, wished_stylist, room.pk if room else None)

        def write(place: Place) -> None:
            current.full_clean()
            current.save()
            for try_on in try_ons:
                try_on.sample_id = place.samples.get(try_on.product_id)
                try_on.save(update_fields=["sample"])

        placing.settle(current, [t.product for t in try_ons], online=online, write=write, held=held)
        is_moved = (current.starts_at, current.stylist_id) != before
        messages.plan(current, "moved" if is_moved else "changed")
    return _refresh(appointment, current)


def cancel(
    appointment: Appointment, *, by: Any = None, reason: str = "", version: int | None = None
) -> Appointment:
    """End an open appointment and give back its stylist, room and samples; again is a refusal.

    The bride (`by` None) can until it begins. Raises AppointmentClosed (AppointmentPassed) and
    StaleVersion.
    """
    with transaction.atomic():
        current = _locked(appointment, version, by=by)
        _require_open(current, by=by)
        placing.lock(current.claims.values_list("resource_id", flat=True))
        current.status = Status.CANCELLED
        current.cancelled_at = timezone.now()
        current.cancel_reason = reason
        current.version += 1
        current.full_clean()
        current.save()
        current.claims.update(is_live=False)
        messages.plan(current, "cancelled")
    return _refresh(appointment, current)


def advance(
    appointment: Appointment, *, to: str, by: Any = None, version: int | None = None
) -> Appointment:
    """The next step of its life: confirmed, arrived, in progress, completed, no-show.

    A no-show gives back its time; coming late after all takes it again if it is still free.
    """
    with transaction.atomic():
        current = _locked(appointment, version, by=by)
        if to not in MOVES[current.status]:
            raise AppointmentClosed(
                f"From {current.get_status_display().lower()} an appointment cannot become "
                f"{dict(Status.choices).get(to, to).lower()}.",
                field="status",
            )
        placing.lock(current.claims.values_list("resource_id", flat=True))
        if to == Status.NO_SHOW:
            current.claims.update(is_live=False)
        elif current.status == Status.NO_SHOW:
            _take_again(current)
        current.status = to
        current.version += 1
        current.full_clean()
        current.save()
        messages.plan(current, "changed")
    return _refresh(appointment, current)


def _locked(appointment: Appointment, version: int | None, *, by: Any) -> Appointment:
    # First the row, then what it points to: PostgreSQL drops a row from a locking join when
    # somebody else has just given it another stylist.
    Appointment.objects.select_for_update(no_key=True).values_list("pk").get(pk=appointment.pk)
    current = Appointment.objects.select_related(
        "type", "location", "customer", "stylist", "room"
    ).get(pk=appointment.pk)
    if version is not None and current.version != version:
        raise StaleVersion(version=current.version)
    history.sign(current, by)
    return current


def _require_open(current: Appointment, *, by: Any) -> None:
    if not current.is_open:
        raise AppointmentClosed(f"This appointment is {current.get_status_display().lower()}.")
    if by is None and current.has_begun:
        raise AppointmentPassed


def _take_again(current: Appointment) -> None:
    tried = current.try_ons.exclude(sample=None).values_list("product_id", "sample_id")
    try:
        placing.claim(current, Place(current.stylist_id, current.room_id, dict(tried)))
    except placing.Lost as lost:
        raise SlotTaken("Her time has been given to somebody else. Book a new one.") from lost


def _refresh(appointment: Appointment, current: Appointment) -> Appointment:
    """Bring the caller's instance up to what has been written, so both names mean the same."""
    if appointment is not current:
        appointment.refresh_from_db()
    return appointment
