"""Planning: the letters an act on an appointment calls for, written in its own transaction."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.models import Appointment, Message, ReminderRule
from core.services.messages import sender

Event = ReminderRule.Event
State = Message.State

nudges: list[Callable[[], object]] = []
"""Called after a commit that left something due; whoever runs the worker adds its bell here."""

REASONS: dict[str, str] = {
    Event.MOVED: "The appointment was moved.",
    Event.CANCELLED: "The appointment was cancelled.",
}

NO_LONGER_NEEDED = "No longer needed: the appointment is marked as {status}."


def plan(appointment: Appointment, event: str) -> None:
    """Plan the letters of `event` (booked, moved, cancelled, changed) for this version.

    Letters of older versions that have not left yet are skipped with the reason; after a mere
    change of an open appointment they stay on under the new version instead. Reminders are planned
    while the appointment is open, and never for a time that has passed.
    """
    now = timezone.now()
    kept: set[int] = set()
    if appointment.version > 1:
        kept = _settle_older(appointment, event)
    if not appointment.customer.email or appointment.starts_at <= now:
        return
    wanted = {Event.BEFORE, event} if appointment.is_open else {event}
    rules = ReminderRule.objects.filter(is_active=True, event__in=wanted).exclude(pk__in=kept)
    letters = [
        _letter(appointment, rule, due_at)
        for rule in rules
        if (due_at := _due_at(appointment, rule, now)) is not None
    ]
    Message.objects.bulk_create(letters)
    if any(letter.due_at <= now for letter in letters):
        transaction.on_commit(_nudge, robust=True)


def withdraw(appointment: Appointment, *, reason: str) -> set[str]:
    """Skip everything of it that has not left yet; the events that nobody hears of now."""
    waiting = Message.objects.filter(
        appointment=appointment, state__in=(State.PLANNED, State.CLAIMED)
    )
    unheard = set(waiting.values_list("rule__event", flat=True))
    waiting.update(state=State.SKIPPED, reason=reason, claim_token="", lease_until=None)
    return unheard


def _settle_older(appointment: Appointment, event: str) -> set[int]:
    """Skip or carry over what older versions left waiting; the rules that were carried over.

    A letter that is being sent this moment is left to the sender.
    """
    waiting = Message.objects.filter(
        appointment=appointment,
        appointment_version__lt=appointment.version,
        state__in=Message.WAITING,
    )
    if event in REASONS or not appointment.is_open:
        status = appointment.get_status_display().lower()
        waiting.exclude(state=State.SENDING).update(
            state=State.SKIPPED,
            reason=REASONS.get(event, NO_LONGER_NEEDED.format(status=status)),
            claim_token="",
            lease_until=None,
        )
        return set()
    in_order = waiting.order_by("appointment_version").values_list("rule", "pk")
    newest = dict(in_order)  # the last of a rule wins
    waiting.filter(pk__in=newest.values()).update(appointment_version=appointment.version)
    return set(newest)


def _due_at(appointment: Appointment, rule: ReminderRule, now: datetime) -> datetime | None:
    if rule.event != Event.BEFORE:
        return now
    due_at = appointment.starts_at - timedelta(hours=rule.hours_before or 0)
    return due_at if due_at > now else None


def _letter(appointment: Appointment, rule: ReminderRule, due_at: datetime) -> Message:
    return Message(
        appointment=appointment,
        appointment_version=appointment.version,
        rule=rule,
        channel=rule.channel,
        recipient=appointment.customer.email,
        due_at=due_at,
        message_id=f"<{uuid.uuid4()}@{sender.host()}>",
    )


def _nudge() -> None:
    for nudge in nudges:
        nudge()
