"""A stylist is sick, a day is closed: the plan, its letters, the history and the way back."""

from core.admin.rearranging.page import RearrangementAdmin

__all__ = ["RearrangementAdmin"]
