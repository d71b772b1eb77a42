"""What a bride answers: that she will be there."""

from core.errors import AppointmentPassed, AwaitsConfirmation
from core.models import Appointment
from core.services.appointments import life
from core.services.appointments.changing import advance

Status = Appointment.Status


def confirm(appointment: Appointment) -> Appointment:
    """The bride confirms her appointment; one that is confirmed already stays as it is.

    Raises AppointmentClosed when it is over or cancelled, AppointmentPassed when it has begun,
    AwaitsConfirmation while the boutique has the word, StaleVersion when somebody changed it in this
    very moment.
    """
    life.require_open(appointment)
    if appointment.has_begun:
        raise AppointmentPassed
    if appointment.status == Status.CONFIRMED:
        return appointment
    if appointment.type.needs_confirmation:
        raise AwaitsConfirmation
    return advance(appointment, to=Status.CONFIRMED, version=appointment.version)
