"""Sending: what the tick does with due letters, against a real mail server."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core.models import Appointment, Heartbeat, Message, ReminderRule
from core.queries import messages as shown
from core.services import appointments, messages
from core.services.messages import outbox
from tests import sink as mail
from tests.cast import At, Boutique, Wish

State = Message.State


@pytest.fixture
def sink(settings: Any) -> Iterator[mail.Sink]:
    with mail.listening() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_TIMEOUT = 5
        yield sink


@pytest.fixture
def letter(boutique: Boutique, wish: Wish) -> Callable[..., Message]:
    """A confirmation for a bride of that name, due now, the only letter of her appointment."""
    ReminderRule.objects.exclude(event="booked").update(is_active=False)
    if not ReminderRule.objects.exists():  # emptied by a test that commits
        ReminderRule.objects.create(name="Hello", event="booked", subject="Hello", body="Hello")

    def due(name: str = "Anna Winter", clock: str = "10:00", days: int = 0) -> Message:
        customer = boutique.anna
        customer.pk, customer.name = None, name
        customer.email = f"{name.split(maxsplit=1)[0].lower()}@example.org"
        customer._state.adding = True
        appointment = appointments.book(wish(clock, days=days, customer=customer))
        return appointment.messages.get()

    return due


def again(message: Message) -> Message:
    message.refresh_from_db()
    return message


def test_a_due_letter_is_sent_once(letter: Callable[..., Message], sink: mail.Sink) -> None:
    message = letter()

    assert messages.tick() == {State.SENT: 1}
    assert messages.tick() == {}

    (arrived,) = sink.letters
    assert arrived["Message-ID"] == message.message_id
    again(message)
    assert (message.state, message.attempts, message.reason) == (State.SENT, 1, "")
    assert message.sent_at is not None
    assert message.subject == arrived["Subject"]


def test_a_reminder_goes_out_when_its_time_has_come(
    boutique: Boutique, wish: Wish, sink: mail.Sink
) -> None:
    appointment = appointments.book(wish("10:00"))
    messages.tick()
    reminder = appointment.messages.get(rule__event="before")

    with time_machine.travel(reminder.due_at - timedelta(minutes=1), tick=False):
        assert messages.tick() == {}
    with time_machine.travel(reminder.due_at + timedelta(minutes=1), tick=False):
        assert messages.tick() == {State.SENT: 1}

    confirmation, reminded = sink.letters
    assert "two days" not in confirmation["Subject"]
    assert reminded["Message-ID"] == reminder.message_id


def test_a_request_reads_as_a_wish_until_the_boutique_says_yes(
    boutique: Boutique, wish: Wish, at: At, sink: mail.Sink
) -> None:
    boutique.consultation.needs_confirmation = True
    boutique.consultation.save()
    appointment = appointments.book(wish("10:00"))
    messages.tick()
    appointments.reschedule(appointment, starts_at=at("12:00"), by=boutique.helena)
    messages.tick()
    appointments.advance(appointment, to=appointment.Status.CONFIRMED, by=boutique.helena)
    messages.tick()

    asked, moved, promised = sink.letters
    for letter in (asked, moved):
        text = letter.get_body(("plain",)).get_content()
        assert "not confirmed yet" in text
        assert "is yours" not in text.replace("as it is yours", "")
        assert "expect you" not in text
    assert "at 12:00" in moved.get_body(("plain",)).get_content()
    assert promised["Subject"].startswith("Confirmed: ")


def test_a_letter_that_promises_stays_home_while_it_is_only_asked_for(
    boutique: Boutique, wish: Wish, sink: mail.Sink
) -> None:
    appointment = appointments.book(wish("10:00"))
    Appointment.objects.filter(pk=appointment.pk).update(status="requested")

    assert messages.tick() == {State.SKIPPED: 1}
    assert sink.letters == []
    assert (
        appointment.messages.get(state=State.SKIPPED).reason == "The appointment is not confirmed."
    )


def test_a_moved_appointment_gets_a_new_letter_and_the_old_never_goes(
    boutique: Boutique, wish: Wish, at: At, sink: mail.Sink
) -> None:
    appointment = appointments.book(wish("10:00"))
    messages.tick()
    old = appointment.messages.get(rule__event="before")
    appointments.reschedule(appointment, starts_at=at("15:00", days=1), by=boutique.helena)
    messages.tick()

    new = appointment.messages.get(rule__event="before", state=State.PLANNED)
    with time_machine.travel(new.due_at + timedelta(minutes=1), tick=False):
        messages.tick()

    sent = [mail["Message-ID"] for mail in sink.letters]
    assert len(sent) == 3
    assert new.message_id in sent
    assert old.message_id not in sent


def test_a_cancelled_appointment_gets_no_reminder(
    boutique: Boutique, wish: Wish, sink: mail.Sink
) -> None:
    appointment = appointments.book(wish("10:00"))
    appointments.cancel(appointment, by=boutique.helena)

    with time_machine.travel(appointment.starts_at - timedelta(hours=1), tick=False):
        assert messages.tick() == {State.SENT: 1}

    (only,) = sink.letters
    assert only["Subject"].endswith("is cancelled")


def test_a_late_letter_is_skipped_once_the_appointment_has_begun(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    message = letter()

    with time_machine.travel(message.appointment.starts_at, tick=False):
        assert messages.tick() == {State.SKIPPED: 1}

    assert again(message).reason == "Too late to be useful: the time of the appointment has come."
    assert sink.letters == []


def test_a_letter_goes_to_the_address_she_has_now(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    message = letter()
    customer = message.appointment.customer
    customer.email = "anna.new@example.org"
    customer.save()

    messages.tick()

    assert len(sink.to("anna.new@example.org")) == 1
    assert again(message).recipient == "anna.new@example.org"


def test_a_rule_switched_off_stops_what_was_planned(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    message = letter()
    ReminderRule.objects.update(is_active=False)

    assert messages.tick() == {State.SKIPPED: 1}
    assert again(message).reason == "This message was switched off."


def test_an_unknown_address_fails_at_once_and_delays_nobody(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    sink.answers["anna@example.org"] = "550 No such user here"
    bad, good = letter("Anna Winter"), letter("Bea Sommer", "13:00")

    assert messages.tick() == {State.FAILED: 1, State.SENT: 1}

    assert again(bad).state == State.FAILED
    assert bad.reason == "The mail server does not accept the address: 550 No such user here"
    assert again(good).state == State.SENT
    assert shown.troubled().get() == bad


def test_a_server_that_says_later_is_asked_five_times(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    sink.answers["anna@example.org"] = "451 Try again later"
    message = letter(days=14)
    moment = timezone.now()
    for attempt, minutes in enumerate((0, 1, 5, 30, 120), 1):
        if minutes:
            with time_machine.travel(moment + timedelta(minutes=minutes, seconds=-5), tick=False):
                assert messages.tick() == {}, "too early"
        moment += timedelta(minutes=minutes)
        with time_machine.travel(moment, tick=False):
            messages.tick()
        assert again(message).attempts == attempt

    assert message.state == State.FAILED
    assert message.reason == (
        "The mail server does not accept the address: 451 Try again later"
        " Given up after 5 attempts."
    )


def test_a_letter_that_failed_for_now_arrives_under_its_own_name(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    sink.answers["anna@example.org"] = "421 Busy"
    message = letter()
    assert messages.tick() == {State.PLANNED: 1}
    sink.answers.clear()

    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        assert messages.tick() == {State.SENT: 1}

    assert [mail["Message-ID"] for mail in sink.letters] == [message.message_id]
    assert (again(message).attempts, message.reason) == (2, "")


def test_a_server_out_of_reach_costs_one_try_and_not_one_a_letter(
    letter: Callable[..., Message], settings: Any
) -> None:
    with mail.listening() as gone:
        port = gone.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    first, second = letter("Anna Winter"), letter("Bea Sommer", "13:00")

    assert messages.tick() == {State.PLANNED: 1}

    assert (again(first).attempts, again(second).attempts) == (1, 0)
    assert first.reason == "The mail server could not be reached."
    assert {first.state, second.state} == {State.PLANNED}
    assert shown.counts(now=timezone.now() + timedelta(minutes=11))["overdue"] == 2


def test_a_killed_worker_loses_nothing(letter: Callable[..., Message], sink: mail.Sink) -> None:
    message = letter()
    token, (key,) = outbox.claim()
    taken = outbox.read(key, token)
    assert taken is not None
    assert outbox.start(taken)  # and here it dies

    assert messages.tick() == {}, "the lease still holds"
    with time_machine.travel(timezone.now() + outbox.LEASE + timedelta(seconds=1), tick=False):
        assert messages.tick() == {State.SENT: 1}

    assert [mail["Message-ID"] for mail in sink.letters] == [message.message_id]


def test_a_worker_thought_dead_changes_nothing_any_more(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    message = letter()
    token, (key,) = outbox.claim()
    slow = outbox.read(key, token)
    assert slow is not None
    with time_machine.travel(timezone.now() + outbox.LEASE + timedelta(seconds=1), tick=False):
        messages.tick()

    assert not outbox.start(slow)
    outbox.settle(slow, State.FAILED, reason="too slow")

    assert again(message).state == State.SENT
    assert len(sink.letters) == 1


def test_a_move_between_claim_and_send_stops_the_old_letter(
    letter: Callable[..., Message], boutique: Boutique, at: At, sink: mail.Sink
) -> None:
    message = letter()
    token, (key,) = outbox.claim()
    claimed = outbox.read(key, token)
    assert claimed is not None

    appointments.reschedule(message.appointment, starts_at=at("15:00"), by=boutique.helena)

    assert not outbox.start(claimed)
    assert again(message).state == State.SKIPPED


def test_two_workers_never_claim_the_same_letter(letter: Callable[..., Message]) -> None:
    letter("Anna Winter"), letter("Bea Sommer", "13:00")

    _, first = outbox.claim()
    _, second = outbox.claim()

    assert len(first) == 2
    assert second == []


@pytest.mark.django_db(transaction=True)
def test_three_workers_at_once_send_each_letter_once(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    first = letter()
    Message.objects.bulk_create(copies(first, 45))

    def work(_number: int) -> int:
        try:
            return messages.tick()[State.SENT]
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        shares = list(workers.map(work, range(3)))

    assert sum(shares) == 46
    assert len(sink.letters) == len({mail["Message-ID"] for mail in sink.letters}) == 46
    assert not Message.objects.exclude(state=State.SENT).exists()


def copies(first: Message, number: int) -> list[Message]:
    """More letters like the first, each by a rule of its own, as one rule has one a version."""
    rules = ReminderRule.objects.bulk_create(
        ReminderRule(name=f"Rule {n}", event="booked", subject="Hello", body="Hello")
        for n in range(number)
    )
    fields = ("appointment_id", "appointment_version", "channel", "recipient", "due_at")
    same = {name: getattr(first, name) for name in fields}
    return [Message(rule=rule, message_id=f"<{rule.pk}@localhost>", **same) for rule in rules]


def test_a_letter_that_kills_the_worker_each_time_is_left_to_a_person(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    message = letter()
    Message.objects.update(state=State.SENDING, attempts=5, lease_until=timezone.now())

    assert messages.tick() == {State.UNKNOWN: 1}
    assert "may have arrived" in again(message).reason
    assert sink.letters == []


def test_a_worker_told_to_stop_gives_back_what_it_had_not_begun(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    letter("Anna Winter"), letter("Bea Sommer", "13:00"), letter("Clara Herbst", "16:00")

    assert messages.tick(lambda: not sink.letters) == {State.SENT: 1}

    waiting = Message.objects.filter(state=State.PLANNED)
    assert [(row.claim_token, row.lease_until) for row in waiting] == [("", None)] * 2
    assert messages.tick() == {State.SENT: 2}


def test_a_text_nobody_can_fill_in_fails_with_its_reason(
    letter: Callable[..., Message], sink: mail.Sink
) -> None:
    message = letter()
    ReminderRule.objects.update(body="Dear {{ groom }}")

    assert messages.tick() == {State.FAILED: 1}
    assert again(message).reason == "The text of this message asks for groom, which nobody knows."


def test_each_tick_is_a_sign_of_life(db: None) -> None:
    assert shown.heartbeat_age() is None

    messages.tick()
    messages.tick()

    assert Heartbeat.objects.count() == 1
    age = shown.heartbeat_age()
    assert age is not None
    assert age < timedelta(seconds=10)


def test_what_comes_in_the_next_week_is_counted(boutique: Boutique, wish: Wish) -> None:
    before = shown.counts(now=timezone.now())["coming"]

    appointments.book(wish("10:00"))

    assert shown.counts(now=timezone.now())["coming"] == before + 1  # the reminder; the rest is due
