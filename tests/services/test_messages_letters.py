"""Letters: what a bride finds in her mail, her calendar, and what she never should."""

from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from core.models import Appointment, Customer, Location, Message, ReminderRule
from core.models.messages import VARIABLES
from core.services import appointments, messages
from core.services.messages import letters
from tests.cast import At, Boutique, Wish

ATTACK = '<script>alert("x")</script> {{ shop }} "quoted"\r\nBcc: all@example.org'


def received(message: Message) -> EmailMessage:
    """The letter as a mail program reads it."""
    message = Message.objects.select_related("appointment__location").get(pk=message.pk)
    raw = letters.write(message).message().as_bytes()
    letter = message_from_bytes(raw, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def part(letter: EmailMessage, kind: str) -> Any:
    (found,) = (p for p in letter.walk() if p.get_content_type() == kind and not p.get_filename())
    return found


def entry_of(appointment: Appointment) -> Any:
    (event,) = Calendar.from_ical(messages.calendar_file(appointment)).walk("VEVENT")
    return event


@pytest.fixture
def confirmation(boutique: Boutique, wish: Wish) -> Message:
    boutique.berlin.street, boutique.berlin.postal_code = "Lindenweg 3", "10115"
    boutique.berlin.save()
    appointment = appointments.book(
        wish("14:00", stylist=boutique.mira), products=[boutique.aurora]
    )
    return appointment.messages.get(rule__event="booked")


@pytest.fixture
def say(confirmation: Message) -> Callable[..., EmailMessage]:
    """The confirmation with other words."""

    def write(subject: str = "Hello", body: str = "Hello") -> EmailMessage:
        ReminderRule.objects.filter(pk=confirmation.rule_id).update(subject=subject, body=body)
        return received(confirmation)

    return write


def test_a_letter_carries_text_html_and_a_calendar_entry(confirmation: Message) -> None:
    letter = received(confirmation)

    assert letter["Message-ID"] == confirmation.message_id
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"]
    assert letter["To"] == "anna@example.org"
    assert letter["From"].addresses[0].display_name == "Maison Helena"
    assert letter["Reply-To"] == "hello@example.org"
    local = confirmation.appointment.local_start
    for kind in ("text/plain", "text/html"):
        words = part(letter, kind).get_content()
        assert "Dear Anna Winter" in words
        assert f"{local:%A}, {local.day} {local:%B %Y}" in words
        assert "14:00 to 15:30, Berlin time" in words
        assert "Lindenweg 3, 10115 Berlin, Germany" in words
        assert "Aurora" in words
        assert confirmation.appointment.reference in words
    invitation = part(letter, "text/calendar")
    assert invitation.get_param("method") == "REQUEST"
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == "appointment.ics"
    assert attached.get_content() == invitation.get_content()


def test_the_calendar_entry_says_when_by_the_clock_of_the_shop(confirmation: Message) -> None:
    appointment = confirmation.appointment
    event = entry_of(appointment)

    assert event["UID"] == f"{appointment.reference}@localhost"
    assert event["SEQUENCE"] == 1
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event.decoded("DTSTART") == appointment.starts_at
    assert event.decoded("DTEND") == appointment.ends_at
    assert event["STATUS"] == "CONFIRMED"
    assert event["ATTENDEE"] == "mailto:anna@example.org"
    assert event["ORGANIZER"] == "mailto:hello@example.org"


def test_a_move_keeps_the_entry_and_raises_its_number(
    confirmation: Message, at: At, boutique: Boutique
) -> None:
    appointment = confirmation.appointment
    before = entry_of(appointment)
    appointments.reschedule(appointment, starts_at=at("16:00"), by=boutique.helena)
    after = entry_of(appointment)

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART") == at("16:00")


def test_a_cancelled_appointment_takes_the_entry_out_of_her_calendar(
    confirmation: Message,
) -> None:
    appointment = appointments.cancel(confirmation.appointment)
    letter = received(appointment.messages.get(rule__event="cancelled"))

    invitation = part(letter, "text/calendar")
    assert invitation.get_param("method") == "CANCEL"
    entry = Calendar.from_ical(invitation.get_content())
    assert entry["METHOD"] == "CANCEL"
    assert entry.walk("VEVENT")[0]["STATUS"] == "CANCELLED"
    assert "line-through" in part(letter, "text/html").get_content()


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/New_York", "New York time"),
        ("Australia/Lord_Howe", "Lord Howe time"),
        ("UTC", "UTC time"),
    ],
)
def test_every_zone_has_its_clock(confirmation: Message, zone: str, said: str) -> None:
    appointment = confirmation.appointment
    Location.objects.filter(pk=appointment.location_id).update(timezone=zone)
    appointment.location.refresh_from_db()

    words = part(received(confirmation), "text/plain").get_content()
    assert f"{appointment.local_start:%H:%M} to {appointment.local_end:%H:%M}, {said}" in words
    assert entry_of(appointment).decoded("DTSTART") == appointment.starts_at


