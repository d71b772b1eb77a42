"""Linked appointments: all of them or none."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from core.errors import AppointmentClosed, DomainError, SlotTaken
from core.models import Appointment, AppointmentGroup, Claim, Customer
from core.services import appointments, groups
from tests.cast import At, Boutique, Wish


@pytest.fixture
def fittings(wish: Wish, boutique: Boutique, tom: User) -> AppointmentGroup:
    """Anna's three fittings, a week apart, with Mira."""
    wanted = [wish("10:00", days=7 * n, stylist=boutique.mira) for n in range(3)]
    group = AppointmentGroup(name="Anna's fittings", kind="fittings")
    return groups.book_group(group, wanted, by=tom)


def starts(group: AppointmentGroup) -> list[object]:
    return list(group.appointments.order_by("starts_at").values_list("starts_at", flat=True))


def test_three_fittings_are_booked_as_one(fittings: AppointmentGroup, at: At) -> None:
    assert starts(fittings) == [at("10:00"), at("10:00", days=7), at("10:00", days=14)]
    assert Claim.objects.filter(is_live=True).count() == 6


def test_a_party_of_two_takes_two_stylists(wish: Wish, boutique: Boutique) -> None:
    party = [wish("10:00"), wish("10:00", customer=Customer(name="Maid", email="m@example.org"))]
    group = groups.book_group(
        AppointmentGroup(name="Anna and her maid"), party, products=[[boutique.aurora]]
    )
    assert {a.stylist for a in group.appointments.all()} == {boutique.mira, boutique.jo}
    assert group.appointments.get(customer=boutique.anna).try_ons.count() == 1


def test_one_that_is_taken_books_none(wish: Wish, boutique: Boutique, tom: User) -> None:
    appointments.book(wish("10:00", days=7, stylist=boutique.mira, customer=boutique.bea))
    wanted = [wish("10:00", days=7 * n, stylist=boutique.mira) for n in range(3)]
    with pytest.raises(SlotTaken, match="Anna Winter: Mira is taken"):
        groups.book_group(AppointmentGroup(), wanted, by=tom)
    assert Appointment.objects.count() == 1
    assert not AppointmentGroup.objects.exists()


def test_a_group_moves_by_days_and_keeps_the_clock(
    fittings: AppointmentGroup, tom: User, at: At
) -> None:
    """Into each other's days: what one leaves, the next takes."""
    groups.move_group(fittings, offset=timedelta(days=7), by=tom)
    assert starts(fittings) == [at("10:00", days=7 * n) for n in (1, 2, 3)]
    assert set(fittings.appointments.values_list("version", flat=True)) == {2}
    assert Claim.objects.filter(is_live=True).count() == 6


def test_a_group_moves_to_given_times_or_not_at_all(
    fittings: AppointmentGroup, wish: Wish, boutique: Boutique, tom: User, at: At
) -> None:
    first, second, third = fittings.appointments.order_by("starts_at")
    appointments.book(wish("15:00", stylist=boutique.mira, customer=boutique.bea))
    before = starts(fittings)
    with pytest.raises(DomainError, match="Anna Winter"):
        groups.move_group(fittings, times={first.pk: at("12:00"), second.pk: at("15:00")}, by=tom)
    assert starts(fittings) == before
    assert Claim.objects.filter(is_live=True).count() == 8
    groups.move_group(fittings, times={first.pk: at("11:00"), third.pk: at("13:00")}, by=tom)
    assert starts(fittings)[0] == at("11:00")


def test_cancelling_ends_what_is_open_and_leaves_what_was(
    fittings: AppointmentGroup, tom: User
) -> None:
    done = fittings.appointments.earliest("starts_at")
    for status in ("arrived", "completed"):
        appointments.advance(done, to=status, by=tom)
    gone = groups.cancel_group(fittings, by=tom, reason="She found her gown elsewhere")
    assert len(gone) == 2
    assert sorted(fittings.appointments.values_list("status", flat=True)) == [
        "cancelled",
        "cancelled",
        "completed",
    ]
    with pytest.raises(AppointmentClosed):
        groups.cancel_group(fittings, by=tom)
