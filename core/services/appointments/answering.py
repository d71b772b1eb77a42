"""What a bride answers: that she will be there."""

from core.errors import AppointmentClosed, AppointmentPassed
from core.models import Appointment
from core.services.appointments.changing import advance

Status = Appointment.Status


def confirm(appointment: Appointment) -> Appointment:
    """The bride confirms her appointment; one that is confirmed already stays as it is.

    Raises AppointmentClosed when it is over or cancelled, AppointmentPassed when it has begun,
    StaleVersion when somebody changed it in this very moment.
    """
    if not appointment.is_open:
        raise AppointmentClosed(f"This appointment is {appointment.get_status_display().lower()}.")
    if appointment.has_begun:
        raise AppointmentPassed
    if appointment.status == Status.CONFIRMED:
        return appointment
    return advance(appointment, to=Status.CONFIRMED, version=appointment.version)
