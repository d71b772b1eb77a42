"""Two people edit one thing: her page knows what she saw, and no save writes over what she did not."""

from core.admin.meeting.page import MeetingAdmin

__all__ = ["MeetingAdmin"]
