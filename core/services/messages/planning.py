"""Planning: the letters an act on an appointment calls for, written in its own transaction."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
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
TAKEN_BACK: dict[str, str] = {
    Event.MOVED: "The move was taken back.",
    Event.CANCELLED: "The cancellation was taken back.",
}
UNCONFIRMED = "The appointment is not confirmed."

FITTING = {
    Event.CANCELLED: Appointment.Status.CANCELLED,
    Event.REQUESTED: Appointment.Status.REQUESTED,
}
"""The status in which a letter says the truth; every other letter promises the time."""


def fitting(event: str) -> str:
    return FITTING.get(Event(event), Appointment.Status.CONFIRMED)


def plan(appointment: Appointment, event: str) -> None:
    """Plan the letters of `event` (booked, moved, confirmed, cancelled, changed) for this version.

    Letters of older versions that have not left yet are skipped with the reason; after a mere
    change of an open appointment they stay on under the new version instead. While it is only
    requested, booking and moving call for the letter that promises nothing. Reminders are planned
    once it is confirmed, and never for a time that has passed.
    """
    now = timezone.now()
    kept: set[int] = set()
    if appointment.version > 1:
        kept = _settle_older(appointment, event)
    if not appointment.customer.email or appointment.starts_at <= now:
        return
    if _is_requested(appointment) and event in {Event.BOOKED, Event.MOVED}:
        event = Event.REQUESTED
    is_confirmed = appointment.status == Appointment.Status.CONFIRMED
    wanted = {Event.BEFORE, event} if is_confirmed else {event}
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
    _skip(waiting, reason)
    return unheard


def take_back(appointment: Appointment, event: str) -> None:
    """The last version's `event` (moved, cancelled) is undone by this version: tell who heard of it.

    Whoever had not heard gets no letter about coming and going; what that act skipped before it had
    left waits again, and so do the reminders of the time she has now.
    """
    told = Event.REQUESTED if _is_requested(appointment) and event == Event.MOVED else event
    unheard = withdraw(appointment, reason=TAKEN_BACK[event])
    if told not in unheard:
        plan(appointment, Event.BOOKED if event == Event.CANCELLED else event)
        return
    skipped = Message.objects.filter(
        appointment=appointment,
        appointment_version=appointment.version - 2,
        state=State.SKIPPED,
        reason=REASONS[event],
    ).exclude(rule__event=Event.BEFORE)
    still = skipped.order_by("-pk").values_list("rule__event", flat=True).first()
    plan(appointment, still or "changed")


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
        _skip(waiting, REASONS.get(event) or no_longer(appointment))
        return set()
    if event == Event.CONFIRMED:
        _skip(waiting.filter(rule__event=Event.REQUESTED), no_longer(appointment))
    in_order = waiting.order_by("appointment_version").values_list("rule", "pk")
    newest = dict(in_order)  # the last of a rule wins
    waiting.filter(pk__in=newest.values()).update(appointment_version=appointment.version)
    return set(newest)


def _is_requested(appointment: Appointment) -> bool:
    return appointment.status == Appointment.Status.REQUESTED


def no_longer(appointment: Appointment) -> str:
    """Why a letter for another status need not go out."""
    if _is_requested(appointment):
        return UNCONFIRMED
    return NO_LONGER_NEEDED.format(status=appointment.get_status_display().lower())


def _skip(waiting: QuerySet[Message], reason: str) -> None:
    waiting.exclude(state=State.SENDING).update(
        state=State.SKIPPED, reason=reason, claim_token="", lease_until=None
    )


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
