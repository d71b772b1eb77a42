"""Messages to brides: planned with the booking, sent by the tick, nothing lost in between."""

from core.services.messages.calendar import calendar_file
from core.services.messages.planning import nudges, plan, take_back
from core.services.messages.sending import tick

__all__ = ["calendar_file", "nudges", "plan", "take_back", "tick"]
