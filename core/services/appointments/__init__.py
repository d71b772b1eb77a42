"""The life of an appointment: book, reschedule, amend, cancel, confirm, advance, try on."""

from core.services.appointments.amending import amend
from core.services.appointments.answering import confirm
from core.services.appointments.booking import book
from core.services.appointments.changing import advance, cancel, reschedule
from core.services.appointments.gowns import Verdict, record_try_on, swap_sample, verdict

__all__ = [
    "Verdict",
    "advance",
    "amend",
    "book",
    "cancel",
    "confirm",
    "record_try_on",
    "reschedule",
    "swap_sample",
    "verdict",
]
