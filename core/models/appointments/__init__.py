"""Appointments: what can be booked, and what was."""

from core.models.appointments.appointments import Appointment, AppointmentGroup
from core.models.appointments.gowns import TryOn
from core.models.appointments.keys import IdempotencyKey
from core.models.appointments.types import AppointmentType

__all__ = ["Appointment", "AppointmentGroup", "AppointmentType", "IdempotencyKey", "TryOn"]
