"""Time off: it keeps a stylist from being booked, and is refused where she is promised."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from core.models import Appointment, Claim, Stylist

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
    assert "is promised to somebody in that time" in answer.content.decode()
    assert not Claim.objects.filter(kind="block").exists()


def test_claims_of_appointments_are_not_shown_here(
    owner: Client, booked: Callable[..., Appointment]
) -> None:
    claim = booked("10:00").claims.first()
    assert claim is not None
    answer = owner.get(reverse("admin:core_claim_change", args=[claim.pk]))
    assert answer.status_code == 302
