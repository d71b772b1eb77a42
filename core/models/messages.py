"""Messages: the rules that plan them and the outbox they wait in."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base
from core.models.appointments import Appointment

VARIABLES = {
    "bride": "Her name",
    "type": "What she comes for",
    "date": "The day, in words",
    "time": "The time, by the clock of the boutique",
    "location": "The boutique she comes to",
    "address": "Its address",
    "stylist": "Who serves her",
    "reference": "The reference of the appointment",
    "shop": "The name of the boutique",
    "gowns": "The gowns she wants to try on",
}
"""What a letter may say in `{{ }}`, each with words for the owner."""

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def known_variables(text: str) -> None:
    """Refuse a variable nobody knows, and braces that belong to none."""
    for name in PLACEHOLDER.findall(text):
        if name not in VARIABLES:
            raise ValidationError(
                "%(name)s is not known here. Known are: %(known)s.",
                code="unknown-variable",
                params={"name": f"{{{{ {name} }}}}", "known": ", ".join(VARIABLES)},
            )
    if re.search(r"\{\{|\}\}|\{%|%\}", PLACEHOLDER.sub("", text)):
        raise ValidationError(
            "Write a variable like {{ bride }}, with two braces on each side.", code="braces"
        )


class ReminderRule(base.Stamped):
    """When which letter goes to the bride."""

    class Event(models.TextChoices):
        BOOKED = "booked", "When she books"
        REQUESTED = "requested", "When she books what you still confirm"
        CONFIRMED = "confirmed", "When you confirm it"
        MOVED = "moved", "When the appointment is moved"
        CANCELLED = "cancelled", "When the appointment is cancelled"
        BEFORE = "before", "Before the appointment"

    class Channel(models.TextChoices):
        EMAIL = "email", "Mail"

    name = base.Text("name", max_length=120)
    event = base.Text("when", max_length=12, choices=Event.choices)
    hours_before = models.PositiveSmallIntegerField(
        "hours before", null=True, blank=True, validators=[MaxValueValidator(24 * 365)]
    )
    channel = base.Text("channel", max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    subject = base.Text("subject", max_length=200)
    body = base.LongText("text")
    is_active = models.BooleanField("switched on", default=True)

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["event", "-hours_before", "pk"]
        verbose_name = "message rule"
        constraints = [
            models.CheckConstraint(
                condition=Q(event="before", hours_before__isnull=False)
                | (~Q(event="before") & Q(hours_before__isnull=True)),
                name="reminderrule_hours_for_reminders",
                violation_error_message="Give the hours for a message before the appointment, and only there.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse variables in subject and text that no letter could fill in."""
        faults: dict[str, ValidationError] = {}
        for field in ("subject", "body"):
            try:
                known_variables(getattr(self, field))
            except ValidationError as fault:
                faults[field] = fault
        if faults:
            raise ValidationError(faults)


class Message(models.Model):
    """One letter, from planned to sent; one row for each appointment, version and rule."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CLAIMED = "claimed", "Being prepared"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        SKIPPED = "skipped", "Skipped"
        UNKNOWN = "unknown", "Unclear"

    WAITING = (State.PLANNED, State.CLAIMED, State.SENDING)
    TROUBLED = (State.FAILED, State.UNKNOWN)  # nobody knows whether an unclear one arrived

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="messages")
    appointment_version = models.PositiveIntegerField("version of the appointment")
    rule = models.ForeignKey(ReminderRule, models.PROTECT, related_name="messages")
    channel = base.Text("channel", max_length=8, choices=ReminderRule.Channel.choices)
    recipient = models.EmailField("to")
    due_at = models.DateTimeField("due")
    state = base.Text("state", max_length=8, choices=State.choices, default=State.PLANNED)
    attempts = models.PositiveSmallIntegerField("attempts", default=0)
    message_id = models.CharField("Message-ID", max_length=120, unique=True)
    claim_token = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField("lease", null=True, blank=True, editable=False)
    reason = base.Text("why", max_length=300, blank=True)
    subject = base.Text("subject", max_length=250, blank=True)
    planned_at = models.DateTimeField("planned", auto_now_add=True)
    sent_at = models.DateTimeField("sent", null=True, blank=True)

    class Meta:
        ordering = ["-due_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["planned", "claimed", "sending"]),
                name="message_waiting",
            ),
            models.Index(fields=["state", "-due_at"], name="message_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "appointment_version", "rule"],
                name="message_once",
                violation_error_message="This message is planned already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} to {self.recipient}"


class Heartbeat(models.Model):
    """When a part of the program last gave a sign of life."""

    name = models.CharField(max_length=32, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