@pytest.mark.parametrize("hour", [0, 1])
def test_the_hour_that_comes_twice_stays_the_right_one(confirmation: Message, hour: int) -> None:
    appointment = confirmation.appointment
    appointment.starts_at = datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    appointment.ends_at = datetime(2027, 10, 31, hour + 1, tzinfo=UTC)

    event = entry_of(appointment)
    assert event.decoded("DTSTART").astimezone(UTC) == appointment.starts_at
    assert event.decoded("DTEND").astimezone(UTC) == appointment.ends_at


def test_every_known_variable_is_filled_in(say: Callable[..., EmailMessage]) -> None:
    body = " | ".join(f"{{{{{name}}}}}" for name in VARIABLES)

    words = part(say(body=body), "text/plain").get_content()

    assert "{{" not in words
    assert "Anna Winter | Bridal consultation | " in words
    assert "| Maison Helena | Aurora" in words


def test_a_name_is_never_markup_nor_a_header(
    say: Callable[..., EmailMessage], confirmation: Message
) -> None:
    Customer.objects.update(name=ATTACK)

    letter = say(subject="For {{ bride }}", body="{{ bride }} <b>bold</b>")

    html = part(letter, "text/html").get_content()
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "{{ shop }}" in html, "what a value contains is not filled in again"
    assert letter["Bcc"] is None
    appointment = Appointment.objects.get(pk=confirmation.appointment_id)
    assert entry_of(appointment)["ATTENDEE"] == "mailto:anna@example.org"


def test_a_misspelt_variable_is_an_error_on_the_rule(db: None) -> None:
    rule = ReminderRule(
        name="Hello", event="booked", subject="On {{ dait }}", body="{{bride}}, {{ shop }"
    )

    with pytest.raises(ValidationError) as refusal:
        rule.full_clean()

    faults = refusal.value.message_dict
    assert faults["subject"][0].startswith("{{ dait }} is not known here. Known are: bride, type,")
    assert faults["body"] == ["Write a variable like {{ bride }}, with two braces on each side."]


@pytest.mark.parametrize("text", ["{% load x %}", "{{ bride.email }}", "{{ bride|safe }}", "{{}}"])
def test_a_text_is_no_program(db: None, text: str) -> None:
    rule = ReminderRule(name="Hello", event="booked", subject="Hello", body=text)

    with pytest.raises(ValidationError):
        rule.full_clean()


def test_a_fresh_shop_has_its_letters(db: None) -> None:
    rules = {rule.event: rule for rule in ReminderRule.objects.all()}

    assert set(rules) == {"booked", "requested", "confirmed", "moved", "cancelled", "before"}
    assert all(rule.is_active for rule in rules.values())
    assert rules["before"].hours_before == 48
    for rule in rules.values():
        rule.full_clean()
