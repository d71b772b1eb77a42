"""The life of an appointment in one table, and what the bride herself may still change."""

from django.utils import timezone

from core.errors import AppointmentClosed, AppointmentPassed, MovedTooOften, TooLate
from core.models import Appointment

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
    Status.ARRIVED: (Status.IN_PROGRESS, Status.COMPLETED, Status.CONFIRMED),
    Status.IN_PROGRESS: (Status.COMPLETED, Status.ARRIVED),
    Status.COMPLETED: (Status.IN_PROGRESS,),
    Status.NO_SHOW: (Status.ARRIVED,),
    Status.CANCELLED: (),
}
"""Which status may follow which."""


def steps(status: str) -> tuple[str, ...]:
    """What `advance` can make of it; cancelling asks for a reason and has its own act."""
    return tuple(to for to in MOVES[status] if to != Status.CANCELLED)


def require_open(appointment: Appointment) -> None:
    if not appointment.is_open:
        raise AppointmentClosed(f"This appointment is {_word(appointment.status)}.")


def require_step(appointment: Appointment, to: str) -> None:
    if to not in steps(appointment.status):
        raise AppointmentClosed(
            f"From {_word(appointment.status)} an appointment cannot become {_word(to)}.",
            field="status",
        )


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
