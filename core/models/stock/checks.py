"""What the night found out: whether the levels agree with the ledger, and what runs low."""

from django.db import models
from django.db.models import Q

from core.models import base


class StockCheck(models.Model):
    """One comparison of levels and ledger; `told` names the first differences."""

    checked_at = models.DateTimeField("checked", auto_now_add=True)
    found = models.PositiveIntegerField("differences", default=0)
    told = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.checked_at:%d %B %Y}: {self.found} differences"


class LowStockLetter(models.Model):
    """The daily mail on what runs low: one a day, claimed with a lease before it is sent."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        SKIPPED = "skipped", "Skipped"

    day = models.DateField("day", unique=True)
    state = base.Text("state", max_length=8, choices=State.choices, default=State.PLANNED)
    recipients = models.JSONField("to", default=list)
    pieces = models.PositiveIntegerField("lines", default=0)
    attempts = models.PositiveSmallIntegerField("attempts", default=0)
    message_id = models.CharField("Message-ID", max_length=120)
    lease_until = models.DateTimeField("lease", null=True, blank=True, editable=False)
    reason = base.Text("why", max_length=300, blank=True)
    sent_at = models.DateTimeField("sent", null=True, blank=True)

    class Meta:
        ordering = ["-day"]
        indexes = [
            models.Index(
                fields=["day"], condition=Q(state__in=["planned", "sending"]), name="lowstock_due"
            )
        ]

    def __str__(self) -> str:
        return f"Low stock, {self.day:%d %B %Y}: {self.get_state_display()}"
