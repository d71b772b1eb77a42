"""The letters of these appointments: what was sent, what failed, what is still to come.

Nothing here is due already: a worker that starts finds only what lies ahead, to addresses under
example.org and example.com, which reach nobody.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Subquery, prefetch_related_objects

from core.models import Appointment, Message, ReminderRule, ShopSettings
from core.services.demo.bookings import Booking
from core.services.demo.stage import Stage
from core.services.messages import letters, sender

State = Message.State
Status = Appointment.Status


def build(stage: Stage, bookings: list[Booking]) -> None:
    rules = list(ReminderRule.objects.filter(is_active=True))
    messages = [
        message
        for booking in bookings
        if booking.appointment.customer.email
        for rule in rules
        for message in _of_rule(stage, booking, rule)
    ]
    _trouble(stage, messages)
    prefetch_related_objects([message.appointment for message in messages], "try_ons__product")
    shop = ShopSettings.current()
    for message in messages:
        if message.state != State.PLANNED:
            values = letters.variables(message.appointment, shop)
            message.subject = letters.fill(message.rule.subject, values)[:250]
    Message.objects.bulk_create(messages, batch_size=500)
    booked = Appointment.objects.filter(pk=OuterRef("appointment")).values("created_at")
    Message.objects.update(planned_at=Subquery(booked[:1]))


def _of_rule(stage: Stage, booking: Booking, rule: ReminderRule) -> Iterable[Message]:
    appointment, last = booking.appointment, booking.steps[-1]
    is_cancelled = appointment.status == Status.CANCELLED
    is_requested = appointment.status == Status.REQUESTED
    asked = ReminderRule.Event.REQUESTED if is_requested else ReminderRule.Event.BOOKED
    if rule.event == asked:
        yield _message(booking, rule, due_at=booking.booked_at, state=State.SENT)
    elif rule.event == ReminderRule.Event.CANCELLED and is_cancelled:
        yield _message(booking, rule, due_at=last.at, state=State.SENT, version=2)
    elif rule.event == ReminderRule.Event.BEFORE and not is_requested:
        due_at = appointment.starts_at - timedelta(hours=rule.hours_before or 0)
        if due_at <= booking.booked_at:
            return
        state = State.SENT if due_at <= stage.now else State.PLANNED
        why: dict[str, Any] = {}
        if is_cancelled and last.at < due_at:
            state, why = State.SKIPPED, {"reason": "The appointment was cancelled."}
        yield _message(booking, rule, due_at=due_at, state=state, **why)


def _message(
    booking: Booking, rule: ReminderRule, *, due_at: Any, state: str, version: int = 1, **more: Any
) -> Message:
    was_sent = state == State.SENT
    reference = booking.appointment.reference.lower()
    return Message(
        appointment=booking.appointment,
        appointment_version=version,
        rule=rule,
        channel=rule.channel,
        recipient=booking.appointment.customer.email,
        due_at=due_at,
        state=state,
        attempts=int(was_sent),
        message_id=f"<demo.{reference}.{rule.pk}@{sender.host()}>",
        sent_at=due_at + timedelta(seconds=20) if was_sent else None,
        **more,
    )


def _trouble(stage: Stage, messages: list[Message]) -> None:
    """A few of the last days did not arrive, for reasons a person has to look at."""
    since = stage.now - timedelta(days=3)
    recent = [m for m in messages if m.state == State.SENT and m.due_at > since]
    for state, reasons in stage.shop["troubles"].items():
        for reason in reasons:
            if not recent:
                return
            message = recent.pop(stage.dice.randrange(len(recent)))
            message.state, message.reason, message.sent_at = state, reason, None
            message.attempts = 5 if state == State.FAILED else 1
