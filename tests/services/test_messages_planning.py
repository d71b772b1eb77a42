"""Planning: which letters wait in the outbox after an act, and which no longer do."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Appointment, Message, ReminderRule
from core.services import appointments, messages
from tests.cast import At, Boutique, Wish

State = Message.State


@pytest.fixture(autouse=True)
def rules(db: None) -> dict[str, ReminderRule]:
    """The rules of a small shop, nothing else."""
    ReminderRule.objects.all().delete()
    return {
        event: ReminderRule.objects.create(
            name=event, event=event, hours_before=hours, subject=event, body="Dear {{ bride }}"
        )
        for event in ("booked", "requested", "confirmed", "moved", "cancelled", "before")
        for hours in [48 if event == "before" else None]
    }


def outbox(appointment: Appointment) -> list[tuple[str, int, str]]:
    rows = Message.objects.filter(appointment=appointment).order_by("appointment_version", "due_at")
    return [(row.rule.event, row.appointment_version, row.state) for row in rows]


def test_booking_plans_a_confirmation_now_and_a_reminder_two_days_before(
    boutique: Boutique, wish: Wish
) -> None:
    appointment = appointments.book(wish("10:00"))

    confirmation, reminder = Message.objects.order_by("due_at")
    assert confirmation.rule.event == "booked"
    assert confirmation.due_at <= timezone.now()
    assert reminder.due_at == appointment.starts_at - timedelta(hours=48)
    assert {confirmation.recipient, reminder.recipient} == {"anna@example.org"}
    assert confirmation.message_id != reminder.message_id
    assert confirmation.message_id.endswith("@localhost>")


def test_a_booking_made_after_the_reminders_time_gets_none(
    boutique: Boutique, wish: Wish, at: At
) -> None:
    with time_machine.travel(at("10:00", days=-1), tick=False):
        appointment = appointments.book(wish("15:00"), by=boutique.helena)

    assert outbox(appointment) == [("booked", 1, State.PLANNED)]


def test_a_bride_without_mail_gets_no_letters(boutique: Boutique, wish: Wish) -> None:
    boutique.anna.email = ""
    boutique.anna.save()

    appointment = appointments.book(wish("10:00"))

    assert outbox(appointment) == []


def test_a_rule_that_is_switched_off_plans_nothing(
    boutique: Boutique, wish: Wish, rules: dict[str, ReminderRule]
) -> None:
    rules["before"].is_active = False
    rules["before"].save()

    assert outbox(appointments.book(wish("10:00"))) == [("booked", 1, State.PLANNED)]


def test_a_moved_appointment_skips_the_old_letters_and_plans_new_ones(
    boutique: Boutique, wish: Wish, at: At
) -> None:
    appointment = appointments.book(wish("10:00"))
    appointments.reschedule(appointment, starts_at=at("15:00"), by=boutique.helena)

    assert outbox(appointment) == [
        ("booked", 1, State.SKIPPED),
        ("before", 1, State.SKIPPED),
        ("moved", 2, State.PLANNED),
        ("before", 2, State.PLANNED),
    ]
    old, new = Message.objects.filter(rule__event="before").order_by("pk")
    assert old.reason == "The appointment was moved."
    assert new.due_at == at("15:00") - timedelta(hours=48)


def test_a_cancelled_appointment_keeps_only_the_letter_that_says_so(
    boutique: Boutique, wish: Wish
) -> None:
    appointment = appointments.book(wish("10:00"))
    appointments.cancel(appointment, reason="Changed her mind")

    assert outbox(appointment) == [
        ("booked", 1, State.SKIPPED),
        ("before", 1, State.SKIPPED),
        ("cancelled", 2, State.PLANNED),
    ]
    assert Message.objects.get(rule__event="before").reason == "The appointment was cancelled."


def test_another_room_leaves_the_waiting_letters_as_they_are(
    boutique: Boutique, wish: Wish, at: At
) -> None:
    appointment = appointments.book(wish("10:00", room=boutique.salon, stylist=boutique.mira))
    identities = set(Message.objects.values_list("message_id", flat=True))

    appointments.reschedule(
        appointment, starts_at=appointment.starts_at, room=boutique.alcove, by=boutique.helena
    )

    assert outbox(appointment) == [("booked", 2, State.PLANNED), ("before", 2, State.PLANNED)]
    assert set(Message.objects.values_list("message_id", flat=True)) == identities


@pytest.fixture
def requested(boutique: Boutique, wish: Wish) -> Appointment:
    """Anna's wish for a type that the boutique confirms."""
    boutique.consultation.needs_confirmation = True
    boutique.consultation.save()
    return appointments.book(wish("10:00"))


def test_a_request_promises_nothing_and_is_not_reminded_of(requested: Appointment) -> None:
    assert outbox(requested) == [("requested", 1, State.PLANNED)]


