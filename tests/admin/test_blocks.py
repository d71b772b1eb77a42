"""Time off: it keeps a stylist from being booked, and is refused where she is promised."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.test import Client
from django.urls import reverse

from core.models import Appointment, Claim, Location, Sample, Stylist, WorkingHours

ADD = "admin:core_claim_add"


def block(owner: Client, stylist: Stylist, day: date) -> Any:
    return owner.post(
        reverse(ADD),
        {
            "resource": stylist.pk,
            "starts_at_0": f"{day:%d/%m/%Y}",
            "starts_at_1": "09:00",
            "ends_at_0": f"{day:%d/%m/%Y}",
            "ends_at_1": "12:00",
            "note": "Dentist",
        },
    )


def test_a_morning_off_is_by_the_clock_of_the_house(
    owner: Client, mira: Stylist, tuesday: date, at: Callable[..., Any]
) -> None:
    assert block(owner, mira, tuesday).status_code == 302
    made = Claim.objects.get()
    assert (made.kind, made.starts_at, made.note) == ("block", at("09:00"), "Dentist")


def test_a_promised_hour_cannot_be_blocked(
    owner: Client, booked: Callable[..., Appointment], mira: Stylist, tuesday: date
) -> None:
    booked("10:00")
    answer = block(owner, mira, tuesday)
    assert "Mira is promised to Anna Winter" in answer.content.decode()
    assert not Claim.objects.filter(kind="block").exists()


def test_claims_of_appointments_are_not_shown_here(
    owner: Client, booked: Callable[..., Appointment]
) -> None:
    claim = booked("10:00").claims.first()
    assert claim is not None
    answer = owner.get(reverse("admin:core_claim_change", args=[claim.pk]))
    assert answer.status_code == 302


def test_an_afternoon_off_elsewhere_is_by_the_clock_there(
    owner: Client, mira: Stylist, tuesday: date
) -> None:
    berlin = mira.working_hours.earliest("pk").location
    away = Location.objects.create(name="Porto", slug="porto", timezone="Europe/Lisbon")
    ana = Stylist.objects.create(name="Ana", slug="ana")
    WorkingHours.objects.create(
        stylist=ana, location=away, weekday=1, starts=time(9), ends=time(17)
    )
    assert block(owner, ana, tuesday).status_code == 302
    made = Claim.objects.get()
    nine = datetime.combine(tuesday, time(9))
    assert made.starts_at == nine.replace(tzinfo=away.zone) != nine.replace(tzinfo=berlin.zone)
    page = owner.get(reverse("admin:core_claim_change", args=[made.pk])).content.decode()
    assert 'value="09:00"' in page
    assert "09:00" in owner.get(reverse("admin:core_claim_changelist")).content.decode()


def test_two_samples_of_one_gown_can_be_told_apart(owner: Client, sample: Sample) -> None:
    page = owner.get(reverse(ADD)).content.decode()
    assert f"{sample.name} · sample gown · {sample.location.name} · {sample.barcode}" in page
