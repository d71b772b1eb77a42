"""The life of an appointment in one table, and what the bride herself may still change."""

from datetime import datetime

from django.utils import timezone

from core.errors import (
    AppointmentClosed,
    AppointmentPassed,
    MovedTooOften,
    NotOffered,
    TooEarly,
    TooLate,
)
from core.models import Appointment, Location
from core.queries.diary import clock

Status = Appointment.Status

MOVES: dict[str, tuple[str, ...]] = {
    Status.REQUESTED: (Status.CONFIRMED, Status.ARRIVED, Status.NO_SHOW, Status.CANCELLED),
    Status.CONFIRMED: (
        Status.ARRIVED,
        Status.IN_PROGRESS,
        Status.COMPLETED,
        Status.NO_SHOW,
        Status.CANCELLED,
    ),
    Status.ARRIVED: (Status.IN_PROGRESS, Status.COMPLETED),
    Status.IN_PROGRESS: (Status.COMPLETED,),
    Status.COMPLETED: (),
    Status.NO_SHOW: (Status.ARRIVED,),
    Status.CANCELLED: (),
}
"""Which status may follow which. The last step can be taken back, see `way_back`."""

USUAL_WAY_BACK: dict[str, str] = {
    Status.ARRIVED: Status.CONFIRMED,
    Status.IN_PROGRESS: Status.ARRIVED,
    Status.COMPLETED: Status.IN_PROGRESS,
    Status.NO_SHOW: Status.CONFIRMED,
}
"""Where nobody has written down how it came there."""


def steps(appointment: Appointment) -> tuple[str, ...]:
    """What `advance` can make of it now, and last the way back.

    Cancelling asks for a reason and has its own act.
    """
    on = [
        to
        for to in MOVES[appointment.status]
        if to != Status.CANCELLED and not _too_early(appointment, to)
    ]
    back = way_back(appointment)
    return (*on, back) if back and back not in on else tuple(on)


def way_back(appointment: Appointment) -> str:
    """What it was before its last step; empty where a letter has made that step for good."""
    came = appointment.trail.split()
    return came[-1] if came else USUAL_WAY_BACK.get(appointment.status, "")


def trail(appointment: Appointment, to: str) -> str:
    """The trail of an appointment that becomes `to`: one step longer, or one shorter."""
    came = appointment.trail.split()
    if to == Status.CONFIRMED and appointment.status == Status.REQUESTED:
        return ""
    if to == way_back(appointment):
        return " ".join(came[:-1])
    return " ".join([*came, appointment.status])


def require_open(appointment: Appointment) -> None:
    if not appointment.is_open:
        raise AppointmentClosed(f"This appointment is {_word(appointment.status)}.")


def require_not_past(starts_at: datetime, location: Location) -> None:
    """Visits of today are written down after they began, those of another day are a mistake."""
    local = starts_at.astimezone(location.zone)
    if local.date() < timezone.now().astimezone(location.zone).date():
        raise NotOffered(
            f"{clock.day(local)} has passed. Only a visit of today can be written down afterwards.",
            field="starts_at",
            reasons=["past"],
        )


def require_step(appointment: Appointment, to: str) -> None:
    """The table allows it and the clock does, or it takes back the last step."""
    if to == way_back(appointment):
        return
    if to == Status.CANCELLED or to not in MOVES[appointment.status]:
        raise AppointmentClosed(
            f"From {_word(appointment.status)} an appointment cannot become {_word(to)}.",
            field="status",
        )
    if early := _too_early(appointment, to):
        raise TooEarly(early, field="status")


def _too_early(appointment: Appointment, to: str) -> str:
    """Why this cannot be said yet: nobody arrives before the day, or is missed before the hour.

    Who is here may be served before her time; who has not arrived is not.
    """
    if to == Status.CONFIRMED:
        return ""
    start = appointment.local_start
    today = timezone.now().astimezone(appointment.location.zone).date()
    if start.date() > today:
        when = clock.long_day(start)
        return f"{appointment.customer} comes on {when}. It cannot be marked as {_word(to)} before."
    waits = to == Status.NO_SHOW or (appointment.is_open and to != Status.ARRIVED)
    if waits and not appointment.has_begun:
        return (
            f"{appointment.customer} comes at {start:%H:%M}. "
            f"It cannot be marked as {_word(to)} before she is here."
            if to != Status.NO_SHOW
            else f"{appointment.customer} is expected at {start:%H:%M}, she may still come."
        )
    return ""


def require_in_time(appointment: Appointment) -> None:
    """The bride's own deadline, for moving as for cancelling."""
    type_ = appointment.type
    if appointment.has_begun:
        raise AppointmentPassed
    if timezone.now() < appointment.starts_at - type_.cutoff:
        return
    raise TooLate(
        f"Online changes are possible until {type_.cutoff_hours} hours before the appointment. "
        "Please call the boutique.",
        cutoff_hours=type_.cutoff_hours,
    )


def require_moves_left(appointment: Appointment) -> None:
    most = appointment.type.most_moves
    if most is None or appointment.times_moved < most:
        return
    often = "cannot be moved" if not most else f"has been moved {_times(most)} already"
    raise MovedTooOften(
        f"This appointment {often}, more is not possible online. Please call the boutique."
        if most
        else f"This appointment {often} online. Please call the boutique.",
        most_moves=most,
    )


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _word(status: str) -> str:
    return str(dict(Status.choices).get(status, status)).lower()
