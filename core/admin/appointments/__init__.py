"""The page of an appointment: list, booking form, run of its life."""

from core.admin.appointments.page import AppointmentAdmin

__all__ = ["AppointmentAdmin"]
