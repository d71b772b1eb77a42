"""Regular exports: by the shop's clock, each once, with the rights of that moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.exchange.export import mailing
from core.models import Customer, Export, ExportSchedule, Location
from core.services.exports import files, schedules
from tests.cast import sign_in

pytestmark = pytest.mark.django_db

BERLIN = "2026-11-23T08:00:00+01:00"  # a Monday


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def weekly(berlin: Location, helena: User, anna: Customer, bea: Customer) -> ExportSchedule:
    """Every Monday at seven: the brides called Anna, to Helena."""
    one = ExportSchedule(
        owner=helena, name="Our Annas", kind="customer", query={"q": ["anna"]}, columns=["name"],
        format="csv", every="week", weekday=0, hour=7,
    )  # fmt: skip
    with time_machine.travel("2026-11-20T12:00:00+01:00", tick=False):
        return schedules.save(one, recipients=[helena.pk])


@pytest.fixture
def monday() -> Any:
    with time_machine.travel(BERLIN, tick=False):
        yield


@pytest.mark.usefixtures("monday")
def test_it_goes_out_once_and_waits_for_the_next_monday(
    weekly: ExportSchedule, helena: User
) -> None:
    assert mailing.send_due() == 1
    assert mailing.send_due() == 0

    (letter,) = mail.outbox
    assert (letter.subject, letter.to) == ("Our Annas", ["helena@example.org"])
    name, content, kind = letter.attachments[0]
    assert (name, content, kind) == (
        "customer-2026-11-23.csv",
        "Name\r\nAnna Winter\r\n",
        "text/csv",
    )
    weekly.refresh_from_db()
    assert weekly.next_at == datetime(2026, 11, 30, 6, tzinfo=UTC)
    assert weekly.last_said == "Sent to 1 person: 1 row."
    line = Export.objects.get()
    assert (line.way, line.owner, line.rows, line.file) == ("mail", helena, 1, "")
    assert list(files.folder().iterdir()) == []


@pytest.mark.usefixtures("monday")
def test_two_workers_do_not_send_it_twice(weekly: ExportSchedule) -> None:
    assert schedules.claim() == weekly
    assert schedules.claim() is None
    assert mailing.send_due() == 0


def test_what_a_dead_worker_held_goes_out_ten_minutes_later(weekly: ExportSchedule) -> None:
    with time_machine.travel(BERLIN, tick=False):
        schedules.claim()
    with time_machine.travel("2026-11-23T08:11:00+01:00", tick=False):
        assert mailing.send_due() == 1
    assert (
        mail.outbox[0].extra_headers["Message-ID"].startswith(f"<export-{weekly.pk}.202611230600@")
    )


@pytest.mark.usefixtures("monday")
def test_without_her_rights_nothing_goes_out_and_she_is_told(
    weekly: ExportSchedule, helena: User
) -> None:
    lea = sign_in("lea", "view_customer", email="lea@example.org")
    weekly.recipients.add(lea)
    User.objects.filter(pk=helena.pk).update(is_superuser=False)

    mailing.send_due()

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["helena@example.org"], "Not sent: Our Annas")
    assert "may no longer export this list" in letter.body
    assert letter.attachments == []
    weekly.refresh_from_db()
    assert weekly.last_said.startswith("Not sent: Helena may no longer")
    assert Export.objects.get().state == "failed"


@pytest.mark.usefixtures("monday")
def test_a_file_too_large_for_a_mail_waits_behind_a_link(
    weekly: ExportSchedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "MOST_ATTACHED", 5)

    mailing.send_due()

    (letter,) = mail.outbox
    assert letter.attachments == []
    assert "/admin/exports/" in letter.body
    assert files.path_of(Export.objects.get()).read_text() == "Name\nAnna Winter\n"


@pytest.mark.usefixtures("monday")
def test_a_mail_server_that_is_away_is_asked_again(weekly: ExportSchedule, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert mailing.send_due() == 0
    weekly.refresh_from_db()
    assert weekly.last_said == "Not sent: The mail server could not be reached."
    assert weekly.next_at < timezone.now()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel("2026-11-23T08:11:00+01:00", tick=False):
        assert mailing.send_due() == 1


@pytest.mark.parametrize(
    ("now", "next_at"),
    [
        ("2026-10-24T08:00:00+02:00", "2026-10-25T06:00:00+00:00"),  # the night of the change
        ("2026-03-28T08:00:00+01:00", "2026-03-29T05:00:00+00:00"),
        ("2026-11-23T06:59:00+01:00", "2026-11-23T06:00:00+00:00"),
        ("2026-11-23T07:00:00+01:00", "2026-11-24T06:00:00+00:00"),
    ],
)
def test_seven_is_seven_by_the_clock_of_the_shop(berlin: Location, now: str, next_at: str) -> None:
    daily = ExportSchedule(every="day", hour=7)

    found = schedules.next_after(daily, datetime.fromisoformat(now))

    assert found == datetime.fromisoformat(next_at)


def test_switched_on_again_it_makes_up_for_nothing(weekly: ExportSchedule) -> None:
    schedules.switch(weekly, is_active=False)
    with time_machine.travel("2026-12-01T08:00:00+01:00", tick=False):
        assert mailing.send_due() == 0
        schedules.switch(weekly, is_active=True)
        assert mailing.send_due() == 0
    assert weekly.next_at == datetime(2026, 12, 7, 6, tzinfo=UTC)


def test_it_goes_to_staff_with_a_mail_address(weekly: ExportSchedule) -> None:
    mute, bride = sign_in("mute"), User.objects.create_user("bride", email="b@example.org")
    with pytest.raises(ValidationError, match="at least one member of staff"):
        schedules.save(weekly, recipients=[mute.pk, bride.pk])


# Its pages --------------------------------------------------------------------------------------


def test_she_sets_one_up_and_sends_it_by_hand(
    client: Client, helena: User, berlin: Location, anna: Customer
) -> None:
    client.force_login(helena)
    wish = {"name": "Annas", "every": "day", "hour": "9", "to": helena.pk, "format": "csv",
            "column": ["name"]}  # fmt: skip
    page = reverse("admin:core_export_regular_new", args=["customer"]) + "?q=anna"
    client.post(page, wish)
    one = ExportSchedule.objects.get()
    assert (one.owner, one.query, one.every, one.hour) == (helena, {"q": ["anna"]}, "day", 9)
    assert one.next_at - timezone.now() <= timedelta(days=1, hours=1)

    client.post(reverse("admin:core_export_regular_send", args=[one.pk]))

    assert [letter.subject for letter in mail.outbox] == ["Annas"]
    shown = client.get(reverse("admin:core_exports_regular")).content.decode()
    assert "Sent to 1 person: 1 row." in shown
    client.post(reverse("admin:core_export_regular_switch", args=[one.pk]), {"is_active": "0"})
    assert not ExportSchedule.objects.get().is_active
    client.post(reverse("admin:core_export_regular_delete", args=[one.pk]))
    assert not ExportSchedule.objects.exists()


@pytest.mark.parametrize("act", ["send", "switch", "delete"])
def test_another_ones_is_not_there_and_a_link_changes_nothing(
    client: Client, helena: User, weekly: ExportSchedule, act: str
) -> None:
    address = reverse(f"admin:core_export_regular_{act}", args=[weekly.pk])
    client.force_login(sign_in("tom", "view_customer", "export_customer"))
    assert client.post(address).status_code == 404
    client.force_login(helena)
    assert client.get(address).status_code == 405
    safe = Client(enforce_csrf_checks=True)
    safe.force_login(helena)
    assert safe.post(address).status_code == 403
    assert (mail.outbox, ExportSchedule.objects.get().is_active) == ([], True)


def test_who_may_not_export_sets_nothing_up(client: Client, shop: Any) -> None:
    client.force_login(sign_in("tom", "view_customer"))
    page = reverse("admin:core_export_regular_new", args=["customer"])
    assert client.post(page, {"name": "A"}).status_code == 403
    assert not ExportSchedule.objects.exists()
