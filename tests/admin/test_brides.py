"""The page of a bride: visits, gowns, letters, booking; her doubles made one and parted again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import Appointment, Customer, CustomerMerge, Message, ReminderRule, TryOn
from tests.cast import Boutique, sign_in

Booked = Callable[..., Appointment]


@pytest.fixture
def twin(boutique: Boutique) -> Customer:
    return Customer.objects.create(
        name="Anna Winter", email="a.winter@example.org", phone="030 5550101", budget="2500.00"
    )


def page(customer: Customer) -> str:
    return reverse("admin:core_customer_change", args=[customer.pk])


def merge_page(keep: Customer, other: Customer) -> str:
    return reverse("admin:core_customer_merge", args=[keep.pk, other.pk])


def past(booked: Booked, **fields: Any) -> Appointment:
    appointment = booked("10:00", status="completed", **fields)
    begun = timezone.now() - timedelta(days=9)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=begun, ends_at=begun + timedelta(hours=1)
    )
    return appointment


def test_her_page_tells_what_was_what_comes_and_what_she_loved(
    owner: Client, boutique: Boutique, booked: Booked
) -> None:
    visit = past(booked)
    TryOn.objects.create(
        appointment=visit,
        product=boutique.aurora,
        rating=5,
        said_yes=True,
        note="Cried",
        tried_at=timezone.now(),
    )
    coming = booked("10:00", stylist=boutique.jo, room=boutique.alcove)
    Message.objects.create(
        appointment=coming,
        appointment_version=1,
        rule=ReminderRule.objects.first(),
        channel="email",
        recipient="anna@example.org",
        due_at=coming.starts_at,
        message_id="<1@example.org>",
        subject="We look forward to seeing you",
    )
    answer = owner.get(page(boutique.anna))
    shown = answer.content.decode()
    assert [row["it"] for row in answer.context["coming"]] == [coming]
    assert [row["it"] for row in answer.context["past"]] == [visit]
    for told in ("Said yes", "Cried", "5 of 5 stars", "We look forward", "Planned", "Wedding on"):
        assert told in shown
    assert f"?customer={boutique.anna.pk}" in shown


def test_booking_for_her_begins_with_her_name(owner: Client, boutique: Boutique) -> None:
    address = owner.get(page(boutique.anna)).context["book_url"]
    form = owner.get(address).context["adminform"].form
    assert "Anna Winter" in str(form["customer"])


def test_a_long_history_costs_no_more_queries(
    owner: Client, boutique: Boutique, booked: Booked
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            owner.get(page(boutique.anna))
        return len(seen)

    def more() -> None:
        visit = booked("10:00", status="no-show")
        now = timezone.now()
        TryOn.objects.create(appointment=visit, product=boutique.aurora, tried_at=now)

    more()
    queries()
    one = queries()
    for _ in range(8):
        more()
    assert queries() == one


def test_who_may_only_see_brides_sees_nothing_else(
    client: Client, boutique: Boutique, booked: Booked, twin: Customer
) -> None:
    booked("10:00")
    client.force_login(sign_in("lea", "view_customer"))
    answer = client.get(page(boutique.anna))
    assert (answer.context["coming"], answer.context["book_url"]) == ([], "")
    assert "may be the same bride" not in answer.content.decode()


# Duplicates -----------------------------------------------------------------------------------


def test_likely_doubles_are_listed_with_the_reason(
    owner: Client, boutique: Boutique, twin: Customer
) -> None:
    shown = owner.get(reverse("admin:core_customer_find_duplicates")).content.decode()
    assert "Same phone" in shown
    assert merge_page(boutique.anna, twin) in shown
    assert "may be the same bride" in owner.get(page(twin)).content.decode()
    twin.delete()
    shown = owner.get(reverse("admin:core_customer_find_duplicates")).content.decode()
    assert "Every bride is there once" in shown


def test_the_list_of_doubles_costs_the_same_however_long(
    owner: Client, boutique: Boutique, twin: Customer
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            owner.get(reverse("admin:core_customer_find_duplicates"))
        return len(seen)

    queries()
    one = queries()
    Customer.objects.bulk_create(Customer(name=f"Zoe Frost {n // 2}") for n in range(30))
    assert queries() == one


def test_a_look_changes_nothing_and_says_what_will_happen(
    owner: Client, boutique: Boutique, booked: Booked, twin: Customer
) -> None:
    booked("10:00", customer=twin)
    shown = owner.get(merge_page(boutique.anna, twin)).content.decode()
    for told in ("<b>1</b>", "a.winter@example.org", "2500.00", "The other way round"):
        assert told in shown
    assert Customer.objects.filter(pk=twin.pk).exists()
    assert not CustomerMerge.objects.exists()


def test_two_become_one_with_the_values_chosen_and_two_again(
    owner: Client, boutique: Boutique, booked: Booked, twin: Customer
) -> None:
    appointment = booked("10:00", customer=twin)
    given = {"value_email": "goes", "value_phone": "stays"}
    answer = owner.post(merge_page(boutique.anna, twin), given, follow=True)
    boutique.anna.refresh_from_db()
    appointment.refresh_from_db()
    anna = boutique.anna
    assert (anna.email, anna.phone) == ("a.winter@example.org", "+49 30 5550101")
    assert str(anna.budget) == "2500.00"
    assert appointment.customer == anna
    assert not Customer.objects.filter(pk=twin.pk).exists()
    assert "It can be undone on this page." in answer.content.decode()

    record = CustomerMerge.objects.get()
    undo = reverse("admin:core_customer_merge_undo", args=[record.pk])
    assert owner.get(undo).status_code == 405
    assert "are two again" in owner.post(undo, follow=True).content.decode()
    anna.refresh_from_db()
    appointment.refresh_from_db()
    assert (anna.email, anna.budget) == ("anna@example.org", None)
    assert appointment.customer_id == twin.pk
    assert "undone already" in owner.post(undo, follow=True).content.decode()


def test_waiting_letters_follow_the_mail_that_was_chosen(
    owner: Client, boutique: Boutique, booked: Booked, twin: Customer
) -> None:
    appointment = booked("10:00")
    letter = Message.objects.create(
        appointment=appointment,
        appointment_version=1,
        rule=ReminderRule.objects.first(),
        channel="email",
        recipient="anna@example.org",
        due_at=appointment.starts_at,
        message_id="<1@example.org>",
    )
    owner.post(merge_page(boutique.anna, twin), {"value_email": "goes"})
    letter.refresh_from_db()
    assert letter.recipient == "a.winter@example.org"


def test_one_bride_is_no_pair(owner: Client, boutique: Boutique) -> None:
    answer = owner.get(merge_page(boutique.anna, boutique.anna), follow=True)
    assert "Choose two different customers." in answer.content.decode()
    gone = reverse("admin:core_customer_merge", args=[boutique.anna.pk, 999_999])
    assert owner.get(gone).status_code == 404


def test_without_the_permission_nobody_merges(
    client: Client, boutique: Boutique, tom: User, twin: Customer
) -> None:
    client.force_login(tom)
    record = CustomerMerge.objects.create(kept=boutique.anna, gone_key=1, gone_name="X", gone={})
    undo = reverse("admin:core_customer_merge_undo", args=[record.pk])
    assert client.get(reverse("admin:core_customer_find_duplicates")).status_code == 403
    assert client.get(merge_page(boutique.anna, twin)).status_code == 403
    assert client.post(merge_page(boutique.anna, twin)).status_code == 403
    assert client.post(undo).status_code == 403
    assert Customer.objects.filter(pk=twin.pk).exists()
