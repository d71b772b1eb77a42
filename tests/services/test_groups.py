"""Linked appointments: all of them or none."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from core.errors import AppointmentClosed, DomainError, NotPossible, SlotTaken, StaleVersion
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
    fittings: AppointmentGroup, tom: User, on_the_day: None
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


# Together, from one of them ---------------------------------------------------------


def test_moving_one_takes_the_others_along_by_as_much(
    fittings: AppointmentGroup, boutique: Boutique, tom: User, at: At
) -> None:
    """A week and two hours later, into each other's days; only she changes the stylist."""
    first, second, _third = fittings.appointments.order_by("starts_at")
    moved = groups.move_together(
        first, starts_at=at("12:00", days=7), stylist=boutique.jo, version=1, by=tom
    )
    assert len(moved) == 3
    assert starts(fittings) == [at("12:00", days=7 * n) for n in (1, 2, 3)]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.stylist, second.stylist) == (boutique.jo, boutique.mira)
    assert Claim.objects.filter(is_live=True).count() == 6


def test_the_clock_on_the_wall_stays_though_it_is_changed_in_between(
    wish: Wish, boutique: Boutique, tom: User, at: At
) -> None:
    """Twenty-six weeks lie on both sides of a change of the clocks, whenever the test runs."""
    group = AppointmentGroup()
    groups.book_group(group, [wish("10:00", days=7 * n) for n in (0, 1)], by=tom)
    first = group.appointments.earliest("starts_at")
    groups.move_together(first, starts_at=at("11:00", days=7 * 26), by=tom)
    assert starts(group) == [at("11:00", days=7 * 26), at("11:00", days=7 * 27)]


def test_the_one_that_does_not_fit_is_named_and_none_moves(
    fittings: AppointmentGroup, wish: Wish, boutique: Boutique, tom: User, at: At
) -> None:
    appointments.book(wish("14:00", days=7, stylist=boutique.mira, customer=boutique.bea), by=tom)
    first, second, _ = fittings.appointments.order_by("starts_at")
    before = (starts(fittings), Claim.objects.filter(is_live=True).count())
    day = second.local_start
    with pytest.raises(SlotTaken) as refused:
        groups.move_together(first, starts_at=at("14:00"), by=tom)
    said = f"Anna Winter on {day:%A} {day.day} {day:%B} at 10:00: Mira is taken"
    assert refused.value.message.startswith(said)
    assert refused.value.facts["reference"] == second.reference
    assert refused.value.alternatives == []
    assert (starts(fittings), Claim.objects.filter(is_live=True).count()) == before
    assert set(fittings.appointments.values_list("version", flat=True)) == {1}


def test_who_has_seen_an_old_version_moves_nobody(
    fittings: AppointmentGroup, tom: User, at: At
) -> None:
    first = fittings.appointments.earliest("starts_at")
    appointments.amend(first, notes="Brings shoes", by=tom)
    before = starts(fittings)
    with pytest.raises(StaleVersion):
        groups.move_together(first, starts_at=at("12:00"), version=1, by=tom)
    assert starts(fittings) == before


def test_what_is_over_stays_and_alone_is_not_together(
    fittings: AppointmentGroup, wish: Wish, boutique: Boutique, tom: User, at: At, on_the_day: None
) -> None:
    first, second, _ = fittings.appointments.order_by("starts_at")
    appointments.advance(first, to="completed", by=tom)
    with pytest.raises(AppointmentClosed):
        groups.move_together(first, starts_at=at("12:00"), by=tom)
    assert len(groups.move_together(second, starts_at=at("12:00", days=7), by=tom)) == 2
    assert starts(fittings) == [at("10:00"), at("12:00", days=7), at("12:00", days=14)]
    alone = appointments.book(wish("16:00", customer=boutique.bea), by=tom)
    with pytest.raises(NotPossible, match="Nothing is linked"):
        groups.move_together(alone, starts_at=at("12:00"), by=tom)
