"""The life of an appointment: book, reschedule, cancel, confirm, advance."""

from core.services.appointments.answering import confirm
from core.services.appointments.booking import book
from core.services.appointments.changing import advance, cancel, reschedule

__all__ = ["advance", "book", "cancel", "confirm", "reschedule"]
