"""Messages to brides: planned with the booking, sent by the tick, nothing lost in between."""

from core.services.messages.planning import nudges, plan

__all__ = ["nudges", "plan"]
