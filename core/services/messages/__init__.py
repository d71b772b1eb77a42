"""Messages to brides: planned with the booking, sent by the tick, nothing lost in between."""

from core.services.messages.calendar import calendar_file
from core.services.messages.planning import nudges, plan, withdraw
from core.services.messages.sending import tick

__all__ = ["calendar_file", "nudges", "plan", "tick", "withdraw"]