def test_a_request_that_was_heard_of_gets_a_yes_and_its_reminder(
    requested: Appointment, boutique: Boutique
) -> None:
    Message.objects.update(state=State.SENT)
    appointments.advance(requested, to=Appointment.Status.CONFIRMED, by=boutique.tom)

    assert outbox(requested) == [
        ("requested", 1, State.SENT),
        ("confirmed", 2, State.PLANNED),
        ("before", 2, State.PLANNED),
    ]


def test_a_quick_yes_spares_her_the_letter_that_it_is_open(
    requested: Appointment, boutique: Boutique
) -> None:
    appointments.advance(requested, to=Appointment.Status.CONFIRMED, by=boutique.tom)

    states = {(event, state) for event, _, state in outbox(requested)}
    assert states == {
        ("requested", State.SKIPPED),
        ("confirmed", State.PLANNED),
        ("before", State.PLANNED),
    }


def test_a_request_that_is_moved_is_still_no_promise(
    requested: Appointment, boutique: Boutique, at: At
) -> None:
    appointments.reschedule(requested, starts_at=at("15:00"), by=boutique.helena)

    assert outbox(requested) == [
        ("requested", 1, State.SKIPPED),
        ("requested", 2, State.PLANNED),
    ]


def test_a_request_that_is_cancelled_hears_of_that(requested: Appointment) -> None:
    appointments.cancel(requested)

    assert outbox(requested) == [
        ("requested", 1, State.SKIPPED),
        ("cancelled", 2, State.PLANNED),
    ]


def test_who_has_arrived_is_reminded_no_more(boutique: Boutique, wish: Wish, at: At) -> None:
    ReminderRule.objects.filter(event="before").update(hours_before=2)
    appointment = appointments.book(wish("18:00", type=boutique.accessories))
    with time_machine.travel(at("10:05")):
        appointments.advance(appointment, to=Appointment.Status.ARRIVED, by=boutique.tom)

    reminder = Message.objects.get(rule__event="before")
    assert reminder.state == State.SKIPPED
    assert reminder.reason == "No longer needed: the appointment is marked as arrived."


def test_a_slip_of_the_finger_brings_the_reminder_back(
    boutique: Boutique, wish: Wish, at: At
) -> None:
    ReminderRule.objects.filter(event="before").update(hours_before=2)
    appointment = appointments.book(wish("18:00", type=boutique.accessories))
    with time_machine.travel(at("10:05")):
        appointments.advance(appointment, to=Appointment.Status.ARRIVED, by=boutique.tom)
        appointments.advance(appointment, to=Appointment.Status.CONFIRMED, by=boutique.tom)

    assert outbox(appointment)[-1] == ("before", 3, State.PLANNED)


def test_the_reminder_counts_real_hours_over_the_night_the_clocks_change(
    boutique: Boutique, wish: Wish
) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2027, 3, 30, 10, tzinfo=berlin).astimezone(UTC)
    with time_machine.travel(datetime(2027, 3, 2, tzinfo=UTC), tick=False):
        appointments.book(wish(starts_at=start), by=boutique.helena)

    reminder = Message.objects.get(rule__event="before")
    assert reminder.due_at == datetime(2027, 3, 28, 8, tzinfo=UTC)


def test_a_refused_booking_leaves_no_letter(boutique: Boutique, wish: Wish) -> None:
    with transaction.atomic():
        appointments.book(wish("10:00"))
        transaction.set_rollback(True)

    assert not Message.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_planning_asks_as_little_for_thirty_rules_as_for_one(
    boutique: Boutique, wish: Wish, number: int
) -> None:
    ReminderRule.objects.bulk_create(
        ReminderRule(name=f"{n}", event="before", hours_before=n + 1, subject="x", body="x")
        for n in range(number)
    )
    appointment = appointments.book(wish("10:00"))
    Message.objects.all().delete()

    with CaptureQueriesContext(connection) as asked:
        messages.plan(appointment, "booked")

    assert len(asked) == 2
    assert Message.objects.count() == number + 2


def test_the_worker_hears_of_a_booking_only_when_it_is_written(
    boutique: Boutique,
    wish: Wish,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(messages.planning, "nudges", [lambda: rung.append(Message.objects.count())])

    with django_capture_on_commit_callbacks(execute=True):
        appointments.book(wish("10:00"))
        assert rung == []

    assert rung == [2]


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_is_down_breaks_no_booking(
    boutique: Boutique, wish: Wish, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise ConnectionError("the queue is down")

    monkeypatch.setattr(messages.planning, "nudges", [gone])

    appointment = appointments.book(wish("10:00"))

    assert outbox(appointment) == [("booked", 1, State.PLANNED), ("before", 1, State.PLANNED)]
