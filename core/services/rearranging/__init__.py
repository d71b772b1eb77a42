"""A stylist is sick or a day is closed: apply a plan, rehearse it, undo it."""

from core.services.rearranging.applying import apply, may_apply, may_undo
from core.services.rearranging.calling import mark_called
from core.services.rearranging.telling import Letter, Told, rehearse
from core.services.rearranging.undoing import MOVED_BACK, Undone, undo

__all__ = [
    "MOVED_BACK",
    "Letter",
    "Told",
    "Undone",
    "apply",
    "mark_called",
    "may_apply",
    "may_undo",
    "rehearse",
    "undo",
]
