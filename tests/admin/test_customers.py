"""The page of a bride: her next visit, and when she agreed to hear from us."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from core.models import Appointment, Customer


def write(owner: Client, bride: Customer, **given: str) -> None:
    page = reverse("admin:core_customer_change", args=[bride.pk])
    management = {"wishes-TOTAL_FORMS": 0, "wishes-INITIAL_FORMS": 0}
    assert owner.post(page, {"name": bride.name} | management | given).status_code == 302
    bride.refresh_from_db()


def test_the_day_of_her_consent_is_kept_until_she_takes_it_back(
    owner: Client, bea: Customer
) -> None:
    write(owner, bea, has_email_consent="on")
    first = bea.consented_at
    assert first is not None
    write(owner, bea, has_email_consent="on", has_sms_consent="on")
    assert bea.consented_at == first
    write(owner, bea)
    assert bea.consented_at is None


def test_the_list_knows_her_next_visit(
    owner: Client, booked: Callable[..., Appointment], bea: Customer
) -> None:
    booked("10:00")
    booked("14:00", status="cancelled", cancelled_at="2026-01-01T00:00Z", customer=bea)
    page = owner.get(reverse("admin:core_customer_changelist"))
    visits = {row.name: row.next_at for row in page.context["cl"].result_list}
    assert visits["Anna Winter"] is not None
    assert visits["Bea Sommer"] is None
